"""Putting the joint meeting's report together."""

from collections.abc import Collection, Iterator
from typing import Any

from services.reporting import rules
from services.reporting.basis import Aim, Basis, Resolution
from services.reporting.coverage import PARTY
from services.reporting.indicators import cell, cells
from services.reporting.rates import rates
from shared.contracts.data_sets import COUNTED, ON_RECORD, data_sets, item, listed_item
from shared.contracts.indicators import INDICATORS, Level

CROSS_CHECK = "R-JM-17"
Pair = tuple[str, int | None, str, int | None]


def report(basis: Basis) -> dict[str, Any]:
    """Return the report's content: figures, departments, resolutions, cross-checks."""
    below = basis.tree.shown(basis.area)
    city_only = {name for name, one in INDICATORS.items() if not one.additive}
    resolutions = sorted(basis.resolutions, key=lambda one: one.no)
    return {
        "period": str(basis.period),
        "area": basis.area,
        "as_of": basis.as_of.isoformat(),
        "indicators": cells(basis, basis.area),
        "by_area": {area: cells(basis, area, skip=city_only) for area in below},
        "departments": departments(basis, basis.covered),
        "reporting": rates(basis),
        "resolutions": [_resolution(one, basis) for one in resolutions],
        "checks": checks(basis, [basis.area, *below]),
    }


def persons(basis: Basis) -> dict[str, Any]:
    """Return, of the area and every area below it, the figures that count persons."""
    others = {name for name, one in INDICATORS.items() if not one.counts_persons}
    areas = (basis.area, *basis.tree.under(basis.area))
    found = {area: cells(basis, area, skip=others) for area in areas}
    return {"area": basis.area, "indicators": found.pop(basis.area), "by_area": found}


def departments(basis: Basis, covered: Collection[str]) -> dict[str, Any]:
    """Return what each department that owes figures has reported."""
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


def _resolution(one: Resolution, basis: Basis) -> dict[str, Any]:
    told = {
        "no": one.no,
        "text": one.text,
        "lead": one.lead,
        "due": one.due.isoformat(),
        "state": one.state.value,
        "overdue": one.is_overdue(basis.as_of),
    }
    return (
        told if one.aims_at is None else {**told, "aim": _aim(one.aims_at, basis.before.get(one.no), basis)}
    )


def _aim(aim: Aim, before: Basis | None, now: Basis) -> dict[str, Any]:
    """Return what a resolution is to move, with the figure before it was issued and the figure of this period."""
    return {
        **vars(aim),
        "before": _value(before, aim),
        "now": _value(now if aim.area in now.covered else None, aim),
    }


def _value(basis: Basis | None, aim: Aim) -> float | int | None:
    found = cell(basis, aim.area, aim.indicator) if basis else None
    return found["value"] if found else None


def checks(basis: Basis, areas: Collection[str]) -> list[dict[str, str]]:
    """
    List, per county, where one figure exceeds another that must be at least as large, and where a figure is not the
    number of the enterprises listed for it; nothing is overwritten.

    What is on record of recommendations is each department's own, since each reports of its own.

    Source: R-JM-17.
    """
    found = [
        {"rule": CROSS_CHECK, "area": county, "detail": f"{small} {left} 大于{large} {right}"}
        for county in areas
        if basis.level(county) is Level.COUNTY
        for small, left, large, right in _pairs(basis, county)
        if left is not None and right is not None and left > right
    ]
    found += [
        {"rule": CROSS_CHECK, "area": county, "detail": f"{label} {number} 与覆盖企业清单 {listed} 家不一致"}
        for county in areas
        if basis.level(county) is Level.COUNTY
        for label, number, listed in _lists(basis, county)
        if number is not None and number != listed
    ]
    return sorted(found, key=lambda row: (row["rule"], row["area"], row["detail"]))


def _pairs(basis: Basis, county: str) -> Iterator[Pair]:
    """Return what cannot exceed what, as the data sets say; and members, of those who work somewhere."""
    figures = basis.figures(county)
    employed = rules.counted(figures, rules.EMPLOYEES)
    yield "党员数", figures[rules.STAFF][1], COUNTED[rules.EMPLOYEES], employed
    for department, data_set in basis.reporters.items():
        for one in data_sets()[data_set].values():
            for limit in one.at_most:
                yield one.label, _said(basis, one.id, county), *_limit(basis, county, department, limit)


def _limit(basis: Basis, county: str, department: str, limit: str) -> tuple[str, int | None]:
    """Return what an item of a department cannot exceed: what it is called, and how much it is."""
    if limit in COUNTED:
        return COUNTED[limit], rules.counted(basis.figures(county), limit)
    if limit in ON_RECORD:
        return ON_RECORD[limit], rules.on_record(basis.figures(county), limit, department)
    return item(limit).label, _said(basis, limit, county)


def _lists(basis: Basis, county: str) -> Iterator[tuple[str, int | None, int]]:
    """Return, of each list of enterprises that was handed in, what it is of, the figure, and its length."""
    if (party := basis.coverage.get(PARTY)) is not None:
        yield "已单独或联合组建党组织企业数", basis.figures(county)["K-02"][0], len(party.within({county}))
    for name, data_set in basis.reporters.items():
        one, listed = listed_item(data_sets()[data_set]), basis.coverage.get(name)
        if one is not None and listed is not None:
            yield one.label, _said(basis, one.id, county), len(listed.within({county}))


def _said(basis: Basis, name: str, county: str) -> int | None:
    submission = basis.reported(name)
    return submission.figures.get(name, {}).get(county) if submission else None
