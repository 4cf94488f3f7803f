"""Figures of membership development, on both sides of each limit."""

from datetime import date
from typing import Any

import pytest

from services.reporting import rules
from services.reporting.model import About, Figures, Statement, Thing

TOWN, OTHER = "411302001000", "411302002000"
LAST = date(2026, 9, 30)
ORGANISATIONS = [
    Thing(About.ORGANISATION, code, (Statement("registry", 1, 1, date(2020, 1, 1), LAST, {"area": area}),))
    for code, area in (("BRANCH", TOWN), ("OTHER", OTHER))
]


def case(*steps: tuple[date, str, str, dict[str, Any]], org: str = "BRANCH") -> Thing:
    """A case whose steps are ``(day, step, state afterwards, more)``."""
    said = tuple(
        Statement("development", n, n, on, on, {"step": step, "state": state, "org_code": org, **more})
        for n, (on, step, state, more) in enumerate(steps, start=1)
    )
    return Thing(About.CASE, "C1", said)


def counted(thing: Thing, day: date = LAST) -> Figures:
    return rules.figures([*ORGANISATIONS, thing], day, [TOWN, OTHER])[TOWN]


def applied(on: date) -> tuple[date, str, str, dict[str, Any]]:
    return on, "submit_application", "S10", {}


def talked(on: date) -> tuple[date, str, str, dict[str, Any]]:
    return on, "record_talk", "S11", {}


@pytest.mark.parametrize(
    ("state", "stage"),
    [("S20", 0), ("S21", 1), ("S31", 1), ("S32", 2), ("S44", 2), ("S50", None), ("X2", None)],
)
def test_a_case_is_counted_by_its_stage_and_no_more_once_admitted_or_ended(
    state: str, stage: int | None
) -> None:
    thing = case(applied(date(2026, 1, 5)), (date(2026, 9, 30), "a step", state, {}))

    assert counted(thing)["K-22"] == [int(number == stage) for number in range(3)]


def test_what_is_decided_after_the_last_day_does_not_count_yet() -> None:
    thing = case(applied(date(2026, 1, 5)), (date(2026, 10, 1), "a step", "S21", {}))

    assert counted(thing)["K-22"] == [1, 0, 0]


def test_a_case_under_way_stays_what_it_was_and_counts_where_it_is_received() -> None:
    left = (date(2026, 8, 1), "transfer_out", "T1", {})
    received = (date(2026, 8, 20), "receive", "S21", {"org_code": "OTHER"})
    activist = (date(2026, 3, 1), "file_activist", "S21", {})

    assert counted(case(applied(date(2026, 1, 5)), activist, left))["K-22"] == [0, 1, 0]
    assert counted(case(applied(date(2026, 1, 5)), activist, left, received))["K-22"] == [0, 0, 0]


@pytest.mark.rule("R-DEV-11")
@pytest.mark.parametrize(
    ("on", "body", "figure"),
    [
        (date(2026, 7, 1), "union", [1, 0]),
        (date(2026, 6, 30), "union", [0, 0]),
        (date(2026, 9, 30), "womens_federation", [1, 0]),
        (date(2026, 8, 1), "members", [0, 0]),
    ],
)
def test_recommendations_of_mass_organisations_are_counted_by_their_day(
    on: date, body: str, figure: list[int]
) -> None:
    recommended = (on, "record_recommendation", "S11", {"body": body})

    assert counted(case(applied(date(2026, 6, 1)), recommended))["K-34"] == figure


@pytest.mark.rule("R-DEV-11")
def test_who_was_recommended_long_ago_counts_as_admitted_in_the_quarter_of_the_approval() -> None:
    recommended = (date(2024, 3, 1), "record_recommendation", "S11", {"body": "youth_league"})
    approval = (date(2026, 8, 20), "approve_admission", "S50", {})

    assert counted(case(applied(date(2024, 2, 1)), recommended, approval))["K-34"] == [0, 1]
    assert counted(case(applied(date(2024, 2, 1)), approval))["K-34"] == [0, 0]


@pytest.mark.parametrize(
    ("on", "overridden", "figure"),
    [
        (date(2026, 7, 1), (), [1, 1]),
        (date(2026, 7, 1), ("R-DEV-05",), [0, 1]),
        (date(2026, 6, 30), ("R-DEV-05",), [0, 0]),
        (date(2026, 10, 1), ("R-DEV-05",), [0, 0]),
    ],
)
def test_a_case_is_in_order_when_no_step_of_the_quarter_went_on_against_a_rule(
    on: date, overridden: tuple[str, ...], figure: list[int]
) -> None:
    talk = (on, "record_talk", "S11", {"overridden": list(overridden)})

    assert counted(case(applied(date(2026, 6, 1)), talk))["K-36"] == figure


def test_a_step_that_followed_of_itself_makes_no_case_of_the_quarter() -> None:
    course = (date(2026, 8, 1), "complete_training", "S32", {})

    assert counted(case(applied(date(2026, 6, 1)), course))["K-36"] == [0, 0]
