"""The relay: an unconfirmed message is sent again, in order, until the broker says yes."""

from collections.abc import Iterator
from datetime import date

import pytest

from deploy.relay import relay_of
from shared.contracts.base import load
from shared.contracts.registry.events import DayStarted
from shared.ledger import Actor, Ledger, Stamp, Unit
from shared.messaging.line import connect
from shared.messaging.relay import NotConfirmed
from shared.settings import Settings
from tests.integration.messaging.town import Town

pytestmark = pytest.mark.integration


class Desk:
    """The ledger and the relay of a town's owner, in this process."""

    def __init__(self, town: Town) -> None:
        self.town = town
        settings = Settings.from_environment(town.environment(town.owner))
        self.ledger = Ledger(town.client, settings.database, town.owner, b"k" * 32)
        self.ledger.prepare()
        self.relay = relay_of(settings)
        self.relay._numbering.prepare()
        # One that may be read now and then; an inbox has its one consumer.
        self.witness = f"{town.owner}.witness"
        connection = connect(town.amqp_uri, "test")
        channel = connection.channel()
        channel.queue_declare(self.witness, auto_delete=False)
        channel.queue_bind(self.witness, f"{town.owner}.events", "#")
        connection.close()

    def record(self, *days: str) -> None:
        stamp = Stamp(date(2026, 7, 1), Actor.system(self.town.owner), "call-1")

        def act(unit: Unit) -> None:
            for day in days:
                unit.record("day", load(DayStarted, {"date": day}))

        self.ledger.execute(stamp, {}, act)

    def published(self) -> int:
        row = self.ledger.db["counters"].find_one({"_id": self.town.owner}) or {}
        return int(row.get("published", 0))

    def received(self) -> list[tuple[int, str]]:
        """Return number and call id of what came since the last time."""
        connection = connect(self.town.amqp_uri, "test")
        try:
            channel = connection.channel()
            found = []
            while (message := channel.basic_get(self.witness, no_ack=True)) is not None:
                headers = message.properties["application_headers"]
                found.append((int(headers["ce-n"]), str(headers["ce-callid"])))
            return found
        finally:
            connection.close()


@pytest.fixture
def desk(town: Town) -> Iterator[Desk]:
    made = Desk(town)
    yield made
    made.relay._hang_up()
    made.relay._numbering._client.close()
    town.broker.delete(queues=(made.witness,))


@pytest.fixture
def full_queue(town: Town) -> Iterator[str]:
    """A queue behind the owner's exchange that takes nothing, so that the broker refuses."""
    name = f"{town.owner}.full"
    connection = connect(town.amqp_uri, "test")
    channel = connection.channel()
    channel.queue_declare(
        name, arguments={"x-max-length": 0, "x-overflow": "reject-publish"}, auto_delete=False
    )
    channel.queue_bind(name, f"{town.owner}.events", "#")
    yield name
    channel.queue_delete(name)
    connection.close()


def test_what_is_recorded_is_numbered_and_published_in_order(desk: Desk) -> None:
    desk.record("2026-07-01", "2026-07-02")
    desk.record("2026-07-03")

    while desk.relay.sweep():
        pass

    assert desk.received() == [(1, "call-1"), (2, "call-1"), (3, "call-1")]
    assert desk.published() == 3


def test_what_the_broker_refuses_counts_as_not_published_and_is_sent_again(
    desk: Desk, full_queue: str
) -> None:
    desk.record("2026-07-01", "2026-07-02")
    with pytest.raises(NotConfirmed):
        desk.relay.sweep()
    assert desk.published() == 0
    desk.received()

    desk.town.broker.delete(queues=(full_queue,))
    desk.relay._hang_up()
    while desk.relay.sweep():
        pass

    assert [n for n, _ in desk.received()] == [1, 2]
    assert desk.published() == 2


def test_a_restarted_relay_goes_on_where_the_last_confirm_was(desk: Desk) -> None:
    desk.record("2026-07-01")
    desk.relay.sweep()
    desk.record("2026-07-02")

    again = Desk(desk.town)
    while again.relay.sweep():
        pass
    again.relay._hang_up()
    again.relay._numbering._client.close()

    assert [n for n, _ in desk.received()] == [1, 2]


def test_after_a_crash_between_confirm_and_note_the_message_is_sent_again(desk: Desk) -> None:
    desk.record("2026-07-01")
    while desk.relay.sweep():
        pass
    desk.ledger.db["counters"].update_one({"_id": desk.town.owner}, {"$set": {"published": 0}})

    desk.relay.sweep()

    assert [n for n, _ in desk.received()] == [1, 1]
