"""
Local copies of the registry's members and organisations, for services that judge by them (architecture §3).

Copies hold every fact of the contract: a new one needs nothing here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.database import Database

from shared.city import areas
from shared.contracts.base import Event
from shared.contracts.errors import NotFound
from shared.contracts.registry import events, facts
from shared.contracts.registry.terms import MEMBER
from shared.ledger.bound import Collections
from shared.ledger.corrected import Corrected
from shared.ledger.entry import Entry
from shared.ledger.ledger import create_collections
from shared.ledger.unit import Unit
from shared.messaging.follow import Effects
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.security.tokens import Actor

Document = dict[str, Any]
MEMBERS, ORGANISATIONS = "members", "organisations"
THIS_ORGANISATION = "该党组织"


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    create_collections(db, (MEMBERS, ORGANISATIONS))
    db[MEMBERS].create_index([("org_codes", 1)])


def forget(db: Database[Document]) -> None:
    """Empty the copies, to be learnt anew."""
    for name in (MEMBERS, ORGANISATIONS):
        db[name].delete_many({})


def as_of(document: Mapping[str, Any] | None, on: date) -> Document:
    """Fold what a copy says for a day; of the same day the later recorded holds."""
    rows: Sequence[Document] = [] if document is None else list(document.get("rows", {}).values())
    folded: Document = {}
    for row in sorted(rows, key=lambda row: (row["on"], row["seq"])):
        if row["on"] <= on.isoformat():
            folded |= row["values"]
    return folded


def member(db: Collections, member_id: str, on: date) -> Document:
    """
    Return what holds for a member on a day.

    Raises:
        NotFound: the person is no member then, or has not been heard of yet.
    """
    held = as_of(db[MEMBERS].find_one({"_id": member_id}), on)
    if held.get("status") not in MEMBER:
        raise NotFound.at("member_id", f"党员{member_id}不存在或尚未收到", "党员不存在")
    return held


def latest(db: Collections, member_id: str) -> Document:
    """Return what was last stated of a member, whatever the day; raises NotFound."""
    held = as_of(db[MEMBERS].find_one({"_id": member_id}), date.max)
    if not held:
        raise NotFound.at("member_id", f"党员{member_id}不存在或尚未收到", "党员不存在")
    return held


def statuses(db: Collections, members: Iterable[str], on: date) -> dict[str, str | None]:
    """Return the status of each of *members* on a day; None: not on record then."""
    wanted = sorted(set(members))
    found = {row["_id"]: row for row in db[MEMBERS].find({"_id": {"$in": wanted}})}
    return {member: as_of(found.get(member), on).get("status") for member in wanted}


def status_since(db: Collections, member_id: str, on: date) -> date | None:
    """Return the day from which the status that a member has on a day holds; None: no status is on record then."""
    rows = list((db[MEMBERS].find_one({"_id": member_id}) or {}).get("rows", {}).values())
    known = sorted((r["on"], r["seq"], r["values"]["status"]) for r in rows if "status" in r["values"])
    held = [row for row in known if row[0] <= on.isoformat()]
    first: str | None = None
    for begun, _, status in reversed(held):
        if status != held[-1][2]:
            break
        first = begun
    return date.fromisoformat(first) if first else None


def members_of(db: Collections, org_code: str, on: date) -> list[Document]:
    """Return what holds on a day for each member of an organisation."""
    rows = db[MEMBERS].find({"org_codes": org_code})
    return [held for row in rows if (held := as_of(row, on)).get("org_code") == org_code]


def members_in(db: Collections, organisations: Collection[str], on: date) -> dict[str, Document]:
    """Return what holds on a day for each member of any of *organisations*, by member."""
    rows = db[MEMBERS].find({"org_codes": {"$in": sorted(organisations)}})
    held = {row["_id"]: as_of(row, on) for row in rows}
    return {member: one for member, one in held.items() if one.get("org_code") in organisations}


def organisation(db: Collections, org_code: str, on: date) -> Document | None:
    """Return what holds for an organisation on a day; None: it was not there then, or is not heard of yet."""
    return there_on(db[ORGANISATIONS].find_one({"_id": org_code}), on)


def there_on(found: Document | None, on: date) -> Document | None:
    """Return what holds on a day for an organisation whose copy is *found*, as ``organisation`` does."""
    if found is None or "type" not in found or on.isoformat() < found["established_on"]:
        return None
    ended = found.get("dissolved_on")
    return None if ended is not None and ended <= on.isoformat() else {**found, **as_of(found, on)}


def heir(db: Collections, org_code: str, on: date) -> str:
    """Return who has what was an organisation's: itself while it is there, else who received it, and so on (E-07)."""
    passed: list[str] = []
    while org_code not in passed:
        passed.append(org_code)
        found = db[ORGANISATIONS].find_one({"_id": org_code}) or {}
        receiver = found.get("received_by")
        if receiver is None or found["dissolved_on"] > on.isoformat():
            break
        org_code = receiver
    return org_code


