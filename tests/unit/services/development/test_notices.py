"""When places used and admissions at a year's end are told, on both sides of each limit."""

from datetime import date

import pytest

from services.development.rules import Quota, notices
from shared.rules import pack

RULES = pack.load("development", date.max)


def quota(used: int, places: int) -> Quota:
    return Quota(2026, places, used)


@pytest.mark.rule("A-18")
@pytest.mark.rule("A-18-FULL")
@pytest.mark.parametrize(
    ("used", "places", "step"),
    [
        (3, 5, None),
        (4, 5, 80),
        (5, 5, 100),
        (6, 5, None),
        (7, 10, None),
        (8, 10, 80),
        (9, 10, None),
        (1, 1, 100),
    ],
)
def test_each_step_is_told_with_the_admission_that_reaches_it(
    used: int, places: int, step: int | None
) -> None:
    assert notices.step_reached(quota(used - 1, places), quota(used, places), RULES) == step


@pytest.mark.rule("A-18")
@pytest.mark.rule("A-18-FULL")
@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        (None, quota(0, 0), None),
        (None, quota(4, 5), 80),
        (quota(4, 10), quota(4, 5), 80),
        (quota(4, 10), quota(4, 4), 100),
        (quota(4, 5), quota(4, 10), None),
    ],
)
def test_a_change_of_the_places_tells_what_it_leads_to(
    before: Quota | None, after: Quota, step: int | None
) -> None:
    assert notices.step_reached(before, after, RULES) == step


@pytest.mark.rule("A-19")
@pytest.mark.parametrize(
    ("fourth_quarter", "admissions", "told"), [(5, 10, False), (6, 11, True), (1, 1, True), (0, 0, False)]
)
def test_half_of_a_year_s_admissions_in_its_last_quarter_is_no_bunching_and_more_is(
    fourth_quarter: int, admissions: int, told: bool
) -> None:
    assert notices.is_bunched(fourth_quarter, admissions, RULES) is told
