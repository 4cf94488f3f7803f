"""Collections of notifications, their indexes, and documents to and from the model."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database

from services.notifications.model import Todo
from shared.city import days
from shared.contracts.notifications.terms import GIVEN_UP, PENDING, SENT
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections

Document = dict[str, Any]
TODOS, ALARMS, CHANNELS, MESSAGES = "todos", "alarms", "channels", "messages"
OPEN, LATE, DONE = "open", "late", "done"
LEASE_SECONDS = 60
PLACE = "~"
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    days.prepare(db)
    create_collections(db, (TODOS, ALARMS, CHANNELS, MESSAGES))
    # What is next is found by the index, however many duties there are.
    db[TODOS].create_index([("next_on", 1)], partialFilterExpression={"next_on": {"$gt": ""}})
    db[TODOS].create_index([("role", 1), ("state", 1), ("last_on", 1), ("_id", 1)])
    db[ALARMS].create_index([("roles", 1), ("area", 1), ("_id", 1)])
    db[ALARMS].create_index([("duty", 1)])
    db[CHANNELS].create_index([("roles", 1)])
    db[MESSAGES].create_index([("state", 1), ("next_at", 1)])


def forget(db: Database[Document]) -> None:
    """Empty what came from others, to be learnt anew; what was told stays told."""
    db[TODOS].delete_many({})


def put_todo(unit: Unit, todo: Todo, role: str, next_on: date | None) -> None:
    """Keep a duty as it was told of, open; which of its days have passed stays."""
    values = {name: value for name, value in vars(todo).items() if name not in ("duty", "passed")}
    days = {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}
    own = {"role": role, "state": OPEN, "next_on": next_on.isoformat() if next_on else None}
    unit.db[TODOS].update_one({"_id": todo.duty}, {"$set": {**values, **days, **own}}, upsert=True)


def by_last_day(db: Collections, wanted: Mapping[str, Any], after: str | None, limit: int) -> list[Document]:
    """Return the *wanted* duties of a page, the most urgent first; one more where more follow."""
    last_on, _, key = (after or "").partition(PLACE)
    later = {"$or": [{"last_on": {"$gt": last_on}}, {"last_on": last_on, "_id": {"$gt": key}}]}
    found = db[TODOS].find({"$and": [wanted, later if after else {}]})
    return list(found.sort([("last_on", 1), ("_id", 1)]).limit(limit + 1))


def place_of(row: Mapping[str, Any]) -> str:
    """Return after which place the next page goes on."""
    return f"{row['last_on']}{PLACE}{row['_id']}"


def todo(row: Mapping[str, Any]) -> Todo:
    """Read a duty's document."""
    days = {name: date.fromisoformat(row[name]) for name in ("set_on", "due_on", "last_on")}
    return Todo(
        row["_id"],
        row["deadline"],
        row["subject"],
        row["area"],
        row["department"],
        **days,
        passed=frozenset(row.get("passed", ())),
    )


def told_of(unit: Unit, duty: str) -> frozenset[str]:
    """Return the offsets of a duty that were told already, also before what came from others was forgotten."""
    return frozenset(row["offset"] for row in unit.db[ALARMS].find({"duty": duty}, {"offset": 1}))


def end(unit: Unit, duty: str) -> bool:
    """Keep that a duty is done; return whether anybody had been told of it."""
    unit.db[TODOS].update_one({"_id": duty}, {"$set": {"state": DONE, "next_on": None}})
    cleared = unit.db[ALARMS].update_many({"duty": duty, "cleared": False}, {"$set": {"cleared": True}})
    return bool(cleared.modified_count)


def is_late(unit: Unit, duty: str) -> None:
    """Keep that the last day of a duty has passed."""
    unit.db[TODOS].update_one({"_id": duty}, {"$set": {"state": LATE}})