def dissolved_on(db: Collections, org_code: str) -> date | None:
    """Return the day on which an organisation ended, or will; None: on none that is known."""
    found = db[ORGANISATIONS].find_one({"_id": org_code}) or {}
    ended = found.get("dissolved_on")
    return date.fromisoformat(ended) if ended else None


def endings(db: Collections, organisations: Iterable[str]) -> dict[str, str]:
    """Return the days (ISO) on which those of *organisations* that are known to end did, or will."""
    wanted = {"_id": {"$in": sorted(organisations)}, "dissolved_on": {"$ne": None}}
    return {row["_id"]: row["dissolved_on"] for row in db[ORGANISATIONS].find(wanted, {"dissolved_on": 1})}


def dissolved_by(db: Collections, day: date, organisations: Iterable[str]) -> list[str]:
    """Return which of *organisations* have ended by *day*, in the order of their codes."""
    wanted = {"_id": {"$in": sorted(organisations)}, "dissolved_on": {"$ne": None, "$lte": day.isoformat()}}
    return [row["_id"] for row in db[ORGANISATIONS].find(wanted, {"_id": 1}).sort("_id", 1)]


def ended_by(db: Collections, day: date, after: str | None) -> list[str]:
    """Return the organisations behind *after* that have ended by *day*, in the order of their codes."""
    wanted = {"dissolved_on": {"$ne": None, "$lte": day.isoformat()}, "_id": {"$gt": after or ""}}
    return [row["_id"] for row in db[ORGANISATIONS].find(wanted, {"_id": 1}).sort("_id", 1)]


def organisations_in(db: Collections, within: Iterable[str]) -> set[str]:
    """Return the codes of the organisations in any of the areas *within*."""
    return {row["_id"] for row in db[ORGANISATIONS].find({"area": {"$in": sorted(within)}}, {"_id": 1})}


def area_of(db: Collections, org_code: str) -> str:
    """Return an organisation's area; raises NotFound (it may still be on its way from the registry)."""
    area = area_if_known(db, org_code)
    if area is None:
        raise NotFound.at("org_code", f"党组织{org_code}不存在或尚未收到", "党组织不存在或尚未收到")
    return area


def area_if_known(db: Collections, org_code: str) -> str | None:
    """Return an organisation's area, as ``area_of`` does; None: it has not been heard of."""
    found = db[ORGANISATIONS].find_one({"_id": org_code, "area": {"$exists": True}}, {"area": 1})
    return str(found["area"]) if found else None


def rules(db: Collections, name: str, on: date, org_code: str) -> RulePack:
    """Return the rules of the pack *name* in force on a day where an organisation lies (R-GEN-06)."""
    return areas.rules(db, name, on, area_if_known(db, org_code) if pack.places(name) else None)


def within(unit: Unit, org_code: str) -> None:
    """Raise NotAllowed unless the actor's rights reach the organisation; NotFound when there is none."""
    area = area_of(unit.db, org_code)
    areas.within(unit, area, THIS_ORGANISATION)
    areas.check_own(unit.db, unit.actor, area, org_code)


def allow(db: Collections, actor: Actor, org_code: str) -> None:
    """Raise as ``within`` does."""
    area = area_of(db, org_code)
    areas.allow(db, actor, area, THIS_ORGANISATION)
    areas.check_own(db, actor, area, org_code)


