"""A joint meeting's way, from the call to the minutes, each limit on both of its sides."""

from datetime import date
from typing import Any

import pytest

from services.department import rules
from services.department.model import Meeting, Resolution
from shared.contracts.department import facts
from shared.contracts.department.terms import Urging
from shared.rules import pack
from shared.rules.violation import Level
from tests.unit.services.department.broken import broken

RULES = pack.load("joint_meeting", date.max)

PLANNED = Meeting("2026-04", "2026Q3", planned_on=date(2026, 10, 20), kind="plenary")
HELD = Meeting("2026-04", "2026Q3", held_on=date(2026, 10, 20))
ISSUED = Meeting("2026-04", "2026Q3", held_on=date(2026, 10, 20), minutes="议定下列事项")
DUE = date(2026, 9, 1)


def plan(planned_on: date, kind: str = "plenary") -> facts.Plan:
    return facts.Plan(meeting="2026-04", period="2026Q3", kind=kind, planned_on=planned_on)


@pytest.mark.rule("R-JM-05")
@pytest.mark.parametrize(
    ("planned_on", "kind", "warned"),
    [
        pytest.param(date(2026, 10, 21), "plenary", False, id="the twentieth day from the first"),
        pytest.param(date(2026, 10, 22), "plenary", True, id="the day after"),
        pytest.param(date(2026, 10, 22), "special", False, id="a special meeting, any time"),
    ],
)
def test_a_plenary_meeting_is_held_early_in_its_quarter(planned_on: date, kind: str, warned: bool) -> None:
    found = rules.plan_violations(RULES, plan(planned_on, kind), None, date(2026, 10, 1))

    assert [(one.rule, one.level) for one in found] == [("R-JM-05", Level.WARN)] * warned


@pytest.mark.rule("R-JM-07")
def test_a_meeting_is_not_called_for_a_day_that_is_over_nor_once_it_was_held() -> None:
    late = rules.plan_violations(RULES, plan(date(2026, 10, 1)), None, date(2026, 10, 2))
    again = rules.plan_violations(RULES, plan(date(2026, 10, 21)), HELD, date(2026, 10, 20))

    assert (broken(late), broken(again)) == ({("R-JM-07", "planned_on")}, {("R-JM-07", "meeting")})
    assert late[0].earliest == date(2026, 10, 2)


@pytest.mark.rule("R-JM-06")
@pytest.mark.parametrize(("on", "warned"), [(date(2026, 10, 13), False), (date(2026, 10, 14), True)])
def test_topics_are_proposed_a_week_before(on: date, warned: bool) -> None:
    found = rules.topic_violations(RULES, PLANNED, on)

    assert [(one.rule, one.level) for one in found] == [("R-JM-06", Level.WARN)] * warned


@pytest.mark.rule("R-JM-07")
def test_nothing_is_proposed_for_a_meeting_that_was_held() -> None:
    assert broken(rules.topic_violations(RULES, HELD, date(2026, 10, 21))) == {("R-JM-07", "meeting")}


def agenda(*topics: str, on: date = date(2026, 10, 18), meeting: Meeting = PLANNED) -> set[Any]:
    proposed = {"union-T1": "tasks", "union-T2": "next", "youth_league-T1": "figures"}
    settled = facts.Agenda(meeting="2026-04", topics=topics)
    return broken(rules.agenda_violations(RULES, settled, meeting, proposed, on))


@pytest.mark.rule("R-JM-06-AGENDA")
@pytest.mark.parametrize(("on", "warned"), [(date(2026, 10, 18), False), (date(2026, 10, 19), True)])
def test_the_agenda_is_settled_two_days_before(on: date, warned: bool) -> None:
    assert agenda("union-T1", on=on) == ({("R-JM-06-AGENDA", "meeting")} if warned else set())


