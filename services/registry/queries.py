"""Questions to the registry; asking changes nothing."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from shared.contracts.errors import NotFound
from shared.security.sealing import Vault
from shared.security.tokens import Actor

Document = dict[str, Any]
Db = Database[Document]
MASKS = "*"
NAME_ROLES = ("registry_clerk",)


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
    """Give a page of members; names are masked except for those who keep the register (table 13.1)."""
    chosen = {name: wanted[name] for name in ("org_code", "credit_code") if wanted[name]}
    page = _page(db, "members", chosen, wanted, "member_id")
    for row in page["items"]:
        sealed = db["members"].find_one({"_id": row["member_id"]}, {"sealed": 1}) or {}
        opened = vault.open(row["member_id"], bytes(sealed["sealed"])) if "sealed" in sealed else None
        name = opened["name"] if opened else None
        row["name"] = name if name is None or set(NAME_ROLES) & set(actor.roles) else name[0] + MASKS
    return page


def _page(db: Db, collection: str, chosen: Document, wanted: Mapping[str, Any], key: str) -> Document:
    if wanted["after"]:
        chosen = {**chosen, "_id": {"$gt": wanted["after"]}}
    rows = list(db[collection].find(chosen).sort("_id", 1).limit(wanted["limit"] + 1))
    more = len(rows) > wanted["limit"]
    items = [_plain(row, key) for row in rows[: wanted["limit"]]]
    return {"items": items, "next": items[-1][key] if more else None}


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
