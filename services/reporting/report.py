"""Putting the joint meeting's report together from ready figures and what the departments said."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting import rules
from services.reporting.model import Figures, Ready, Statement, Thing, Tree, fold
from shared.contracts.indicators import INDICATORS, Level, of_level
from shared.rules import pack
from shared.rules.periods import Quarter

Cell = dict[str, Any]
CROSS_CHECK = "R-JM-17"
UNION, LEAGUE, WOMEN = "union", "youth_league", "womens_federation"


@dataclass(frozen=True)
class Submission:
    """What a department reported for a period, by its latest version."""

    version: int
    first_on: date | None
    figures: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, thing: Thing) -> "Submission":
        """Read the versions of one department and period."""
        versions = {said.values["version"]: said for said in thing.statements}
        last = versions[max(versions)]
        figures: dict[str, dict[str, int]] = {}
        for row in last.values["figures"]:
            figures.setdefault(row["item"], {})[row["area"]] = row["value"]
        return cls(max(versions), versions[1].recorded_on if 1 in versions else None, figures)

    def total(self, item: str, areas: Collection[str]) -> int:
        """Add an item up over *areas*; what was not reported counts nothing."""
        return sum(value for area, value in self.figures.get(item, {}).items() if area in areas)

    def in_time(self, period: Quarter) -> bool:
        """
        Tell whether the first version came by the deadline, that day included.

        Source: R-JM-16.
        """
        last_day = period.next().first.replace(day=pack.load("joint_meeting").number("R-JM-16"))
        return self.first_on is not None and self.first_on <= last_day


@dataclass(frozen=True)
class Resolution:
    """A resolution as it stands now."""

    no: str
    lead: str
    due: date
    original_due: date
    state: str
    closed_on: date | None

    @classmethod
    def of(cls, thing: Thing) -> "Resolution | None":
        """Read a resolution; None while only the lead department's steps are known."""
        issued = [said for said in thing.statements if said.values["step"] == "issued"]
        if not issued:
            return None
        lead = issued[0].values["lead"]
        convener = issued[0].log
        valid = [said for said in thing.statements if _by_the_right_unit(said, lead, convener)]
        due = fold(said for said in valid if "due_on" in said.values)["due_on"]
        closed = [said.on for said in valid if said.values["step"] == "closed"]
        return cls(
            no=thing.code,
            lead=lead,
            due=date.fromisoformat(due),
            original_due=date.fromisoformat(issued[0].values["due_on"]),
            state=_state([said.values["step"] for said in valid]),
            closed_on=min(closed, default=None),
        )


def _by_the_right_unit(said: Statement, lead: str, convener: str) -> bool:
    """Whoever does the work reports on it, only the convener decides (R-JM-13)."""
    return said.log == (lead if said.values["step"] in ("accepted", "progressed", "submitted") else convener)


def _state(steps: Sequence[str]) -> str:
    """
    Tell the state from the steps taken, in any order.

    Source: R-JM-11.
    """
    if "closed" in steps:
        return "CLOSED"
    if "verified" in steps:
        return "VERIFIED"
    if steps.count("submitted") > steps.count("returned"):
        return "SUBMITTED"
    if "returned" in steps:
        return "RETURNED"
    if "progressed" in steps:
        return "IN_PROGRESS"
    return "ACCEPTED" if "accepted" in steps else "ISSUED"


@dataclass(frozen=True)
class Basis:
    """
    All that a report is made of, read at one moment.

    Attributes:
        submissions: By data set; a department that has reported nothing is missing.
        reporters: The data set of each department that owes one.
    """

    period: Quarter
    area: str
    as_of: date
    tree: Tree
    ready: Mapping[str, Ready]
    submissions: Mapping[str, Submission]
    reporters: Mapping[str, str]
    resolutions: Sequence[Resolution]

    def figures(self, area: str) -> Figures:
        """Give the total of *area*, which is the asked one or lies below it."""
        if area in self.ready:
            return self.ready[area].total
        parent = self.ready.get(self.tree.areas[area].parent or "")
        return parent.children.get(area, rules.empty()) if parent else rules.empty()

    def level(self, area: str) -> Level:
        """Give the level of *area*."""
        return Level(self.tree.areas[area].level)


def report(basis: Basis) -> dict[str, Any]:
    """Give the report's content: figures, departments, resolutions, cross-checks."""
    below = basis.tree.under(basis.area)
    city_only = {name for name, one in INDICATORS.items() if not one.additive}
    return {
        "period": str(basis.period),
        "area": basis.area,
        "as_of": basis.as_of.isoformat(),
        "indicators": indicators(basis, basis.area, skip=()),
        "by_area": {area: indicators(basis, area, skip=city_only) for area in below},
        "departments": departments(basis, {basis.area, *below}),
        "resolutions": [_resolution(one, basis.as_of) for one in sorted(basis.resolutions, key=_number)],
        "checks": checks(basis, [basis.area, *below]),
    }


