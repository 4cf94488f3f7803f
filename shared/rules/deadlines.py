"""The one table of deadlines (R-GEN-13): what sets a limit, what keeps it, and who is told when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.rules import pack, workdays
from shared.rules.pack import RulePack
from shared.rules.periods import add_months

DATA = Path(__file__).with_suffix(".yaml")
MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
MONTH_END = "month_end"


class Anchor(StrEnum):
    """What the day of an alarm is counted from."""

    SET = "set"
    DUE = "due"
    LAST = "last"


@dataclass(frozen=True)
class Offset:
    """
    When an alarm is given.

    Attributes:
        alarm: Its id in the register, such as A-01.
        level: Whom it goes to: 0 for who holds the duty, 1 and 2 for those above.
    """

    alarm: str
    anchor: Anchor
    months: int = 0
    days: int = 0
    level: int = 0

    @property
    def name(self) -> str:
        """The offset in one word; with alarm and duty it names a message for ever."""
        return f"{self.anchor}{self.months:+d}m{self.days:+d}d"

    def day(self, set_on: date, due_on: date, last_on: date) -> date:
        """Return the day of the alarm."""
        start = {Anchor.SET: set_on, Anchor.DUE: due_on, Anchor.LAST: last_on}[self.anchor]
        return add_months(start, self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class Deadline:
    """
    One limit.

    Attributes:
        opened_by, met_by, ended_by: What sets it, keeps it, makes it void; steps of the service that owns it.
        period: ``{"months": 1}``, ``{"each": "quarter", "day": 15}``, ``{"given": True}`` when whoever sets the
            limit names its day; a rule's id stands for the rule's number.
        counted_from: What the period is counted from, when not from the day of the step that sets it.
        is_limit: Whether there is a last day; if not, the day is the first one on which something is possible.
        escalates: Whether those above are told when it is late.
    """

    name: str
    title: str
    rule: str
    pack: str
    holder: str
    opened_by: tuple[str, ...]
    met_by: tuple[str, ...]
    ended_by: tuple[str, ...]
    period: Mapping[str, Any]
    grace: int | str
    counted_from: str | None
    offsets: tuple[Offset, ...]
    is_limit: bool = True
    escalates: bool = True

    @property
    def each(self) -> str | None:
        """The period in which it is due each time, if it is due in periods."""
        return self.period.get("each")

    def rules_on(self, day: date) -> RulePack:
        """Return the rules in force everywhere on *day*; a place may have rows of its own."""
        return pack.load(self.pack, day)

    def applies(self, rules: RulePack) -> bool:
        """Return whether what is judged by *rules* has this limit; an edition, or a place, may not know it."""
        return all(rule in rules for rule in self._rules())

    def due_on(self, since: date, rules: RulePack | None = None) -> date:
        """
        Return the day it is due, counted from *since*; for periods *since* is their first day.

        Args:
            rules: What is in force then and there; when not given, what is in force everywhere on *since*.
        """
        rules = rules or self.rules_on(since)
        if self.each is not None:
            if "day" in self.period:
                return since + timedelta(days=_number(self.period["day"], rules) - 1)
            return add_months(since, MONTHS_IN[self.each]) - timedelta(days=1)
        if "workdays" in self.period:
            return workdays.after(since, _number(self.period["workdays"], rules))
        months = _number(self.period.get("months", 0), rules)
        return add_months(since, months) + timedelta(days=_number(self.period.get("days", 0), rules))

    def last_on(self, since: date, rules: RulePack | None = None) -> date:
        """Return the last day in time, which still counts (R-GEN-03), grace included."""
        return self.with_grace(self.due_on(since, rules), rules or self.rules_on(since))

    def with_grace(self, due_on: date, rules: RulePack) -> date:
        """Return the last day in time of what is due on *due_on*."""
        if self.grace == MONTH_END:
            return add_months(first_day("month", due_on), 1) - timedelta(days=1)
        return due_on + timedelta(days=_number(self.grace, rules))

    def _rules(self) -> list[str]:
        values = (*self.period.values(), self.grace)
        return [value for value in values if isinstance(value, str) and value not in (*MONTHS_IN, MONTH_END)]


def _number(value: int | str, rules: RulePack) -> int:
    return value if isinstance(value, int) else rules.number(value)


@cache
def holders() -> Mapping[str, tuple[str, ...]]:
    """Return the roles that are told, level by level, by who holds a duty."""
    return {name: tuple(roles) for name, roles in _table()["holders"].items()}


def repeat_days() -> int:
    """Return after how many days the last level is told again of what is late."""
    return int(_table()["repeat"])


@cache
def table() -> Mapping[str, Deadline]:
    """
    Return all deadlines by name.

    Raises:
        ValueError: a row names a holder, a period or an anchor that does not exist.
    """
    raw = _table()
    return {name: _deadline(name, row, raw["escalation"]) for name, row in raw["deadlines"].items()}


def first_day(each: str, day: date) -> date:
    """Return the first day of the month, quarter, half-year or year that *day* lies in."""
    length = MONTHS_IN[each]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def period_name(each: str, first: date) -> str:
    """Return ``2026``, ``2026H2``, ``2026Q3`` or ``2026-08`` for the period that begins on *first*."""
    number = (first.month - 1) // MONTHS_IN[each] + 1
    return {
        "year": str(first.year),
        "half_year": f"{first.year}H{number}",
        "quarter": f"{first.year}Q{number}",
        "month": f"{first.year}-{first.month:02d}",
    }[each]


def _deadline(name: str, row: Mapping[str, Any], escalation: list[int]) -> Deadline:
    holder, each = row["holder"], row["period"].get("each", "month")
    if holder not in holders() or each not in MONTHS_IN:
        raise ValueError(f"the deadline {name} names a holder or a period that does not exist")
    alarms = [_offset(alarm) for alarm in row["alarms"]]
    escalates = bool(alarms) and row.get("escalates", row.get("is_limit", True))
    if escalates:
        last = alarms[-1].alarm
        alarms += [
            Offset(last, Anchor.LAST, days=days, level=level)
            for level, days in enumerate(escalation, start=1)
        ]
    return Deadline(
        name=name,
        title=row["title"],
        rule=row["rule"],
        pack=row["pack"],
        holder=holder,
        opened_by=tuple(row["opened_by"]),
        met_by=tuple(row["met_by"]),
        ended_by=tuple(row.get("ended_by", ())),
        period=row["period"],
        grace=row.get("grace", 0),
        counted_from=row.get("from"),
        offsets=tuple(alarms),
        is_limit=row.get("is_limit", True),
        escalates=escalates,
    )


def _offset(raw: Mapping[str, Any]) -> Offset:
    anchors = [anchor for anchor in Anchor if anchor in raw]
    if len(anchors) != 1:
        raise ValueError(
            f"the alarm {raw['id']} is counted from one day, the day it is set or the day it is due"
        )
    return Offset(raw["id"], anchors[0], **raw[anchors[0]])


@cache
def _table() -> Mapping[str, Any]:
    raw: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return raw
