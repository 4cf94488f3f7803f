"""Local copies of the registry's members and organisations, for services that judge by them (architecture §3)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.database import Database

from shared.contracts.errors import NotAllowed, NotFound
from shared.ledger.entry import Entry
from shared.ledger.unit import Unit

Document = dict[str, Any]
MEMBERS, ORGANISATIONS = "members", "organisations"
COPIES = (MEMBERS, ORGANISATIONS)
MEMBER_VALUES = ("status", "org_code")


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    existing = set(db.list_collection_names())
    for name in COPIES:
        if name not in existing:
            db.create_collection(name, check_exists=False)
    db[MEMBERS].create_index([("org_codes", 1)])


def learn(unit: Unit, entry: Entry) -> None:
    """Keep what *entry* says of a member or an organisation; entries of other kinds change nothing."""
    if effect := EFFECTS.get(entry.type):
        effect(unit, entry)


def forget(db: Database[Document]) -> None:
    """Empty the copies, to be learnt anew."""
    for name in COPIES:
        db[name].delete_many({})


def as_of(document: Mapping[str, Any] | None, on: date) -> Document:
    """Fold what a member's copy says for a day; of the same day the later recorded holds."""
    rows: Sequence[Document] = [] if document is None else list(document["rows"].values())
    folded: Document = {}
    for row in sorted(rows, key=lambda row: (row["on"], row["seq"])):
        if row["on"] <= on.isoformat():
            folded |= row["values"]
    return folded


def standing(unit: Unit, members: Iterable[str], on: date) -> dict[str, str | None]:
    """Give the status of each of *members* on a day; None: not on record then."""
    wanted = sorted(set(members))
    found = {row["_id"]: row for row in unit.db[MEMBERS].find({"_id": {"$in": wanted}}, session=unit.session)}
    return {member: as_of(found.get(member), on).get("status") for member in wanted}


def members_of(unit: Unit, org_code: str, on: date) -> list[Document]:
    """Give what holds on a day for each member of an organisation: ``status`` and ``org_code``."""
    rows = unit.db[MEMBERS].find({"org_codes": org_code}, session=unit.session)
    return [held for row in rows if (held := as_of(row, on)).get("org_code") == org_code]


def organisation(unit: Unit, org_code: str, on: date) -> Document | None:
    """Give an organisation's copy; None: it was not there on that day, or is not heard of yet."""
    found = unit.db[ORGANISATIONS].find_one({"_id": org_code}, session=unit.session)
    if found is None or "type" not in found or on.isoformat() < found["established_on"]:
        return None
    ended = found.get("dissolved_on")
    return None if ended is not None and ended <= on.isoformat() else found


def area_of(unit: Unit, org_code: str) -> str:
    """Give an organisation's area; raises NotFound (it may still be on its way from the registry)."""
    found = unit.db[ORGANISATIONS].find_one({"_id": org_code}, session=unit.session)
    if found is None or "area" not in found:
        message = f"党组织{org_code}不存在或尚未收到"
        raise NotFound(message, {"fields": {"org_code": ["党组织不存在或尚未收到"]}})
    return str(found["area"])


def within(unit: Unit, org_code: str) -> None:
    """Raise NotAllowed unless the organisation lies in the actor's areas; NotFound when there is none."""
    if not unit.covers(area_of(unit, org_code)):
        raise NotAllowed("该党组织不在您的管辖范围内", {"org_code": org_code})


def _member(unit: Unit, entry: Entry) -> None:
    values = {name: entry.data[name] for name in MEMBER_VALUES if name in entry.data}
    row = {"on": entry.effective_on.isoformat(), "seq": entry.seq, "values": values}
    change: Document = {"$set": {f"rows.{entry.seq}": row}}
    if "org_code" in values:
        change["$addToSet"] = {"org_codes": values["org_code"]}
    _upsert(unit, MEMBERS, entry.data["member_id"], change)


def _established(unit: Unit, entry: Entry) -> None:
    data = entry.data
    values = {
        **{name: data[name] for name in ("type", "form", "area")},
        "established_on": entry.effective_on.isoformat(),
        "can_approve_member": data.get("can_approve_member", False),
    }
    _upsert(unit, ORGANISATIONS, data["org_code"], {"$set": values})


def _dissolved(unit: Unit, entry: Entry) -> None:
    values = {"dissolved_on": entry.effective_on.isoformat()}
    _upsert(unit, ORGANISATIONS, entry.data["org_code"], {"$set": values})


def _upsert(unit: Unit, collection: str, key: str, change: Mapping[str, Any]) -> None:
    unit.db[collection].update_one({"_id": key}, change, upsert=True, session=unit.session)


EFFECTS: Mapping[str, Callable[[Unit, Entry], None]] = {
    "registry.member_registered.v1": _member,
    "registry.member_changed.v1": _member,
    "registry.organisation_established.v1": _established,
    "registry.organisation_dissolved.v1": _dissolved,
}
