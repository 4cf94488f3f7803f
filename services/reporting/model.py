"""What reporting knows: dated statements about things, and the figures counted from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from shared.rules.periods import Quarter

Figures = dict[str, list[int]]  # measure -> numbers that add up over areas


class About(StrEnum):
    """What a thing is."""

    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    AFFILIATION = "affiliation"
    MEMBER = "member"
    CASE = "case"
    POST = "post"
    PLAN = "plan"
    CLASS = "class"
    SUBMISSION = "submission"
    COVERAGE = "coverage"
    RETURN = "return"
    RESOLUTION = "resolution"
    DUTY = "duty"
    MEETING = "meeting"
    INSPECTION = "inspection"
    CONTACT_POINT = "contact_point"
    DIFFICULTY = "difficulty"


@dataclass(frozen=True)
class Edition:
    """
    One count of a quarter: the live one, or a frozen one.

    Attributes:
        version: 0 for the live one.
        sources: The last entry of each log that goes into a frozen one; None: all that is known.
        as_of: The day to which a frozen one goes.
    """

    period: Quarter
    version: int = 0
    sources: Mapping[str, int] | None = None
    as_of: date | None = None

    def __str__(self) -> str:
        return f"{self.period}#{self.version}" if self.version else str(self.period)

    def holds(self, log: str, n: int) -> bool:
        """Return whether the entry *n* of *log* goes into it."""
        return self.sources is None or n <= self.sources.get(log, 0)


@dataclass(frozen=True, slots=True)
class Statement:
    """
    What one ledger entry says of one thing.

    Attributes:
        log, n: The entry it comes from; the same entry always makes the same statement.
        seq: Its number in the entry's stream; of two statements for one day the later recorded holds.
        on: The first day it holds for.
        revises: Whether it stands, from its entry on, in the place of the one with its number (R-GEN-09).
        void: Whether nothing stands there.
    """

    log: str
    n: int
    seq: int
    on: date
    recorded_on: date
    values: Mapping[str, Any]
    revises: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing and every statement about it, in any order."""

    about: About
    code: str
    statements: tuple[Statement, ...]

    def within(self, edition: Edition) -> "Thing":
        """Return the thing with the statements that go into *edition*, as they stand there."""
        held = self.statements
        if edition.sources is not None:
            held = tuple(one for one in held if edition.holds(one.log, one.n))
        return Thing(self.about, self.code, standing(held))

    def as_of(self, day: date) -> dict[str, Any]:
        """
        Return what holds at 24:00 of *day*, by attribute.

        A statement recorded later for an earlier day does not override one that holds from a later day.

        Source: R-GEN-10, R-IND-06.
        """
        return fold(statement for statement in self.statements if statement.on <= day)


def standing(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return *statements* as they stand after the corrections among them: of one number the last that was written."""
    revised = {(one.log, one.seq) for one in statements if one.revises}
    if not revised:
        return statements
    last = {(one.log, one.seq): one for one in sorted(statements, key=lambda one: one.n)}
    return tuple(
        one
        for one in statements
        if not one.void and ((one.log, one.seq) not in revised or last[one.log, one.seq] is one)
    )


def fold(statements: Iterable[Statement]) -> dict[str, Any]:
    """Return the last value of each attribute, by the day it holds from, then by order of recording."""
    state: dict[str, Any] = {}
    for statement in sorted(statements, key=lambda one: (one.on, one.seq)):
        state.update(statement.values)
    return state


@dataclass(frozen=True)
class Area:
    """
    One area of the tree; the root has no parent.

    Attributes:
        log, n: The entry that tells of it.
    """

    code: str
    name: str
    level: str
    parent: str | None
    log: str = ""
    n: int = 0


@dataclass(frozen=True)
class Tree:
    """The area tree as far as it is known."""

    areas: Mapping[str, Area]
    below: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        below: dict[str, list[str]] = {}
        for area in self.areas.values():
            if area.parent is not None:
                below.setdefault(area.parent, []).append(area.code)
        object.__setattr__(self, "below", {code: tuple(sorted(found)) for code, found in below.items()})

    @cached_property
    def codes(self) -> list[str]:
        """All codes in their order."""
        return sorted(self.areas)

    def above(self, code: str) -> list[str]:
        """Return the known areas above *code*, nearest first."""
        found: list[str] = []
        area = self.areas.get(code)
        while area is not None and area.parent in self.areas and area.parent not in found:
            found.append(str(area.parent))
            area = self.areas[found[-1]]
        return found

    def path(self, code: str) -> tuple[str, ...]:
        """Return *code* and the known areas above it, nearest first."""
        return code, *self.above(code)

    def under(self, code: str) -> list[str]:
        """Return every area below *code*, without itself, each before those below it."""
        found: list[str] = []
        for child in self.below.get(code, ()):
            found += [child, *self.under(child)]
        return found

    def shown(self, code: str) -> list[str]:
        """
        Return the areas below *code* that its report shows: of a city all, of what is above cities two levels.

        So a report is as long for a country as for a city.
        """
        children = self.below.get(code, ())
        return [one for child in children for one in (child, *self.below.get(child, ()))]

    def within(self, code: str) -> set[str]:
        """Return *code* and every area below it."""
        return {code, *self.under(code)}


@dataclass(frozen=True)
class Ready:
    """The ready figures of one area in one period; *children* are the totals right below it."""

    area: str
    total: Figures
    children: Mapping[str, Figures]


def add(into: Figures, measure: str, reached: bool) -> None:
    """Count one more in the denominator of a rate, and in its numerator where it was *reached*."""
    into[measure][0] += reached
    into[measure][1] += 1


def total(parts: Iterable[Mapping[str, list[int]]]) -> Figures:
    """Add figures up, measure by measure; a missing measure counts nothing."""
    added: Figures = {}
    for part in parts:
        for measure, numbers in part.items():
            known = added.get(measure)
            added[measure] = (
                list(numbers) if known is None else [a + b for a, b in zip(known, numbers, strict=True)]
            )
    return added
