"""What a report is made of: what departments reported, and ready figures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from services.reporting import rules
from services.reporting.coverage import Covered
from services.reporting.model import Figures, Ready, Statement, Thing, Tree, fold
from shared.contracts.data_sets import data_set_of
from shared.contracts.department.terms import OVER, ResolutionState, resolution_state
from shared.contracts.indicators import Level
from shared.rules import pack
from shared.rules.periods import Quarter


@dataclass(frozen=True)
class Submission:
    """What a department reported for a period, by its latest version."""

    version: int
    first_on: date | None
    figures: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, thing: Thing) -> "Submission":
        """Read the versions of one department and period."""
        versions = {statement.values["version"]: statement for statement in thing.statements}
        last = versions[max(versions)]
        figures: dict[str, dict[str, int]] = {}
        for row in last.values["figures"]:
            figures.setdefault(row["item"], {})[row["area"]] = row["value"]
        return cls(max(versions), versions[1].recorded_on if 1 in versions else None, figures)

    def total(self, item: str, areas: Collection[str]) -> int:
        """Add an item up over *areas*; what was not reported counts nothing."""
        by_area = self.figures.get(item, {})
        return sum(value for area, value in by_area.items() if area in areas)

    def in_time(self, period: Quarter) -> bool:
        """
        Return whether the first version came by the deadline, that day included.

        Source: R-JM-16.
        """
        last_day = period.next().first.replace(
            day=pack.load("joint_meeting", period.next().first).number("R-JM-16")
        )
        return self.first_on is not None and self.first_on <= last_day


@dataclass(frozen=True)
class Aim:
    """What a resolution is to move: the figure of an area, and where it should come to."""

    indicator: str
    area: str
    target: float


@dataclass(frozen=True)
class Resolution:
    """
    A resolution as it stands now.

    Attributes:
        aims_at: None where nothing of the report measures it.
    """

    no: str
    text: str
    lead: str
    issued_on: date
    due: date
    original_due: date
    state: ResolutionState
    closed_on: date | None
    aims_at: Aim | None
    convened_for: str | None = None

    def is_overdue(self, day: date) -> bool:
        """Return whether its day in force is over on *day* and it is not."""
        return self.state not in OVER and self.due < day

    @classmethod
    def of(cls, thing: Thing, conveners: Collection[str]) -> "Resolution | None":
        """Read a resolution; None while only the lead department's steps are known."""
        issued = [statement for statement in thing.statements if statement.values["step"] == "issued"]
        if not issued:
            return None
        lead = issued[0].values["lead"]
        valid = [one for one in thing.statements if _by_the_right_unit(one, lead, conveners)]
        due = fold(statement for statement in valid if "due_on" in statement.values)["due_on"]
        closed = [statement.on for statement in valid if statement.values["step"] == "closed"]
        return cls(
            no=thing.code,
            text=issued[0].values.get("text", ""),
            lead=lead,
            issued_on=issued[0].on,
            due=date.fromisoformat(due),
            original_due=date.fromisoformat(issued[0].values["due_on"]),
            state=_state([statement.values["step"] for statement in valid]),
            closed_on=min(closed, default=None),
            aims_at=_aims(issued[0].values),
            convened_for=issued[0].values.get("convened_for"),
        )


def _aims(issued: Mapping[str, Any]) -> Aim | None:
    if issued.get("indicator") is None:
        return None
    return Aim(issued["indicator"], issued["area"], issued["target"])


def _state(steps: Sequence[str]) -> ResolutionState:
    return resolution_state(
        accepted="accepted" in steps,
        progressed=steps.count("progressed"),
        submitted=steps.count("submitted"),
        returned=steps.count("returned"),
        verified="verified" in steps,
        closed="closed" in steps,
        cancelled="cancelled" in steps,
    )


def _by_the_right_unit(statement: Statement, lead: str, conveners: Collection[str]) -> bool:
    """Whoever does the work reports on it, only who leads a joint meeting decides (R-JM-13)."""
    by_the_lead = statement.values["step"] in ("accepted", "progressed", "submitted")
    return statement.log == lead if by_the_lead else statement.log in conveners


@dataclass(frozen=True)
class Basis:
    """
    All that a report is made of, read at one moment.

    Attributes:
        submissions: By data set; a department that has reported nothing is missing.
        reporters: The data set of each department that owes one.
        returned: By department, the areas whose figures were given back at least once.
        coverage: The enterprises that each covers, by department, and by PARTY those with a party organisation.
        before: By number, of the resolutions that aim at a figure of the areas in question, what was known of the
            last quarter that had ended when they were issued.
    """

    period: Quarter
    area: str
    as_of: date
    tree: Tree
    ready: Mapping[str, Ready]
    submissions: Mapping[str, Submission]
    reporters: Mapping[str, str]
    resolutions: Sequence[Resolution]
    coverage: Mapping[str, Covered] = field(default_factory=dict)
    returned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    before: Mapping[str, "Basis"] = field(default_factory=dict)

    @cached_property
    def covered(self) -> set[str]:
        """The area in question and all below it."""
        return self.tree.within(self.area)

    @cached_property
    def in_time(self) -> int:
        """How many of the departments that owe figures reported in time (R-JM-16)."""
        sent = (self.submissions.get(data_set) for data_set in self.reporters.values())
        return sum(one is not None and one.in_time(self.period) for one in sent)

    def figures(self, area: str) -> Figures:
        """Return the total of *area*, which is the one of the question or lies below it."""
        if area in self.ready:
            return self.ready[area].total
        parent = self.ready.get(self.tree.areas[area].parent or "")
        return parent.children.get(area, rules.empty()) if parent else rules.empty()

    def reported(self, item: str) -> Submission | None:
        """Return the submission that holds *item*, if the department that owes it has reported."""
        return self.submissions.get(data_set_of(item))

    def listed(self, item: str) -> Covered | None:
        """Return the enterprises that *item* counts, if the department that owes it has handed them in."""
        owner = next((name for name, data in self.reporters.items() if data == data_set_of(item)), None)
        return self.coverage.get(owner) if owner else None

    def level(self, area: str) -> Level:
        """Return the level of *area*."""
        return Level(self.tree.areas[area].level)
