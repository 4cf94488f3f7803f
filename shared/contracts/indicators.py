"""The indicators of the joint meeting: what each counts, of what, and which version of its definition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from shared.contracts.data_sets import PERSON
from shared.rules.periods import percent


class Kind(StrEnum):
    """What a period means for an indicator (R-GEN-11)."""

    STOCK = "stock"  # at 24:00 of the period's last day
    FLOW = "flow"  # within the period, both ends included
    DUE = "due"  # of what falls due in the period, what was done


class Level(StrEnum):
    """A level of the area tree."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


EVERYWHERE = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class Section:
    """
    One section of the report (rules §10.3).

    Attributes:
        title: Its Chinese title.
        populations: The indicators whose denominators it shows as figures of their own.
    """

    id: str
    title: str
    populations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """
    One indicator.

    Attributes:
        name: Its Chinese name.
        section: The id of the report's section that it stands in.
        population: What the denominator counts, in Chinese; None for a count, which has no denominator.
        counted: What the numerator counts, in Chinese; of a rate always a subset of the population,
            unless two departments each report one side (R-IND-03; then the cross-checks show it).
        additive: Whether the figure of an area is the sum of those below it.
        levels: The levels of the area tree it is given for.
        parts: Names of the parts a count is shown by.
        adds_parts: Whether the count is their sum; else it is the first of them.
        reported: The items of data sets it is made of, numerator and denominator; the denominator may be one
            that the registry counts (``data_sets.COUNTED``). Empty: it is computed of other facts.
        persons: Whether a rate counts persons; the unit of a count says it.
        same_as: The count that its number always equals.
        within: The count whose persons are all that it counts.
    """

    id: str
    name: str
    section: str
    kind: Kind
    unit: str
    population: str | None
    counted: str
    additive: bool = True
    levels: tuple[Level, ...] = EVERYWHERE
    parts: tuple[str, ...] = ()
    adds_parts: bool = True
    reported: tuple[str, ...] = ()
    persons: bool = False
    same_as: str | None = None
    within: str | None = None
    version: int = 1

    @property
    def definition(self) -> str:
        """The id of the definition's version, e.g. ``K-01.v1``."""
        return f"{self.id}.v{self.version}"

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage of a population."""
        return self.population is not None

    @property
    def counts_persons(self) -> bool:
        """Whether small numbers of it are kept back in what is shared (R-PRV-14)."""
        return self.persons or self.unit == PERSON

    def text(self) -> str:
        """Return the definition as one Chinese sentence."""
        return self.counted if self.population is None else f"{self.counted} ÷ {self.population}"

    def cell(
        self, numerator: int | None, denominator: int | None = None, parts: Mapping[str, int] | None = None
    ) -> dict[str, Any]:
        """
        Return the figure as reports show it: never a rate without numerator, denominator and version.

        A *numerator* of None says that nothing was reported; the value is None then, and for a zero
        denominator.

        Source: R-IND-03, R-GEN-12.
        """
        if not self.is_rate or numerator is None or denominator is None:
            value: float | int | None = None if self.is_rate else numerator
        else:
            value = percent(numerator, denominator)
        shown = {
            "numerator": numerator,
            "denominator": denominator if self.is_rate else None,
            "value": value,
            "unit": self.unit,
            "definition": self.definition,
        }
        return shown if parts is None else {**shown, "parts": dict(parts)}


FILE = Path(__file__).with_name("indicators.yaml")
SECTIONS_FILE = Path(__file__).with_name("sections.yaml")


def declared(rows: Iterable[Mapping[str, Any]]) -> dict[str, Indicator]:
    """
    Return the indicators that *rows* declare, by id in their order.

    Raises:
        ValueError: an id stands twice, or a row names a kind, a level or an indicator that does not exist.
        TypeError: a row lacks an attribute, or has one that indicators do not have.
    """
    found: dict[str, Indicator] = {}
    for row in rows:
        more: dict[str, Any] = {"population": None, **row, "kind": Kind(row["kind"])}
        if "levels" in row:
            more["levels"] = tuple(Level(level) for level in row["levels"])
        for name in ("parts", "reported"):
            more[name] = tuple(row.get(name, ()))
        if row["id"] in found:
            raise ValueError(f"the indicator {row['id']} is declared twice")
        found[row["id"]] = Indicator(**more)
    for one in found.values():
        for other in (one.same_as, one.within):
            if other is not None and other not in found:
                raise ValueError(f"{one.id} is compared with {other}, which does not exist")
    return found


def sections(rows: Iterable[Mapping[str, Any]], known: Mapping[str, Indicator]) -> dict[str, Section]:
    """
    Return the sections that *rows* declare, by id in their order.

    Raises:
        ValueError: an indicator stands in no section that there is, or a section shows a denominator that none has.
    """
    found = {row["id"]: Section(**{**row, "populations": tuple(row.get("populations", ()))}) for row in rows}
    for one in known.values():
        if one.section not in found:
            raise ValueError(f"the indicator {one.id} stands in section {one.section}, which does not exist")
    for section in found.values():
        for name in section.populations:
            if name not in known or not known[name].is_rate:
                raise ValueError(f"section {section.id} shows the denominator of {name}, which has none")
    return found


INDICATORS: Mapping[str, Indicator] = declared(yaml.safe_load(FILE.read_text(encoding="utf-8")))
SECTIONS: Mapping[str, Section] = sections(
    yaml.safe_load(SECTIONS_FILE.read_text(encoding="utf-8")), INDICATORS
)
NAMES: Mapping[str, str] = {name: one.name for name, one in INDICATORS.items()}


def of_level(level: Level) -> tuple[Indicator, ...]:
    """Return the indicators shown for areas of *level*, in the order of the report."""
    return tuple(indicator for indicator in INDICATORS.values() if level in indicator.levels)
