"""Every indicator against figures worked out by hand from its formula (rules §12.2)."""

import pytest

from shared.contracts.indicators import INDICATORS
from tests.unit.services.reporting.by_hand import Case
from tests.unit.services.reporting.hand_cases import CASES
from tests.unit.services.reporting.reckoning import shown


@pytest.mark.rule("R-IND-03")
@pytest.mark.rule("R-GEN-11")
@pytest.mark.rule("R-GEN-12")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_indicator_is_what_its_formula_makes_of_the_facts(case: Case) -> None:
    found = shown(case.city(), case.indicator, case.area)

    assert (found["numerator"], found["denominator"], found["value"]) == (
        case.numerator,
        case.denominator,
        case.value,
    )
    assert found.get("parts") == case.parts


def test_every_indicator_was_worked_out_by_hand() -> None:
    assert {case.indicator for case in CASES} == set(INDICATORS)


@pytest.mark.parametrize("name", [name for name, one in INDICATORS.items() if one.is_rate])
def test_a_rate_was_worked_out_where_some_are_reached_and_some_are_not(name: str) -> None:
    sizes = [(one.numerator or 0, one.denominator or 0) for one in CASES if one.indicator == name]

    assert any(0 < numerator < denominator for numerator, denominator in sizes)
