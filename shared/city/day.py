"""The business day as each service knows it; it never goes back."""

from datetime import date

from shared.contracts.registry.events import DayStarted
from shared.ledger.bound import Collections
from shared.ledger.entry import Entry
from shared.ledger.unit import Unit
from shared.messaging.follow import Effects

DAY, JUMPS = "day", "day_jumps"


def today(db: Collections) -> date | None:
    """Return the business day; None before the first one is known."""
    found = db[DAY].find_one({"_id": DAY})
    return date.fromisoformat(found["date"]) if found else None


def first(db: Collections) -> date | None:
    """Return the first business day that was heard of; None: none has begun."""
    found = db[DAY].find_one({"_id": DAY})
    # A document from before the first day was kept has the last one only; a rebuild learns the first.
    return date.fromisoformat(found.get("first", found["date"])) if found else None


def learn(unit: Unit, entry: Entry) -> None:
    """Keep what a ``day_started`` entry says."""
    start(unit, date.fromisoformat(entry.data["date"]))


def start(unit: Unit, day: date) -> None:
    """Keep that *day* has begun."""
    told = day.isoformat()
    unit.db[DAY].update_one({"_id": DAY}, {"$max": {"date": told}, "$min": {"first": told}}, upsert=True)


def propose_jump(unit: Unit, day: date) -> None:
    """Keep who wants the business day to go to *day* at once; the last one who does so counts."""
    values = {"date": day.isoformat(), "by": unit.actor.user}
    unit.db[JUMPS].update_one({"_id": DAY}, {"$set": values}, upsert=True)


def jump_proposed_by(db: Collections, day: date) -> str | None:
    """Return who proposed to go to *day* at once; None: nobody."""
    found = db[JUMPS].find_one({"_id": DAY, "date": day.isoformat()})
    return str(found["by"]) if found else None


EFFECTS: Effects = {DayStarted: learn}