def organisations_of(db: Collections, actor: Actor, area: str | None = None) -> set[str]:
    """Return the codes of the organisations that the actor's rights reach; of these, those in *area* or below."""
    found = organisations_in(db, areas.of(db, actor, area))
    if not actor.own:
        return found
    return found & {*actor.own_of(areas.ORGANISATION), *organisations_in(db, areas.wholly_own(db, actor))}


def _member(unit: Unit, entry: Entry) -> None:
    change = _row(entry, facts.MemberChanges.declared)
    if "org_code" in entry.data:
        change["$addToSet"] = {"org_codes": entry.data["org_code"]}
    _upsert(unit, MEMBERS, entry.data["member_id"], change)


def _row(entry: Entry, stated: Iterable[str]) -> Document:
    """Return the change that adds what an entry states of the facts *stated*, from its day on."""
    values = {name: entry.data[name] for name in stated if name in entry.data}
    row = {"on": entry.effective_on.isoformat(), "seq": entry.seq, "values": values}
    return {"$set": {f"rows.{entry.seq}": row}}


def _established(unit: Unit, entry: Entry) -> None:
    values = {**entry.data, "established_on": entry.effective_on.isoformat()}
    _upsert(unit, ORGANISATIONS, values.pop("org_code"), {"$set": values})


def _changed(unit: Unit, entry: Entry) -> None:
    # Beside what it was established with: nothing is stated for a day before that.
    _upsert(unit, ORGANISATIONS, entry.data["org_code"], _row(entry, facts.OrganisationChanges.declared))


def _elected(unit: Unit, entry: Entry) -> None:
    _upsert(unit, ORGANISATIONS, entry.data["org_code"], _row(entry, ("term_end",)))


def _dissolved(unit: Unit, entry: Entry) -> None:
    values = {"dissolved_on": entry.effective_on.isoformat(), "received_by": entry.data.get("received_by")}
    _upsert(unit, ORGANISATIONS, entry.data["org_code"], {"$set": values})


def _upsert(unit: Unit, collection: str, key: str, change: Mapping[str, Any]) -> None:
    unit.db[collection].update_one({"_id": key}, change, upsert=True)


EFFECTS: Effects = {
    events.MemberRegistered: _member,
    events.MemberChanged: _member,
    events.OrganisationEstablished: _established,
    events.OrganisationChanged: _changed,
    events.CommitteeElected: _elected,
    events.OrganisationDissolved: _dissolved,
}


def _statement_corrected(collection: str, code: str) -> Callable[[Unit, Corrected], None]:
    def effect(unit: Unit, correction: Corrected) -> None:
        entry = correction.entry
        if correction.void:
            _upsert(unit, collection, entry.data[code], {"$unset": {f"rows.{entry.seq}": ""}})
        else:
            _effect_of(entry)(unit, entry)

    return effect


def _base_corrected(*names: str) -> Callable[[Unit, Corrected], None]:
    """Return what takes away the values that an event set (*names*, besides its data) when it does not count."""

    def effect(unit: Unit, correction: Corrected) -> None:
        entry = correction.entry
        if correction.void:
            taken = {name: "" for name in (*entry.data, *names) if name != "org_code"}
            _upsert(unit, ORGANISATIONS, entry.data["org_code"], {"$unset": taken})
        else:
            _effect_of(entry)(unit, entry)

    return effect


def _effect_of(entry: Entry) -> Callable[[Unit, Entry], None]:
    return next(effect for event, effect in EFFECTS.items() if event.event_type == entry.type)


CORRECTED: Mapping[type[Event], Callable[[Unit, Corrected], None]] = {
    events.MemberRegistered: _statement_corrected(MEMBERS, "member_id"),
    events.MemberChanged: _statement_corrected(MEMBERS, "member_id"),
    events.OrganisationEstablished: _base_corrected("established_on"),
    events.OrganisationChanged: _statement_corrected(ORGANISATIONS, "org_code"),
    events.OrganisationDissolved: _base_corrected("dissolved_on", "received_by"),
}
