"""Supervision's rules, on both sides of each limit."""

from datetime import date
from typing import Any

import pytest

from services.supervision import rules
from services.supervision.model import Count, DemonstrationPoint, Exemption, Finding, PointState
from shared.contracts.supervision import facts
from shared.contracts.supervision.terms import Colour, FindingState
from shared.rules import pack
from shared.rules.violation import Level, Violation

RULES = pack.load("supervision", date.max)

ON = date(2026, 8, 15)


def meeting(**change: Any) -> facts.Meeting:
    values: dict[str, Any] = {
        "meeting": "M1",
        "org_code": "BRANCH",
        "kind": "activity_day",
        "held_on": ON,
        "theme": "降低成本",
        "due": 10,
        "present": 8,
        "voters_due": None,
        "voters_present": None,
        "hours": 4.0,
        "contents": ("study", "suggestions"),
        "minutes": "第3册",
        "evidence": ("签到表",),
        **change,
    }
    return facts.Meeting(**values)


def against(one: facts.Meeting, kind: str = "branch") -> list[Violation]:
    return rules.meeting_violations(RULES, one, kind, ON)


def named(violations: list[Violation]) -> list[str]:
    return [violation.rule for violation in violations]


def test_an_ordinary_activity_day_is_in_order_and_counts() -> None:
    assert against(meeting()) == []
    assert rules.counts(RULES, meeting())


@pytest.mark.rule("R-ACT-20")
@pytest.mark.parametrize(("present", "counted"), [(5, True), (4, False)])
def test_half_of_those_due_have_to_be_there(present: int, counted: bool) -> None:
    one = meeting(present=present)

    assert rules.counts(RULES, one) is counted
    assert ("R-ACT-20" in named(against(one))) is not counted


@pytest.mark.rule("R-ACT-20")
@pytest.mark.parametrize("missing", [{"minutes": None}, {"evidence": ()}, {"due": 0, "present": 0}])
def test_a_meeting_without_minutes_evidence_or_people_does_not_count(missing: dict[str, Any]) -> None:
    assert not rules.counts(RULES, meeting(**missing))


@pytest.mark.rule("R-ACT-03")
@pytest.mark.parametrize(("hours", "expected"), [(4.0, []), (3.5, ["R-ACT-03"]), (None, ["R-ACT-03"])])
def test_an_activity_day_takes_half_a_day(hours: float | None, expected: list[str]) -> None:
    found = against(meeting(hours=hours))

    assert named(found) == expected
    assert {violation.level for violation in found} <= {Level.WARN}


@pytest.mark.rule("R-ACT-04")
@pytest.mark.parametrize("contents", [("study",), ("suggestions",), ()])
def test_an_activity_day_has_study_and_suggestions(contents: tuple[str, ...]) -> None:
    assert named(against(meeting(contents=contents))) == ["R-ACT-04"]


@pytest.mark.rule("R-ACT-07")
@pytest.mark.parametrize(("due", "present", "expected"), [(10, 5, ["R-ACT-07"]), (10, 6, []), (9, 5, [])])
def test_a_members_meeting_has_more_than_half_of_those_with_a_vote(
    due: int, present: int, expected: list[str]
) -> None:
    one = meeting(kind="members_meeting", due=12, present=11, voters_due=due, voters_present=present)

    found = against(one)

    assert named(found) == expected
    assert {violation.level for violation in found} <= {Level.UNCONFIRMED}


@pytest.mark.rule("R-ACT-08")
@pytest.mark.parametrize(("present", "expected"), [(2, ["R-ACT-08"]), (3, [])])
def test_a_committee_meeting_has_at_least_half_of_the_committee(present: int, expected: list[str]) -> None:
    found = against(meeting(kind="committee_meeting", due=5, present=present))

    assert [rule for rule in named(found) if rule != "R-ACT-20"] == expected


@pytest.mark.rule("E-06")
@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": date(2026, 8, 16)},
        {"present": 11},
        {"voters_present": 8},
        {"voters_due": 9},
        {"voters_due": 11, "voters_present": 8},
        {"voters_due": 9, "voters_present": 9},
        {"kind": "superior_meeting"},
    ],
)
def test_what_cannot_be_is_not_taken(wrong: dict[str, Any]) -> None:
    blocking = [violation for violation in against(meeting(**wrong)) if violation.level is Level.BLOCK]

    assert set(named(blocking)) == {"E-06"}


@pytest.mark.rule("E-06")
@pytest.mark.parametrize(
    "full",
    [
        {"present": 10},
        {"present": 10, "voters_due": 10, "voters_present": 10},
        {"present": 9, "voters_due": 9, "voters_present": 9},
    ],
)
def test_everybody_may_be_there_and_everybody_may_have_a_vote(full: dict[str, Any]) -> None:
    assert against(meeting(**full)) == []


@pytest.mark.rule("E-06")
def test_half_of_the_count_of_those_with_a_vote_is_told_and_does_not_stop_the_other_checks() -> None:
    for half in ({"voters_due": 9}, {"voters_present": 8}):
        assert named(against(meeting(kind="members_meeting", **half))) == ["E-06"]


