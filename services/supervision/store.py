"""Supervision's collections, their indexes, and documents to and from the model."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.supervision.model import DemonstrationPoint, Exemption, Finding, PointState
from shared.city import copies, correcting, days, duties, firms
from shared.contracts.errors import Conflict, NotFound
from shared.contracts.registry.terms import FULL
from shared.contracts.supervision.terms import FINDING_ENDS, FindingState
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections
from shared.rules.deadlines import Deadline

Document = dict[str, Any]
MEETINGS, PLANS, EXEMPTIONS, POSSESSIONS = "meetings", "plans", "exemptions", "possessions"
CHECKLISTS, INSPECTIONS, FINDINGS = "checklists", "inspections", "findings"
CONTACT_POINTS, VISITS, DIFFICULTIES = "contact_points", "visits", "difficulties"
POINTS, STAFF_VISITS, BULLETINS = "demonstration_points", "staff_visits", "bulletins"
OWN = (
    *(MEETINGS, PLANS, EXEMPTIONS, POSSESSIONS, CHECKLISTS, INSPECTIONS, FINDINGS),
    *(CONTACT_POINTS, VISITS, DIFFICULTIES, POINTS, STAFF_VISITS, BULLETINS),
)
WHAT = {
    MEETINGS: "会议记录",
    EXEMPTIONS: "免办",
    CHECKLISTS: "督查清单",
    INSPECTIONS: "督查",
    FINDINGS: "问题",
    CONTACT_POINTS: "联系点",
    DIFFICULTIES: "困难",
    POINTS: "示范点",
    STAFF_VISITS: "走访",
    BULLETINS: "通报",
}
NEW, HELD = "new", "held"
# Of contact points: those that nobody has ended.
GOES_ON: Document = {"ended_on": None}
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    firms.prepare(db)
    days.prepare(db)
    duties.prepare(db)
    correcting.prepare(db)
    create_collections(db, OWN)
    db[MEETINGS].create_index([("org_code", 1), ("_id", 1)])
    db[EXEMPTIONS].create_index([("org_code", 1), ("deadline", 1)])
    db[MEETINGS].create_index([("org_code", 1), ("held_on", 1)])
    db[POSSESSIONS].create_index([("org_code", 1), ("checked_on", 1)])
    for listed in (FINDINGS, INSPECTIONS, EXEMPTIONS, CONTACT_POINTS, POINTS, duties.DUTIES):
        db[listed].create_index([("org_code", 1), ("_id", 1)])
    db[BULLETINS].create_index([("area", 1), ("_id", 1)])
    db[DIFFICULTIES].create_index([("point", 1)])
    db[INSPECTIONS].create_index([("org_code", 1), ("inspected_on", 1)])
    db[CONTACT_POINTS].create_index([("ended_on", 1), ("_id", 1)])
    db[copies.ORGANISATIONS].create_index([(NEW, 1)], sparse=True)


def insert(unit: Unit, collection: str, key: str, field: str, values: Mapping[str, Any]) -> None:
    """Keep a new document; raises Conflict when its number is used."""
    what = WHAT[collection]
    if unit.db[collection].find_one({"_id": key}, {"_id": 1}) is not None:
        raise Conflict.at(field, f"{what}编号{key}已使用", "该编号已使用")
    unit.db[collection].insert_one({"_id": key, "version": VERSION, **values})


def put(unit: Unit, collection: str, key: str, values: Mapping[str, Any]) -> None:
    """Keep a document as a correction leaves it, in place of what it was."""
    unit.db[collection].replace_one({"_id": key}, {"version": VERSION, **values}, upsert=True)


def remove(unit: Unit, collection: str, key: str) -> None:
    """Remove a document that should not have been; the ledger keeps what was written."""
    unit.db[collection].delete_one({"_id": key})


def put_all(unit: Unit, collection: str, wanted: Mapping[str, Any], rows: Mapping[str, Document]) -> None:
    """Keep *rows*, by their keys, as all there is of what is *wanted*."""
    unit.db[collection].delete_many(dict(wanted))
    for key, values in rows.items():
        change(unit, collection, key, values)


def change(unit: Unit, collection: str, key: str, values: Mapping[str, Any]) -> None:
    """Change some values of a document, or begin it."""
    unit.db[collection].update_one({"_id": key}, {"$set": dict(values)}, upsert=True)


def find(db: Collections, collection: str, key: str) -> Document | None:
    """Return a document, if there is one."""
    found: Document | None = db[collection].find_one({"_id": key})
    return found


def hold(unit: Unit, collection: str, key: str) -> None:
    """
    Let two transactions about one thing conflict, so that the second runs again and sees what the first did.

    Else a meeting that is put on record while its duty is opened would not meet it: neither sees the other.
    """
    unit.db[collection].update_one({"_id": key}, {"$inc": {HELD: 1}})


def first_visit(db: Collections, point: str, since: date) -> date | None:
    """Return the day of the first visit to a contact point from a day on."""
    wanted = {"point": point, "visited_on": {"$gte": since.isoformat()}}
    found = db[VISITS].find_one(wanted, sort=[("visited_on", 1)])
    return date.fromisoformat(found["visited_on"]) if found else None


def get(db: Collections, collection: str, key: str, field: str) -> Document:
    """Return a document; raises NotFound."""
    found = find(db, collection, key)
    if found is None:
        what = WHAT[collection]
        raise NotFound.at(field, f"{what}{key}不存在", f"{what}不存在")
    return found


def get_finding(db: Collections, key: str) -> Finding:
    """Read a finding; raises NotFound."""
    return finding(get(db, FINDINGS, key, "finding"))


def finding(row: Mapping[str, Any]) -> Finding:
    """Read a finding's document."""
    return Finding(
        finding=row["_id"],
        org_code=row["org_code"],
        severity=row["severity"],
        state=FindingState(row["state"]),
        due_on=date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
        replied_by=row.get("replied_by"),
        last_on=date.fromisoformat(row["last_on"]),
    )


