"""Working days of the real calendar."""

from datetime import date

import pytest

from shared.rules import workdays


@pytest.mark.rule("R-GEN-04")
@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 2, 28), True),
    ],
    ids=["a Wednesday", "a holiday", "a make-up Saturday", "a Sunday", "a make-up Saturday in February"],
)
def test_holidays_are_free_and_make_up_days_are_worked(day: date, worked: bool) -> None:
    assert workdays.is_workday(day) is worked


@pytest.mark.rule("R-GEN-04")
def test_a_year_without_its_notice_is_known_to_be_unknown() -> None:
    assert workdays.is_known(date(2026, 1, 1), date(2026, 12, 31))
    assert not workdays.is_known(date(2026, 12, 31), date(2031, 1, 1))
    assert workdays.is_workday(date(2031, 1, 3))
    assert not workdays.is_workday(date(2031, 1, 4))


@pytest.mark.rule("R-GEN-05")
def test_the_day_itself_never_counts() -> None:
    assert workdays.after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert workdays.after(date(2026, 9, 30), 3) == date(2026, 10, 10)


@pytest.mark.rule("R-GEN-04")
@pytest.mark.parametrize(
    "day", [date(2027, 1, 1), date(2027, 2, 5), date(2027, 6, 9), date(2027, 10, 1), date(2031, 10, 3)]
)
def test_what_is_free_by_law_is_never_worked_though_the_notice_is_not_known(day: date) -> None:
    assert not workdays.is_known(day, day)
    assert day.weekday() < 5
    assert not workdays.is_workday(day)


@pytest.mark.rule("R-GEN-04")
def test_a_notice_over_the_turn_of_the_year_does_not_end_on_new_year_s_day() -> None:
    """Posted on 2026-12-28, five full working days: 29, 30, 31 December, then 4 and 5 January; 1 January is free."""
    assert workdays.after(date(2026, 12, 28), 5) == date(2027, 1, 5)
    assert workdays.after(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.rule("R-GEN-04")
@pytest.mark.parametrize("year", sorted(workdays.years()))
def test_no_notice_makes_a_day_worked_that_is_free_by_law(year: int) -> None:
    assert [day for day in workdays.statutory(year) if workdays.is_workday(day)] == []
