"""The door for external events: checked, taken once, and answered for with a receipt."""

import base64
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import amqp
import orjson
import pytest
from pymongo import MongoClient

from shared.city import day
from shared.contracts.base import load
from shared.contracts.department.calls import FindReceipt
from shared.contracts.errors import Conflict, DeadlinePassed, NotFound
from shared.contracts.registry.events import DayStarted
from shared.ledger import Ledger, Unit
from shared.messaging.arriving import CloudEvent, number_of
from shared.messaging.intake import Intake, receipt
from shared.messaging.quarantine import Quarantine
from shared.messaging.wire import raw
from shared.rules.violation import Level, Violation

pytestmark = pytest.mark.integration

SYSTEM = "union_system"


class Door:
    """The intake of the union, whose service records days and refuses some."""

    def __init__(self, client: MongoClient[dict[str, Any]], database: str) -> None:
        self.ledger = Ledger(client, database, "union", b"k" * 32)
        self.ledger.prepare()
        self.db = self.ledger.db
        self.db["day"].insert_one({"_id": "day", "date": "2026-07-01"})
        self.intake = Intake(self.ledger, self.accept, {SYSTEM: SYSTEM}, day.today)
        self.refusing = self.warning = False

    def accept(self, unit: Unit, event: CloudEvent) -> None:
        if self.refusing:
            raise Conflict("不在申报期内", {"period": "2026Q3"})
        if self.warning:
            unit.check([Violation("R-GEN-09", Level.WARN, "请核对", "来源")])
        unit.record("day", load(DayStarted, {"date": event.data["date"]}))

    def recorded(self) -> list[str]:
        return [row["data"]["date"] for row in self.db["ledger"].find().sort("seq", 1)]

    def kept(self) -> list[str]:
        return [row["reason"] for row in self.db["quarantine"].find().sort("_id", 1)]

    def receipt(self, event_id: str) -> dict[str, Any]:
        return receipt(self.db, SYSTEM, event_id)


@pytest.fixture
def door(mongodb_uri: str) -> Iterator[Door]:
    name = f"t_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        yield Door(client, name)
        client.drop_database(name)


def message(
    event_id: str = "1",
    data: Any = None,
    *,
    source: str = SYSTEM,
    exchange: str = f"{SYSTEM}.events",
    user: str | None = SYSTEM,
    **headers: str,
) -> amqp.Message:
    attributes = {"specversion": "1.0", "id": event_id, "source": source, "type": "any.type.v1", **headers}
    properties = {} if user is None else {"user_id": user}
    made = amqp.Message(
        orjson.dumps(data or {"date": "2026-07-01"}),
        content_type="application/json",
        application_headers={f"ce-{name}": value for name, value in attributes.items() if value},
        **properties,
    )
    made.delivery_info = {"exchange": exchange, "routing_key": "x"}
    return made


def test_an_event_is_recorded_and_its_receipt_names_the_entry(door: Door) -> None:
    door.intake.take([message("1")])

    entry = door.db["ledger"].find_one()
    assert entry is not None
    answer = door.receipt("1")
    assert (answer["state"], answer["stream"], answer["seq"]) == ("accepted", "day", 1)
    assert answer["entry"] == entry["_id"]
    assert entry["cause"] == f"{SYSTEM}:1"


def test_a_repeated_event_is_recorded_once(door: Door) -> None:
    door.intake.take([message("1"), message("1")])
    door.intake.take([message("1")])

    assert door.recorded() == ["2026-07-01"]
    assert door.kept() == []


def test_a_repeated_id_with_another_body_is_put_aside_and_the_first_receipt_stands(door: Door) -> None:
    door.intake.take([message("1"), message("1", {"date": "2026-07-02"})])

    assert door.recorded() == ["2026-07-01"]
    assert door.kept() == ["repeated id with another body"]
    assert door.receipt("1")["state"] == "accepted"


def test_a_refused_event_is_put_aside_and_the_receipt_says_why(door: Door) -> None:
    door.refusing = True

    door.intake.take([message("1")])

    answer = door.receipt("1")
    assert answer["state"] == "quarantined"
    assert answer["problem"] == {
        "code": "conflict",
        "message": "不在申报期内",
        "details": {"period": "2026Q3"},
    }
    assert answer["quarantine"] == door.db["quarantine"].find_one({}, {"_id": 1})["_id"]  # type: ignore[index]
    assert door.recorded() == []


