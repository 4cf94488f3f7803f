"""Training's rules, on both sides of each limit, and what they say."""

from datetime import date
from typing import Any

import pytest

from services.training import rules
from services.training.model import Class, Course, Due, Exemption, Plan, Session, State, Visit
from shared.rules import pack
from shared.rules.violation import Violation

RULES = pack.load("training", date.max)

ON = date(2026, 9, 1)


def told(violations: list[Violation]) -> list[tuple[str, str | None, str]]:
    return [(one.rule, one.field, one.message) for one in violations]


def plan(**change: Any) -> Plan:
    values: dict[str, Any] = {
        "plan_id": "P1",
        "year": 2026,
        "area": "411302001000",
        "axes": {"industry": "制造业", "education": "大专", "business": "降本"},
        "items": ("I1",),
        "drafted_by": "zhang",
        "approved": True,
        **change,
    }
    return Plan(**values)


def class_of(*hours: float, layer: str = "candidate", organiser: str = "committee") -> Class:
    sessions = tuple(Session(ON, one) for one in hours)
    return Class("K1", "411302001000", layer, organiser, State.HELD, sessions=sessions)


def visit(class_id: str, *sessions: tuple[date, float], organiser: str = "committee") -> Visit:
    return Visit(class_id, organiser, tuple(Session(on, hours) for on, hours in sessions))


@pytest.mark.rule("R-TRN-09")
@pytest.mark.parametrize(("part", "hours"), [("full_day", 16.0), ("half_day", 8.0), ("hour", 2.0)])
def test_two_days_half_days_or_hours_are_so_many_study_hours(part: str, hours: float) -> None:
    assert rules.hours_of(RULES, part, 2) == hours


@pytest.mark.rule("R-TRN-01")
def test_a_plan_names_all_its_three_axes() -> None:
    empty = {"industry": " ", "education": "大专", "business": ""}

    assert rules.approval_violations(RULES, plan(), "li") == []
    assert told(rules.approval_violations(RULES, plan(axes=empty), "li")) == [
        ("R-TRN-01", "plan_id", "计划还没有写明行业分类、经营需求")
    ]


@pytest.mark.rule("R-PRV-23")
def test_who_drafted_a_plan_does_not_approve_it() -> None:
    assert told(rules.approval_violations(RULES, plan(), "zhang")) == [
        ("R-PRV-23", "plan_id", "拟定人不得审批本计划，请由另一人办理")
    ]


@pytest.mark.rule("R-TRN-13")
@pytest.mark.parametrize(
    ("of", "item", "expected"),
    [
        (plan(), "I1", []),
        (None, "I1", [("R-TRN-13", "plan_id", "该培训班不在计划内")]),
        (plan(approved=False), "I1", [("R-TRN-13", "plan_id", "计划P1尚未审批")]),
        (plan(), "I2", [("R-TRN-13", "item", "计划P1没有项目I2")]),
    ],
)
def test_a_class_is_held_for_an_item_of_an_approved_plan(
    of: Plan | None, item: str, expected: list[object]
) -> None:
    assert told(rules.planning_violations(RULES, of, item)) == expected


@pytest.mark.rule("R-TRN-10")
def test_a_certificate_asks_for_four_fifths_of_the_hours() -> None:
    held = class_of(4, 4, 1.9, 0.1)

    assert rules.share(held, held.sessions[:2]) == 80
    assert rules.certificate_violations(RULES, held, held.sessions[:2]) == []
    assert told(rules.certificate_violations(RULES, held, held.sessions[1:3])) == [
        ("R-TRN-10", "class_id", "出勤59%，不足80%")
    ]


def test_a_class_in_another_state_says_where_it_stands() -> None:
    assert rules.state_problem(class_of(4), State.HELD) is None
    assert rules.state_problem(class_of(4), State.PLANNED) == "培训班K1现为“已举办”，此步骤要求“已计划”"


@pytest.mark.rule("R-DEV-27")
@pytest.mark.parametrize(
    ("layer", "organiser", "counts"),
    [
        ("candidate", "committee", True),
        ("candidate", "county_department", True),
        ("candidate", "party_school", False),
        ("activist", "committee", False),
    ],
)
def test_candidates_are_trained_in_classes_of_their_own_by_a_committee_or_the_county(
    layer: str, organiser: str, counts: bool
) -> None:
    assert rules.counts_for_candidates(class_of(layer=layer, organiser=organiser)) is counts


FIRST, SECOND, THIRD = (date(2026, 6, day) for day in (1, 2, 3))


@pytest.mark.rule("R-DEV-27")
def test_three_days_complete_a_candidate_s_training_on_the_last_of_them() -> None:
    late, early = (
        visit("K2", (THIRD, 4.5)),
        visit("K1", (FIRST, 5.0), (SECOND, 5.0), organiser="party_school"),
    )

    assert rules.course([late, early]) == Course(3.0, 14.5, "committee", ("K1", "K2"), THIRD)
    assert rules.course([early]) is None


@pytest.mark.rule("R-DEV-27-HOURS")
@pytest.mark.parametrize(("last", "complete"), [(12.0, True), (11.9, False)])
def test_twenty_four_hours_complete_it_as_well(last: float, complete: bool) -> None:
    found = rules.course([visit("K1", (FIRST, 12.0)), visit("K2", (SECOND, last))])

    assert (found is not None) is complete
    assert found is None or (found.days, found.hours, found.classes) == (2.0, 24.0, ("K1", "K2"))


