"""Telling people: on each day, of every duty that has an alarm on it, and once of each."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.notifications import rules, store
from shared.city import areas
from shared.contracts.notifications import events
from shared.contracts.notifications.facts import Alarm
from shared.ledger import Actor, Unit
from shared.ledger.bound import Collections
from shared.rules.periods import ZONE

# Told in one transaction, with a message to each of some people: far below its lifetime of five seconds.
BATCH = 50
MORNING = time(8)


def tell(unit: Unit, today: date, _: str | None = None) -> str | None:
    """Tell a batch of what is due to be told on *today*; return None when there was nothing more (days.Work)."""
    found = store.due(unit.db, today, BATCH)
    for row in found:
        todo = store.todo(row)
        for telling in rules.due_now(todo, today):
            raise_alarm(unit, rules.alarm(todo, telling), today)
        come = {*todo.passed, *(one.offset for one in rules.tellings(todo, today))}
        store.passed(unit, todo.duty, come, rules.next_day(todo, today))
    return str(found[-1]["_id"]) if found else None


def raise_alarm(unit: Unit, alarm: Alarm, today: date) -> None:
    """Raise an alarm, unless it was raised before, and put up messages to whom it concerns."""
    key, values = key_of(alarm), alarm.as_json()
    if not store.insert_alarm(unit, key, {**values, "raised_on": today.isoformat()}):
        return
    unit.record(f"alarm:{alarm.duty}", events.AlarmRaised(**vars(alarm)), effective_on=today)
    for row in store.channels_of(unit, alarm.roles):
        person = Actor(row["_id"], row["department"], tuple(row["roles"]), tuple(row["areas"]))
        if concerns(unit.db, values, person):
            _put_up(unit, row, key, rules.sentence(values), today)


def key_of(alarm: Alarm) -> str:
    """Return what names an alarm for ever: the duty, the id, the day it is about."""
    return f"{alarm.duty}|{alarm.alarm}|{alarm.offset}"


def concerns(db: Collections, alarm: Mapping[str, Any], person: Actor) -> bool:
    """Return whether an alarm is for a person: by role, by department and by area."""
    if not set(alarm["roles"]) & set(person.roles):
        return False
    if alarm["department"] not in (None, person.department):
        return False
    return alarm["area"] is None or areas.covers(db, person.areas, alarm["area"])


def _put_up(unit: Unit, row: store.Document, key: str, line: str, today: date) -> None:
    user, channel = row["_id"], row["channel"]
    if row["digest"] == "daily":
        key = f"{today.isoformat()}|digest"
    # Real time: messages go out when their day is there, however late that is noted.
    at = MORNING if row["digest"] == "daily" else time.min
    due_at = datetime.combine(today, at, ZONE).astimezone(UTC)
    store.add_message(unit, f"{key}|{user}|{channel}", user, channel, line, due_at)
