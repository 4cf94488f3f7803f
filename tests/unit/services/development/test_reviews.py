"""For which half-year or quarter a review counts, and when one without a review shows."""

from dataclasses import replace
from datetime import date

import pytest

from services.development.model import Case
from services.development.rules.reviews import stretches
from shared.contracts.development.terms import State
from shared.rules.violation import Level
from tests.unit.services.development.walk import BY_COMMITTEE, FOUR, before, broken, go, try_step


def reviewed(step: str, behind: str, *days: date) -> Case:
    """Return the case as it is before *behind*, with reviews on other *days*."""
    case = before(behind)
    model = next(one for one in case.taken if one.step == step)
    others = [one for one in case.taken if one.step != step]
    made = [replace(model, on=on) for on in days]
    return replace(case, taken=tuple(sorted([*others, *made], key=lambda one: one.on)))


# The decision was on 1 March 2025: half-years end on 1 September and on 1 March.
@pytest.mark.rule("R-DEV-16")
@pytest.mark.rule("R-DEV-18")
@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ((date(2025, 9, 1), date(2026, 3, 1)), set()),
        ((date(2025, 9, 1), date(2025, 9, 2)), set()),
        ((date(2025, 10, 1), date(2026, 2, 20)), set()),
        ((date(2025, 10, 2), date(2026, 2, 20)), {"R-DEV-18-REVIEWS"}),
        ((date(2025, 8, 20), date(2025, 8, 21)), {"R-DEV-18-REVIEWS"}),
        ((date(2026, 2, 19), date(2026, 2, 20)), {"R-DEV-18-REVIEWS"}),
        ((date(2025, 8, 20),), {"R-DEV-18-REVIEWS"}),
        ((date(2025, 10, 1),), {"R-DEV-18-REVIEWS"}),
    ],
    ids=[
        "on the last days",
        "each in its own half-year",
        "the last day of grace",
        "a day behind it",
        "two in the first half-year are one",
        "two in the second are one",
        "one",
        "one within the grace, which lies in the second half-year too",
    ],
)
def test_a_review_counts_for_the_half_year_it_is_dated_in(days: tuple[date, ...], rules: set[str]) -> None:
    case = reviewed("half_year_review", "propose_candidate", *days)

    assert broken(try_step("propose_candidate", case=case)) == rules


@pytest.mark.rule("R-DEV-16")
@pytest.mark.parametrize(("until", "number"), [(date(2025, 9, 1), 1), (date(2025, 9, 2), 2)])
def test_a_stretch_is_there_from_its_first_day_on(until: date, number: int) -> None:
    halves = [(date(2025, 3, 2), date(2025, 9, 1)), (date(2025, 9, 2), date(2026, 3, 1))]

    assert list(stretches(date(2025, 3, 1), 6, until)) == halves[:number]


@pytest.mark.rule("R-DEV-16")
@pytest.mark.parametrize(("on", "shows"), [(date(2026, 10, 1), False), (date(2026, 10, 2), True)])
def test_a_half_year_without_review_shows_when_its_grace_is_over(on: date, shows: bool) -> None:
    found = try_step("propose_candidate", on=on)

    assert [(one.rule, one.level) for one in found] == ([("R-DEV-16", Level.WARN)] if shows else [])
    assert all("2026-03-02至2026-09-01" in one.message for one in found)


@pytest.mark.rule("R-DEV-16")
def test_after_a_fall_half_years_are_counted_anew() -> None:
    fallen = go(before("superior_agree"), "superior_reject", date(2027, 3, 1), BY_COMMITTEE)
    details = {"meeting": "BC", "opinions": FOUR}

    assert go(fallen, "propose_candidate", date(2027, 9, 1), details).state is State.CANDIDATE_PROPOSED


# The approval was on 20 August 2026, the application for conversion on 15 May 2027.
@pytest.mark.rule("R-DEV-63")
@pytest.mark.parametrize(
    ("days", "left_out"),
    [
        ((date(2026, 11, 20), date(2027, 2, 20), date(2027, 5, 10)), 0),
        ((date(2026, 12, 5), date(2027, 3, 7)), 0),
        ((date(2026, 12, 6), date(2027, 3, 7)), 1),
        ((date(2026, 12, 6), date(2026, 12, 7)), 1),
        ((date(2026, 11, 19), date(2026, 11, 20)), 1),
        ((), 2),
    ],
)
def test_a_quarter_of_probation_without_review_shows_at_the_vote(
    days: tuple[date, ...], left_out: int
) -> None:
    case = reviewed("probation_review", "apply_conversion", *days)
    case = go(case, "apply_conversion", date(2027, 5, 15), {})

    found = try_step("vote_conversion", case=case)

    assert [(one.rule, one.level) for one in found] == [("R-DEV-63", Level.WARN)] * left_out
