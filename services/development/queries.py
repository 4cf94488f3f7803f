"""Questions to development; asking changes nothing."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from services.development import store
from services.development.model import STATE_NAMES
from shared.city.areas import COLLECTION, covers
from shared.contracts.development.steps import NAMES
from shared.contracts.errors import NotAllowed, NotFound
from shared.rules import pack
from shared.security.sealing import Vault
from shared.security.tokens import Actor

Document = dict[str, Any]
Db = Database[Document]


def case(db: Db, vault: Vault, case_id: str, actor: Actor) -> Document:
    """
    Give a case with its steps and dates; the name only to who may act for its organisation.

    Raises:
        NotFound: there is no such case.
        NotAllowed: it lies outside the actor's areas.
    """
    found = db["cases"].find_one({"_id": case_id})
    if found is None:
        raise NotFound(f"发展编号{case_id}不存在", {"fields": {"case_id": ["发展编号不存在"]}})
    _within(db, actor, found["org_code"])
    known = store.case_of(found)
    months = pack.load("development").number("R-DEV-62")
    end = known.probation_end(months)
    values = (vault.open(case_id, bytes(found["sealed"])) if "sealed" in found else None) or {}
    return {
        **_row(found),
        "name": values.get("name"),
        "probation_end": end.isoformat() if end else None,
        "extended_by": known.extended_by,
        "steps": [
            {
                "step": taken.step,
                "name": NAMES[taken.step],
                "on": taken.on.isoformat(),
                "edition": taken.edition,
                "state": taken.to.value,
                "told": store.told(taken.facts),
            }
            for taken in known.taken
        ],
    }


def cases(db: Db, asked: Mapping[str, Any], actor: Actor) -> Document:
    """Give a page of cases in the actor's areas, in the order of their numbers, without names."""
    wanted: Document = {}
    if asked["after"]:
        wanted["_id"] = {"$gt": asked["after"]}
    if asked["state"]:
        wanted["state"] = asked["state"]
    organisations = _organisations(db, asked["area"], actor)
    if asked["org_code"]:
        organisations &= {asked["org_code"]}
    wanted["org_code"] = {"$in": sorted(organisations)}
    rows = list(db["cases"].find(wanted).sort("_id", 1).limit(asked["limit"]))
    more = len(rows) == asked["limit"]
    return {"rows": [_row(row) for row in rows], "after": rows[-1]["_id"] if more else None}


def _organisations(db: Db, area: str | None, actor: Actor) -> set[str]:
    """Name the organisations below *area* that lie in the actor's areas."""
    parents = {row["_id"]: row["parent"] for row in db[COLLECTION].find()}

    def below(code: str, tops: set[str]) -> bool:
        seen: set[str] = set()
        current: str | None = code
        while current is not None and current not in seen:
            if current in tops:
                return True
            seen.add(current)
            current = parents.get(current)
        return False

    allowed = set(actor.areas)
    return {
        row["_id"]
        for row in db["organisations"].find({"area": {"$exists": True}}, {"area": 1})
        if below(row["area"], allowed) and (area is None or below(row["area"], {area}))
    }


def _within(db: Db, actor: Actor, org_code: str) -> None:
    found = db["organisations"].find_one({"_id": org_code}) or {}
    if not covers(db, actor.areas, found.get("area", "")):
        raise NotAllowed("该党组织不在您的管辖范围内", {"org_code": org_code})


def _row(found: Mapping[str, Any]) -> Document:
    known = store.case_of(found)
    return {
        "case_id": known.case_id,
        "org_code": known.org_code,
        "credit_code": found["credit_code"],
        "state": known.state.value,
        "state_name": STATE_NAMES[known.state],
        "since": known.last_on.isoformat(),
    }
