"""Training's collections, their indexes, and documents to and from the model."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.database import Database

from services.training.model import Class, Course, Exemption, Plan, Session, State, Visit
from services.training.rules import counts_for_candidates
from shared.city import copies, correcting, days
from shared.contracts.errors import Conflict, NotFound
from shared.contracts.registry.terms import SECRETARY
from shared.contracts.training.terms import CONCENTRATED
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections

Document = dict[str, Any]
PLANS, CLASSES, ATTENDANCE = "plans", "classes", "attendance"
EXEMPTIONS, COURSES, CERTIFICATES, POSTS = "exemptions", "courses", "certificates", "posts"
ERASED = "erased"
OWNED = (PLANS, CLASSES, ATTENDANCE, EXEMPTIONS, COURSES, CERTIFICATES, POSTS, ERASED)
VERSION = 1
LATER = "9999"


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    days.prepare(db)
    correcting.prepare(db)
    create_collections(db, OWNED)
    db[PLANS].create_index([("area", 1), ("year", 1)])
    db[CLASSES].create_index([("area", 1), ("_id", 1)])
    db[EXEMPTIONS].create_index([("year", 1), ("_id", 1)])
    db[ATTENDANCE].create_index([("class_id", 1)])
    db[ATTENDANCE].create_index([("person", 1)])
    db[EXEMPTIONS].create_index([("member_id", 1), ("year", 1)])
    db[POSTS].create_index([("member_id", 1)])


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
        form=document.get("form", CONCENTRATED),
        sessions=tuple(Session(date.fromisoformat(row["on"]), row["hours"]) for row in document["sessions"]),
    )


def person(member_id: str | None, case_id: str | None) -> str:
    """Return the key of whom attendance is about."""
    return f"member:{member_id}" if member_id is not None else f"case:{case_id}"


def attended(unit: Unit, class_id: str, who: str) -> list[int] | None:
    """Return the numbers of the sessions somebody attended of a class; None: nothing is on record."""
    found = unit.db[ATTENDANCE].find_one({"_id": f"{class_id}:{who}"})
    return None if found is None else list(found["sessions"])


def recorded(unit: Unit, class_id: str, people: Sequence[str]) -> set[str]:
    """Return for which of *people* attendance of a class is on record."""
    keys = [f"{class_id}:{who}" for who in people]
    return {row["person"] for row in unit.db[ATTENDANCE].find({"_id": {"$in": keys}}, {"person": 1})}


def insert_attendance(unit: Unit, class_id: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what each person of *rows* attended of a class."""
    unit.db[ATTENDANCE].insert_many(
        [
            {"_id": f"{class_id}:{who}", "class_id": class_id, "person": who, **values}
            for who, values in rows.items()
        ]
    )


def put_certificate(unit: Unit, class_id: str, who: str, certificate: str, values: Document) -> None:
    """Keep somebody's one certificate of a class; raises Conflict, also for a number that is used."""
    if unit.db[CERTIFICATES].find_one({"_id": certificate}) is not None:
        raise Conflict.at("certificate", f"证书编号{certificate}已使用", "该编号已使用")
    key = {"_id": f"{class_id}:{who}", "certificate": {"$exists": False}}
    changed = unit.db[ATTENDANCE].update_one(key, {"$set": {"certificate": certificate}})
    if not changed.matched_count:
        raise Conflict.at("certificate", "该人员本班证书已发", "证书已发")
    unit.db[CERTIFICATES].insert_one({"_id": certificate, "class_id": class_id, "person": who, **values})


def certificate(db: Collections, number: str) -> Document | None:
    """Return a certificate's document, if there is one."""
    found: Document | None = db[CERTIFICATES].find_one({"_id": number})
    return found


def codes_of(db: Collections, who: str) -> dict[str, str]:
    """Return the check code of each of somebody's certificates."""
    return {row["_id"]: row["check_code"] for row in db[CERTIFICATES].find({"person": who})}


def change_class(unit: Unit, class_id: str, values: Mapping[str, Any]) -> None:
    """Keep what a correction made of a class."""
    unit.db[CLASSES].update_one({"_id": class_id}, {"$set": dict(values)})


def unhold_class(unit: Unit, class_id: str) -> None:
    """Keep that a class was not held after all."""
    change_class(unit, class_id, {"state": State.PLANNED, "sessions": []})


def remove_class(unit: Unit, class_id: str) -> None:
    """Remove a class that should not have been planned."""
    unit.db[CLASSES].delete_one({"_id": class_id})


def attendance_in(db: Collections, class_id: str) -> list[Document]:
    """Return who attended a class and what, in the order of the people."""
    return list(db[ATTENDANCE].find({"class_id": class_id}).sort("_id", 1))


def put_attendance(unit: Unit, class_id: str, who: str, values: Mapping[str, Any]) -> None:
    """Keep what a correction made of somebody's attendance."""
    unit.db[ATTENDANCE].update_one({"_id": f"{class_id}:{who}"}, {"$set": dict(values)})


def remove_attendance(unit: Unit, class_id: str, who: str) -> None:
    """Remove attendance that should not have been on record."""
    unit.db[ATTENDANCE].delete_one({"_id": f"{class_id}:{who}"})


def remove_certificate(unit: Unit, class_id: str, who: str, certificate: str) -> None:
    """Keep that a certificate does not count: its number proves nothing any more."""
    unit.db[CERTIFICATES].delete_one({"_id": certificate})
    unit.db[ATTENDANCE].update_one({"_id": f"{class_id}:{who}"}, {"$unset": {"certificate": ""}})


