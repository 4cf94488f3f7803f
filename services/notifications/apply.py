"""What notifications learn from others: duties opened, met, late and void, and the days."""

from collections.abc import Callable
from datetime import timedelta

from services.notifications import notices, rules, store
from services.notifications.telling import raise_alarm, tell
from shared.city import days
from shared.city.service import Following
from shared.contracts import duties
from shared.contracts.base import Event
from shared.contracts.notices import Notice
from shared.contracts.notifications.events import AlarmCleared
from shared.contracts.registry.events import DayStarted
from shared.contracts.services import SERVICES
from shared.ledger import Entry, Unit
from shared.messaging.follow import Effects
from shared.rules.deadlines import holders, table


def _opened(unit: Unit, entry: Entry) -> None:
    names = ("deadline", "subject", "area", "department", "set_on", "due_on", "last_on")
    todo = store.todo({"_id": entry.data["duty"], **{name: entry.data[name] for name in names}})
    told = store.told_of(unit, todo.duty)
    first = rules.next_day(todo, todo.set_on - timedelta(days=rules.HORIZON_DAYS))
    store.put_todo(unit, todo, holders()[table()[todo.deadline].holder][0], first)
    if told:
        store.passed(unit, todo.duty, told, first)


def _ended(unit: Unit, entry: Entry) -> None:
    if store.end(unit, entry.data["duty"]):
        unit.record(f"alarm:{entry.data['duty']}", AlarmCleared(duty=entry.data["duty"]))


def _late(unit: Unit, entry: Entry) -> None:
    store.is_late(unit, entry.data["duty"])


def _noticed(kind: type[Notice]) -> Callable[[Unit, Entry], None]:
    def effect(unit: Unit, entry: Entry) -> None:
        today = unit.stamp.recorded_on
        raise_alarm(unit, notices.alarm(kind, entry.data, today), today)

    return effect


def _all(kind: type[Event], effect: Callable[[Unit, Entry], None]) -> Effects:
    """Return *effect* for the events of every service that are of a *kind*."""
    told = [event for service in SERVICES.values() for event in service.events if issubclass(event, kind)]
    return dict.fromkeys(told, effect)


FOLLOWING = Following(
    effects={
        **_all(duties.DutyOpened, _opened),
        **_all(duties.DutyMet, _ended),
        **_all(duties.DutyLapsed, _ended),
        **_all(duties.DutyLate, _late),
        **{kind: _noticed(kind) for kind in notices.NOTICES},
        DayStarted: days.note,
    },
    settle=days.settle(tell),
    pauses=days.pauses,
    reset=store.forget,
)
