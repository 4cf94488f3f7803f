"""Traps of ordered streams on MongoDB and RabbitMQ: the obvious set-up falls in, ours does not."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import amqp
import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.servers import Servers
from shared.messaging.consume import BatchConsumer
from shared.messaging.line import connect
from shared.messaging.topology import FOLLOWED
from tests.integration.messaging.town import Broker, until

pytestmark = pytest.mark.integration

FALLS = pytest.mark.xfail(strict=True, raises=AssertionError, reason="the trap")
DEFAULT_LIFETIME_SECONDS, LIFETIME = 60, "transactionLifetimeLimitSeconds"


@pytest.fixture(params=[pytest.param("as it comes", marks=FALLS), "as we start it"])
def mongod(request: pytest.FixtureRequest, servers: Servers) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](servers.mongodb_uri) as client:
        started_with = client.admin.command({"getParameter": 1, LIFETIME: 1})[LIFETIME]
        if request.param == "as it comes":
            client.admin.command({"setParameter": 1, LIFETIME: DEFAULT_LIFETIME_SECONDS})
        yield client
        client.admin.command({"setParameter": 1, LIFETIME: started_with})
        # What hangs is ended now and not in a minute.
        client.admin.command({"killAllSessions": []})


def hold_a_transaction_open(uri: str, database: str, begun: Any) -> None:
    with MongoClient[dict[str, Any]](uri) as client, client.start_session() as session:
        session.start_transaction()
        client[database]["positions"].update_one({"_id": 1}, {"$set": {"n": 1}}, session=session)
        begun.set()
        time.sleep(60)


@pytest.mark.trap("streams-1")
def test_the_transaction_of_a_killed_process_does_not_hold_up_its_successor(
    mongod: MongoClient[dict[str, Any]], servers: Servers
) -> None:
    database = mongod[f"t_{uuid4().hex[:10]}"]
    database["positions"].insert_one({"_id": 1, "n": 0})
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    holder = spawn.Process(
        target=hold_a_transaction_open, args=(servers.mongodb_uri, database.name, begun), daemon=True
    )
    holder.start()
    assert begun.wait(20)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()
    holder.close()

    def successor_writes() -> bool:
        try:
            with mongod.start_session() as session, session.start_transaction():
                database["positions"].update_one({"_id": 1}, {"$set": {"n": 2}}, session=session)
        except PyMongoError:
            return False
        return True

    until(successor_writes, 10)


@pytest.mark.trap("streams-2")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(
            {"x-queue-type": "quorum", "x-delivery-limit": 3}, id="with a delivery limit", marks=FALLS
        ),
        pytest.param(FOLLOWED, id="ours"),
    ],
)
def test_lost_connections_do_not_use_up_messages(amqp_uri: str, arguments: dict[str, Any]) -> None:
    queue, broker = f"t{uuid4().hex[:10]}", Broker(amqp_uri)
    connection = connect(amqp_uri, "test")
    connection.channel().queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
    connection.close()
    broker.publish(amqp.Message("{}", delivery_mode=2), "", queue)
    try:
        for _ in range(5):
            lose_a_delivery(amqp_uri, queue)

        until(lambda: broker.waiting(queue) == 1, 3)
    finally:
        broker.delete(queues=(queue,))


def lose_a_delivery(uri: str, queue: str) -> None:
    """Take what there is, and lose the connection before acknowledging."""
    connection = connect(uri, "test")
    taken: list[Any] = []
    connection.channel().basic_consume(queue, callback=taken.append)
    limit = time.monotonic() + 1
    while not taken and time.monotonic() < limit:
        try:
            connection.drain_events(timeout=0.2)
        except TimeoutError:
            continue
    connection.collect()


class Hoarder(BatchConsumer):
    """Keeps the batch it could not finish over a reconnection, instead of taking it anew."""

    def __init__(self, uri: str, queue: str, handle: Any, *, batch: int) -> None:
        super().__init__(uri, queue, self._remember, batch=batch)
        self._do = handle
        self._kept: list[Any] = []

    def _remember(self, messages: list[Any]) -> None:
        self._kept = messages
        self._do(messages)
        self._kept = []

    def _loop(self, connection: Any, channel: Any) -> None:
        self._buffer[:0] = self._kept
        super()._loop(connection, channel)


@pytest.mark.trap("streams-8")
@pytest.mark.parametrize(
    "kind",
    [pytest.param(Hoarder, id="one buffer for all", marks=FALLS), pytest.param(BatchConsumer, id="ours")],
)
def test_nothing_is_acknowledged_that_another_connection_delivered(
    amqp_uri: str, kind: type[BatchConsumer]
) -> None:
    queue, broker = f"t{uuid4().hex[:10]}", Broker(amqp_uri)
    connection = connect(amqp_uri, "test")
    channel = connection.channel()
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=FOLLOWED)
    for number in range(6):
        channel.basic_publish_confirm(amqp.Message(str(number)), "", queue)
    connection.close()
    until(lambda: broker.waiting(queue) == 6, 5)
    handled: list[str] = []
    lost: list[bool] = []

    def handle(messages: list[Any]) -> None:
        if len(handled) == 2 and not lost:
            lost.append(True)
            raise OSError("the connection is gone")
        handled.extend(message.body for message in messages)
        if len(handled) >= 4:
            consumer.stopping.set()

    consumer = kind(amqp_uri, queue, handle, batch=2)
    try:
        consumer.run()

        until(lambda: broker.waiting(queue) == 6 - len(set(handled)), 3)
        assert handled == ["0", "1", "2", "3"]
    finally:
        broker.delete(queues=(queue,))
