"""A step that a meeting decides points to the record of that meeting."""

from dataclasses import replace
from datetime import timedelta
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


def test_every_step_with_a_meeting_is_tried_above_or_like_one_that_is() -> None:
    named = {step for step, command in STEPS.items() if "meeting" in command.declared}

    like_others = {"superior_reject", "pre_review_fail", "vote_admission_fail", "reject_admission"}
    like_others |= {"vote_extend", "vote_cancel", "reject_conversion", "resubmit"}
    like_others |= {"approve_extension", "reject_extension", "approve_cancellation", "reject_cancellation"}
    assert named == set(DECIDED) | like_others
    assert named <= set(TRANSITIONS)