@pytest.mark.rule("R-ACT-20")
def test_a_meeting_of_the_only_one_who_is_due_counts() -> None:
    assert rules.counts(RULES, meeting(due=1, present=1))


@pytest.mark.rule("R-ACT-08")
def test_exactly_half_of_the_committee_is_enough_and_is_asked_of_the_committee_only() -> None:
    assert against(meeting(kind="committee_meeting", due=4, present=2)) == []
    assert named(against(meeting(due=5, present=2))) == ["R-ACT-20"]


def test_a_committee_holds_its_own_meetings() -> None:
    assert against(meeting(kind="superior_meeting"), "committee") == []


@pytest.mark.rule("R-PRV-23")
@pytest.mark.parametrize(("user", "expected"), [("zhang", ["R-PRV-23"]), ("li", [])])
def test_who_asked_for_an_exemption_does_not_grant_it(user: str, expected: list[str]) -> None:
    asked = Exemption("MB1", "BRANCH", "activity_day", ON, ON, asked_by="zhang", granted=False)

    assert named(rules.granting_violations(RULES, asked, user)) == expected


def finding(state: FindingState, **change: Any) -> Finding:
    values = {"finding": "F1", "org_code": "BRANCH", "severity": "normal", "last_on": ON, **change}
    return Finding(state=state, **values)


@pytest.mark.rule("R-SUP-02")
@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("notice", FindingState.FOUND),
        ("reply", FindingState.NOTIFIED),
        ("recheck", FindingState.REPLIED),
        ("close", FindingState.RECHECKED),
    ],
)
def test_each_step_of_a_finding_follows_the_one_before(step: str, state: FindingState) -> None:
    for known in FindingState:
        expected = [] if known is state else ["R-SUP-02"]
        assert named(rules.step_violations(RULES, finding(known), step, ON, "li")) == expected


@pytest.mark.rule("R-SUP-02")
def test_a_step_is_not_dated_before_the_last_one() -> None:
    before = rules.step_violations(RULES, finding(FindingState.FOUND), "notice", date(2026, 8, 14), "li")

    assert [violation.earliest for violation in before] == [ON]


@pytest.mark.rule("R-SUP-02")
@pytest.mark.parametrize(("user", "expected"), [("zhang", ["R-PRV-23"]), ("li", [])])
def test_who_replied_does_not_recheck(user: str, expected: list[str]) -> None:
    replied = finding(FindingState.REPLIED, replied_by="zhang")

    assert named(rules.step_violations(RULES, replied, "recheck", ON, user)) == expected


@pytest.mark.rule("R-SUP-03")
@pytest.mark.parametrize(
    ("severity", "day", "expected"),
    [
        ("normal", date(2026, 9, 14), []),
        ("normal", date(2026, 9, 15), ["R-SUP-03"]),
        ("serious", date(2026, 8, 30), []),
        ("serious", date(2026, 8, 31), ["R-SUP-03-SERIOUS"]),
        ("normal", ON, []),
        ("normal", date(2026, 8, 14), ["R-SUP-03"]),
    ],
)
def test_a_finding_is_put_right_within_its_days(severity: str, day: date, expected: list[str]) -> None:
    assert named(rules.notice_violations(RULES, severity, ON, day)) == expected


@pytest.mark.rule("R-SUP-03-NEAR")
@pytest.mark.parametrize(
    ("due_on", "colour"),
    [
        (date(2026, 8, 23), Colour.GREEN),
        (date(2026, 8, 22), Colour.YELLOW),
        (date(2026, 8, 15), Colour.YELLOW),
        (date(2026, 8, 14), Colour.RED),
        (None, Colour.GREEN),
    ],
)
def test_the_colour_of_a_finding_comes_from_its_day(due_on: date | None, colour: Colour) -> None:
    assert rules.colour(RULES, finding(FindingState.NOTIFIED, due_on=due_on), ON) is colour


def test_a_closed_finding_is_green_whenever_it_was_due() -> None:
    assert rules.colour(RULES, finding(FindingState.CLOSED, due_on=date(2026, 1, 1)), ON) is Colour.GREEN


@pytest.mark.rule("R-SUP-09")
@pytest.mark.parametrize(
    ("state", "user", "expected"),
    [
        (PointState.NOMINATED, "li", []),
        (PointState.NOMINATED, "zhang", ["R-PRV-23"]),
        (PointState.APPROVED, "li", ["R-SUP-09"]),
        (PointState.REVOKED, "li", ["R-SUP-09"]),
    ],
)
def test_another_person_approves_a_demonstration_point_once(
    state: PointState, user: str, expected: list[str]
) -> None:
    point = DemonstrationPoint("SF1", "BRANCH", state, nominated_by="zhang")

    assert named(rules.approving_violations(RULES, point, user)) == expected


@pytest.mark.rule("R-SUP-05")
@pytest.mark.parametrize(
    ("reported", "verified", "differs"),
    [(100, 98, False), (40, 38, False), (39, 37, True), (100, 97, True), (20, 20, False), (1, None, False)],
)
def test_figures_differ_by_more_than_five_per_cent_or_by_three(
    reported: int, verified: int | None, differs: bool
) -> None:
    assert rules.differs(RULES, Count("党课", reported, verified)) is differs
