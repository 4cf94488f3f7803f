"""What the department owes by a day (R-GEN-13): figures of each quarter, resolutions it leads, difficulties."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.department import store
from services.department.model import figures_of
from shared.city.duties import Duties, Holder, find, name_of
from shared.city.sites import Department
from shared.contracts.base import Event
from shared.contracts.department import events
from shared.contracts.supervision.events import DifficultyHandedOver
from shared.ledger import Unit
from shared.rules.deadlines import first_day, table
from shared.rules.periods import Quarter

DUTIES = Duties(events.DutyOpened, events.DutyMet, events.DutyLate, events.DutyLapsed)
FIGURES, RESOLUTION, DIFFICULTY = "figures", "resolution", "difficulty"
QUARTER = "quarter"
Data = Mapping[str, Any]


def open_figures(department: Department, unit: Unit, today: date, _: str | None = None) -> None:
    """Open, on the first day of a quarter, that the figures of the one before are owed (R-JM-16; days.Work)."""
    since = first_day(QUARTER, today)
    if department.data_set is None or today != since:
        return
    period = str(Quarter.of(since).previous())
    subject = figures_of(department.instance, period)
    DUTIES.open(unit, table()[FIGURES], subject, since, Holder(department=department.instance))
    if (first := store.first_submitted_on(unit, period)) is not None:
        # Handed in on the day itself, before its work was done.
        DUTIES.meet(unit, FIGURES, subject, first)


def meet_figures(unit: Unit, department: str, period: str) -> None:
    """Tell that a quarter's figures are handed in."""
    DUTIES.meet(unit, FIGURES, figures_of(department, period), unit.stamp.recorded_on)


def meet_difficulty(unit: Unit, difficulty: str) -> None:
    """Tell that a difficulty is answered."""
    DUTIES.meet(unit, DIFFICULTY, difficulty, unit.stamp.recorded_on)


def keep(unit: Unit, kind: type[Event], data: Data, on: date) -> None:
    """Open, meet and void what an event, its effect taken, means for this department's duties."""
    if kind in KEPT:
        KEPT[kind](unit, data, on)


def _issued(unit: Unit, data: Data, on: date) -> None:
    if data["lead"] == _own(unit):
        _open_until(unit, data["no"], on, date.fromisoformat(data["due_on"]))


def _extended(unit: Unit, data: Data, on: date) -> None:
    no, due_on = data["no"], date.fromisoformat(data["due_on"])
    if store.get_resolution(unit, no).lead != _own(unit) or _is_known(unit, no, due_on):
        return
    DUTIES.lapse(unit, no, on, f"延期至{due_on.isoformat()}", [RESOLUTION])
    _open_until(unit, no, on, due_on)


def _closed(unit: Unit, data: Data, on: date) -> None:
    DUTIES.meet(unit, RESOLUTION, data["no"], on)


def _cancelled(unit: Unit, data: Data, on: date) -> None:
    DUTIES.lapse(unit, data["no"], on, "议定事项已撤销", [RESOLUTION])


def _handed_over(unit: Unit, data: Data, on: date) -> None:
    known = store.find_difficulty(unit, data["difficulty"])
    if known is None or known.get("outcome") is not None:
        return
    due_on = date.fromisoformat(data["due_on"])
    holder = Holder(department=_own(unit))
    DUTIES.open(unit, table()[DIFFICULTY], data["difficulty"], on, holder, due_on)


def _open_until(unit: Unit, no: str, on: date, due_on: date) -> None:
    """Open what is due on *due_on*, once for ever: what lapsed by an extension stays so when it is heard again."""
    if not _is_known(unit, no, due_on):
        holder = Holder(department=_own(unit))
        DUTIES.open(unit, table()[RESOLUTION], no, on, holder, due_on, _until(no, due_on))


def _is_known(unit: Unit, no: str, due_on: date) -> bool:
    return find(unit.db, _until(no, due_on)) is not None


def _until(no: str, due_on: date) -> str:
    # By the day it is due: each extension names a later one (R-JM-12), and two may be given on one day.
    return name_of(RESOLUTION, no, due_on)


def _own(unit: Unit) -> str:
    # People act in their own department only, and an instance that follows acts as itself.
    return unit.actor.department


KEPT: Mapping[type[Event], Callable[[Unit, Data, date], None]] = {
    events.ResolutionIssued: _issued,
    events.ResolutionExtended: _extended,
    events.ResolutionClosed: _closed,
    events.ResolutionCancelled: _cancelled,
    DifficultyHandedOver: _handed_over,
}
