"""
Organisational life of the quarter: meetings, told plans, exemptions, possessions; all of it is invented.

Draws from numbers of its own, so that it changes no other file.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deploy.demo.making.sheets import END, PERIOD, SEED, START, Sheets
from shared.rules import workdays

FULL = ("FULL", "SUSPENDED_RIGHTS")
COMMITTEE_FROM = 7  # full members with whom a branch has a committee (R-ORG-20)
MONTHS = tuple((date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1)) for month in (7, 8, 9))
# Organisations that end in autumn hold nothing any more from here on.
WINDING_UP = date(2026, 9, 16)
LATE_ENTRIES = date(2026, 10, 9)
SATURDAY = 5
THEMES = {
    "quarterly_meeting": ("研究三季度党建工作计划", "部署季度重点任务"),
    "activity_day": ("为企业降低成本献一计", "安全生产大家谈", "技术革新献良策", "走访困难职工"),
    "committee_meeting": ("研究党员教育安排", "研究入党积极分子培养", "研究组织生活安排"),
    "members_meeting": ("讨论上半年工作总结", "通报党费收缴和党员教育情况"),
    "lecture": ("学习党章", "形势与政策", "书记讲党课"),
}


@dataclass(frozen=True)
class Branch:
    """An organisation of enterprises, with its members when the quarter began."""

    code: str
    since: date
    until: date
    members: int
    full: int


def life(q: Sheets) -> None:
    """Add the quarter's meetings, and what else organisations do themselves."""
    chance = random.Random(SEED + 3)  # noqa: S311 - sample data, to be the same each time
    branches = branches_of(q)
    exempt = _exemptions(q, branches)
    meetings = _Meetings(q, chance, exempt)
    for branch in branches:
        meetings.hold_all(branch)
    standing = [branch for branch in branches if branch.since < START and branch.until >= END]
    for branch in chance.sample(standing, 24):
        told = chance.choice(_workdays(date(2026, 7, 10), date(2026, 7, 24)))
        owner = told if chance.randrange(8) else None
        q.add(
            "life_plans",
            recorded_on=told,
            org_code=branch.code,
            period=PERIOD,
            owner_on=owner,
            members_on=told,
        )
    every = ("room", "plate", "flag", "rules", "funds")
    for branch in chance.sample(standing, 20):
        on = chance.choice(_workdays(date(2026, 8, 3), date(2026, 9, 18)))
        missing = chance.choice((None, None, None, *every))
        has = ";".join(name for name in every if name != missing)
        q.add("possessions", recorded_on=on, org_code=branch.code, checked_on=on, has=has)


def branches_of(q: Sheets) -> list[Branch]:
    """Return the organisations of enterprises that are there in the quarter, by their codes."""
    endings = {row["org_code"] for row in q.rows["organisation_endings"]}
    people = {firm.code: firm.people for firm in q.firms}
    found = []
    for row in q.rows["organisations"]:
        if not row["form"] or row["established_on"] > END - timedelta(days=30):
            continue
        own = [person for code in row["units"].split(";") for person in people[code]]
        full = sum(person.status in FULL for person in own)
        since, until = row["established_on"], WINDING_UP if row["org_code"] in endings else END
        found.append(Branch(row["org_code"], since, until, len(own), full))
    return sorted(found, key=lambda branch: branch.code)


def _workdays(first: date, last: date, *, saturdays: bool = False) -> list[date]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if workdays.is_workday(day) or (saturdays and day.weekday() == SATURDAY)]


def _exemptions(q: Sheets, branches: Iterable[Branch]) -> set[tuple[str, date]]:
    """One is granted before the month begins, one when it has begun, one only asked for."""
    chosen = [branch.code for branch in branches if branch.since < START and branch.until == END][20:60:15]
    exempt = set()
    for number, (code, asked, granted) in enumerate(
        zip(
            chosen,
            (date(2026, 7, 27), date(2026, 9, 8), date(2026, 9, 9)),
            (date(2026, 7, 29), date(2026, 9, 11), None),
            strict=True,
        ),
        start=1,
    ):
        first, last = MONTHS[1 if asked.month == 7 else 2]
        q.add(
            "life_exemptions", recorded_on=asked, exemption=f"X-2026-{number}", org_code=code,
            deadline="activity_day", from_on=first, until_on=last, ground="全体党员外出施工", granted_on=granted,
        )  # fmt: skip
        exempt.add((code, first))
    return exempt


