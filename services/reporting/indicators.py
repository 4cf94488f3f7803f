"""How each declared indicator is computed for an area; one that nothing computes keeps the service from starting."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from services.reporting import rules
from services.reporting.basis import Basis, Resolution
from services.reporting.coverage import PARTY
from services.reporting.model import Figures
from shared.contracts.department.terms import ResolutionState
from shared.contracts.indicators import INDICATORS, Indicator, of_level
from shared.contracts.service import DeclarationError

Cell = dict[str, Any]
# The items whose enterprises have what K-77 asks for besides a party organisation: a union and a league.
JOINT = ("R-JM-20", "R-JM-30")


@dataclass(frozen=True)
class View:
    """What is known of one area: all that the report is made of, its figures, itself and all below it."""

    basis: Basis
    area: str
    counted: Figures

    @cached_property
    def covered(self) -> Collection[str]:
        """The area and all below it, which only what departments report asks for."""
        return self.basis.tree.within(self.area)


Computation = Callable[[Indicator, View], Cell]


def cells(basis: Basis, area: str, skip: Collection[str] = ()) -> dict[str, Cell]:
    """Return every indicator shown for the level of *area*, but those to *skip*."""
    view = _view(basis, area)
    shown = [one for one in of_level(basis.level(area)) if one.id not in skip]
    return {one.id: COMPUTATIONS[one.id](one, view) for one in shown}


def cell(basis: Basis, area: str, name: str) -> Cell | None:
    """Return one indicator of *area*; None where it is not given for areas of its level."""
    indicator = INDICATORS[name]
    if basis.level(area) not in indicator.levels:
        return None
    return COMPUTATIONS[name](indicator, _view(basis, area))


def _view(basis: Basis, area: str) -> View:
    return View(basis, area, basis.figures(area))


def _rate(indicator: Indicator, view: View) -> Cell:
    numerator, denominator = view.counted[indicator.id]
    return indicator.cell(numerator, denominator)


def _count(indicator: Indicator, view: View) -> Cell:
    numbers = view.counted[indicator.id]
    parts = dict(zip(indicator.parts, numbers, strict=True))
    return indicator.cell(sum(numbers) if indicator.adds_parts else numbers[0], parts=parts)


def _reported(indicator: Indicator, view: View) -> Cell:
    """Of what departments report; nothing where nothing was reported."""
    numbers = [_number(name, view) for name in indicator.reported]
    return indicator.cell(numbers[0], numbers[1] if indicator.is_rate else None)


def _number(name: str, view: View) -> int | None:
    if name in rules.COUNTED:
        return rules.counted(view.counted, name)
    submission = view.basis.reported(name)
    return None if submission is None else submission.total(name, view.covered)


def _joint(indicator: Indicator, view: View) -> Cell:
    """Of the enterprises with a party organisation, by their county of the register, those in all of JOINT."""
    party = view.basis.coverage.get(PARTY)
    if party is None:
        return indicator.cell(None, None)
    wanted = party.within(view.covered)
    others = [view.basis.listed(item) for item in JOINT]
    if any(one is None or one.key != party.key for one in others):
        return indicator.cell(None, len(wanted))
    reached = wanted.intersection(*(one.everywhere for one in others if one is not None))
    return indicator.cell(len(reached), len(wanted))


def _on_time(indicator: Indicator, view: View) -> Cell:
    return indicator.cell(view.basis.in_time, len(view.basis.reporters))


def _closed(is_in_time: Callable[[Resolution, View], bool], indicator: Indicator, view: View) -> Cell:
    """Of the resolutions whose original day lies in the period, those that were closed in time."""
    period = view.basis.period
    due = [
        one
        for one in view.basis.resolutions
        if period.first <= one.original_due <= period.last and one.state is not ResolutionState.CANCELLED
    ]
    return indicator.cell(sum(is_in_time(one, view) for one in due), len(due))


def _by_the_end(one: Resolution, view: View) -> bool:
    return one.closed_on is not None and one.closed_on <= view.basis.period.last


def _by_the_original_day(one: Resolution, _: View) -> bool:
    return one.closed_on is not None and one.closed_on <= one.original_due


def _spread(of: Indicator, indicator: Indicator, view: View) -> Cell:
    """The difference between the highest and the lowest value of another rate in the areas right below."""
    basis = view.basis
    below = basis.tree.below.get(basis.area, ())
    rates = [basis.figures(area)[of.id] for area in below]
    values = [of.cell(numerator, denominator)["value"] for numerator, denominator in rates]
    known = [value for value in values if value is not None]
    return {**indicator.cell(None), "value": round(max(known) - min(known), 1) if known else None}


def checked(
    declared: Mapping[str, Indicator], computed: Mapping[str, Computation]
) -> Mapping[str, Computation]:
    """
    Return the computation of each *declared* indicator; those of reported items need none of their own.

    Raises:
        DeclarationError: nothing computes one, or a computation is of no indicator.
    """
    found: dict[str, Computation] = {
        **{name: _reported for name, indicator in declared.items() if indicator.reported},
        **computed,
    }
    for name in declared:
        if name not in found:
            raise DeclarationError(f"the indicator {name} is declared, but nothing computes it")
    for name in computed:
        if name not in declared:
            raise DeclarationError(f"{name} is computed, but no such indicator is declared")
    return found


COMPUTATIONS = checked(
    INDICATORS,
    {
        **dict.fromkeys(rules.RATES, _rate),
        **dict.fromkeys(rules.COUNTS, _count),
        "K-07": partial(_spread, INDICATORS["K-01"]),
        "K-74": partial(_closed, _by_the_end),
        "K-75": partial(_closed, _by_the_original_day),
        "K-76": _on_time,
        "K-77": _joint,
    },
)
