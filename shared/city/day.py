"""The business day as each service knows it; it never goes back."""

from datetime import date

from shared.contracts.registry.events import DayStarted
from shared.ledger.bound import Collections
from shared.ledger.entry import Entry
from shared.ledger.unit import Unit
from shared.messaging.follow import Effects

DAY = "day"


def today(db: Collections) -> date | None:
    """Return the business day; None before the first one is known."""
    found = db[DAY].find_one({"_id": DAY})
    return date.fromisoformat(found["date"]) if found else None


def learn(unit: Unit, entry: Entry) -> None:
    """Keep what a ``day_started`` entry says."""
    start(unit, date.fromisoformat(entry.data["date"]))


def start(unit: Unit, day: date) -> None:
    """Keep that *day* has begun."""
    unit.db[DAY].update_one({"_id": DAY}, {"$max": {"date": day.isoformat()}}, upsert=True)


EFFECTS: Effects = {DayStarted: learn}
