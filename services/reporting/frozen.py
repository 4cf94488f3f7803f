"""Frozen quarters: what was frozen when, from which entries, and how their counts stand."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.reporting.model import Edition
from services.reporting.store import FREEZES
from shared.contracts.reporting.terms import FreezeState
from shared.ledger import Entry
from shared.ledger.bound import Collections
from shared.messaging import positions
from shared.rules.periods import Quarter

Document = dict[str, Any]


def note(db: Collections, entries: Iterable[Entry]) -> None:
    """Keep what was frozen, to be counted when all that the manifest names has arrived."""
    for entry in entries:
        data = entry.data
        key = str(Edition(Quarter.parse(data["period"]), data["version"]))
        known = {**data, "frozen_on": entry.recorded_on.isoformat(), "log": entry.log, "n": entry.n}
        db[FREEZES].update_one(
            {"_id": key},
            {"$setOnInsert": {**known, "state": FreezeState.COUNTING.value, "done_to": ""}},
            upsert=True,
        )


def freezes(db: Collections, period: Quarter) -> list[Document]:
    """Return the frozen versions of a quarter, the first one first."""
    return list(db[FREEZES].find({"period": str(period)}).sort("version", 1))


def find(db: Collections, period: Quarter, version: int) -> Edition | None:
    """Return a frozen edition of a quarter; None: there is none of that *version*."""
    found = db[FREEZES].find_one({"_id": str(Edition(period, version))})
    return edition_of(found) if found else None


def last_within(db: Collections, period: Quarter, later: Edition) -> Edition | None:
    """Return the last frozen edition of a quarter that goes into *later*, which is frozen, too."""
    held = [row for row in freezes(db, period) if later.holds(row["log"], row["n"])]
    return edition_of(held[-1]) if held else None


def as_of(db: Collections, of: Edition) -> date | None:
    """Return the day to which a frozen edition goes; None for a live one."""
    found = db[FREEZES].find_one({"_id": str(of)}, {"as_of": 1}) if of.version else None
    return date.fromisoformat(found["as_of"]) if found else None


def is_counting(db: Collections, of: Edition) -> bool:
    """Return whether the figures of a frozen edition are not all counted yet."""
    wanted = {"_id": str(of), "state": FreezeState.COUNTING.value}
    return db[FREEZES].find_one(wanted, {"_id": 1}) is not None


def states(db: Collections) -> list[tuple[str, str]]:
    """Return which frozen editions there are, and how their counts stand."""
    return [(row["_id"], row["state"]) for row in db[FREEZES].find({}, {"state": 1}).sort("_id", 1)]


def waiting(db: Collections) -> Document | None:
    """Return a frozen quarter that is not counted, though all that its manifest names has been applied."""
    rows: list[Document] = list(db[FREEZES].find({"state": FreezeState.COUNTING.value}).sort("_id", 1))
    # This is asked after each batch of entries, and mostly there is none.
    known = positions.applied(db) if rows else {}
    for row in rows:
        arrived = all(known.get(source["log"], 0) >= source["n"] for source in row["sources"])
        if arrived and not any(positions.waits(db, source["log"], source["n"]) for source in row["sources"]):
            return row
    return None


def note_counted(db: Collections, row: Mapping[str, Any], area: str) -> None:
    """Remember up to which area a frozen quarter is counted."""
    db[FREEZES].update_one({"_id": row["_id"]}, {"$set": {"done_to": area}})


def conclude(db: Collections, row: Mapping[str, Any], counted: str) -> None:
    """Hold the hash of the counted figures against the one of the manifest."""
    state = FreezeState.EQUAL if counted == row["figures"] else FreezeState.DIFFERENT
    db[FREEZES].update_one({"_id": row["_id"]}, {"$set": {"state": state.value, "counted": counted}})


def edition_of(row: Mapping[str, Any]) -> Edition:
    """Return the edition that a frozen quarter is counted as."""
    sources = {source["log"]: source["n"] for source in row["sources"]}
    return Edition(Quarter.parse(row["period"]), row["version"], sources)
