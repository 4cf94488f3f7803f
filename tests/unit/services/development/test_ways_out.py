"""Out of every state of rules §11.2 there is a way to one where nothing is left to do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.development.model import FALLS, OVER, Case
from services.development.rules import TRANSITIONS, violations
from services.development.rules.transitions import UNDECIDED
from shared.contracts.development.terms import CLOSED, State
from shared.rules.violation import Level
from tests.unit.services.development.walk import (
    BY_COMMITTEE,
    CONVERSION,
    TALLY,
    WAY,
    after,
    ask,
    before,
    broken,
    go,
    state_after,
)

LOCKED_ON, FREE_ON = date(2026, 12, 10), date(2026, 12, 11)
JUNE, JULY = date(2027, 6, 10), date(2027, 7, 10)


def targets(step: str, state: State) -> set[State]:
    """Return where a step may lead from a state, whatever is told with it."""
    target = TRANSITIONS[step].target
    if target is None:
        return {state}
    return {target} if isinstance(target, State) else {*FALLS.get(step, ()), *CHOSEN.get(step, ())}


# Of steps whose target is decided by what was done before.
CHOSEN: Mapping[str, tuple[State, ...]] = {
    "superior_agree": (State.NOTICE, State.CANDIDATE),
    **dict.fromkeys(
        ("set_introducers", "political_review", "complete_training", "exempt_from_training"),
        (State.CANDIDATE, State.READY),
    ),
    "receive": (State.PROBATIONARY, State.EXTENDED, State.CONVERSION_APPLIED),
}


@pytest.mark.rule("R-DEV-74b")
def test_from_every_state_the_table_leads_to_a_closed_one_also_without_a_death() -> None:
    open_states = set(State) - set(CLOSED)
    leads_out = set(CLOSED)
    while more := {
        state
        for state in open_states - leads_out
        for step, row in TRANSITIONS.items()
        if state in row.sources and step not in ("end_case", "withdraw") and targets(step, state) & leads_out
    }:
        leads_out |= more

    assert leads_out == set(State)


@pytest.mark.rule("R-DEV-74b")
def test_whoever_dies_or_is_removed_ends_the_case_in_every_open_state() -> None:
    assert set(TRANSITIONS["end_case"].sources) == set(State) - set(OVER)
    seen = set()
    for case in standing_everywhere():
        if case.state in OVER:
            continue
        seen.add(case.state)
        for ending in ("died", "removed"):
            on = case.last_on + timedelta(days=1)
            assert state_after(case, "end_case", on, {"ending": ending}) is State.TERMINATED

    assert seen == set(State) - set(OVER)


def standing_everywhere() -> list[Case]:
    """Return a case in each state of the table."""
    extension = go(before("vote_conversion"), "vote_extend", JUNE, {**TALLY, "months": 6})
    cancellation = go(before("vote_conversion"), "vote_cancel", JUNE, TALLY)
    return [
        *(before(step) for step, _, _ in WAY[1:]),
        *(after("archive"), extension, cancellation),
        go(extension, "approve_extension", JULY, BY_COMMITTEE),
        go(before("oath"), "transfer_out", JULY, {"to_org": "OTHER"}),
    ]


@pytest.mark.rule("R-DEV-73")
@pytest.mark.parametrize("behind", ["apply_conversion", "vote_conversion", "extended"])
def test_a_serious_breach_costs_the_qualification_once_a_superior_approves(behind: str) -> None:
    case = extended() if behind == "extended" else before(behind)

    voted = go(case, "vote_cancel", JULY, TALLY)
    assert voted.state is State.CANCELLATION_VOTED

    assert state_after(voted, "approve_cancellation", JULY, BY_COMMITTEE) is State.CANCELLED
    assert state_after(voted, "reject_cancellation", JULY, BY_COMMITTEE) is case.state


def extended() -> Case:
    voted = go(before("vote_conversion"), "vote_extend", JUNE, {**TALLY, "months": 6})
    return go(voted, "approve_extension", JULY, BY_COMMITTEE)


@pytest.mark.rule("R-DEV-73")
def test_a_cancellation_before_conversion_is_discussed_tells_the_breach() -> None:
    def found(behind: str, *, reasoned: bool) -> set[str]:
        return broken(violations(ask(before(behind), "vote_cancel", JUNE, TALLY, reasoned=reasoned)))

    assert found("apply_conversion", reasoned=False) == {"R-DEV-73"}
    assert found("apply_conversion", reasoned=True) == set()
    assert found("vote_conversion", reasoned=False) == set()


@pytest.mark.rule("R-DEV-73-OTHER")
@pytest.mark.parametrize(
    ("vote", "facts", "approval"),
    [
        ("vote_cancel", TALLY, "approve_cancellation"),
        ("vote_extend", {**TALLY, "months": 6}, "approve_extension"),
    ],
)
@pytest.mark.parametrize(("by", "refused"), [("clerk", True), ("committee", False)])
def test_who_entered_the_vote_does_not_enter_the_approval(
    vote: str, facts: Mapping[str, Any], approval: str, by: str, refused: bool
) -> None:
    voted = go(before("vote_conversion"), vote, JUNE, facts)

    found = violations(ask(voted, approval, JULY, BY_COMMITTEE, by=by))

    assert broken(found) == ({"R-DEV-73-OTHER"} if refused else set())
    assert all(one.level is Level.BLOCK for one in found)


@pytest.mark.rule("R-DEV-67")
def test_an_extension_that_is_not_approved_leaves_the_branch_all_it_had() -> None:
    voted = go(before("vote_conversion"), "vote_extend", JUNE, {**TALLY, "months": 6})
    refused = go(voted, "reject_extension", JULY, BY_COMMITTEE)
    later = date(2027, 7, 20)
    again = {**CONVERSION, "reviewed_on": later}

    assert (refused.state, refused.probation_end(12)) == (State.CONVERSION_APPLIED, JUNE)
    assert state_after(refused, "vote_conversion", later, again) is State.CONVERSION_VOTED
    assert state_after(refused, "vote_extend", later, {**TALLY, "months": 6}) is State.EXTENSION_VOTED
    assert state_after(refused, "vote_cancel", later, TALLY) is State.CANCELLATION_VOTED


@pytest.mark.rule("R-DEV-69")
@pytest.mark.parametrize("vote", ["vote_extend", "vote_cancel"])
@pytest.mark.parametrize(("on", "late"), [(date(2027, 9, 10), False), (date(2027, 9, 11), True)])
def test_extension_and_cancellation_are_decided_within_three_months_too(
    vote: str, on: date, late: bool
) -> None:
    voted = go(before("vote_conversion"), vote, JUNE, {**TALLY, "months": 6})
    approval = {"vote_extend": "approve_extension", "vote_cancel": "approve_cancellation"}[vote]

    assert broken(violations(ask(voted, approval, on, BY_COMMITTEE))) == ({"R-DEV-69"} if late else set())


@pytest.mark.rule("R-DEV-68")
def test_after_a_refused_conversion_the_branch_votes_again() -> None:
    refused = go(before("approve_conversion"), "reject_conversion", JULY, BY_COMMITTEE)
    later = date(2027, 7, 20)

    assert refused.to_do_again() == ("vote_conversion",)
    assert state_after(refused, "vote_extend", later, {**TALLY, "months": 6}) is State.EXTENSION_VOTED
    assert state_after(refused, "vote_cancel", later, TALLY) is State.CANCELLATION_VOTED


@pytest.mark.rule("R-DEV-51b")
@pytest.mark.parametrize(("on", "refused"), [(LOCKED_ON, True), (FREE_ON, False)])
def test_a_case_is_put_to_the_branch_again_once_it_is_locked_and_not_before(on: date, refused: bool) -> None:
    found = violations(ask(before("approve_admission"), "resubmit", on, BY_COMMITTEE))

    assert broken(found) == ({"R-DEV-51b"} if refused else set())
    assert [one.earliest for one in found] == ([FREE_ON] if refused else [])


@pytest.mark.rule("R-DEV-51b")
@pytest.mark.rule("R-DEV-34")
def test_a_locked_case_goes_on_by_the_committee_s_decision_and_a_second_vote() -> None:
    locked = before("approve_admission")
    late = ask(locked, "approve_admission", FREE_ON, BY_COMMITTEE, confirmed=("R-DEV-51",))
    assert [one.level for one in violations(late)] == [Level.BLOCK]

    again = go(locked, "resubmit", FREE_ON, BY_COMMITTEE)
    assert (again.state, again.last("vote_admission")) == (State.FORM_COMPLETED, None)
    assert [one.step for one in again.taken].count("vote_admission") == 1  # the old tally stays on record
    assert broken(violations(ask(again, "vote_admission", date(2027, 1, 12), TALLY))) == {"R-DEV-34"}

    voted = go(again, "vote_admission", date(2027, 1, 11), TALLY)
    talked = go(voted, "org_talk", date(2027, 1, 20), {"talker": "organiser"})
    approved = go(talked, "approve_admission", date(2027, 2, 10), BY_COMMITTEE, confirmed=("R-DEV-51",))
    assert (approved.state, approved.probation_end(12)) == (State.PROBATIONARY, date(2028, 1, 11))


@pytest.mark.rule("R-DEV-83")
@pytest.mark.parametrize("vote", ["vote_extend", "vote_cancel"])
def test_nobody_is_transferred_while_the_superior_decides(vote: str) -> None:
    voted = go(before("vote_conversion"), vote, JUNE, {**TALLY, "months": 6})

    assert voted.state in UNDECIDED
    assert broken(violations(ask(voted, "transfer_out", JULY, {"to_org": "OTHER"}))) == {"R-DEV-83"}


def at_every_fall_to_candidate() -> dict[str, tuple[Case, Mapping[str, Any]]]:
    return {
        "pre_review_fail": (before("pre_review_pass"), {**BY_COMMITTEE, "to": "S32"}),
        "vote_admission_fail": (before("vote_admission"), {**TALLY, "yes": 3, "to": "S32"}),
        "receive": (
            go(before("branch_review"), "transfer_out", date(2026, 6, 4), {"to_org": "OTHER"}),
            {"org_code": "OTHER", "confirmed": ("cultivation", "political_review", "training")},
        ),
    }


AGAIN = {
    "pre_review_fail": ("political_review", "branch_review"),
    "vote_admission_fail": ("political_review", "branch_review", "pre_review_pass", "complete_form"),
    "receive": ("set_introducers",),
}
THREE = {"set_introducers", "complete_training", "political_review"}


@pytest.mark.rule("R-DEV-28")
@pytest.mark.rule("R-DEV-81")
@pytest.mark.parametrize("fall", AGAIN)
@pytest.mark.parametrize("last", sorted(THREE))
def test_what_a_fall_undoes_does_not_depend_on_which_of_the_three_came_last(fall: str, last: str) -> None:
    case, facts = at_every_fall_to_candidate()[fall]
    on = case.last_on + timedelta(days=1)
    fallen = go(with_last(case, last), fall, on, facts)

    assert set(fallen.to_do_again()) == set(AGAIN[fall])
    assert {step for step in THREE if fallen.last(step) is None} == THREE & set(AGAIN[fall])
    (undone,) = THREE & set(AGAIN[fall])
    told = next(facts for step, _, facts in WAY if step == undone)
    ready = go(fallen, undone, on, told)
    assert (ready.state, undone in ready.to_do_again()) == (State.READY, False)


def with_last(case: Case, last: str) -> Case:
    """Return the case as if *last* of the three had been entered last, and so led on."""
    entered = [one for one in case.taken if one.step in THREE]
    entered.sort(key=lambda one: one.step == last)
    targets = (State.CANDIDATE, State.CANDIDATE, State.READY)
    days = sorted(one.on for one in entered)
    in_order = iter(replace(one, to=to, on=on) for one, to, on in zip(entered, targets, days, strict=True))
    return replace(case, taken=tuple(next(in_order) if one.step in THREE else one for one in case.taken))


def test_what_was_undone_is_not_owed_once_the_case_is_over() -> None:
    case = before("pre_review_pass")
    fallen = go(case, "pre_review_fail", date(2026, 6, 8), {**BY_COMMITTEE, "to": "S21"})
    assert fallen.to_do_again()[:2] == ("propose_candidate", "superior_agree")
    assert "half_year_review" not in fallen.to_do_again()

    assert go(fallen, "withdraw", date(2026, 6, 9), {}).to_do_again() == ()
