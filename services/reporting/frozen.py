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


def find(db: Collections, period: Quarter, version: int) -> Document | None:
    """Return what is known of a frozen version of a quarter; None: there is none of that *version*."""
    found: Document | None = db[FREEZES].find_one({"_id": str(Edition(period, version))})
    return found


def last_within(db: Collections, period: Quarter, later: Edition) -> Edition | None:
    """Return the last frozen edition of a quarter that goes into *later*, which is frozen, too."""
    held = [row for row in freezes(db, period) if later.holds(row["log"], row["n"])]
    return edition_of(held[-1]) if held else None


def is_counting(row: Mapping[str, Any]) -> bool:
    """Return whether the figures of a frozen version are not all counted yet."""
    return bool(row["state"] == FreezeState.COUNTING.value)


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
    period, day = Quarter.parse(row["period"]), date.fromisoformat(row["as_of"])
    return Edition(period, row["version"], sources, day)
