"""What each broker user may do, tried on a broker that has loaded the generated definitions."""

import gc
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import amqp
import pytest
from amqp.exceptions import AccessRefused, AMQPError, PreconditionFailed

from deploy.definitions import OPERATOR, users_of
from deploy.local.servers import Servers
from shared.city.sites import Sites
from shared.city.topology import topology_of
from shared.messaging import topology
from shared.messaging.line import connect
from shared.messaging.topology import RPC_EXCHANGE

pytestmark = pytest.mark.integration

REPLY = "rpc.reply-test-"
SITES = Sites.load()
DECLARED = topology_of(SITES)

Act = Callable[[Any], None]


@pytest.fixture(scope="module")
def broker(servers: Servers) -> Servers:
    topology.apply(servers.amqp_uri, DECLARED)
    return servers


def publish(exchange: str, key: str = "x", **properties: Any) -> Act:
    def act(channel: Any) -> None:
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message("{}", **properties), exchange, key)

    return act


def declare_queue(name: str) -> Act:
    return lambda channel: channel.queue_declare(name, auto_delete=True)


def declare_exchange(name: str) -> Act:
    return lambda channel: channel.exchange_declare(name, "topic", durable=True, auto_delete=False)


def delete_exchange(name: str) -> Act:
    return lambda channel: channel.exchange_delete(name)


def consume(queue: str) -> Act:
    return lambda channel: channel.basic_consume(queue, callback=lambda _message: None)


def purge(queue: str) -> Act:
    return lambda channel: channel.queue_purge(queue)


def listen_for(key: str) -> Act:
    def act(channel: Any) -> None:
        queue = f"{REPLY}{uuid4()}"
        channel.queue_declare(queue, auto_delete=False, arguments={"x-expires": 1000})
        channel.queue_bind(queue, "nameko-rpc", key)

    return act


TABLE = [
    # An instance and its own logs.
    ("registry", "write its events", publish("registry.events"), True),
    ("registry", "write its outlet", publish("registry.public.events"), True),
    ("union", "write its events", publish("union.events"), True),
    ("union", "write another department's events", publish("youth_league.events"), False),
    ("union", "write the registry's events", publish("registry.events"), False),
    ("union", "write its own system's events", publish("union_system.events"), False),
    ("reporting", "write anybody's events", publish("registry.events"), False),
    ("union", "put a message straight into a queue", publish("", "reporting.inbox"), False),
    ("union", "go by its own name", publish("union.events", user_id="union"), True),
    ("union", "go by another name", publish("union.events", user_id="registry"), False),
    # Queues.
    ("union", "read its inbox", consume("union.inbox"), True),
    ("union", "read its intake", consume("union.intake"), True),
    ("union", "read another's inbox", consume("reporting.inbox"), False),
    ("union", "empty another's inbox", purge("reporting.inbox"), False),
    ("union", "read another's intake", consume("youth_league.intake"), False),
    ("union", "declare a queue of its own making", declare_queue("union.extra"), False),
    ("union", "declare an exchange", declare_exchange("other.events"), False),
    ("union", "delete its exchange", delete_exchange("union.events"), False),
    # Calls.
    ("union", "answer", publish("nameko-rpc", str(uuid4())), True),
    ("union", "pull from whom it follows", publish("nameko-rpc", "registry.ledger_page"), True),
    ("union", "command another", publish("nameko-rpc", "registry.register_enterprise"), False),
    ("union", "pull from whom it does not follow", publish("nameko-rpc", "youth_league.ledger_page"), False),
    ("union", "await answers", listen_for(str(uuid4())), True),
    ("union", "overhear the registry's calls", listen_for("registry.*"), False),
    ("union", "overhear all calls", listen_for("#"), False),
    ("union", "overhear all answers", listen_for("*"), False),
    ("union", "declare another's calls", declare_queue("rpc-registry"), False),
    ("portal", "command anybody", publish("nameko-rpc", "registry.register_enterprise"), True),
    ("portal", "write events", publish("registry.events"), False),
    ("portal", "read an inbox", consume("reporting.inbox"), False),
    # External systems.
    ("union_system", "write its events", publish("union_system.events"), True),
    ("union_system", "go by its own name", publish("union_system.events", user_id="union_system"), True),
    ("union_system", "go by another name", publish("union_system.events", user_id="union"), False),
    ("union_system", "write its department's events", publish("union.events"), False),
    ("union_system", "write another system's events", publish("youth_league_system.events"), False),
    ("union_system", "call", publish("nameko-rpc", "registry.today"), False),
    ("union_system", "read", consume("union.intake"), False),
    ("union_system", "declare a queue", declare_queue("anything"), False),
]


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize(
    ("user", "act", "allowed"),
    [pytest.param(user, act, ok, id=f"{user}: {what}") for user, what, act, ok in TABLE],
)
def test_a_user_may_do_what_the_table_says_and_no_more(
    broker: Servers, user: str, act: Act, allowed: bool
) -> None:
    connection = connect(broker.amqp_uri_of(user), "test")
    try:
        if allowed:
            act(connection.channel())
        else:
            with pytest.raises((AccessRefused, PreconditionFailed)):
                act(connection.channel())
    finally:
        with suppress(OSError, AMQPError):
            connection.close()


