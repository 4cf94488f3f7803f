"""The registry's collections, their indexes, and documents to and from the model."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.registry.model import Affiliation, Enterprise, Member, Organisation, Post, Statement, as_of
from shared.city import correcting, days, duties
from shared.city import day as business_day
from shared.city.day import DAY
from shared.contracts.base import load
from shared.contracts.errors import Conflict, NotFound
from shared.contracts.registry import facts
from shared.contracts.registry.terms import OPERATING, ORGANISATION_FORMS
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections

Document = dict[str, Any]
CASES = "cases"
VERSION = 1
UNNAMED = "unnamed"  # marks a member who came on record without a name


@dataclass(frozen=True)
class Kind:
    """What is kept in one collection: its Chinese name, and the field that holds its key."""

    collection: str
    title: str
    field: str


AREAS = Kind("areas", "地区", "code")
ENTERPRISES = Kind("enterprises", "企业", "credit_code")
ORGANISATIONS = Kind("organisations", "党组织", "org_code")
AFFILIATIONS = Kind("affiliations", "隶属关系", "credit_code")
MEMBERS = Kind("members", "党员", "member_id")
# What was entered of the opening stock and waits for a second person, one of each member.
OPENINGS = Kind("openings", "待复核的补录", "member_id")
POSTS = Kind("posts", "职务", "post_id")
CASES_HERE = Kind(CASES, "发展材料", "case_id")
PERSONS = Kind("persons", "人员", "person_id")
STAFF = Kind("staff", "两员派任", "assignment")
# Of whom is stated what holds from a day on, and from when the first of it does that is not in lists yet.
DATED = (ENTERPRISES, ORGANISATIONS, MEMBERS, STAFF)
ANNOUNCED = "announced_on"
KINDS = (AREAS, ENTERPRISES, ORGANISATIONS, AFFILIATIONS, MEMBERS, OPENINGS, POSTS, PERSONS, STAFF)


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    days.prepare(db)
    duties.prepare(db)
    correcting.prepare(db)
    create_collections(db, (CASES, business_day.JUMPS, *(kind.collection for kind in KINDS)))
    db[CASES].create_index([("org_code", 1)])
    for holder in ("org_code", "credit_code", "member_id"):
        db["posts"].create_index([(holder, 1), ("_id", 1)])
    for kind in DATED:
        db[kind.collection].create_index([(ANNOUNCED, 1)], sparse=True)
    db["areas"].create_index([("parent", 1)])
    for placed in ("openings", "enterprises", "persons"):
        db[placed].create_index([("area", 1), ("_id", 1)])
    for listed in ("operation_state", "size"):
        db["enterprises"].create_index([(listed, 1), ("_id", 1)])
    for listed in ("area", "type"):
        db["organisations"].create_index([(listed, 1), ("_id", 1)])
    db["organisations"].create_index([("statements.parent", 1)])
    db["members"].create_index([("statements.org_code", 1)])
    for served in ("units", "member_id", "person_id"):
        db["staff"].create_index([(served, 1), ("_id", 1)])
    db["affiliations"].create_index([("statements.org_code", 1)])
    db["members"].create_index([("statements.credit_code", 1)])
    for listed in ("org_code", "credit_code", "status"):
        db["members"].create_index([(listed, 1), ("_id", 1)])


def find(db: Collections, kind: Kind, key: str) -> Document | None:
    """Return one document, if there is one."""
    found: Document | None = db[kind.collection].find_one({"_id": key})
    return found


def get(db: Collections, kind: Kind, key: str, field: str | None = None) -> Document:
    """Return one document; raises NotFound, naming the *field* that named it (None: the one of its kind)."""
    found = find(db, kind, key)
    if found is None:
        raise NotFound.at(field or kind.field, f"{kind.title}{key}不存在", f"{kind.title}不存在")
    return found


def find_all(db: Collections, kind: Kind, keys: Iterable[str]) -> list[Document]:
    """Return many documents, in the order of their keys."""
    wanted = sorted(set(keys))
    return list(db[kind.collection].find({"_id": {"$in": wanted}}).sort("_id", 1)) if wanted else []


def insert(unit: Unit, kind: Kind, values: Mapping[str, Any], taken: str) -> None:
    """Insert a new document, its key among *values*; raises Conflict, saying *taken*, when the key is used."""
    kept = dict(values)
    key = kept.pop(kind.field)
    if find(unit.db, kind, key) is not None:
        raise Conflict.at(kind.field, taken, "已使用")
    unit.db[kind.collection].insert_one({"_id": key, "version": VERSION, **kept})


def put(unit: Unit, kind: Kind, values: Mapping[str, Any]) -> None:
    """Keep a document, its key among *values*, in the place of the one there was."""
    kept = dict(values)
    key = kept.pop(kind.field)
    unit.db[kind.collection].replace_one({"_id": key}, {"version": VERSION, **kept}, upsert=True)


def remove_all(unit: Unit, kind: Kind, keys: Iterable[str]) -> None:
    """Remove documents."""
    unit.db[kind.collection].delete_many({"_id": {"$in": sorted(keys)}})


def change(unit: Unit, kind: Kind, key: str, values: Mapping[str, Any]) -> None:
    """Set values of a document."""
    unit.db[kind.collection].update_one({"_id": key}, {"$set": dict(values)})


def remove(unit: Unit, kind: Kind, key: str, name: str) -> None:
    """Take one value out of a document."""
    unit.db[kind.collection].update_one({"_id": key}, {"$unset": {name: ""}})


def state(
    unit: Unit, kind: Kind, key: str, on: date, *parts: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    """Add a statement of each of *parts* to a document; *current* as in ``state_all``."""
    state_all(unit, kind, [(key, on, part, current) for part in parts])


def state_all(
    unit: Unit, kind: Kind, stated: Sequence[tuple[str, date, Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    """
    Add statements to many documents in one round trip: key, day, what is stated, the values that hold today.

    These stand beside the statements for lists; what is stated for a later day takes its place there when it begins.
    """
    if stated:
        now = today(unit)
        changes = [
            UpdateOne({"_id": key}, _stating(now, on, values, current)) for key, on, values, current in stated
        ]
        unit.db[kind.collection].bulk_write(changes)


def _stating(now: date, on: date, values: Mapping[str, Any], current: Mapping[str, Any]) -> Document:
    pushed = {"$push": {"statements": statement(on, values)}}
    if on > now:
        return {**pushed, "$min": {ANNOUNCED: on.isoformat()}}
    return {**pushed, "$set": dict(current)}


def today(unit: Unit) -> date:
    """Return the business day, also where an entry of another service from before it is heard."""
    recorded_on: date = unit.stamp.recorded_on
    return max(recorded_on, business_day.today(unit.db) or recorded_on)


def announced(db: Collections, kind: Kind, day: date, most: int) -> list[Document]:
    """Return documents of which something was stated that takes effect by *day* and is not in lists yet."""
    return list(db[kind.collection].find({ANNOUNCED: {"$lte": day.isoformat()}}).limit(most))


def take_effect(unit: Unit, kind: Kind, documents: Iterable[Document], day: date) -> None:
    """Let lists show of *documents* what holds on *day*, and keep from when something else will."""
    for document in documents:
        told = statements(document)
        coming = min((one.on for one in told if one.on > day), default=None)
        left = {"$unset": {ANNOUNCED: ""}} if coming is None else {}
        held = {**as_of(told, day), **({} if coming is None else {ANNOUNCED: coming.isoformat()})}
        unit.db[kind.collection].update_one({"_id": document["_id"]}, {"$set": held, **left})


def affiliate(unit: Unit, credit_code: str, on: date, values: Mapping[str, Any]) -> None:
    """State an enterprise's affiliation from a day on."""
    unit.db["affiliations"].update_one(
        {"_id": credit_code},
        {"$push": {"statements": statement(on, values)}, "$setOnInsert": {"version": VERSION}},
        upsert=True,
    )


