"""What passes the broker when a department hands in its enterprises: no message holds one of their codes."""

from collections.abc import Iterator
from datetime import date

import amqp
import pytest

from deploy.relay import relay_of
from services.department import store
from services.department.commands.coverage import submit_coverage
from services.department.commands.figures import asked_of
from shared.city import areas
from shared.city.sites import Department
from shared.contracts.department import facts
from shared.ledger import Actor, Ledger, Stamp, Unit
from shared.messaging.line import connect
from shared.messaging.topology import RPC_EXCHANGE
from shared.security.pseudonyms import Pseudonyms
from shared.settings import Settings
from tests.integration.messaging.town import Town
from tests.integration.services.department.test_coverage import WANCHENG, code

CITY, PERIOD = "411300000000", "2026Q3"
CODES = [code(number) for number in range(1, 6)]


class Listener:
    """A queue bound to every exchange of the town, and to the one of the calls."""

    def __init__(self, town: Town) -> None:
        self.name = f"{town.owner}.listener"
        self.connection = connect(town.amqp_uri, "test")
        self.channel = self.connection.channel()
        self.channel.queue_declare(self.name, auto_delete=False)
        for exchange in (*town.topology.exchanges, RPC_EXCHANGE):
            self.channel.queue_bind(self.name, exchange, "#")

    def heard(self) -> list[str]:
        """Return all that came since the last time: keys, headers and bodies."""
        found = []
        while (message := self.channel.basic_get(self.name, no_ack=True)) is not None:
            body = message.body if isinstance(message.body, str) else bytes(message.body).decode()
            found.append(f"{message.delivery_info} {message.properties} {body}")
        return found


@pytest.fixture
def listener(town: Town) -> Iterator[Listener]:
    made = Listener(town)
    yield made
    made.connection.close()
    town.broker.delete(queues=(made.name,))


def hand_in(town: Town) -> None:
    """Record the enterprises in the owner's ledger as its service does, and let the relay publish it."""
    settings = Settings.from_environment(town.environment(town.owner))
    ledger = Ledger(town.client, settings.database, town.owner, b"k" * 32)
    ledger.prepare()
    store.prepare(ledger.db)
    rows = tuple(facts.CoveredEnterprise(credit_code=one, area=WANCHENG) for one in CODES)
    submission = facts.CoveredEnterprises(period=PERIOD, enterprises=rows)
    department = Department(town.owner, "总工会", "union")

    def act(unit: Unit) -> None:
        areas.add(unit, WANCHENG, CITY)
        submit_coverage(
            unit, submission, asked_of(unit, department, CITY, submission.period), Pseudonyms.of(town.keys)
        )

    stamp = Stamp(date(2026, 10, 8), Actor("gong", town.owner, ("department_clerk",), (CITY,)), "call-1")
    ledger.execute(stamp, {}, act)
    relay = relay_of(settings)
    relay._numbering.prepare()
    while relay.sweep():
        pass
    relay._hang_up()
    relay._numbering._client.close()


def holding(messages: list[str]) -> list[str]:
    return [one for one in CODES if any(one in message for message in messages)]


@pytest.mark.integration
@pytest.mark.rule("R-JM-15")
@pytest.mark.rule("R-PRV-15")
def test_no_message_holds_a_credit_code(town: Town, listener: Listener) -> None:
    hand_in(town)

    messages = listener.heard()
    assert len(messages) == 1
    assert "coverage_submitted" in messages[0]
    assert WANCHENG in messages[0]
    assert holding(messages) == []

    # The listener would have heard of one.
    planted = amqp.Message(f'{{"credit_code": "{CODES[0]}"}}')
    town.broker.publish(planted, f"{town.owner}.events", "planted")
    assert holding(listener.heard()) == CODES[:1]
