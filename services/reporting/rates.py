"""How well the departments report: of how many, in time, completely, at once, without a correction."""

from typing import Any

from services.reporting.basis import Basis
from shared.contracts.data_sets import catalogue
from shared.contracts.indicators import Level
from shared.rules.periods import percent

Part = tuple[int, int]


def rates(basis: Basis) -> dict[str, Any]:
    """
    Return the five rates of reporting (REPORTING_RATES), each as part, whole and percentage.

    The departments that owe figures are the whole of the first two, those that reported of the last two; fields are
    each item that was asked of each county of the area.
    """
    sent = {
        name: one
        for name, data in basis.reporters.items()
        if (one := basis.submissions.get(data)) is not None
    }
    owing, reported = len(basis.reporters), len(sent)
    at_once = sum(not basis.returned.get(name, frozenset()) & _concerned(basis) for name in sent)
    corrected = sum(one.version > 1 for one in sent.values())
    counted = {
        "reported": (reported, owing),
        "on_time": (basis.in_time, owing),
        "complete": _fields(basis),
        "at_once": (at_once, reported),
        "corrected": (corrected, reported),
    }
    return {name: _rate(part) for name, part in counted.items()}


def _concerned(basis: Basis) -> set[str]:
    """Return the areas whose figures are in the report, or are the whole that it is a part of."""
    return {*basis.covered, *basis.tree.above(basis.area)}


def _fields(basis: Basis) -> Part:
    counties = [area for area in basis.covered if basis.level(area) is Level.COUNTY]
    asked = {data: catalogue().asked(data, basis.period) for data in basis.reporters.values()}
    given = sum(
        county in basis.submissions[data].figures.get(item, {})
        for data, items in asked.items()
        if data in basis.submissions
        for item in items
        for county in counties
    )
    return given, len(counties) * sum(len(items) for items in asked.values())


def _rate(part: Part) -> dict[str, Any]:
    return {"numerator": part[0], "denominator": part[1], "value": percent(*part), "unit": "%"}