def indicators(basis: Basis, area: str, skip: Collection[str]) -> dict[str, Cell]:
    """Give every indicator shown for the level of *area*, but those to *skip*."""
    shown = [one.id for one in of_level(basis.level(area)) if one.id not in skip]
    counted = basis.figures(area)
    covered = {area, *basis.tree.under(area)}
    return {name: _cell(name, basis, counted, covered) for name in shown}


def _cell(name: str, basis: Basis, counted: Figures, covered: Collection[str]) -> Cell:
    indicator = INDICATORS[name]
    if name in rules.RATES:
        numerator, denominator = counted[name]
        return indicator.cell(numerator, denominator)
    if name in rules.COUNTS:
        parts = dict(zip(indicator.parts, counted[name], strict=True))
        return indicator.cell(sum(counted[name]) if indicator.adds_parts else counted[name][0], parts=parts)
    if name in ("K-74", "K-75", "K-76"):
        return indicator.cell(*_work_done(name, basis))
    return indicator.cell(*_reported(name, basis, counted, covered))


def _reported(
    name: str, basis: Basis, counted: Figures, covered: Collection[str]
) -> tuple[int | None, int | None]:
    """Give numerator and denominator of what departments report; None where nothing was reported."""

    def said(data_set: str, item: str) -> int | None:
        submission = basis.submissions.get(data_set)
        return None if submission is None else submission.total(item, covered)

    if name == "K-70":
        return said(UNION, "R-JM-20"), said(UNION, "R-JM-21")
    if name == "K-71":
        return said(LEAGUE, "R-JM-30"), counted["K-02"][1]
    return said(WOMEN, "R-JM-40.homes"), None


def _work_done(name: str, basis: Basis) -> tuple[int, int]:
    """Count what was due in the period and what of it was done; of resolutions by their original day."""
    if name == "K-76":
        sent = [basis.submissions.get(data_set) for data_set in basis.reporters.values()]
        return sum(one is not None and one.in_time(basis.period) for one in sent), len(sent)
    due = [one for one in basis.resolutions if basis.period.first <= one.original_due <= basis.period.last]
    done = [
        one
        for one in due
        if one.closed_on is not None
        and one.closed_on <= (basis.period.last if name == "K-74" else one.original_due)
    ]
    return len(done), len(due)


def departments(basis: Basis, covered: Collection[str]) -> dict[str, Any]:
    """Give what each department that owes figures has reported."""
    shown = {}
    for department, data_set in basis.reporters.items():
        sent = basis.submissions.get(data_set)
        shown[department] = {
            "on_time": sent is not None and sent.in_time(basis.period),
            "submitted_on": sent.first_on.isoformat() if sent and sent.first_on else None,
            "version": sent.version if sent else None,
            "figures": {item: sent.total(item, covered) for item in sorted(sent.figures)} if sent else {},
        }
    return shown


def _number(resolution: Resolution) -> str:
    return resolution.no


def _resolution(one: Resolution, as_of: date) -> dict[str, Any]:
    return {
        "no": one.no,
        "lead": one.lead,
        "due": one.due.isoformat(),
        "state": one.state,
        "overdue": one.state != "CLOSED" and one.due < as_of,
    }


def checks(basis: Basis, areas: Iterable[str]) -> list[dict[str, str]]:
    """
    List, per county, where one figure exceeds another that must be at least as large; nothing is overwritten.

    Source: R-JM-17.
    """
    found = [
        {"rule": CROSS_CHECK, "area": county, "detail": f"{small} {left} 大于{large} {right}"}
        for county in areas
        if basis.level(county) is Level.COUNTY
        for small, left, large, right in _pairs(basis, county)
        if left is not None and right is not None and left > right
    ]
    return sorted(found, key=lambda row: (row["rule"], row["area"], row["detail"]))


def _pairs(basis: Basis, county: str) -> list[tuple[str, int | None, str, int | None]]:
    def said(data_set: str, item: str) -> int | None:
        submission = basis.submissions.get(data_set)
        return submission.figures.get(item, {}).get(county) if submission else None

    counted = basis.figures(county)
    enterprises, (employees, employed_members) = counted["K-02"][1], counted[rules.STAFF]
    unionists = said(UNION, "R-JM-23.members")
    return [
        ("建会企业数", said(UNION, "R-JM-20"), "在营企业数", enterprises),
        ("工会会员数", unionists, "在营企业职工数", employees),
        ("工会女会员数", said(UNION, "R-JM-23.women"), "工会会员数", unionists),
        ("已建团组织企业数", said(LEAGUE, "R-JM-30"), "在营企业数", enterprises),
        ("女职工数", said(WOMEN, "R-JM-41.women"), "在营企业职工数", employees),
        ("党员数", employed_members, "在营企业职工数", employees),
    ]