@pytest.mark.rule("R-JM-07")
@pytest.mark.parametrize(
    ("topics", "right"),
    [
        pytest.param(("union-T1", "youth_league-T1", "union-T2"), True, id="in the order of the headings"),
        pytest.param(("union-T2", "union-T1"), False, id="next quarter before the last meeting's tasks"),
        pytest.param(("union-T1", "union-T9"), False, id="one that nobody proposed"),
    ],
)
def test_an_agenda_is_of_proposed_topics_in_the_standing_order(topics: tuple[str, ...], right: bool) -> None:
    assert agenda(*topics) == (set() if right else {("R-JM-07", "topics")})


@pytest.mark.rule("R-JM-06-AGENDA")
def test_a_meeting_that_was_called_is_not_held_without_an_agenda_unless_somebody_says_why() -> None:
    settled = Meeting("2026-04", "2026Q3", planned_on=date(2026, 10, 20), agenda=())

    assert [one.level for one in rules.preparation_violations(RULES, PLANNED)] == [Level.WARN]
    assert rules.preparation_violations(RULES, settled) == rules.preparation_violations(RULES, None) == []


@pytest.mark.rule("R-JM-08")
def test_only_who_attended_may_have_sent_a_substitute() -> None:
    meeting = facts.Meeting(
        meeting="2026-04",
        period="2026Q3",
        held_on=date(2026, 10, 20),
        attended=("organisation", "union"),
        absent=("youth_league",),
        substitutes=("union", "youth_league"),
    )
    departments = ("organisation", "union", "youth_league")

    found = rules.meeting_violations(RULES, meeting, departments, "organisation", date(2026, 10, 20))

    assert broken(found) == {("R-JM-08", "substitutes")}
    assert "youth_league" in found[0].message


@pytest.mark.rule("R-JM-09-ISSUE")
@pytest.mark.parametrize(("on", "warned"), [(date(2026, 11, 3), False), (date(2026, 11, 4), True)])
def test_minutes_come_within_ten_working_days(on: date, warned: bool) -> None:
    found = rules.minutes_violations(RULES, HELD, on)

    assert [(one.rule, one.level) for one in found] == [("R-JM-09-ISSUE", Level.WARN)] * warned


@pytest.mark.rule("R-JM-09-FROZEN")
def test_minutes_are_issued_once_and_supplemented_after() -> None:
    assert broken(rules.minutes_violations(RULES, ISSUED, date(2026, 10, 21))) == {
        ("R-JM-09-FROZEN", "meeting")
    }
    assert broken(rules.frozen_violations(RULES, ISSUED)) == {("R-JM-09-FROZEN", "meeting")}
    assert broken(rules.supplement_violations(RULES, HELD)) == {("R-JM-09-FROZEN", "meeting")}
    assert rules.supplement_violations(RULES, ISSUED) == rules.frozen_violations(RULES, HELD) == []
    assert broken(rules.minutes_violations(RULES, PLANNED, date(2026, 10, 21))) == {("R-JM-07", "meeting")}


@pytest.mark.rule("R-JM-14")
@pytest.mark.rule("R-JM-14-BULLETIN")
@pytest.mark.parametrize(
    ("today", "urged", "due"),
    [
        pytest.param(date(2026, 9, 30), 0, None, id="29 days"),
        pytest.param(date(2026, 10, 1), 0, Urging.NOTICE, id="30 days"),
        pytest.param(date(2026, 10, 2), 1, None, id="once only"),
        pytest.param(date(2026, 10, 30), 1, None, id="59 days"),
        pytest.param(date(2026, 10, 31), 1, Urging.BULLETIN, id="60 days"),
        pytest.param(date(2026, 11, 9), 0, Urging.BULLETIN, id="both at once, after a gap"),
        pytest.param(date(2026, 12, 31), 2, None, id="nothing after"),
    ],
)
def test_a_resolution_is_urged_after_thirty_days_and_after_sixty(
    today: date, urged: int, due: Urging | None
) -> None:
    overdue = Resolution(
        no="JM-2026-01",
        meeting="2026-03",
        text="摸清底数",
        lead="union",
        co=(),
        due_on=DUE,
        deliverable="名单",
        measure="齐全",
        original_due_on=DUE,
        urged=urged,
    )

    assert rules.due_urging(RULES, overdue, today) is due
