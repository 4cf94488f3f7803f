"""The trap of shared publisher options: one publisher's wish is another's loss."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import amqp
import kombu.pools
import pytest
from nameko.amqp.publish import Publisher as StockPublisher

from shared.messaging.line import Line, connect
from shared.messaging.relay import Publisher as OurPublisher
from tests.integration.messaging.town import user_of

pytestmark = pytest.mark.integration

WORKERS = 20


class Stock:
    """Two of nameko's publishers, one with confirms and one without."""

    def __init__(self, uri: str) -> None:
        self._loud = StockPublisher(uri, use_confirms=True)
        self._quiet = StockPublisher(uri, use_confirms=False)

    def publish_confirmed(self, key: str) -> None:
        self._loud.publish({}, routing_key=key)

    def publish_unconfirmed(self, key: str) -> None:
        self._quiet.publish({}, routing_key=key)

    def is_confirming(self) -> bool:
        return bool(self._loud.transport_options["confirm_publish"])

    def at_once(self) -> float:
        return float(kombu.pools.get_limit())

    def stop(self) -> None:
        # The options are one dictionary of the class; leave it as it was.
        StockPublisher.transport_options.pop("confirm_publish", None)
        kombu.pools.reset()


class Ours:
    """What sends our events, with confirms, and what sends our calls and answers, without."""

    def __init__(self, uri: str) -> None:
        self._loud = OurPublisher(uri, user_of(uri), "test")
        self._quiet = Line(uri, "test").start()

    def publish_confirmed(self, key: str) -> None:
        self._loud._channel.basic_publish(amqp.Message("{}"), "", key)

    def publish_unconfirmed(self, key: str) -> None:
        self._quiet.publish(amqp.Message("{}"), "", key)

    def is_confirming(self) -> bool:
        confirmed: list[int] = []
        self._loud._channel.events["basic_ack"].add(lambda tag, _multiple: confirmed.append(tag))
        self.publish_confirmed("nobody")
        self._loud._connection.drain_events(timeout=5)
        return bool(confirmed)

    def at_once(self) -> float:
        # One connection for all: no pool to wait for, and none that somebody could use by mistake.
        return float("inf") if not kombu.pools.producers else float(kombu.pools.get_limit())

    def stop(self) -> None:
        self._loud.close()
        self._quiet.stop()


@pytest.fixture(
    params=[
        pytest.param(Stock, id="stock", marks=pytest.mark.xfail(strict=True, raises=AssertionError)),
        pytest.param(Ours, id="ours"),
    ]
)
def publishers(request: pytest.FixtureRequest, amqp_uri: str) -> Iterator[Any]:
    kombu.pools.reset()
    made = request.param(amqp_uri)
    yield made
    made.stop()


@pytest.fixture
def queue(amqp_uri: str) -> Iterator[str]:
    name = f"t{uuid4().hex[:10]}"
    connection = connect(amqp_uri, "test")
    connection.channel().queue_declare(name, exclusive=True)
    yield name
    connection.close()


@pytest.mark.trap("nameko-10")
def test_who_needs_no_confirm_does_not_take_it_from_others(publishers: Any, queue: str) -> None:
    publishers.publish_confirmed(queue)
    publishers.publish_unconfirmed(queue)

    assert publishers.is_confirming()


@pytest.mark.trap("nameko-10")
def test_as_many_can_publish_at_once_as_there_are_workers(publishers: Any, queue: str) -> None:
    publishers.publish_confirmed(queue)

    assert publishers.at_once() >= WORKERS
