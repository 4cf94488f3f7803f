"""Training's collections, their indexes, and documents to and from the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.training.model import Class, Plan, Session, State, Visit
from services.training.rules import counts_for_candidates
from shared.city import copies
from shared.contracts.errors import NotFound
from shared.ledger import Unit

Document = dict[str, Any]
COLLECTIONS = ("plans", "classes", "attendance", "exemptions", "courses", "area_tree")
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    existing = set(db.list_collection_names())
    for name in COLLECTIONS:
        if name not in existing:
            db.create_collection(name, check_exists=False)
    db["plans"].create_index([("area", 1), ("year", 1)])
    db["attendance"].create_index([("class_id", 1)])
    db["attendance"].create_index([("person", 1)])


def get_plan(unit: Unit, plan_id: str) -> Plan:
    """Read a plan; raises NotFound."""
    return plan(_get(unit, "plans", plan_id, "培训计划", "plan_id"))


def get_class(unit: Unit, class_id: str) -> Class:
    """Read a class; raises NotFound."""
    return training_class(_get(unit, "classes", class_id, "培训班", "class_id"))


def plan(document: Mapping[str, Any]) -> Plan:
    """Read a plan document."""
    return Plan(
        plan_id=document["_id"],
        year=document["year"],
        area=document["area"],
        axes=document["axes"],
        items=tuple(item["item"] for item in document["items"]),
        drafted_by=document["drafted_by"],
        approved=document["approved"],
    )


def training_class(document: Mapping[str, Any]) -> Class:
    """Read a class document."""
    return Class(
        class_id=document["_id"],
        area=document["area"],
        layer=document["layer"],
        organiser=document["organiser"],
        state=State(document["state"]),
        sessions=tuple(_session(row) for row in document["sessions"]),
    )


def session_rows(sessions: tuple[Session, ...]) -> list[Document]:
    """Give the stored form of sessions."""
    return [{"on": session.on.isoformat(), "hours": session.hours} for session in sessions]


def person(member_id: str | None, case_id: str | None) -> str:
    """Name whom attendance is about."""
    return f"member:{member_id}" if member_id is not None else f"case:{case_id}"


def attended(unit: Unit, class_id: str, who: str) -> list[int] | None:
    """Give the numbers of the sessions somebody attended of a class; None: nothing is on record."""
    found = unit.db["attendance"].find_one({"_id": f"{class_id}:{who}"}, session=unit.session)
    return None if found is None else list(found["sessions"])


def visits(unit: Unit, who: str) -> list[Visit]:
    """Give what somebody attended of classes that count for candidates."""
    found = []
    for row in unit.db["attendance"].find({"person": who}, session=unit.session):
        known = get_class(unit, row["class_id"])
        if counts_for_candidates(known):
            found.append(Visit(known.class_id, known.organiser, known.attended(row["sessions"])))
    return found


def _get(unit: Unit, collection: str, key: str, what: str, field: str) -> Document:
    found = unit.db[collection].find_one({"_id": key}, session=unit.session)
    if found is None:
        raise NotFound(f"{what}{key}不存在", {"fields": {field: [f"{what}不存在"]}})
    return found


def _session(row: Mapping[str, Any]) -> Session:
    return Session(date.fromisoformat(row["on"]), row["hours"])