def put_code(unit: Unit, certificate: str, values: Mapping[str, Any]) -> None:
    """Keep the day and the check code of a certificate after a correction of its class."""
    unit.db[CERTIFICATES].update_one({"_id": certificate}, {"$set": dict(values)})


def withdraw_exemption(unit: Unit, member_id: str, year: int) -> None:
    """Keep that a member's exemption from a year's hours was not granted."""
    wanted = {"member_id": member_id, "year": year, "granted": True}
    unit.db[EXEMPTIONS].update_many(wanted, {"$set": {"granted": False}})


def put_course(unit: Unit, case_id: str, course: Course | None) -> None:
    """Keep a candidate's course as corrected attendance leaves it; None: it is not enough any more."""
    unit.db[COURSES].delete_one({"_id": case_id})
    if course is not None:
        insert_course(unit, case_id, course)


def attendance_of(db: Collections, people: Collection[str]) -> list[Document]:
    """Return all that *people* attended, in the order of the classes' numbers."""
    return list(db[ATTENDANCE].find({"person": {"$in": sorted(people)}}).sort("class_id", 1))


def attendees(db: Collections, class_id: str) -> int:
    """Count who attended a class."""
    return int(db[ATTENDANCE].count_documents({"class_id": class_id}))


def visits(unit: Unit, who: str) -> list[Visit]:
    """Return what somebody attended of classes that count for candidates."""
    found = []
    for row in attendance_of(unit.db, [who]):
        known = get_class(unit, row["class_id"])
        if counts_for_candidates(known):
            found.append(Visit(known.class_id, known.organiser, known.attended(row["sessions"])))
    return found


def insert_exemption(unit: Unit, asked: Exemption, sealed: bytes) -> None:
    """Keep an exemption that is asked for; what for is sealed. Raises Conflict."""
    if unit.db[EXEMPTIONS].find_one({"_id": asked.exemption}) is not None:
        raise Conflict.at("exemption", f"免训编号{asked.exemption}已使用", "该编号已使用")
    values = {name: value for name, value in vars(asked).items() if name != "exemption"}
    unit.db[EXEMPTIONS].insert_one({"_id": asked.exemption, **values, "sealed": sealed})


def exemption(unit: Unit, number: str) -> Exemption:
    """Read an exemption; raises NotFound."""
    found = _get(unit.db, EXEMPTIONS, number, "免训申请", "exemption")
    names = ("member_id", "year", "asked_by", "granted")
    return Exemption(number, **{name: found[name] for name in names})


def grant_exemption(unit: Unit, number: str) -> None:
    """Keep that an exemption is granted."""
    unit.db[EXEMPTIONS].update_one({"_id": number}, {"$set": {"granted": True}})


def erase_person(unit: Unit, person: str) -> bool:
    """Remove the sealed values of a member; return whether the member was not erased before."""
    unit.db[EXEMPTIONS].update_many({"member_id": person}, {"$unset": {"sealed": ""}})
    if unit.db[ERASED].find_one({"_id": person}) is not None:
        return False
    unit.db[ERASED].insert_one({"_id": person})
    return True


def exemptions(db: Collections, year: int, granted: bool | None, after: str | None) -> Iterable[Document]:
    """Return the exemptions of a year, in the order of their numbers, without what they are for."""
    wanted: Document = {"year": year, **({} if granted is None else {"granted": granted})}
    more = {"_id": {"$gt": after}} if after else {}
    found: Iterable[Document] = db[EXEMPTIONS].find({**wanted, **more}, {"sealed": 0}).sort("_id", 1)
    return found


def exempt(db: Collections, members: Collection[str], year: int) -> set[str]:
    """Return which of *members* are exempt from the hours of a year."""
    wanted = {"member_id": {"$in": sorted(members)}, "year": year, "granted": True}
    return {row["member_id"] for row in db[EXEMPTIONS].find(wanted, {"member_id": 1})}


def organisations(db: Collections, after: str | None, limit: int) -> dict[str, str]:
    """Return the areas of organisations, in the order of their codes."""
    wanted: Document = {"area": {"$exists": True}, **({"_id": {"$gt": after}} if after else {})}
    rows = db[copies.ORGANISATIONS].find(wanted, {"area": 1}).sort("_id", 1).limit(limit)
    return {row["_id"]: row["area"] for row in rows}


def remove_post(unit: Unit, post_id: str) -> None:
    """Forget a post that should not have been on record."""
    unit.db[POSTS].delete_one({"_id": post_id})


def put_post(unit: Unit, post_id: str, values: Document) -> None:
    """Keep what is heard of a post, in any order."""
    unit.db[POSTS].update_one({"_id": post_id}, {"$set": values}, upsert=True)


def forget_posts(db: Database[Document]) -> None:
    """Empty the posts, to be learnt anew."""
    db[POSTS].delete_many({})


def secretaries(db: Collections, members: Collection[str], on: date) -> set[str]:
    """Return which of *members* are secretaries of an organisation at 24:00 of a day."""
    day = on.isoformat()
    rows = db[POSTS].find({"member_id": {"$in": sorted(members)}, "kind": SECRETARY})
    return {row["member_id"] for row in rows if row["from"] <= day and day < (row.get("until") or LATER)}


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
