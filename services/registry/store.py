"""The registry's collections, their indexes, and documents to and from the model."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.registry.model import (
    Affiliation,
    Enterprise,
    Member,
    Organisation,
    Post,
    Statement,
    as_of,
)
from shared.contracts.errors import NotFound
from shared.ledger import Unit

Document = dict[str, Any]
COLLECTIONS = ("areas", "enterprises", "organisations", "affiliations", "members", "posts", "area_tree")
VERSION = 1
Stated = tuple[str, Mapping[str, Any], Document]  # key, latest values, the statement to add


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    existing = set(db.list_collection_names())
    for name in COLLECTIONS:
        if name not in existing:
            db.create_collection(name, check_exists=False)
    db["areas"].create_index([("parent", 1)])
    db["enterprises"].create_index([("area", 1), ("_id", 1)])
    db["organisations"].create_index([("area", 1), ("_id", 1)])
    db["affiliations"].create_index([("statements.org_code", 1)])
    db["members"].create_index([("statements.credit_code", 1)])
    db["members"].create_index([("org_code", 1), ("_id", 1)])
    db["members"].create_index([("credit_code", 1), ("_id", 1)])


def find(unit: Unit, collection: str, key: str) -> Document | None:
    """Find one document within the transaction."""
    return unit.db[collection].find_one({"_id": key}, session=unit.session)


def get(unit: Unit, collection: str, key: str, what: str, field: str) -> Document:
    """Find one document; raises NotFound, naming *what* and the *field* that named it."""
    found = find(unit, collection, key)
    if found is None:
        raise NotFound(f"{what}{key}不存在", {"fields": {field: [f"{what}不存在"]}})
    return found


def find_all(unit: Unit, collection: str, keys: Sequence[str]) -> list[Document]:
    """Find many documents within the transaction, in the order of their keys."""
    if not keys:
        return []
    found = unit.db[collection].find({"_id": {"$in": list(keys)}}, session=unit.session)
    return list(found.sort("_id", 1))


def insert(unit: Unit, collection: str, key: str, values: Mapping[str, Any]) -> None:
    """Insert a state document."""
    unit.db[collection].insert_one({"_id": key, "version": VERSION, **values}, session=unit.session)


def state_all(unit: Unit, collection: str, stated: Sequence[Stated]) -> None:
    """Add a statement to each document, and keep the latest values beside it for lists."""
    if stated:
        unit.db[collection].bulk_write(
            [
                UpdateOne({"_id": key}, {"$set": dict(current), "$push": {"statements": statement}})
                for key, current, statement in stated
            ],
            session=unit.session,
        )


def statement(on: date, values: Mapping[str, Any]) -> Document:
    """Give the stored form of a statement."""
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


def organisation(document: Mapping[str, Any]) -> Organisation:
    """Read an organisation."""
    return Organisation(
        org_code=document["_id"],
        name=document["name"],
        type=document["type"],
        form=document["form"],
        area=document["area"],
        parent=document["parent"],
        units=tuple(document["units"]),
        established_on=date.fromisoformat(document["established_on"]),
        dissolved_on=_day(document.get("dissolved_on")),
        can_approve_member=document.get("can_approve_member", False),
    )


def affiliation(unit: Unit, credit_code: str) -> Affiliation:
    """Read an enterprise's affiliations; there may be none."""
    found = find(unit, "affiliations", credit_code)
    return Affiliation(credit_code, statements(found) if found else ())


def member(document: Mapping[str, Any]) -> Member:
    """Read a member; the name stays sealed."""
    sealed = document.get("sealed")
    return Member(document["_id"], statements(document), bytes(sealed) if sealed else None)


def post(document: Mapping[str, Any]) -> Post:
    """Read a post."""
    return Post(
        post_id=document["_id"],
        member_id=document["member_id"],
        org_code=document["org_code"],
        credit_code=document["credit_code"],
        kind=document["kind"],
        is_temp=document["is_temp"],
        expected_end=_day(document["expected_end"]),
        assigned_on=date.fromisoformat(document["assigned_on"]),
        ended_on=_day(document.get("ended_on")),
    )


def full_members_of(unit: Unit, credit_code: str, day: date) -> int:
    """Count the full members that work for an enterprise on *day*."""
    documents = unit.db["members"].find({"statements.credit_code": credit_code}, session=unit.session)
    people = [member(document) for document in documents]
    return sum(
        person.is_full_on(day) and person.on(day).get("credit_code") == credit_code for person in people
    )


def units_of(unit: Unit, organisation: Organisation, day: date) -> set[str]:
    """Give the credit codes of the enterprises that *organisation* covers in its own form on *day*."""
    found = unit.db["affiliations"].find({"statements.org_code": organisation.org_code}, session=unit.session)
    held = {"org_code": organisation.org_code, "form": organisation.form}
    return {row["_id"] for row in found if as_of(statements(row), day) == held}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
