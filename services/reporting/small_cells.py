"""
The report as it is shared with others: counts of persons below five are not shown, nor what would tell them.

Zero is below five too: R-PRV-14 names no exception, and that nobody of an area reached something says it of each one
there. "<5" therefore stands for 0 to 4.

Source: R-PRV-14, R-PRV-15, R-JM-15.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.reporting.hiding import Table
from services.reporting.model import Tree
from services.reporting.populations import (
    DENOMINATOR,
    NUMERATOR,
    Spot,
    Told,
    column_of,
    laid_out,
    populations,
    sides,
    values_of,
)
from shared.contracts.data_sets import COUNTED, EMPLOYEES, ON_RECORD, data_sets, item
from shared.contracts.indicators import INDICATORS
from shared.contracts.reporting.terms import BELOW, PROTECT, WITHHELD
from shared.rules import pack

EXCEEDS = re.compile(r"(?P<less>.+) -?\d+ 大于(?P<more>.+) -?\d+")
MEMBERS = "党员数"  # the cross-check's name of members at work, of whom no indicator is
Kept = Mapping[Spot, str]  # why it is not shown, by column and area


def shared(report: Told, tree: Tree, whole: Told | None = None) -> dict[str, Any]:
    """
    Return *report* as others see it.

    What is hidden is decided once for the entire tree: two reports that share an area hide the same of it, and tell
    no more together than each alone.

    Args:
        tree: The areas, with the area of *whole* at its top.
        whole: The report of the same period and day for the top of *tree*; *report* itself where that is asked for.

    Raises:
        ValueError: *whole* is not the report of the top of the tree, or is of another quarter.
    """
    top = report if whole is None else whole
    if tree.above(top["area"]) or top["period"] != report["period"]:
        raise ValueError(f"{top['area']} in {top['period']} does not tell what {report['area']} may show")
    return without(report, kept_back(top, tree), is_whole=report["area"] == top["area"])


def without(report: Told, kept: Kept, *, is_whole: bool) -> dict[str, Any]:
    """
    Return *report* without what is *kept* back.

    Args:
        is_whole: Whether it is the report of the top of the tree.
    """
    return {
        **report,
        "indicators": _cells(report["indicators"], report["area"], kept),
        "by_area": {area: _cells(cells, area, kept) for area, cells in report["by_area"].items()},
        "departments": {
            name: _reported(told, is_whole=is_whole) for name, told in report["departments"].items()
        },
        "resolutions": [_resolution(one, kept) for one in report["resolutions"]],
        "checks": [_check(one) for one in report["checks"] if not _tells_small(one)],
    }


def limit() -> int:
    """Return the number of persons from which on a count is shown (R-PRV-14)."""
    return pack.load("privacy", date.max).number("R-PRV-14")


def kept_back(report: Told, tree: Tree) -> dict[Spot, str]:
    """Return which numbers of the areas of *report* are not shown, each with the reason."""
    areas = {report["area"]: report["indicators"], **report["by_area"]}
    found: dict[Spot, str] = {}
    for population in populations():
        values = values_of(population, areas)
        table = Table(population, *laid_out(population, values, tree), limit())
        for spot in table.hide():
            small = BELOW if values[spot] < limit() else PROTECT
            found[spot] = WITHHELD if spot[0] in table.blurred else small
    return found


def _cells(cells: Told, area: str, kept: Kept) -> dict[str, Any]:
    return {name: _cell(name, cell, area, kept) for name, cell in cells.items()}


def _cell(name: str, cell: Told, area: str, kept: Kept) -> dict[str, Any]:
    """Return a figure without what is not shown; of a rate that lacks a side, without its value."""
    why = _why(name, cell, area, kept)
    told = {**cell, **{side: None for side in (NUMERATOR, DENOMINATOR) if side in why}}
    if "parts" in cell:
        told["parts"] = {part: None if part in why else number for part, number in cell["parts"].items()}
    if why:
        told["hidden_parts"] = why
    if reasons := [why[side] for side in (NUMERATOR, DENOMINATOR) if side in why]:
        told |= {"value": None, "hidden": _of_both(reasons)}
    return told


def _of_both(reasons: Sequence[str]) -> str:
    return BELOW if BELOW in reasons else reasons[0]


def _why(name: str, cell: Told, area: str, kept: Kept) -> dict[str, str]:
    one = INDICATORS[name]
    spots = {side: (column_of(one, side), area) for side in sides(cell)} if one.counts_persons else {}
    return {side: kept[spot] for side, spot in spots.items() if spot in kept}


def _reported(told: Told, *, is_whole: bool) -> dict[str, Any]:
    """
    Return what a department has reported, without small numbers of persons.

    Of a part of the city no numbers of persons are given: with those of its neighbours they would be subtracted
    from the city's.
    """
    persons = {name for name in told["figures"] if _counts_persons(name)}
    if not is_whole:
        return {**told, "figures": {name: n for name, n in told["figures"].items() if name not in persons}}
    small = {name for name in persons if told["figures"][name] < limit()}
    figures = {name: None if name in small else number for name, number in told["figures"].items()}
    return {**told, "figures": figures, **({"hidden": dict.fromkeys(sorted(small), BELOW)} if small else {})}


def _counts_persons(name: str) -> bool:
    """Return whether an item counts persons; of one that is no longer collected nobody can say that it does not."""
    try:
        return item(name).counts_persons
    except KeyError:
        return True


def _resolution(one: Told, kept: Kept) -> Told:
    """
    Return a resolution without the figures of its aim that are not shown.

    What persons it was to move were counted in another quarter, whose report may not show them: they are left out.
    """
    aim = one.get("aim")
    if aim is None or not INDICATORS[aim["indicator"]].counts_persons:
        return one
    declared = INDICATORS[aim["indicator"]]
    spots = [(column_of(declared, side), aim["area"]) for side in (NUMERATOR, DENOMINATOR)]
    reasons = [kept[spot] for spot in spots if spot in kept]
    hidden = {"before": PROTECT} if aim["before"] is not None else {}
    if reasons and aim["now"] is not None:
        hidden["now"] = _of_both(reasons)
    return {**one, "aim": {**aim, **dict.fromkeys(hidden), **({"hidden": hidden} if hidden else {})}}


def _tells_small(one: Told) -> bool:
    """
    Return whether a check compares with what is on record of recommendations, which mostly are few people.

    A department that knows its own number would learn that fewer are on record: of a one, that nobody is.
    """
    found = EXCEEDS.fullmatch(one["detail"])
    return found is not None and found["more"] in ON_RECORD.values()


def _check(one: Told) -> Told:
    """Return what exceeds what; of persons without the numbers."""
    found = EXCEEDS.fullmatch(one["detail"])
    if found is None or not _labels() & {found["less"], found["more"]}:
        return one
    return {**one, "detail": f"{found['less']}大于{found['more']}"}


def _labels() -> set[str]:
    """Return the names that cross-checks call numbers of persons by."""
    named = {one.label for items in data_sets().values() for one in items.values() if one.counts_persons}
    return named | {MEMBERS, COUNTED[EMPLOYEES]}
