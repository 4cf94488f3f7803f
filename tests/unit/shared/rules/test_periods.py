"""Months, quarters and percentages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.periods import Quarter, add_months, percent

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.rule("R-GEN-01")
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 7, 1), 0, date(2026, 7, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-240, 240))
def test_adding_months_moves_by_exactly_that_many(day: date, months: int) -> None:
    moved = add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.rule("R-GEN-11")
@given(DAYS)
def test_every_day_lies_in_one_quarter(day: date) -> None:
    quarter = Quarter.of(day)

    assert quarter.first <= day <= quarter.last
    assert quarter.last + timedelta(days=1) == quarter.next().first
    assert quarter.next().previous() == quarter
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.rule("R-GEN-11")
def test_the_third_quarter_ends_on_the_thirtieth_of_september() -> None:
    quarter = Quarter.parse("2026Q3")

    assert (quarter.first, quarter.last) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "text", ["2026Q0", "2026Q5", "2026q3", "26Q3", "2026Q3 ", "2026Q3\n", "２０２６Q3", ""]
)
def test_anything_else_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match=r"^季度应为 2026Q3 的形式$"):
        Quarter.parse(text)


@pytest.mark.rule("R-GEN-12")
@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (0, 0, None),
        (5, 0, None),
        (0, 7, 0.0),
        (7, 7, 100.0),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 2000, 0.1),  # 0.05 exactly: up
        (1, 2001, 0.0),
        (3, 2000, 0.2),  # 0.15 exactly: up, where binary fractions would go down
        (9, 8, 112.5),
    ],
)
def test_rates_have_one_decimal_half_up(numerator: int, denominator: int, expected: float | None) -> None:
    assert percent(numerator, denominator) == expected
