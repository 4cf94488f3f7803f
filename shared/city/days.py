"""Work that each business day brings: noted with the day, done in batches afterwards, in the order of the days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pymongo.database import Database

from shared.contracts.registry.events import DayStarted
from shared.ledger.entry import Entry
from shared.ledger.ledger import Ledger, create_collections
from shared.ledger.unit import Stamp, Unit
from shared.messaging.follow import Settle
from shared.security.tokens import Actor

NOTED = "noted_days"
LAST_DAY = "last"
# Does a batch of the work of a day, after a place in it; returns the place to go on from, None at the end.
Work = Callable[[Unit, date, str | None], str | None]


def prepare(db: Database[dict[str, Any]]) -> None:
    """Create the collection; running it again changes nothing."""
    create_collections(db, (NOTED,))


def note(unit: Unit, entry: Entry) -> None:
    """Keep that a day has begun, as its ``day_started`` says; each is noted once for ever, also after a rebuild."""
    keep(unit, entry.data["date"], entry.id)


def keep(unit: Unit, day: str, cause: str) -> None:
    """Keep that *day* has begun, as the entry *cause* says."""
    last = unit.db[NOTED].find_one({"_id": LAST_DAY})
    if last is None or last["date"] < day:
        unit.db[NOTED].update_one({"_id": LAST_DAY}, {"$set": {"date": day}}, upsert=True)
        unit.db[NOTED].insert_one({"_id": day, "cause": cause, "part": 0, "after": None})


def pauses(entry: Entry) -> bool:
    """Return whether an entry begins a day: what the day brings is decided by what is known then."""
    return entry.type == DayStarted.event_type


def settle(*works: Work) -> Settle:
    """Return what a follower does with noted days: one batch of one of *works* at a time, in order."""

    def step(ledger: Ledger) -> bool:
        noted = ledger.db[NOTED].find_one({"_id": {"$ne": LAST_DAY}}, sort=[("_id", 1)])
        if noted is None:
            return False
        day, cause = date.fromisoformat(noted["_id"]), noted["cause"]

        def attempt(unit: Unit) -> None:
            # Another process may have done it meanwhile, so it is read again within the transaction.
            if (now := unit.db[NOTED].find_one({"_id": noted["_id"]})) is not None:
                _do_batch(unit, day, now, works)
                ledger.write(unit)

        ledger.transact(Stamp(day, Actor.system(ledger.instance), cause, cause=cause), attempt)
        return True

    return step


def _do_batch(unit: Unit, day: date, noted: dict[str, Any], works: tuple[Work, ...]) -> None:
    part, after = noted["part"], noted["after"]
    after = works[part](unit, day, after)
    if after is None:
        part += 1
    if part == len(works):
        unit.db[NOTED].delete_one({"_id": noted["_id"]})
    else:
        unit.db[NOTED].update_one({"_id": noted["_id"]}, {"$set": {"part": part, "after": after}})
