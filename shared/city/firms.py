"""Where enterprises lie, as the registry tells it: for services whose rights reach them without an organisation."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from shared.city.copies import as_of
from shared.contracts.base import Event
from shared.contracts.errors import NotFound
from shared.contracts.registry.events import EnterpriseMoved, EnterpriseRegistered
from shared.ledger.bound import Collections
from shared.ledger.corrected import Corrected
from shared.ledger.entry import Entry
from shared.ledger.ledger import create_collections
from shared.ledger.unit import Unit
from shared.messaging.follow import Effects

FIRMS = "firms"


def prepare(db: Database[dict[str, Any]]) -> None:
    """Create the collection; running it again changes nothing."""
    create_collections(db, (FIRMS,))


def forget(db: Database[dict[str, Any]]) -> None:
    """Empty the copies, to be learnt anew."""
    db[FIRMS].delete_many({})


def area_of(db: Collections, credit_code: str) -> str:
    """Return the area that an enterprise was last said to lie in; raises NotFound."""
    area = as_of(db[FIRMS].find_one({"_id": credit_code}), date.max).get("area")
    if area is None:
        raise NotFound.at("credit_code", f"企业{credit_code}不存在或尚未收到", "企业不存在或尚未收到")
    return str(area)


def _stated(unit: Unit, entry: Entry) -> None:
    row = {"on": entry.effective_on.isoformat(), "seq": entry.seq, "values": {"area": entry.data["area"]}}
    unit.db[FIRMS].update_one(
        {"_id": entry.data["credit_code"]}, {"$set": {f"rows.{entry.seq}": row}}, upsert=True
    )


def _corrected(unit: Unit, correction: Corrected) -> None:
    entry = correction.entry
    if correction.void:
        unit.db[FIRMS].update_one({"_id": entry.data["credit_code"]}, {"$unset": {f"rows.{entry.seq}": ""}})
    else:
        _stated(unit, entry)


EFFECTS: Effects = {EnterpriseRegistered: _stated, EnterpriseMoved: _stated}
CORRECTED: Mapping[type[Event], Callable[[Unit, Corrected], None]] = dict.fromkeys(EFFECTS, _corrected)