def due(db: Collections, today: date, limit: int) -> list[Document]:
    """Return duties of which somebody is to be told by *today*, by the day, then in the order of their names."""
    wanted = {"next_on": {"$gt": "", "$lte": today.isoformat()}}
    return list(db[TODOS].find(wanted).sort([("next_on", 1), ("_id", 1)]).limit(limit))


def passed(unit: Unit, duty: str, offsets: Iterable[str], next_on: date | None) -> None:
    """Keep which days of a duty have passed, and the next one."""
    change = {"next_on": next_on.isoformat() if next_on else None, "passed": sorted(offsets)}
    unit.db[TODOS].update_one({"_id": duty}, {"$set": change})


def insert_alarm(unit: Unit, key: str, values: Mapping[str, Any]) -> bool:
    """Keep an alarm; return whether it is a new one, since each is raised once."""
    if unit.db[ALARMS].find_one({"_id": key}, {"_id": 1}) is not None:
        return False
    unit.db[ALARMS].insert_one({"_id": key, "version": VERSION, **values, "cleared": False, "read_by": []})
    return True


def mark_read(unit: Unit, key: str, user: str) -> None:
    """Keep that somebody read a message."""
    unit.db[ALARMS].update_one({"_id": key}, {"$addToSet": {"read_by": user}})


def find_alarm(db: Collections, key: str) -> Document | None:
    """Return an alarm, if there is one."""
    found: Document | None = db[ALARMS].find_one({"_id": key})
    return found


def count(db: Collections, collection: str, wanted: Mapping[str, Any]) -> int:
    """Count documents."""
    return int(db[collection].count_documents(dict(wanted)))


def put_channel(unit: Unit, user: str, values: Mapping[str, Any] | None) -> None:
    """Keep how somebody wants to be told; None: by the inbox alone."""
    if values is None:
        unit.db[CHANNELS].delete_one({"_id": user})
        return
    unit.db[CHANNELS].replace_one({"_id": user}, {"version": VERSION, **values}, upsert=True)


def channels_of(unit: Unit, roles: Sequence[str]) -> list[Document]:
    """Return how the people with any of *roles* want to be told."""
    return list(unit.db[CHANNELS].find({"roles": {"$in": list(roles)}}).sort("_id", 1))


def channel(db: Collections, user: str) -> Document | None:
    """Return how somebody wants to be told."""
    found: Document | None = db[CHANNELS].find_one({"_id": user})
    return found


def add_message(unit: Unit, key: str, user: str, channel: str, line: str, due_at: datetime) -> None:
    """Put a message up to be sent, or add a line to one that is not sent yet (a digest)."""
    fixed = {"user": user, "channel": channel, "state": PENDING, "tries": 0, "next_at": due_at}
    unit.db[MESSAGES].update_one(
        {"_id": key}, {"$setOnInsert": fixed, "$addToSet": {"lines": line}}, upsert=True
    )


def take_message(db: Database[Document], now: datetime) -> Document | None:
    """Take a message whose time has come; nobody else takes it for a minute."""
    found: Document | None = db[MESSAGES].find_one_and_update(
        {"state": PENDING, "next_at": {"$lte": now}},
        {"$set": {"next_at": now + timedelta(seconds=LEASE_SECONDS)}, "$inc": {"tries": 1}},
        sort=[("next_at", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return found


def end_message(unit: Unit, key: str, *, sent: bool) -> bool:
    """Keep the end state of a message; return whether it had none yet."""
    state = SENT if sent else GIVEN_UP
    changed = unit.db[MESSAGES].update_one({"_id": key, "state": PENDING}, {"$set": {"state": state}})
    return bool(changed.modified_count)


def try_later(db: Database[Document], key: str, seconds: int) -> None:
    """Keep when a message is tried again."""
    later = datetime.now(UTC) + timedelta(seconds=seconds)
    db[MESSAGES].update_one({"_id": key, "state": PENDING}, {"$set": {"next_at": later}})
