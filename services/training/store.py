"""Training's collections, their indexes, and documents to and from the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.training.model import Class, Course, Plan, Session, State, Visit
from services.training.rules import counts_for_candidates
from shared.city import copies
from shared.contracts.errors import NotFound
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections

Document = dict[str, Any]
PLANS, CLASSES, ATTENDANCE = "plans", "classes", "attendance"
EXEMPTIONS, COURSES = "exemptions", "courses"
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    create_collections(db, (PLANS, CLASSES, ATTENDANCE, EXEMPTIONS, COURSES))
    db[PLANS].create_index([("area", 1), ("year", 1)])
    db[ATTENDANCE].create_index([("class_id", 1)])
    db[ATTENDANCE].create_index([("person", 1)])


def find_plan(unit: Unit, plan_id: str) -> Plan | None:
    """Read a plan, if there is one."""
    found = unit.db[PLANS].find_one({"_id": plan_id})
    return plan(found) if found else None


def get_plan(unit: Unit, plan_id: str) -> Plan:
    """Read a plan; raises NotFound."""
    return plan(_get(unit.db, PLANS, plan_id, "培训计划", "plan_id"))


def put_plan(unit: Unit, plan_id: str, values: Mapping[str, Any]) -> None:
    """Keep a draft, in place of an earlier one."""
    own = {"drafted_by": unit.actor.user, "approved": False, "version": VERSION}
    unit.db[PLANS].replace_one({"_id": plan_id}, {**values, **own}, upsert=True)


def approve_plan(unit: Unit, plan_id: str) -> None:
    """Keep that a plan is approved."""
    unit.db[PLANS].update_one({"_id": plan_id}, {"$set": {"approved": True}})


def plans(db: Collections, area: str, year: int) -> list[Document]:
    """Return the plans of an area and year, in the order of their numbers."""
    wanted = {"area": area, "year": year}
    return list(db[PLANS].find(wanted, {"_id": 0, "version": 0}).sort("plan_id", 1))


def class_exists(unit: Unit, class_id: str) -> bool:
    """Return whether the number of a class is used."""
    return unit.db[CLASSES].find_one({"_id": class_id}, {"_id": 1}) is not None


def insert_class(unit: Unit, class_id: str, values: Mapping[str, Any]) -> None:
    """Keep a class that is planned."""
    own = {"version": VERSION, "state": State.PLANNED, "sessions": []}
    unit.db[CLASSES].insert_one({"_id": class_id, **values, **own})


def hold_class(unit: Unit, class_id: str, sessions: tuple[Session, ...]) -> None:
    """Keep that a class was held."""
    rows = [{"on": session.on.isoformat(), "hours": session.hours} for session in sessions]
    unit.db[CLASSES].update_one({"_id": class_id}, {"$set": {"state": State.HELD, "sessions": rows}})


def cancel_class(unit: Unit, class_id: str) -> None:
    """Keep that a class will not be held."""
    unit.db[CLASSES].update_one({"_id": class_id}, {"$set": {"state": State.CANCELLED}})


def get_class(unit: Unit, class_id: str) -> Class:
    """Read a class; raises NotFound."""
    return training_class(class_document(unit.db, class_id))


def class_document(db: Collections, class_id: str) -> Document:
    """Return a class's document; raises NotFound."""
    return _get(db, CLASSES, class_id, "培训班", "class_id")


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
        sessions=tuple(Session(date.fromisoformat(row["on"]), row["hours"]) for row in document["sessions"]),
    )


def person(member_id: str | None, case_id: str | None) -> str:
    """Return the key of whom attendance is about."""
    return f"member:{member_id}" if member_id is not None else f"case:{case_id}"


def attended(unit: Unit, class_id: str, who: str) -> list[int] | None:
    """Return the numbers of the sessions somebody attended of a class; None: nothing is on record."""
    found = unit.db[ATTENDANCE].find_one({"_id": f"{class_id}:{who}"})
    return None if found is None else list(found["sessions"])


def insert_attendance(unit: Unit, class_id: str, who: str, values: Mapping[str, Any]) -> None:
    """Keep what somebody attended of a class."""
    row = {"_id": f"{class_id}:{who}", "class_id": class_id, "person": who}
    unit.db[ATTENDANCE].insert_one({**row, **values})


def put_certificate(unit: Unit, class_id: str, who: str, certificate: str) -> bool:
    """Keep somebody's certificate of a class; return whether there was none yet."""
    key = {"_id": f"{class_id}:{who}", "certificate": {"$exists": False}}
    changed = unit.db[ATTENDANCE].update_one(key, {"$set": {"certificate": certificate}})
    return bool(changed.matched_count)


def attendance_of(db: Collections, who: str) -> list[Document]:
    """Return all that somebody attended, in the order of the classes' numbers."""
    return list(db[ATTENDANCE].find({"person": who}).sort("class_id", 1))


def attendees(db: Collections, class_id: str) -> int:
    """Count who attended a class."""
    return int(db[ATTENDANCE].count_documents({"class_id": class_id}))


def visits(unit: Unit, who: str) -> list[Visit]:
    """Return what somebody attended of classes that count for candidates."""
    found = []
    for row in attendance_of(unit.db, who):
        known = get_class(unit, row["class_id"])
        if counts_for_candidates(known):
            found.append(Visit(known.class_id, known.organiser, known.attended(row["sessions"])))
    return found


def put_exemption(unit: Unit, member_id: str, year: int, sealed: bytes) -> None:
    """Keep a member's exemption; what for is sealed."""
    unit.db[EXEMPTIONS].replace_one({"_id": f"{member_id}:{year}"}, {"sealed": sealed}, upsert=True)


def is_exempt(db: Collections, member_id: str, year: int) -> bool:
    """Return whether a member has an exemption for a year."""
    return db[EXEMPTIONS].find_one({"_id": f"{member_id}:{year}"}) is not None


def has_course(unit: Unit, case_id: str) -> bool:
    """Return whether a candidate's course was told."""
    return unit.db[COURSES].find_one({"_id": case_id}) is not None


def insert_course(unit: Unit, case_id: str, course: Course) -> None:
    """Keep that a candidate's course was told."""
    values = {
        **vars(course),
        "classes": list(course.classes),
        "completed_on": course.completed_on.isoformat(),
    }
    unit.db[COURSES].insert_one({"_id": case_id, **values})


def _get(db: Collections, collection: str, key: str, what: str, field: str) -> Document:
    found: Document | None = db[collection].find_one({"_id": key})
    if found is None:
        raise NotFound.at(field, f"{what}{key}不存在", f"{what}不存在")
    return found
