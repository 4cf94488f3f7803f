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


def counted(*things: Thing, day: date = LAST) -> Figures:
    return rules.figures([*ORGANISATIONS, *things], day, {area: (area,) for area in (TOWN, OTHER)})[TOWN]


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


def told(thing: Thing, body: str) -> list[int | None]:
    """What is on record: recommended by *body*, of those admitted, applicants."""
    return [rules.on_record(counted(thing), name, body) for name in ("recommended", "admitted", "applicants")]


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(
    ("on", "number"),
    [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (date(2026, 9, 30), 1), (date(2026, 10, 1), 0)],
)
def test_what_is_on_record_is_each_body_s_own_by_the_day_of_its_meeting(on: date, number: int) -> None:
    thing = case(applied(date(2026, 6, 1)), (on, "record_recommendation", "S11", {"body": "union"}))

    assert told(thing, "union") == [number, 0, 1]
    assert told(thing, "youth_league") == [0, 0, 1]


@pytest.mark.rule("R-JM-17")
def test_whom_two_bodies_recommended_is_on_record_for_both_and_one_person_in_all() -> None:
    steps = [
        (on, "record_recommendation", "S11", {"body": body})
        for on, body in (
            (date(2026, 7, 2), "union"),
            (date(2026, 7, 3), "youth_league"),
            (date(2026, 7, 4), "members"),
        )
    ]
    thing = case(applied(date(2026, 6, 1)), *steps, (date(2026, 9, 1), "approve_admission", "S50", {}))

    assert counted(thing)["K-34"] == [1, 1]
    assert told(thing, "union") == told(thing, "youth_league") == [1, 1, 1]
    assert told(thing, "members") == [0, 0, 1]


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(
    ("steps", "was"),
    [
        pytest.param([(date(2026, 6, 30), "S21")], 0, id="an activist since the eve"),
        pytest.param([(date(2026, 7, 1), "S21")], 1, id="an activist since the first day"),
        pytest.param([(date(2026, 6, 30), "X2")], 0, id="over on the eve"),
        pytest.param(
            [(date(2026, 6, 1), "S21"), (date(2026, 9, 30), "S11")], 1, id="back to the start on the last day"
        ),
        pytest.param([(date(2026, 6, 1), "S21"), (date(2026, 10, 1), "S11")], 0, id="back a day later"),
        pytest.param([(date(2026, 6, 30), "T1")], 1, id="under way from one branch to another"),
    ],
)
def test_an_applicant_of_the_quarter_was_one_at_any_time_in_it(
    steps: list[tuple[date, str]], was: int
) -> None:
    thing = case(applied(date(2026, 5, 1)), *((on, "a step", state, {}) for on, state in steps))

    assert told(thing, "union")[2] == was
    assert told(case(applied(date(2026, 9, 30))), "union")[2] == 1
    assert told(case(applied(date(2026, 10, 1))), "union")[2] == 0


@pytest.mark.rule("R-IND-07")
def test_what_was_counted_before_there_was_anything_to_compare_with_is_not_compared_and_its_hash_stays() -> (
    None
):
    recommended = (date(2026, 8, 1), "record_recommendation", "S11", {"body": "union"})
    now = counted(case(applied(date(2026, 6, 1)), recommended))
    before = {name: numbers for name, numbers in now.items() if name not in ("applicants", "K-34 by union")}

    assert len(before) == len(now) - 2
    assert rules.on_record(before, "recommended", "union") is None
    assert rules.hashed(now) == before


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


def recommended_and_admitted(recommended: date, admitted: date, body: str = "union") -> Thing:
    told = (recommended, "record_recommendation", "S11", {"body": body})
    return case(applied(date(2024, 2, 1)), told, (admitted, "approve_admission", "S50", {}))


@pytest.mark.rule("R-DEV-11")
@pytest.mark.parametrize(("on", "admitted"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (LAST, 1)])
def test_who_is_admitted_in_the_quarter_is_so_from_its_first_day_on(on: date, admitted: int) -> None:
    thing = recommended_and_admitted(date(2024, 3, 1), on)

    assert counted(thing)["K-34"] == [0, admitted]
    assert told(thing, "union")[:2] == [0, admitted]


@pytest.mark.rule("R-JM-17")
def test_what_several_cases_say_is_added_up_body_by_body() -> None:
    new = [recommended_and_admitted(date(2026, 7, 2), date(2026, 8, 20)) for _ in range(2)]
    figures = counted(*new, case(applied(date(2026, 7, 1))), case(applied(date(2026, 7, 2))))

    on_record = [
        rules.on_record(figures, name, "union") for name in ("recommended", "admitted", "applicants")
    ]
    assert on_record == [2, 2, 4]


@pytest.mark.rule("R-JM-17")
def test_who_was_recommended_in_another_quarter_and_is_not_admitted_makes_no_figure_of_the_body() -> None:
    long_ago = (date(2024, 3, 1), "record_recommendation", "S11", {"body": "union"})

    assert counted(case(applied(date(2024, 2, 1)), long_ago)).keys() == counted().keys()


def test_a_case_of_which_only_the_way_to_another_branch_is_known_is_at_no_stage() -> None:
    assert counted(case((date(2026, 8, 1), "transfer_out", "T1", {})))["K-22"] == [0, 0, 0]


def test_a_case_whose_branch_is_not_known_counts_nowhere() -> None:
    step = Statement("development", 1, 1, LAST, LAST, {"step": "submit_application", "state": "S10"})

    assert counted(Thing(About.CASE, "C1", (step,))) == counted()