def test_a_refused_event_can_be_sent_again(door: Door) -> None:
    door.refusing = True
    door.intake.take([message("1")])
    door.refusing = False

    door.intake.take([message("1")])

    assert door.recorded() == ["2026-07-01"]
    assert door.receipt("1")["state"] == "accepted"


def test_an_event_the_service_trips_over_does_not_hold_up_the_next(door: Door) -> None:
    door.intake.take([message("1", {"no": "date"}), message("2")])

    assert door.recorded() == ["2026-07-01"]
    assert door.receipt("1")["problem"]["code"] == "failure"
    assert door.receipt("2")["state"] == "accepted"


@pytest.mark.parametrize(
    ("data", "state", "code"),
    [({"date": "2026-07-01"}, "accepted", None), ({"date": "soon"}, "quarantined", "invalid_input"),
     ({"no": "date"}, "quarantined", "failure")],
)  # fmt: skip
def test_a_rehearsal_says_what_would_become_of_an_event_and_leaves_no_trace(
    door: Door, data: dict[str, str], state: str, code: str | None
) -> None:
    told = door.intake.rehearse(message("1", data))

    assert (told["state"], told.get("problem", {}).get("code")) == (state, code)
    assert (door.recorded(), door.kept()) == ([], [])
    with pytest.raises(NotFound):
        door.receipt("1")


@pytest.mark.parametrize(
    ("strange", "reason"),
    [
        pytest.param(message(source="youth_league_system"), "foreign", id="another department's system"),
        pytest.param(message(source="union"), "foreign", id="the department itself"),
        pytest.param(
            message(exchange="youth_league_system.events"), "forged", id="another system's exchange"
        ),
        pytest.param(message(user="youth_league_system"), "forged", id="another user"),
        pytest.param(message(type=""), "attribute type is missing", id="no type"),
        pytest.param(message(id=""), "attribute id is missing", id="no id"),
        pytest.param(message(specversion="0.3"), "specversion", id="another version of CloudEvents"),
    ],
)
def test_what_is_not_from_where_it_says_is_put_aside(door: Door, strange: amqp.Message, reason: str) -> None:
    door.intake.take([strange, message("after")])

    assert len(door.kept()) == 1
    assert door.kept()[0].startswith(reason)
    assert door.recorded() == ["2026-07-01"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Application/JSON", b'{"date": "2026-07-01"}'),
        ("application/json ; charset=utf-8", b'{"date": "2026-07-01"}'),
        (None, b'{"date": "2026-07-01"}'),
        ("text/plain", b'{"date": "2026-07-01"}'),
        ("application/vnd.union+json", b'{"date": "2026-07-01"}'),
    ],
)
def test_json_is_taken_whatever_its_type_is_called(door: Door, kind: str | None, body: bytes) -> None:
    sent = message("1", user=None)
    sent.body = body
    sent.properties["content_type"] = kind

    door.intake.take([sent])

    assert door.receipt("1")["state"] == "accepted"


@pytest.mark.parametrize("prefix", ["ce-", "CE-", "cloudEvents_", "CloudEvents:"])
def test_attributes_are_known_by_every_prefix_of_the_bindings(door: Door, prefix: str) -> None:
    sent = message("1")
    given = sent.properties["application_headers"]
    named = {f"{prefix}{name.removeprefix('ce-')}": value for name, value in given.items()}
    sent.properties["application_headers"] = named

    door.intake.take([sent])

    assert door.receipt("1")["state"] == "accepted"