def bind(queue: str, exchange: str) -> Act:
    return lambda channel: channel.queue_bind(queue, exchange, "#")


def delete_queue(name: str) -> Act:
    return lambda channel: channel.queue_delete(name)


def belongs_to(user: str, name: str) -> bool:
    return name.split(".")[0] == user


def reaching_others(user: str) -> Iterator[tuple[str, Act]]:
    """Yield each way to what belongs to somebody else, and what it is called."""
    queues = [row.name for row in DECLARED.queues]
    for exchange in DECLARED.exchanges:
        # One's own exchange is written to only: who listens to it is declared for all.
        yield f"listen to {exchange}", bind(f"{user}.inbox", exchange)
        yield f"delete {exchange}", delete_exchange(exchange)
        if not belongs_to(user, exchange):
            yield f"write to {exchange}", publish(exchange)
    for queue in queues:
        yield f"put into {queue}", publish("", queue)
        yield f"bind {queue}", bind(queue, DECLARED.exchanges[0])
        yield f"delete {queue}", delete_queue(queue)
        if not belongs_to(user, queue):
            yield f"read {queue}", consume(queue)
            yield f"empty {queue}", purge(queue)
    for other in (name for name in SITES.instances if name != user):
        yield f"take the calls of {other}", consume(f"rpc-{other}")
        yield f"declare the calls of {other}", declare_queue(f"rpc-{other}")
        if user != "portal":
            yield f"command {other}", publish(RPC_EXCHANGE, f"{other}.start_day")


@pytest.mark.parametrize("user", [name for name in users_of(SITES) if name != OPERATOR])
def test_no_user_reaches_what_belongs_to_another(broker: Servers, user: str) -> None:
    connection = connect(broker.amqp_uri_of(user), "test")
    reached = []
    try:
        for what, act in reaching_others(user):
            channel = connection.channel()
            with suppress(AccessRefused):
                act(channel)
                reached.append(what)
                channel.close()
    finally:
        with suppress(OSError, AMQPError):
            connection.close()

    assert reached == []


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param("union:guess", id="with a wrong password"),
        pytest.param("guest:guest", id="as the guest that a broker has by default"),
    ],
)
def test_nobody_gets_in(broker: Servers, credentials: str) -> None:
    address = broker.amqp_uri_of("union").split("@")[1]

    with warnings.catch_warnings():
        # py-amqp leaves the socket of a refused connection to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        with pytest.raises(AccessRefused):
            connect(f"amqp://{credentials}@{address}", "test")
        gc.collect()