@pytest.mark.rule("R-DEV-27")
def test_what_is_attended_after_the_training_is_complete_is_no_part_of_it() -> None:
    whole = visit("K1", (FIRST, 8.0), (SECOND, 8.0), (THIRD, 8.0))

    found = rules.course([whole, visit("K2", (THIRD, 8.0)), visit("K3", (date(2026, 6, 4), 8.0))])

    assert found == Course(3.0, 24.0, "committee", ("K1",), THIRD)


@pytest.mark.rule("R-TRN-09")
def test_hours_of_one_day_in_two_classes_are_one_day() -> None:
    split = [visit(f"K{number}", (FIRST, 4.0), (SECOND, 4.0)) for number in (1, 2)]

    assert rules.course(split) is None
    assert rules.course([*split, visit("K3", (THIRD, 4.0))]) is None
    assert rules.course([*split, visit("K3", (THIRD, 4.5))]) == Course(
        3.0, 20.5, "committee", ("K1", "K2", "K3"), THIRD
    )


@pytest.mark.rule("R-TRN-09")
@pytest.mark.parametrize(("hours", "days"), [(2.0, 0.25), (4.0, 0.5), (4.5, 1.0), (8.0, 1.0)])
def test_above_half_a_day_it_is_a_whole_one(hours: float, days: float) -> None:
    assert rules.days_of(RULES, hours) == days


@pytest.mark.rule("R-TRN-04")
def test_a_member_is_asked_for_thirty_two_hours_and_a_secretary_for_fifty_six_and_a_class() -> None:
    assert rules.due(RULES, is_secretary=False) == Due(32, 0)
    assert rules.due(RULES, is_secretary=True) == Due(56, 1)


@pytest.mark.rule("A-32")
@pytest.mark.parametrize(
    ("on", "share"), [(date(2026, 9, 30), 60), (date(2026, 11, 30), 90), (date(2026, 9, 29), None)]
)
def test_it_is_looked_who_is_behind_on_two_days_of_the_year(on: date, share: int | None) -> None:
    assert rules.is_looked_at(on) is (share is not None)
    assert share is None or rules.share_due(RULES, on) == share


@pytest.mark.rule("A-32")
@pytest.mark.parametrize(
    ("on", "hours", "is_secretary", "behind"),
    [
        (date(2026, 9, 30), 19.1, False, True),
        (date(2026, 9, 30), 19.2, False, False),
        (date(2026, 9, 30), 33.5, True, True),
        (date(2026, 9, 30), 33.6, True, False),
        (date(2026, 11, 30), 28.7, False, True),
        (date(2026, 11, 30), 28.8, False, False),
    ],
)
def test_behind_is_who_has_less_than_the_share_of_the_year(
    on: date, hours: float, is_secretary: bool, behind: bool
) -> None:
    assert rules.is_behind(RULES, on, hours, is_secretary=is_secretary) is behind


@pytest.mark.rule("R-TRN-11")
@pytest.mark.parametrize(("user", "granted"), [("zhang", False), ("M1", False), ("li", True)])
def test_an_exemption_is_granted_by_neither_who_asked_nor_whom_it_is_for(user: str, granted: bool) -> None:
    asked = Exemption("X1", "M1", 2026, asked_by="zhang", granted=False)

    assert told(rules.granting_violations(RULES, asked, user)) == (
        [] if granted else [("R-PRV-23", "exemption", "申请人和本人不得批准免训，请由另一人办理")]
    )


def test_a_check_code_is_bound_to_all_that_a_certificate_says() -> None:
    said = ("Z1", "K1", "M1", ON)
    others = [
        ("Z2", *said[1:]),
        ("Z1", "K2", "M1", ON),
        ("Z1", "K1", "M2", ON),
        (*said[:3], date(2026, 9, 2)),
    ]

    code = rules.check_code(*said)

    assert code == "ULLB-KAAM"
    assert code not in {rules.check_code(*other) for other in others}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("7KQ2-M4XA", True),
        ("7kq2m4xa", True),
        (" 7kq2 m4xa ", True),
        ("7KQ2-M4XB", False),
        ("", False),
    ],
)
def test_a_check_code_is_typed_in_whatever_case_with_or_without_the_dash(typed: str, same: bool) -> None:
    assert rules.is_code(typed, "7KQ2-M4XA") is same


@pytest.mark.parametrize(
    ("sessions", "problem"),
    [([1, 2], None), ([1, 3, 4], "该班没有第3次"), ([], None), ([3], "该班没有第3次")],
)
def test_only_sessions_that_were_held_can_be_attended(sessions: list[int], problem: str | None) -> None:
    assert rules.first_problem(sessions, class_of(4, 4)) == problem


@pytest.mark.rule("R-TRN-09")
def test_hours_count_in_their_calendar_year_up_to_the_day_asked_for() -> None:
    hours = {"2025-12-31": 1.0, "2026-01-01": 2.0, "2026-12-31": 4.0, "2027-01-01": 8.0}

    assert rules.in_year(hours, 2026) == 6.0
    assert rules.in_year(hours, 2026, date(2026, 12, 30)) == 2.0
    assert rules.in_year(hours, 2026, date(2026, 12, 31)) == 6.0