class _Meetings:
    """Holds the meetings of the quarter: most as they should be, some late, some not at all."""

    def __init__(self, q: Sheets, chance: random.Random, exempt: set[tuple[str, date]]) -> None:
        self.q, self.chance, self.exempt = q, chance, exempt
        self.number = 0

    def hold_all(self, branch: Branch) -> None:
        """Hold what an organisation owes in the quarter."""
        if branch.since <= START:
            self._quarterly(branch)
            for kind, percent in (("members_meeting", 93), ("lecture", 90)):
                if self._happens(percent):
                    self._hold(branch, kind, _workdays(date(2026, 7, 6), END))
        for number, (first, last) in enumerate(MONTHS):
            if branch.since > first:
                continue
            if self._happens(94 - 2 * number) and (branch.code, first) not in self.exempt:
                self._hold(branch, "activity_day", _workdays(first, last, saturdays=True))
            if branch.full >= COMMITTEE_FROM and self._happens(95):
                self._hold(branch, "committee_meeting", _workdays(first, last))

    def _quarterly(self, branch: Branch) -> None:
        """On days 1 to 15 mostly, some in the rest of July, a few too late, a few never (R-ACT-01)."""
        drawn = self.chance.randrange(100)
        spans = (
            (84, START, date(2026, 7, 15)),
            (92, date(2026, 7, 16), date(2026, 7, 31)),
            (95, date(2026, 8, 3), date(2026, 8, 14)),
        )
        for below, first, last in spans:
            if drawn < below:
                self._hold(branch, "quarterly_meeting", _workdays(first, last))
                return

    def _happens(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def _hold(self, branch: Branch, kind: str, days: list[date]) -> None:
        days = [day for day in days if branch.since <= day <= branch.until]
        if not days:
            return
        self.number += 1
        held_on = self.chance.choice(days)
        due = min(3 + 2 * (branch.full >= 20), branch.full) if kind == "committee_meeting" else branch.members
        few = self.number % 131 == 0 and kind in ("activity_day", "lecture")
        present = due // 2 - (due % 2 == 0) if few else due - self.chance.randrange(due // 4 + 1)
        voting: dict[str, Any] = {"voters_due": None, "voters_present": None}
        if kind == "members_meeting":
            voting["voters_due"] = branch.full
            voting["voters_present"] = branch.full - min(due - present, branch.full)
        bare = self.number % 149 == 0
        self.q.add(
            "life_records", recorded_on=self._recorded(held_on, branch), meeting=f"L{self.number:05d}",
            org_code=branch.code, kind=kind, held_on=held_on, theme=self.chance.choice(THEMES[kind]), due=due,
            present=max(present, 0), **voting, hours=4 if kind == "activity_day" else 2,
            contents=self._contents(kind), minutes=None if bare else "2026年第3册",
            evidence="签到表" if self.number % 3 else "签到表;照片",
        )  # fmt: skip

    def _contents(self, kind: str) -> str:
        more = self.chance.choice(("", "", ";service"))
        return f"study;suggestions{more}" if kind == "activity_day" else ""

    def _recorded(self, held_on: date, branch: Branch) -> date:
        """Entered on the next Friday, but not before the quarter is under way; a few long after."""
        friday = held_on + timedelta(days=(4 - held_on.weekday()) % 7)
        if branch.until == END and self.number % 37 == 0:
            return max(friday + timedelta(days=14), date(2026, 7, 17)) if held_on.month < 9 else LATE_ENTRIES
        return max(friday, date(2026, 7, 10))