def statement(on: date, values: Mapping[str, Any]) -> Document:
    """Return the stored form of a statement."""
    return {"on": on.isoformat(), **values}


def statements(document: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Read the statements of a document, in the order they were recorded."""
    return tuple(
        Statement(date.fromisoformat(row["on"]), {name: value for name, value in row.items() if name != "on"})
        for row in document["statements"]
    )


def enterprise(document: Mapping[str, Any]) -> Enterprise:
    """Read an enterprise."""
    return Enterprise(document["_id"], date.fromisoformat(document["registered_on"]), statements(document))


def organisation(document: Mapping[str, Any], day: date) -> Organisation:
    """Read an organisation as it is on *day*; for a day before it began, as it was on its first."""
    began = date.fromisoformat(document["established_on"])
    held = as_of(statements(document), max(day, began))
    known = _facts(facts.Organisation, {**document, **held}, org_code=document["_id"])
    return Organisation(
        **vars(known),
        established_on=began,
        term_end=_day(held.get("term_end")),
        dissolved_on=_day(document.get("dissolved_on")),
    )


def affiliation(db: Collections, credit_code: str) -> Affiliation:
    """Read an enterprise's affiliations; there may be none."""
    found = find(db, AFFILIATIONS, credit_code)
    return Affiliation(credit_code, statements(found) if found else ())


def member(document: Mapping[str, Any]) -> Member:
    """Read a member; the name stays sealed."""
    sealed = document.get("sealed")
    opened = bytes(sealed) if sealed else None
    return Member(document["_id"], statements(document), opened, document.get("basis"))


def post(document: Mapping[str, Any]) -> Post:
    """Read a post."""
    known = _facts(facts.Post, document, post_id=document["_id"])
    return Post(
        **vars(known),
        assigned_on=date.fromisoformat(document["assigned_on"]),
        ended_on=_day(document.get("ended_on")),
    )


def full_members_of(db: Collections, credit_code: str, day: date) -> int:
    """Count the full members that work for an enterprise on *day*."""
    people = [member(document) for document in db["members"].find({"statements.credit_code": credit_code})]
    return sum(
        person.is_full_on(day) and person.on(day).get("credit_code") == credit_code for person in people
    )


def organisations_below(db: Collections, org_code: str, day: date) -> set[str]:
    """Return the codes of the organisations whose superior on *day* is *org_code*, or one of those, and so on."""
    found: set[str] = set()
    level = {org_code}
    while level:
        told = db["organisations"].find({"statements.parent": {"$in": sorted(level)}})
        known = [organisation(row, day) for row in told]
        level = {one.org_code for one in known if one.parent in level and one.exists_on(day)} - found
        found |= level
    return found


def full_members_in(db: Collections, organisations: Iterable[str], day: date) -> int:
    """Count the full members whose relation lies in one of *organisations* on *day*."""
    wanted = set(organisations)
    people = db["members"].find({"statements.org_code": {"$in": sorted(wanted)}})
    known = [member(document) for document in people]
    return sum(person.is_full_on(day) and person.on(day)["org_code"] in wanted for person in known)


def relations_from(db: Collections, org_code: str, day: date) -> tuple[list[str], list[str]]:
    """Return who is a member in an organisation on *day*, and who will come to it only later, by their ids."""
    there, coming = [], []
    for person in map(member, db["members"].find({"statements.org_code": org_code}).sort("_id", 1)):
        if person.is_member_on(day) and person.on(day)["org_code"] == org_code:
            there.append(person.member_id)
        if any(one.on > day and one.values.get("org_code") == org_code for one in person.statements):
            coming.append(person.member_id)
    return there, coming


def put_under(db: Collections, org_code: str, day: date) -> list[str]:
    """Return the codes of the organisations right below one on *day* or on a later one."""
    found = []
    for row in db["organisations"].find({"statements.parent": org_code}).sort("_id", 1):
        days = {day, *(one.on for one in statements(row) if one.on > day)}
        held = [organisation(row, one) for one in days]
        if any(one.parent == org_code and one.exists_on(on) for one, on in zip(held, days, strict=True)):
            found.append(row["_id"])
    return found


def first_day(db: Collections) -> date | None:
    """Return the first business day there ever was, as the ledger has it; None: none has begun."""
    found = db["ledger"].find_one({"stream": DAY, "seq": 1}, {"effective_on": 1})
    return _day(found["effective_on"]) if found else None


def pointing_at(db: Collections, kind: Kind, field: str, key: str) -> list[Document]:
    """Return the documents of *kind* that name *key* in *field*, in the order of their keys."""
    return list(db[kind.collection].find({field: key}).sort("_id", 1))


def recorded_with(db: Collections, entry_id: str) -> list[Document]:
    """Return the entries that the command recorded whose first entry is named, in the order of their streams."""
    return list(db["ledger"].find({"cause": entry_id}).sort([("stream", 1), ("seq", 1)]))


def put_folded(unit: Unit, kind: Kind, key: str, values: Mapping[str, Any] | None) -> None:
    """Keep a document as its entries tell it, with what is kept beside; None: there is no such thing."""
    if values is None:
        unit.db[kind.collection].delete_one({"_id": key})
        return
    found = find(unit.db, kind, key) or {}
    beside = {name: found[name] for name in ("sealed", UNNAMED) if name in found}
    document = {"_id": key, "version": VERSION, **values, **beside}
    unit.db[kind.collection].replace_one({"_id": key}, document, upsert=True)
    if kind in DATED:
        take_effect(unit, kind, [document], today(unit))


def units_of(db: Collections, organisation: Organisation, day: date) -> set[str]:
    """Return the credit codes of the enterprises that *organisation* covers in its own form on *day*."""
    found = db["affiliations"].find({"statements.org_code": organisation.org_code})
    held = {"org_code": organisation.org_code, "form": organisation.form}
    return {row["_id"] for row in found if as_of(statements(row), day) == held}


def covered_by(db: Collections, org_code: str) -> list[str]:
    """Return the enterprises that were ever affiliated to an organisation."""
    found = db["affiliations"].find({"statements.org_code": org_code}, {"_id": 1}).sort("_id", 1)
    return [row["_id"] for row in found]


def covered_on(db: Collections, day: date) -> dict[str, str]:
    """Return, by credit code, the area of each enterprise operating on *day* that an organisation is set up in."""
    bonds = db["affiliations"].find({"statements.form": {"$in": [*ORGANISATION_FORMS]}})
    held = {row["_id"]: Affiliation(row["_id"], statements(row)).on(day) for row in bonds}
    over = db["organisations"].find({"dissolved_on": {"$lte": day.isoformat()}}, {"_id": 1})
    gone = {row["_id"] for row in over}
    codes = [
        code
        for code, told in held.items()
        if told["form"] in ORGANISATION_FORMS and told["org_code"] not in gone
    ]
    firms = [enterprise(row) for row in find_all(db, ENTERPRISES, codes)]
    known = {firm.credit_code: firm.on(day) for firm in firms if firm.registered_on <= day}
    return {code: told["area"] for code, told in known.items() if told.get("operation_state") == OPERATING}


def posts_in(db: Collections, org_code: str, kind: str) -> list[Post]:
    """Return the posts of a kind that there ever were in an organisation."""
    return [post(row) for row in db["posts"].find({"org_code": org_code, "kind": kind}).sort("_id", 1)]


def held_posts(db: Collections, org_code: str, on: date) -> list[Post]:
    """Return the posts in an organisation that go on beyond *on*, whatever the kind."""
    found = map(post, db["posts"].find({"org_code": org_code}).sort("_id", 1))
    return [one for one in found if one.ended_on is None or one.ended_on > on]


def members_by_status(db: Collections, org_code: str) -> dict[str, int]:
    """Count those whose relation lies in an organisation, or did last, by their latest status."""
    rows = db["members"].find({"org_code": org_code}, {"status": 1})
    return dict(Counter(row["status"] for row in rows))


def stream_of(kind: Kind, key: str) -> str:
    """Return the stream that tells of a thing."""
    return f"{kind.collection.removesuffix('s')}:{key}"


def all_areas(db: Collections) -> list[Document]:
    """Return every area."""
    return list(db["areas"].find({}))


def areas_below(db: Collections, parent: str | None) -> list[Document]:
    """Return the areas right below one, in the order of their codes."""
    return list(db["areas"].find({"parent": parent}).sort("_id", 1))


def _facts(contract: Any, document: Mapping[str, Any], **key: str) -> Any:
    return load(contract, {**{name: document[name] for name in contract.declared if name in document}, **key})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
