"""A step that a meeting decides points to the record of that meeting."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.development.rules import TRANSITIONS, Meeting
from shared.contracts.development.steps import STEPS
from shared.rules.violation import Level
from tests.unit.services.development.walk import WAY, before, broken, meeting_of, try_step

DECIDED = sorted({step for step, _, facts in WAY if "meeting" in facts})


def right(step: str) -> Meeting:
    _, on, facts = next(row for row in WAY if row[0] == step)
    found = meeting_of(before(step), step, on, facts)
    assert found is not None
    return found


@pytest.mark.rule("I-5")
@pytest.mark.parametrize("step", DECIDED)
def test_a_step_without_the_record_of_its_meeting_is_refused(step: str) -> None:
    (found,) = try_step(step, meeting=None)

    assert (found.rule, found.level) == ("I-5", Level.BLOCK)
    assert try_step(step, meeting=right(step)) == []


@pytest.mark.rule("I-5")
@pytest.mark.parametrize("step", DECIDED)
@pytest.mark.parametrize(
    "wrong",
    [{"held_on": -1}, {"held_on": 1}, {"org_code": "ELSEWHERE"}, {"kind": "lecture"}],
    ids=["the day before", "the day after", "another body", "another kind"],
)
def test_the_meeting_is_of_the_right_day_body_and_kind(step: str, wrong: dict[str, Any]) -> None:
    known = right(step)
    if "held_on" in wrong:
        wrong = {"held_on": known.held_on + timedelta(days=wrong["held_on"])}

    found = try_step(step, meeting=replace(known, **wrong))

    only_the_day = step == "oath" and "held_on" not in wrong
    assert broken(found) == (set() if only_the_day else {"I-5"})


@pytest.mark.rule("R-DEV-13")
@pytest.mark.parametrize(
    ("decided_by", "kind", "expected"),
    [
        ("committee", "committee_meeting", set()),
        ("committee", "members_meeting", {"I-5"}),
        ("branch_meeting", "members_meeting", set()),
        ("branch_meeting", "committee_meeting", {"I-5"}),
    ],
)
def test_an_activist_is_decided_by_the_body_that_the_step_names(
    decided_by: str, kind: str, expected: set[str]
) -> None:
    known = replace(right("decide_activist"), kind=kind)

    assert broken(try_step("decide_activist", decided_by=decided_by, meeting=known)) == expected


@pytest.mark.rule("R-DEV-40")
@pytest.mark.parametrize("missing", [{"voters_due": None}, {"voters_present": None}])
def test_a_vote_needs_a_record_that_says_who_had_a_vote(missing: dict[str, None]) -> None:
    known = replace(right("vote_admission"), **missing)

    assert broken(try_step("vote_admission", meeting=known)) == {"I-5"}


@pytest.mark.rule("I-5")
@pytest.mark.rule("R-DEV-40")
@pytest.mark.parametrize(
    ("step", "wrong", "field", "said"),
    [
        ("branch_review", {"kind": "lecture"}, "meeting", "BC是党课，此步骤由支委会、支部党员大会决定"),
        ("superior_agree", {"kind": "lecture"}, "meeting", "PC是党课，此步骤由党委会议决定"),
        ("branch_review", {"held_on": date(2026, 6, 4)}, "on", "会议BC于2026-06-04召开，与办理日期不符"),
        ("branch_review", {"org_code": "ELSEWHERE"}, "meeting", "会议BC不是BRANCH的会议"),
        ("superior_agree", {"org_code": "ELSEWHERE"}, "meeting", "会议PC不是COMMITTEE的会议"),
        *(
            ("vote_admission", {name: None}, "meeting", "会议BM的记录没有写明有表决权的应到、实到人数")
            for name in ("voters_due", "voters_present")
        ),
    ],
)
def test_a_record_that_does_not_fit_says_why(step: str, wrong: dict[str, Any], field: str, said: str) -> None:
    (found,) = try_step(step, meeting=replace(right(step), **wrong))

    assert (found.field, found.message, found.earliest) == (field, said, wrong.get("held_on"))


@pytest.mark.rule("I-5")
def test_a_meeting_that_is_not_on_record_is_named() -> None:
    (found,) = try_step("branch_review", meeting=None)

    assert (found.field, found.message) == ("meeting", "没有会议BC的记录，或尚未收到")


@pytest.mark.rule("I-5")
def test_a_count_is_not_judged_before_its_meeting_is_on_record() -> None:
    few = {"present": 7, "yes": 7}

    assert broken(try_step("vote_admission", meeting=None, **few)) == {"I-5"}
    assert broken(try_step("vote_admission", meeting=right("vote_admission"), **few)) == {
        "R-DEV-40",
        "R-DEV-41",
    }


def test_every_step_with_a_meeting_is_tried_above_or_like_one_that_is() -> None:
    named = {step for step, command in STEPS.items() if "meeting" in command.declared}

    like_others = {"superior_reject", "pre_review_fail", "vote_admission_fail", "reject_admission"}
    like_others |= {"vote_extend", "vote_cancel", "reject_conversion", "resubmit"}
    like_others |= {"approve_extension", "reject_extension", "approve_cancellation", "reject_cancellation"}
    assert named == set(DECIDED) | like_others
    assert named <= set(TRANSITIONS)
