"""Questions to the registry; asking changes nothing."""

from collections.abc import Mapping
from typing import Any

from services.registry import store
from shared.city import areas as tree
from shared.contracts.registry import calls
from shared.contracts.registry.terms import NAME_TO_COME
from shared.ledger.bound import Collections
from shared.paging import page, rows_of
from shared.security.sealing import Vault
from shared.security.tokens import Actor

Document = dict[str, Any]
MASK = "*"
# What of a member is for their own organisation and those above it only (R-PRV-05, field table).
PERSONAL = ("sex", "minority", "birth_month", "education")
HIDDEN = ("_id", "sealed", "statements", "version", store.UNNAMED)


def areas(db: Collections, question: calls.FindAreas) -> list[Document]:
    """Return the areas right below one, in the order of their codes."""
    return [_plain(row, "code") for row in store.areas_below(db, question.parent)]


def enterprises(db: Collections, question: calls.FindEnterprises) -> Document:
    """Return a page of enterprises with their latest facts, in the order of their codes."""
    wanted = _in_area(db, question.area)
    if question.text:
        wanted["$expr"] = {"$gte": [{"$indexOfCP": ["$name", question.text]}, 0]}
    rows = rows_of(db, store.ENTERPRISES.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: _plain(row, "credit_code"))


def enterprise(db: Collections, question: calls.FindEnterprise) -> Document:
    """Return one enterprise with everything stated of it, and its affiliations."""
    found = store.get(db, store.ENTERPRISES, question.credit_code)
    affiliation = store.find(db, store.AFFILIATIONS, question.credit_code)
    return {
        **_plain(found, "credit_code"),
        "statements": found["statements"],
        "affiliations": affiliation["statements"] if affiliation else [],
    }


def organisations(db: Collections, question: calls.FindOrganisations) -> Document:
    """Return a page of organisations, in the order of their codes."""
    wanted = _in_area(db, question.area)
    rows = rows_of(db, store.ORGANISATIONS.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: _plain(row, "org_code"))


def members(db: Collections, vault: Vault, question: calls.FindMembers, actor: Actor) -> Document:
    """
    Return a page of members; names are masked and personal facts left out outside the actor's own areas.

    A name that is None was erased; one that a clerk has yet to give is said to come.

    Source: R-PRV-05 (field table).
    """
    named = {"org_code": question.org_code, "credit_code": question.credit_code}
    wanted = {name: value for name, value in named.items() if value}
    rows = rows_of(db, store.MEMBERS.collection, wanted, question.after, question.limit)
    own = _own_organisations(db, {row["org_code"] for row in rows}, actor)

    def shown(row: Mapping[str, Any]) -> Document:
        mine = row["org_code"] in own
        told = {name: value for name, value in row.items() if mine or name not in PERSONAL}
        return {**_plain(told, "member_id"), "name": _name(vault, row, whole=mine)}

    return page(rows, question.limit, shown)


def persons(db: Collections, vault: Vault, question: calls.FindPersons, actor: Actor) -> Document:
    """Return a page of people who are no members; names as of members."""
    rows = rows_of(db, store.PERSONS.collection, _in_area(db, question.area), question.after, question.limit)

    def shown(row: Mapping[str, Any]) -> Document:
        mine = tree.covers(db, actor.areas, row["area"])
        return {**_plain(row, "person_id"), "name": _name(vault, row, whole=mine)}

    return page(rows, question.limit, shown)


def staff(db: Collections, question: calls.FindStaff) -> Document:
    """Return a page of assignments of the two staff, ended ones too, in the order of their numbers."""
    wanted: Document = {"units": question.credit_code} if question.credit_code else {}
    rows = rows_of(db, store.STAFF.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: _plain(row, "assignment"))


def _in_area(db: Collections, area: str | None) -> Document:
    return {"area": {"$in": tree.below(db, area)}} if area else {}


def _own_organisations(db: Collections, codes: set[str], actor: Actor) -> set[str]:
    found = store.find_all(db, store.ORGANISATIONS, codes)
    return {row["_id"] for row in found if tree.covers(db, actor.areas, row["area"])}


def _name(vault: Vault, row: Mapping[str, Any], *, whole: bool) -> str | None:
    if store.UNNAMED in row:
        return NAME_TO_COME
    opened = vault.open(row["_id"], bytes(row["sealed"])) if "sealed" in row else None
    if opened is None:
        return None
    name = str(opened["name"])
    return name if whole else name[0] + MASK


def _plain(row: Mapping[str, Any], key: str) -> Document:
    return {key: row["_id"], **{name: value for name, value in row.items() if name not in HIDDEN}}
