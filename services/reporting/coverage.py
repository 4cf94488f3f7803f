"""Which enterprises several cover at once: sets of pseudonyms are compared, and nobody's list is read (R-JM-15)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from services.reporting.hiding import Table
from services.reporting.model import Thing, Tree
from services.reporting.populations import MISSED, NUMERATOR, Column, Population, Spot, laid_out
from shared.contracts.data_sets import listing
from shared.contracts.indicators import Level
from shared.contracts.registry import SERVICE as REGISTRY
from shared.contracts.reporting.terms import BELOW, MISSING, OTHER_KEY, PROTECT, WITHHELD

PARTY = REGISTRY.name  # whose set is that of the enterprises with a party organisation
Pair = tuple[str, str]


@dataclass(frozen=True)
class Covered:
    """The enterprises that one covers in a quarter, by its latest version: pseudonyms under a *key*, by county."""

    version: int
    key: str
    counties: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, thing: Thing) -> "Covered":
        """Read the versions of one department, or of the registry, and one period."""
        last = max((statement.values for statement in thing.statements), key=lambda told: told["version"])
        counties = {row["area"]: frozenset(row["pseudonyms"]) for row in last["counties"]}
        return cls(last["version"], last["key"], counties)

    def within(self, areas: Collection[str]) -> frozenset[str]:
        """Return those counted in one of *areas*."""
        return frozenset().union(*(found for area, found in self.counties.items() if area in areas))

    @property
    def everywhere(self) -> frozenset[str]:
        """All of them."""
        return self.within(self.counties)


def members(reporters: Mapping[str, str]) -> tuple[str, ...]:
    """Return who has a set: the registry, and the departments whose data set lists enterprises."""
    return PARTY, *listing(reporters)


def why_not(known: Mapping[str, Covered], pair: Pair) -> str | None:
    """Return why two sets cannot be compared; None: they can."""
    if any(name not in known for name in pair):
        return MISSING
    return OTHER_KEY if len({known[name].key for name in pair}) > 1 else None


def both(known: Mapping[str, Covered], pair: Pair, areas: Collection[str]) -> int | None:
    """Count the enterprises that both of *pair* count in *areas*; None where they cannot be compared."""
    if why_not(known, pair) is not None:
        return None
    one, other = (known[name].within(areas) for name in pair)
    return len(one & other)


def overlap(
    known: Mapping[str, Covered], names: Sequence[str], area: str, tree: Tree, hidden: Mapping[Spot, str]
) -> dict[str, Any]:
    """
    Return the sets of *names* in *area*, and of each two, in both orders, how many enterprises are in both.

    Args:
        hidden: What is not shown, with the reason, as ``kept_back`` says; empty for who sees all.
    """
    within = tree.within(area)
    sets = [
        {"member": name, "version": known[name].version, "key": known[name].key}
        if name in known
        else {"member": name, "version": None, "key": None}
        for name in names
    ]
    cells = []
    for pair in product(names, names):
        why = why_not(known, pair) or hidden.get((_column(pair), area))
        number = None if why else both(known, pair, within)
        cells.append({"one": pair[0], "other": pair[1], "both": number, **({"hidden": why} if why else {})})
    return {"sets": sets, "cells": cells}


def kept_back(
    known: Mapping[str, Covered], names: Sequence[str], city: str, tree: Tree, limit: int
) -> dict[Spot, str]:
    """
    Return which numbers others than the convener are not told, for the entire tree at once.

    Of each set the table is protected that its size, its overlaps and its counties make up; what is hidden in one
    table is hidden in the other one of the pair, too.

    Source: R-PRV-14.
    """
    areas = [city, *(code for code in tree.under(city) if tree.areas[code].level == Level.COUNTY)]
    found: dict[Spot, str] = {}
    for name in names:
        others = [one for one in names if one != name and why_not(known, (name, one)) is None]
        if name not in known:
            continue
        population, values = _population(known, name, others, areas, tree)
        table = Table(population, *laid_out(population, values, tree), limit)
        for (column, area), why in _reasons(table):
            for same in (column, _turned(column)):
                if found.get((same, area)) != BELOW:
                    found[same, area] = why
    return found


def _reasons(table: Table) -> Iterator[tuple[Spot, str]]:
    for spot in table.hide():
        small = BELOW if table.values[spot] < table.limit else PROTECT
        yield spot, WITHHELD if spot[0] in table.blurred else small


def _population(
    known: Mapping[str, Covered], name: str, others: Sequence[str], areas: Sequence[str], tree: Tree
) -> tuple[Population, dict[Spot, int]]:
    """Return what tells the enterprises of a set apart: of each other set, whether they are in it."""
    size = _column((name, name))
    traits, values = [], {}
    for area in areas:
        values[size, area] = both(known, (name, name), tree.within(area)) or 0
    for other in others:
        reached, missed = _column((name, other)), (f"{name}|{other}", MISSED)
        traits.append(((reached,), (missed,)))
        for area in areas:
            values[reached, area] = both(known, (name, other), tree.within(area)) or 0
            values[missed, area] = values[size, area] - values[reached, area]
    return Population(size, tuple(traits)), values


def _column(pair: Pair) -> Column:
    return "|".join(pair), NUMERATOR


def _turned(column: Column) -> Column:
    one, other = column[0].split("|")
    return _column((other, one))
