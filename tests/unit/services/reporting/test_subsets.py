"""What a rate counts in its numerator it counts in its denominator as well, record by record."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings

from services.reporting import behind
from services.reporting.basis import Basis
from services.reporting.behind import Record
from services.reporting.coverage import PARTY
from services.reporting.indicators import cell
from services.reporting.report import checks
from shared.contracts.data_sets import item
from shared.contracts.indicators import INDICATORS
from tests.unit.services.reporting.by_hand import Case
from tests.unit.services.reporting.city import CITY, EAST, WEST
from tests.unit.services.reporting.full_city import FullCity
from tests.unit.services.reporting.full_worlds import full_happenings
from tests.unit.services.reporting.hand_cases import CASES
from tests.unit.services.reporting.reckoning import LIVE, TREE, basis_of, shown, things_of

Numbers = tuple[int, ...]
MANY = 1000
LATER = date(2026, 10, 9)
RATES = {name for name, one in INDICATORS.items() if one.is_rate}
# Rates of things that the report itself holds, one by one.
OF_RESOLUTIONS, OF_DEPARTMENTS, OF_LISTS = {"K-74", "K-75"}, {"K-76"}, {"K-77"}
# Rates of what departments report; where the numerator may be at most the denominator, the report lists what is more.
REPORTED = {name for name in RATES if INDICATORS[name].reported}
COMPARED = {
    name for name in REPORTED if INDICATORS[name].reported[1] in item(INDICATORS[name].reported[0]).at_most
}
NO_SUBSETS = {
    "K-70": "the union counts every enterprise that has a union (R-JM-20), also those with fewer than 25 employees,"
    " which need none and are not among those that should have one (R-JM-21)",
}
# A world is of a hundred choices: to make a failing one smaller takes minutes, and the parts of the figure tell enough.
WORLDS = settings(deadline=None, phases=set(Phase) - {Phase.shrink, Phase.explain})
RECORDED = RATES - OF_RESOLUTIONS - OF_DEPARTMENTS - OF_LISTS - REPORTED


def records_of(city: FullCity, name: str) -> list[Record]:
    """Return the records behind a figure of the whole city."""
    things = things_of(city.entries)
    with patch.object(behind, "needed", lambda *_: things):
        return behind.records({}, TREE, CITY, LIVE, INDICATORS[name], "", MANY)


def one_by_one(whole: Basis, name: str) -> list[Numbers]:
    """Return the figure as it would be with each resolution, department or enterprise of a list alone."""
    if name in OF_RESOLUTIONS:
        alone = [replace(whole, resolutions=[one]) for one in whole.resolutions]
    elif name in OF_DEPARTMENTS:
        alone = [replace(whole, reporters={one: data_set}) for one, data_set in whole.reporters.items()]
    else:
        party = whole.coverage[PARTY]
        single = [{area: frozenset({one})} for area, found in party.counties.items() for one in found]
        lists = [{**whole.coverage, PARTY: replace(party, counties=counties)} for counties in single]
        alone = [replace(whole, coverage=coverage) for coverage in lists]
    return [known(numbers_of(basis, name)) for basis in alone]


def known(numbers: tuple[int | None, int | None]) -> Numbers:
    """Return *numbers* with 0 for what nothing is known of."""
    return numbers[0] or 0, numbers[1] or 0


def numbers_of(basis: Basis, name: str, area: str = CITY) -> tuple[int | None, int | None]:
    found = cell(basis, area, name)
    assert found is not None
    return found["numerator"], found["denominator"]


def added_up(parts: list[Numbers]) -> Numbers:
    return sum(one[0] for one in parts), sum(one[1] for one in parts)


def check_subset(city: FullCity, name: str, basis: Basis) -> None:
    """Hold each part of a figure against R-IND-03, and all of them against the figure."""
    recorded = name in RECORDED
    parts = [one.counts for one in records_of(city, name)] if recorded else one_by_one(basis, name)

    assert all(0 <= numerator <= denominator for numerator, denominator in parts), (name, parts)
    assert added_up(parts) == known(numbers_of(basis, name)), (name, parts)


def check_listed(basis: Basis, name: str) -> None:
    """Hold the figure of each county against the other source: what is more is listed, not overwritten."""
    numerator_item = item(INDICATORS[name].reported[0])
    for county in (EAST, WEST):
        numerator, denominator = numbers_of(basis, name, county)
        more = numerator is not None and numerator > (denominator or 0)
        details = [row["detail"] for row in checks(basis, [county])]
        listed = [one for one in details if one.startswith(numerator_item.label) and "大于" in one]
        assert bool(listed) == more, name


def test_of_every_rate_it_is_said_how_its_numerator_lies_in_its_denominator() -> None:
    assert set(behind.RECORDS) >= RECORDED
    assert set(NO_SUBSETS) == REPORTED - COMPARED


@pytest.mark.parametrize("name", NO_SUBSETS)
def test_a_rate_that_is_no_share_shows_more_than_a_hundred_where_it_was_reported_so(name: str) -> None:
    city = FullCity()
    city.tree().figures("union", LATER, R_JM_20={EAST: 3}, R_JM_21={EAST: 2})

    assert (shown(city, name)["value"], checks(basis_of(city), [EAST])[1:]) == (150.0, [])


@pytest.mark.rule("R-IND-03")
@pytest.mark.parametrize(
    "case", [one for one in CASES if one.indicator in RATES and one.area == CITY], ids=str
)
def test_what_was_counted_by_hand_is_counted_in_both(case: Case) -> None:
    city = case.city()

    if case.indicator not in REPORTED:
        check_subset(city, case.indicator, basis_of(city))


@pytest.mark.rule("R-IND-03")
@pytest.mark.rule("R-JM-17")
@settings(WORLDS, max_examples=40)
@given(full_happenings())
def test_whatever_happens_the_numerator_is_a_part_of_the_denominator(city: FullCity) -> None:
    basis = basis_of(city)
    for name in RATES - REPORTED:
        check_subset(city, name, basis)
    for name in COMPARED:
        check_listed(basis, name)


@pytest.mark.rule("R-IND-06")
@settings(WORLDS, max_examples=15)
@given(full_happenings())
def test_whom_an_indicator_counts_within_another_is_counted_there(city: FullCity) -> None:
    for one in INDICATORS.values():
        if one.within is not None:
            around = {(record.code, record.area) for record in records_of(city, one.within)}
            assert {(record.code, record.area) for record in records_of(city, one.id)} <= around, one.id
        if one.same_as is not None:
            assert shown(city, one.id)["value"] == shown(city, one.same_as)["value"], one.id