def exemption(row: Mapping[str, Any]) -> Exemption:
    """Read an exemption's document."""
    return Exemption(
        exemption=row["_id"],
        org_code=row["org_code"],
        deadline=row["deadline"],
        from_on=date.fromisoformat(row["from_on"]),
        until_on=date.fromisoformat(row["until_on"]),
        asked_by=row["asked_by"],
        granted=row["granted"],
    )


def is_exempt(db: Collections, org_code: str, deadline: str, on: date) -> bool:
    """Return whether an organisation has an exemption from a duty on a day."""
    day = on.isoformat()
    wanted = {"org_code": org_code, "deadline": deadline, "granted": True}
    return (
        db[EXEMPTIONS].find_one({**wanted, "from_on": {"$lte": day}, "until_on": {"$gte": day}}) is not None
    )


def get_point(db: Collections, key: str) -> DemonstrationPoint:
    """Read a demonstration point; raises NotFound."""
    row = get(db, POINTS, key, "point")
    return DemonstrationPoint(key, row["org_code"], PointState(row["state"]), row["nominated_by"])


def organisations(db: Collections, after: str | None, limit: int, *, only_new: bool) -> list[str]:
    """Return codes of organisations, in order: all, or those whose duties were never opened."""
    wanted: Document = {"type": {"$exists": True}, **({NEW: True} if only_new else {})}
    if after is not None:
        wanted["_id"] = {"$gt": after}
    found = db[copies.ORGANISATIONS].find(wanted, {"_id": 1}).sort("_id", 1).limit(limit)
    return [row["_id"] for row in found]


def is_no_longer_new(unit: Unit, codes: Iterable[str]) -> None:
    """Keep that the duties of organisations that were new are opened."""
    wanted = {"_id": {"$in": sorted(codes)}}
    unit.db[copies.ORGANISATIONS].update_many(wanted, {"$unset": {NEW: ""}})


def full_members(db: Collections, org_code: str, on: date) -> int:
    """Count the full members of an organisation on a day."""
    return sum(held.get("status") in FULL for held in copies.members_of(db, org_code, on))


def days_done(db: Collections, org_code: str, deadline: Deadline, since: date) -> list[date]:
    """
    Return the days on which an organisation did what is due in the period from *since*, the first one first.

    A meeting has to count, and to be held while it can still meet what is due (R-ACT-01).
    """
    in_force = copies.rules(db, deadline.pack, since, org_code)
    during = {"$gte": since.isoformat(), "$lte": deadline.last_on(since, in_force).isoformat()}
    if deadline.name == "inspection":
        rows = every(db, INSPECTIONS, {"org_code": org_code, "inspected_on": during})
        days = [row["inspected_on"] for row in rows]
    elif deadline.name == "possessions":
        rows = every(db, POSSESSIONS, {"org_code": org_code, "checked_on": during})
        days = [row["checked_on"] for row in rows]
    else:
        kinds = {"$in": list(deadline.met_by)}
        wanted = {"org_code": org_code, "kind": kinds, "held_on": during, "counts": True}
        days = [row["held_on"] for row in every(db, MEETINGS, wanted)]
    return sorted(date.fromisoformat(day) for day in days)


def contact_points(
    db: Collections, since: date, until: date, after: str | None, limit: int
) -> list[Document]:
    """Return the contact points that there are from *since* to *until*, both included, by their numbers."""
    stays = [GOES_ON, {"ended_on": {"$gt": until.isoformat()}}]
    wanted: Document = {"since": {"$lte": since.isoformat()}, "$or": stays}
    if after is not None:
        wanted["_id"] = {"$gt": after}
    return list(db[CONTACT_POINTS].find(wanted).sort("_id", 1).limit(limit))


def last_visit(db: Collections, point: str) -> date | None:
    """Return the day of the last visit to a contact point; None: there was none."""
    found = db[VISITS].find_one({"point": point}, sort=[("visited_on", -1)])
    return date.fromisoformat(found["visited_on"]) if found else None


def has_left(db: Collections, org_code: str) -> bool:
    """Return whether an organisation has a point, a finding or a duty that is not settled."""
    left: tuple[tuple[str, Document], ...] = (
        (CONTACT_POINTS, GOES_ON),
        (POINTS, {"state": {"$ne": PointState.REVOKED.value}}),
        (FINDINGS, {"state": {"$nin": list(FINDING_ENDS)}}),
        (duties.DUTIES, {"state": {"$in": list(duties.UNDONE)}}),
    )
    return any(db[name].find_one({"org_code": org_code, **wanted}, {"_id": 1}) for name, wanted in left)


def every(db: Collections, collection: str, wanted: Mapping[str, Any]) -> list[Document]:
    """Return all documents of a collection that are *wanted*."""
    return list(db[collection].find(dict(wanted)))