ATTRIBUTES = {"specversion": "1.0", "id": "1", "source": SYSTEM, "type": "any.type.v1"}
DAY, XML = {"date": "2026-07-01"}, {"datacontenttype": "text/xml", "data_base64": "PA=="}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/cloudevents+json", {**ATTRIBUTES, "data": DAY}),
        ("Application/CloudEvents+JSON ; charset=UTF-8", {**ATTRIBUTES, "data": DAY}),
        ("application/json", {**ATTRIBUTES, "data": DAY}),
        (
            "application/cloudevents+json",
            {
                **ATTRIBUTES,
                "datacontenttype": "application/json",
                "data_base64": base64.b64encode(orjson.dumps(DAY)).decode(),
            },
        ),
    ],
)
def test_every_form_of_the_json_event_format_is_taken(door: Door, kind: str, body: Any) -> None:
    door.intake.take([structured(kind, body)])

    assert door.receipt("1")["state"] == "accepted"


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("application/cloudevents-batch+json", [{**ATTRIBUTES, "data": DAY}], "逐个"),
        ("application/cloudevents+json", {**ATTRIBUTES, "data_base64": "?"}, "Base64"),
        ("application/cloudevents+json", {**ATTRIBUTES, **XML}, "text/xml"),
        ("application/cloudevents+json", [1], "对象"),
        ("application/xml", {"a": 1}, "application/json"),
    ],
)  # fmt: skip
def test_what_is_not_taken_has_a_receipt_that_says_what_to_send(
    door: Door, kind: str, body: Any, says: str
) -> None:
    sent = structured(kind, body)
    door.intake.take([sent])

    (kept,) = door.db["quarantine"].find()
    answer = door.receipt(kept["event_id"])
    assert (answer["state"], answer["quarantine"]) == ("quarantined", kept["_id"])
    assert says in answer["problem"]["message"]


def structured(kind: str, body: Any) -> amqp.Message:
    made = amqp.Message(orjson.dumps(body), content_type=kind)
    made.delivery_info = {"exchange": f"{SYSTEM}.events", "routing_key": "x"}
    return made


def test_what_has_no_id_is_found_by_its_message_id_or_by_its_body(door: Door) -> None:
    named, nameless = message(id=""), message(id="", type="other.type.v1")
    named.properties["message_id"] = "m-1"

    door.intake.take([named, nameless])

    assert door.receipt("m-1")["state"] == "quarantined"
    assert door.receipt(number_of(raw(nameless)))["state"] == "quarantined"


@pytest.mark.parametrize(("length", "state"), [(256, "accepted"), (257, "quarantined")])
def test_an_id_has_a_length_and_what_is_taken_can_be_asked_for(door: Door, length: int, state: str) -> None:
    sent = message("1" * length)
    door.intake.take([sent])

    asked = {"source": SYSTEM, "id": "1" * length if length <= 256 else number_of(raw(sent))}
    question = load(FindReceipt, asked)
    assert receipt(door.db, question.source, question.id)["state"] == state


@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize(("reason", "state"), [("", "quarantined"), ("区划调整，经审批", "accepted")])
def test_an_event_can_say_why_it_is_to_be_recorded_despite_a_warning(
    door: Door, reason: str, state: str
) -> None:
    door.warning = True
    door.intake.take([message("1", reason=reason)])

    assert door.receipt("1")["state"] == state


def test_what_is_no_event_at_all_is_put_aside_whole(door: Door) -> None:
    broken = message()
    broken.body = b"\xff{"

    door.intake.take([broken])

    kept = door.db["quarantine"].find_one()
    assert kept is not None
    assert Quarantine(door.db, door.ledger.vault).content(kept)["body"] == b"\xff{"


def test_no_token_is_kept_with_what_is_put_aside(door: Door) -> None:
    strange = message(source="nobody")
    strange.properties["application_headers"]["nameko.token"] = "the secret"

    door.intake.take([strange])

    kept = door.db["quarantine"].find_one()
    assert kept is not None
    content = Quarantine(door.db, door.ledger.vault).content(kept)
    assert content["headers"]["ce-source"] == "nobody"
    assert "the secret" not in repr((kept, content))


def test_before_the_first_day_events_wait(door: Door) -> None:
    door.db["day"].delete_many({})

    with pytest.raises(DeadlinePassed):
        door.intake.take([message("1")])

    assert door.recorded() == []
    assert door.kept() == []


def test_there_is_no_receipt_of_what_never_came(door: Door) -> None:
    with pytest.raises(NotFound):
        door.receipt("never")
