"""What development learns from others: members, organisations, courses, recommendations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo.database import Database

from services.development import store
from services.development.commands import cases, recommendations
from shared.ledger import Entry, Unit

COPIES = ("members", "organisations")
MEMBER_VALUES = ("status", "org_code")


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Keep the local copies, and take the steps that other services report."""
    for entry in entries:
        if effect := EFFECTS.get(entry.type):
            effect(unit, entry)


def reset(db: Database[dict[str, Any]]) -> None:
    """Empty the copies of the registry; courses and recommendations led to entries of our own, and stay."""
    for name in COPIES:
        db[name].delete_many({})


def _member(unit: Unit, entry: Entry) -> None:
    values = {name: entry.data[name] for name in MEMBER_VALUES if name in entry.data}
    row = {"on": entry.effective_on.isoformat(), "seq": entry.seq, "values": values}
    change: dict[str, Any] = {"$set": {f"rows.{entry.seq}": row}}
    if "org_code" in values:
        change["$addToSet"] = {"org_codes": values["org_code"]}
    _upsert(unit, "members", entry.data["member_id"], change)


def _established(unit: Unit, entry: Entry) -> None:
    data = entry.data
    values = {
        "type": data["type"],
        "area": data["area"],
        "established_on": entry.effective_on.isoformat(),
        "can_approve_member": data.get("can_approve_member", False),
    }
    _upsert(unit, "organisations", data["org_code"], {"$set": values})


def _dissolved(unit: Unit, entry: Entry) -> None:
    values = {"dissolved_on": entry.effective_on.isoformat()}
    _upsert(unit, "organisations", entry.data["org_code"], {"$set": values})


def _course(unit: Unit, entry: Entry) -> None:
    told = {name: entry.data[name] for name in ("days", "hours", "organiser", "completed_on")}
    _upsert(unit, "courses", entry.data["case_id"], {"$set": told})
    if (case := store.find_case(unit, entry.data["case_id"])) is not None:
        cases.complete_training(unit, case)


def _recommended(unit: Unit, entry: Entry) -> None:
    # Whose log it comes from says who recommends, whatever the event claims.
    case = recommendations.receive(unit, entry.log, entry.data, entry.effective_on)
    if case is not None:
        facts = {"body": entry.log, "recommendation": entry.data["recommendation"]}
        cases.record_step(unit, case, "record_recommendation", entry.effective_on, facts)


def _upsert(unit: Unit, collection: str, key: str, change: Mapping[str, Any]) -> None:
    unit.db[collection].update_one({"_id": key}, change, upsert=True, session=unit.session)


EFFECTS: Mapping[str, Callable[[Unit, Entry], None]] = {
    "registry.member_registered.v1": _member,
    "registry.member_changed.v1": _member,
    "registry.organisation_established.v1": _established,
    "registry.organisation_dissolved.v1": _dissolved,
    "training.candidate_course_completed.v1": _course,
    "department.recommendation_made.v1": _recommended,
}
