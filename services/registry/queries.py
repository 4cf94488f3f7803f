"""Questions to the registry; asking changes nothing."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from shared.city.areas import covers
from shared.contracts.errors import NotFound
from shared.security.sealing import Vault
from shared.security.tokens import Actor

Document = dict[str, Any]
Db = Database[Document]
MASK = "*"


def areas(db: Db, parent: str | None) -> list[Document]:
    """Give the areas right below *parent*, in the order of their codes."""
    return [_plain(row, "code") for row in db["areas"].find({"parent": parent}).sort("_id", 1)]


def enterprises(db: Db, wanted: Mapping[str, Any]) -> Document:
    """Give a page of enterprises with their latest facts, in the order of their codes."""
    chosen: Document = {}
    if wanted["area"]:
        chosen["area"] = {"$in": _below(db, wanted["area"])}
    if wanted["text"]:
        chosen["$expr"] = {"$gte": [{"$indexOfCP": ["$name", wanted["text"]]}, 0]}
    return _page(db, "enterprises", chosen, wanted, "credit_code")


def enterprise(db: Db, credit_code: str) -> Document:
    """Give one enterprise with everything stated of it, and its affiliations."""
    found = db["enterprises"].find_one({"_id": credit_code})
    if found is None:
        raise NotFound(f"企业{credit_code}不存在")
    affiliation = db["affiliations"].find_one({"_id": credit_code})
    return {
        **_plain(found, "credit_code"),
        "statements": found["statements"],
        "affiliations": affiliation["statements"] if affiliation else [],
    }


def organisations(db: Db, wanted: Mapping[str, Any]) -> Document:
    """Give a page of organisations, in the order of their codes."""
    chosen: Document = {"area": {"$in": _below(db, wanted["area"])}} if wanted["area"] else {}
    return _page(db, "organisations", chosen, wanted, "org_code")


def members(db: Db, vault: Vault, wanted: Mapping[str, Any], actor: Actor) -> Document:
    """
    Give a page of members. Names are whole in the actor's own areas and masked elsewhere; None: erased.

    Source: R-PRV-05 (field table).
    """
    chosen = {name: wanted[name] for name in ("org_code", "credit_code") if wanted[name]}
    rows, more = _rows(db, "members", chosen, wanted)
    own = _own_organisations(db, {row["org_code"] for row in rows}, actor)
    items = [
        {**_plain(row, "member_id"), "name": _name(vault, row, whole=row["org_code"] in own)} for row in rows
    ]
    return {"items": items, "next": items[-1]["member_id"] if more else None}


def _own_organisations(db: Db, codes: set[str], actor: Actor) -> set[str]:
    found = db["organisations"].find({"_id": {"$in": sorted(codes)}}, {"area": 1})
    return {row["_id"] for row in found if covers(db, actor.areas, row["area"])}


def _name(vault: Vault, row: Mapping[str, Any], *, whole: bool) -> str | None:
    opened = vault.open(row["_id"], bytes(row["sealed"])) if "sealed" in row else None
    if opened is None:
        return None
    name = str(opened["name"])
    return name if whole else name[0] + MASK


def _page(db: Db, collection: str, chosen: Document, wanted: Mapping[str, Any], key: str) -> Document:
    rows, more = _rows(db, collection, chosen, wanted)
    return {"items": [_plain(row, key) for row in rows], "next": rows[-1]["_id"] if more else None}


def _rows(
    db: Db, collection: str, chosen: Document, wanted: Mapping[str, Any]
) -> tuple[list[Document], bool]:
    """Give the documents of a page, and whether more follow."""
    if wanted["after"]:
        chosen = {**chosen, "_id": {"$gt": wanted["after"]}}
    rows = list(db[collection].find(chosen).sort("_id", 1).limit(wanted["limit"] + 1))
    return rows[: wanted["limit"]], len(rows) > wanted["limit"]


def _below(db: Db, area: str) -> list[str]:
    """Give *area* and every area below it."""
    found, level = [area], [area]
    while level:
        level = [row["_id"] for row in db["areas"].find({"parent": {"$in": level}}, {"_id": 1})]
        found += level
    return found


def _plain(row: Mapping[str, Any], key: str) -> Document:
    hidden = ("_id", "sealed", "statements", "version")
    return {key: row["_id"], **{name: value for name, value in row.items() if name not in hidden}}
