"""The joint meeting's rules, each on both sides of its limit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.department import rules
from services.department.model import Resolution, Task, state
from shared.contracts.department.facts import Meeting, Recommendation
from shared.contracts.department.terms import OVER
from shared.contracts.department.terms import ResolutionState as State
from shared.rules import pack
from shared.rules.violation import Level
from tests.unit.services.department.broken import broken

DEPARTMENTS = ("organisation", "union", "youth_league", "womens_federation")
CONVENER = "organisation"
WANCHENG, XIXIA = "411302000000", "411323000000"

RESOLUTION = Resolution(
    no="JM-2026-01",
    meeting="2026-03",
    text="摸清未建会企业底数",
    lead="union",
    co=("youth_league",),
    due_on=date(2026, 9, 20),
    deliverable="名单",
    measure="县县有名单",
    original_due_on=date(2026, 9, 20),
)
MEETING = Meeting(
    meeting="2026-03",
    period="2026Q3",
    held_on=date(2026, 7, 15),
    attended=("organisation", "union"),
    absent=("youth_league",),
)

RULES = pack.load("joint_meeting", date.max)


@pytest.mark.rule("R-JM-08")
@pytest.mark.parametrize(
    ("attended", "absent", "valid"),
    [
        pytest.param(("organisation", "union"), (), True, id="exactly half"),
        pytest.param(("organisation",), ("union",), False, id="less than half"),
        pytest.param(("union", "youth_league", "womens_federation"), (), False, id="without the convener"),
        pytest.param(("organisation", "organisation"), (), False, id="one unit counted twice"),
        pytest.param(("organisation", "union", "tax"), (), False, id="a unit that is no member"),
        pytest.param(("organisation", "union"), ("union",), False, id="a unit both here and absent"),
    ],
)
def test_a_meeting_needs_half_of_the_units_and_the_convener(
    attended: tuple[str, ...], absent: tuple[str, ...], valid: bool
) -> None:
    meeting = replace(MEETING, attended=attended, absent=absent)

    found = rules.meeting_violations(RULES, meeting, DEPARTMENTS, CONVENER, MEETING.held_on)

    assert (found == []) is valid


@pytest.mark.rule("R-JM-08")
@pytest.mark.parametrize(("on", "valid"), [(date(2026, 7, 14), False), (date(2026, 7, 15), True)])
def test_a_meeting_is_put_on_record_after_it_was_held(on: date, valid: bool) -> None:
    assert (rules.meeting_violations(RULES, MEETING, DEPARTMENTS, CONVENER, on) == []) is valid


@pytest.mark.rule("R-JM-10")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"lead": "tax"}, "lead", id="lead is no member unit"),
        pytest.param({"co": ("tax",)}, "co", id="co-unit is no member unit"),
        pytest.param({"co": ("union",)}, "co", id="lead among the co-units"),
        pytest.param({"due_on": date(2026, 7, 14)}, "due_on", id="due before it is issued"),
    ],
)
def test_a_resolution_has_one_lead_among_the_units_and_a_date_ahead(
    change: dict[str, object], field: str
) -> None:
    asked = replace(RESOLUTION, **change)  # type: ignore[arg-type]

    found = rules.resolution_violations(RULES, asked, DEPARTMENTS, [], date(2026, 7, 15))

    assert broken(found) == {("R-JM-10", field)}
    assert found[0].level is Level.BLOCK


@pytest.mark.rule("R-JM-10")
def test_a_resolution_may_be_due_on_the_day_it_is_issued_and_have_no_co_units() -> None:
    asked = replace(RESOLUTION, due_on=date(2026, 7, 15), co=())

    assert rules.resolution_violations(RULES, asked, DEPARTMENTS, [], date(2026, 7, 15)) == []


@pytest.mark.rule("R-JM-09")
@pytest.mark.parametrize(
    ("issued", "no", "dense"),
    [
        ([], "JM-2026-01", True),
        ([], "JM-2026-02", False),
        (["JM-2026-01"], "JM-2026-02", True),
        (["JM-2026-01", "JM-2026-03"], "JM-2026-02", True),
        (["JM-2026-01", "JM-2026-03"], "JM-2026-04", False),
        ([f"JM-2026-{n:02d}" for n in range(1, 100)], "JM-2026-100", True),
    ],
)
def test_numbers_of_a_year_are_dense_or_need_a_reason(issued: list[str], no: str, dense: bool) -> None:
    found = rules.resolution_violations(
        RULES, replace(RESOLUTION, no=no), DEPARTMENTS, issued, date(2026, 7, 15)
    )

    assert [violation.level for violation in found] == [Level.WARN] * (not dense)


HELD_ON = date(2026, 7, 15)


@pytest.mark.rule("R-JM-09")
@pytest.mark.parametrize(
    ("no", "right"), [("JM-2026-01", True), ("JM-2025-01", False), ("JM-2027-01", False)]
)
def test_the_year_of_a_number_is_the_year_of_the_meeting(no: str, right: bool) -> None:
    found = rules.issue_violations(RULES, replace(RESOLUTION, no=no), HELD_ON, HELD_ON)

    assert broken(found) == (set() if right else {("R-JM-09-YEAR", "no")})
    assert all(violation.level is Level.BLOCK for violation in found)


@pytest.mark.rule("R-JM-09")
@pytest.mark.parametrize(("on", "level"), [(date(2026, 7, 29), []), (date(2026, 7, 30), [Level.WARN])])
def test_what_is_issued_more_than_ten_working_days_after_the_meeting_needs_a_reason(
    on: date, level: list[Level]
) -> None:
    found = rules.issue_violations(RULES, RESOLUTION, HELD_ON, on)

    assert [violation.level for violation in found] == level


@pytest.mark.rule("R-JM-10")
def test_a_resolution_aims_at_one_figure_of_one_area_with_a_target_or_at_none() -> None:
    aims = {"indicator": "K-70", "area": XIXIA, "target": 60.0}

    assert rules.issue_violations(RULES, replace(RESOLUTION, **aims), HELD_ON, HELD_ON) == []  # type: ignore[arg-type]
    for name in aims:
        lacking = replace(RESOLUTION, **{**aims, name: None})  # type: ignore[arg-type]
        assert broken(rules.issue_violations(RULES, lacking, HELD_ON, HELD_ON)) == {("R-JM-10", "indicator")}


REACHED = {
    State.ISSUED: (RESOLUTION, Task(RESOLUTION.no)),
    State.ACCEPTED: (RESOLUTION, Task(RESOLUTION.no, accepted=True)),
    State.IN_PROGRESS: (RESOLUTION, Task(RESOLUTION.no, accepted=True, notes=1)),
    State.SUBMITTED: (RESOLUTION, Task(RESOLUTION.no, accepted=True, submissions=1)),
    State.RETURNED: (replace(RESOLUTION, returns=1), Task(RESOLUTION.no, accepted=True, submissions=1)),
    State.VERIFIED: (replace(RESOLUTION, verified=True), Task(RESOLUTION.no, accepted=True, submissions=1)),
    State.CLOSED: (
        replace(RESOLUTION, verified=True, closed=True),
        Task(RESOLUTION.no, accepted=True, submissions=1),
    ),
    State.CANCELLED: (replace(RESOLUTION, cancelled=True), Task(RESOLUTION.no, accepted=True, notes=1)),
}
WORKABLE = {State.ACCEPTED, State.IN_PROGRESS, State.RETURNED}
LEAD_STEPS = {"accept": {State.ISSUED}, "progress": WORKABLE, "submit": WORKABLE}
CONVENER_STEPS = {"return": {State.SUBMITTED}, "verify": {State.SUBMITTED}, "close": {State.VERIFIED}}


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize("reached", list(State))
def test_the_state_follows_from_what_happened(reached: State) -> None:
    assert state(*REACHED[reached]) is reached


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize("reached", list(State))
@pytest.mark.parametrize("step", list(LEAD_STEPS))
def test_the_lead_takes_each_step_in_its_states_only(step: str, reached: State) -> None:
    found = rules.task_violations(RULES, *REACHED[reached], step, "union")

    assert (found == []) is (reached in LEAD_STEPS[step])
    assert all(violation.level is Level.BLOCK for violation in found)


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize("reached", list(State))
@pytest.mark.parametrize("step", list(CONVENER_STEPS))
def test_the_convener_takes_each_step_in_its_state_only(step: str, reached: State) -> None:
    found = rules.convener_violations(RULES, *REACHED[reached], step, "chen")

    assert (found == []) is (reached in CONVENER_STEPS[step])


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize("reached", list(State))
def test_what_is_closed_or_given_up_is_not_given_up_again(reached: State) -> None:
    resolution, _ = REACHED[reached]

    assert (rules.cancellation_violations(RULES, resolution) == []) is (reached not in OVER)


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize("department", ["youth_league", "organisation"])
def test_only_the_lead_works_on_the_task(department: str) -> None:
    assert rules.task_violations(RULES, *REACHED[State.ISSUED], "accept", department) != []


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize(("step", "reached"), [("verify", State.SUBMITTED), ("close", State.VERIFIED)])
@pytest.mark.parametrize(("user", "allowed"), [("gong", False), ("chen", True)])
def test_who_handed_the_work_in_neither_verifies_nor_closes(
    step: str, reached: State, user: str, allowed: bool
) -> None:
    resolution, task = REACHED[reached]

    found = rules.convener_violations(RULES, resolution, replace(task, submitted_by="gong"), step, user)

    assert [violation.rule for violation in found] == ["R-JM-13"] * (not allowed)


@pytest.mark.rule("R-JM-12")
@pytest.mark.parametrize(
    ("extensions", "due_on", "fields"),
    [
        pytest.param(0, date(2026, 9, 21), set(), id="one day later"),
        pytest.param(0, date(2026, 9, 20), {"due_on"}, id="the same day"),
        pytest.param(1, date(2026, 9, 21), set(), id="the second time"),
        pytest.param(2, date(2026, 9, 21), {"no"}, id="the third time"),
        pytest.param(2, date(2026, 9, 19), {"no", "due_on"}, id="the third time and earlier"),
    ],
)
def test_a_due_date_is_put_off_at_most_twice_and_only_forward(
    extensions: int, due_on: date, fields: set[str]
) -> None:
    found = rules.extension_violations(RULES, replace(RESOLUTION, extensions=extensions), due_on)

    assert broken(found) == {("R-JM-12", field) for field in fields}


@pytest.mark.rule("R-JM-12")
@pytest.mark.parametrize("reached", list(State))
def test_what_is_verified_or_over_is_put_off_no_more(reached: State) -> None:
    found = rules.extension_violations(RULES, REACHED[reached][0], date(2026, 10, 20))

    assert (found == []) is (reached not in (State.VERIFIED, *OVER))


RECOMMENDATION = Recommendation(
    recommendation="T-1",
    case_id="C-1",
    held_on=date(2026, 7, 1),
    due=20,
    present=15,
    yes=15,
    valid_until=date(2026, 7, 1),
)


@pytest.mark.rule("R-DEV-11")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="as it should be"),
        pytest.param(
            {"held_on": date(2026, 7, 2), "valid_until": date(2026, 7, 9)}, "held_on", id="not yet held"
        ),
        pytest.param({"valid_until": date(2026, 6, 30)}, "valid_until", id="over before it began"),
        pytest.param({"yes": 16}, "yes", id="more votes than people"),
        pytest.param({"present": 21, "yes": 21}, "yes", id="more people than are due"),
    ],
)
def test_a_recommendation_s_meeting_was_held_and_its_votes_fit(
    change: dict[str, Any], field: str | None
) -> None:
    found = rules.recommendation_violations(RULES, replace(RECOMMENDATION, **change), date(2026, 7, 1))

    assert broken(found) == ({("R-DEV-11", field)} if field else set())


@pytest.mark.rule("R-DEV-11-VOTES")
@pytest.mark.rule("R-DEV-11-MAJORITY")
@pytest.mark.parametrize(
    ("yes", "present", "rule", "level"),
    [
        (0, 15, "R-DEV-11-VOTES", Level.BLOCK),
        (1, 15, "R-DEV-11-MAJORITY", Level.WARN),
        (7, 14, "R-DEV-11-MAJORITY", Level.WARN),
        (8, 14, None, None),
        (8, 15, None, None),
        (0, 0, "R-DEV-11-VOTES", Level.BLOCK),
    ],
)
def test_a_recommendation_needs_a_vote_in_favour_and_warns_without_more_than_half(
    yes: int, present: int, rule: str | None, level: Level | None
) -> None:
    told = replace(RECOMMENDATION, yes=yes, present=present)

    found = rules.recommendation_violations(RULES, told, date(2026, 7, 1))

    assert [(one.rule, one.level) for one in found] == ([(rule, level)] if rule else [])
