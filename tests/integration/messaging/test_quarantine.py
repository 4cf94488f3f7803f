"""What lies aside: sealed, told of without numbers of persons, and gone after a while."""

from datetime import UTC, datetime, timedelta
from typing import Any

import amqp
import bson
import pytest
from pymongo.database import Database

from shared.contracts.errors import NotFound
from shared.messaging import operating
from shared.messaging.quarantine import KEPT_DAYS, Quarantine, Strange
from shared.security.sealing import Vault
from tests.integration.messaging.town import Town, until

pytestmark = pytest.mark.integration

ID, PHONE = "999999199001010011", "13800000000"
NUMBERS = (ID.encode(), PHONE.encode())


def in_clear(db: Database[dict[str, Any]]) -> list[bytes]:
    """Return the numbers that the stored bytes show."""
    stored = b"".join(bson.encode(row) for row in db["quarantine"].find())
    assert stored
    return [number for number in NUMBERS if number in stored]


@pytest.fixture
def quarantine(database: Database[dict[str, Any]]) -> Quarantine:
    made = Quarantine(database, Vault(database, b"k" * 32))
    made.prepare()
    return made


def strange(**changed: Any) -> Strange:
    given = {"queue": "rpc-registry", "reason": "args or kwargs", "body": f'["{ID}", {PHONE}]', **changed}
    return Strange(**given)


@pytest.mark.rule("R-PRV-05")
@pytest.mark.parametrize(
    "message",
    [
        pytest.param(strange(), id="in the body"),
        pytest.param(strange(body=b"\xff" + ID.encode()), id="in a body that is no text"),
        pytest.param(strange(headers={"ce-x": ID, PHONE: ["x", {"y": ID}]}), id="in headers"),
        pytest.param(strange(headers="no table " + ID), id="in what should be headers"),
        pytest.param(strange(headers={"nameko.call_id": f"call of {ID}"}), id="in the call's number"),
        pytest.param(strange(properties={"correlation_id": ID, "reply_to": PHONE}), id="in properties"),
        pytest.param(strange(reason=f"not an entry: ValueError('{ID}')"), id="in the reason"),
        pytest.param(strange(event_id=f"e-{ID}", source=f"of {PHONE}"), id="in who sent it and its number"),
        pytest.param(strange(queue=f"registry.{ID}"), id="in the address"),
    ],
)
def test_no_number_of_a_person_lies_in_clear(
    quarantine: Quarantine, database: Database[dict[str, Any]], message: Strange
) -> None:
    quarantine.keep(message)

    assert in_clear(database) == []


@pytest.mark.rule("R-PRV-05")
def test_a_malformed_call_of_a_real_service_lies_sealed(town: Town) -> None:
    town.start(town.owner)
    call = amqp.Message(
        f'[{{"id_number": "{ID}"}}]',
        content_type="application/json",
        content_encoding="utf-8",
        reply_to="nobody",
        application_headers={"nameko.call_id": "call-0001", "nameko.phone": PHONE},
    )

    town.broker.publish(call, "nameko-rpc", f"{town.owner}.note")
    until(lambda: len(town.kept(town.owner)) == 1, 10)

    db = town.db(town.owner)
    assert in_clear(db) == []
    (told,) = operating.quarantined(db)
    assert (told["reason"], told["call_id"]) == ("args or kwargs", "call-0001")
    assert ID in repr(town.content(town.owner, town.kept(town.owner)[0])["body"])


def test_who_looks_after_the_service_sees_where_a_message_came_from_and_not_what_it_holds(
    quarantine: Quarantine, database: Database[dict[str, Any]]
) -> None:
    kept = quarantine.keep(
        strange(headers={"nameko.call_id": "call-0002"}, source="union_system", event_id="e-1")
    )

    (told,) = operating.quarantined(database)

    at = told.pop("at")
    assert told == {
        "id": kept,
        "queue": "rpc-registry",
        "reason": "args or kwargs",
        "source": "union_system",
        "event_id": "e-1",
        "call_id": "call-0002",
        "size": len(strange().body),
    }
    assert datetime.fromisoformat(at).tzinfo is not None


@pytest.mark.rule("R-PRV-20")
def test_reading_what_a_message_holds_leaves_a_note_of_who_and_why(
    quarantine: Quarantine, database: Database[dict[str, Any]]
) -> None:
    kept = quarantine.keep(strange())

    noted: list[Any] = []

    def note(method: str, **details: Any) -> None:
        noted.append((method, details))

    content = operating.read_message(database, quarantine, kept, "查明来源", note)

    assert content["body"] == strange().body
    assert noted == [("read_message", {"subjects": [kept], "purpose": "查明来源"})]
    with pytest.raises(NotFound):
        operating.read_message(database, quarantine, "no such", "查明来源", note)


def test_what_was_sealed_for_one_message_is_not_taken_for_another_s(
    quarantine: Quarantine, database: Database[dict[str, Any]]
) -> None:
    first, second = quarantine.keep(strange()), quarantine.keep(strange(body="other"))
    sealed = database["quarantine"].find_one({"_id": second})["sealed"]  # type: ignore[index]
    database["quarantine"].update_one({"_id": first}, {"$set": {"sealed": sealed}})

    with pytest.raises(ValueError, match="altered"):
        quarantine.content(database["quarantine"].find_one({"_id": first}))  # type: ignore[arg-type]


@pytest.mark.rule("R-PRV-08")
def test_what_lies_aside_ends_by_itself_after_its_time(
    quarantine: Quarantine, database: Database[dict[str, Any]]
) -> None:
    quarantine.keep(strange())
    (end,) = [
        index["expireAfterSeconds"]
        for index in database["quarantine"].list_indexes()
        if dict(index["key"]) == {"at": 1}
    ]

    assert timedelta(seconds=end) == timedelta(days=KEPT_DAYS) == timedelta(days=90)
    row = database["quarantine"].find_one()
    assert row is not None
    assert abs(datetime.now(UTC) - row["at"]) < timedelta(minutes=5)


def test_what_an_earlier_version_kept_in_clear_is_sealed_at_the_start(
    quarantine: Quarantine, database: Database[dict[str, Any]]
) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    of_before = {"_id": "old", "at": at, "queue": "q", "reason": f"not an entry: {ID}", "source": None}
    content = {"headers": {"x": PHONE}, "properties": {}, "body": ID.encode()}
    database["quarantine"].insert_one({**of_before, "event_id": None, "size": 18, **content})

    quarantine.prepare()
    quarantine.prepare()

    assert in_clear(database) == []
    row = database["quarantine"].find_one({"_id": "old"})
    assert row is not None
    assert (row["at"], quarantine.content(row)) == (at, content)
