"""The rules from pre-review to archive, each on both sides of its limit."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.development.model import Case
from services.development.rules import Quota
from shared.contracts.development.terms import State
from shared.rules.violation import Level
from tests.unit.services.development.walk import (
    BY_COMMITTEE,
    CONVERSION,
    TALLY,
    after,
    ask,
    before,
    broken,
    go,
    state_after,
    try_step,
    violations,
)


@pytest.mark.rule("R-DEV-32")
def test_who_leaves_within_three_months_is_admitted_only_with_a_reason() -> None:
    found = try_step("pre_review_pass", leaves_soon=True)

    assert [(one.rule, one.level) for one in found] == [("R-DEV-32", Level.WARN)]


@pytest.mark.rule("R-DEV-33")
def test_a_form_is_given_once_and_the_one_given_is_filled_in() -> None:
    assert broken(try_step("pre_review_pass", taken_forms=frozenset({"ZY1"}))) == {"R-DEV-33"}
    assert broken(try_step("complete_form", form_no="ZY2")) == {"R-DEV-33"}


@pytest.mark.rule("R-DEV-34")
@pytest.mark.parametrize(
    ("on", "late"), [(date(2026, 7, 8), False), (date(2026, 7, 9), True)], ids=["a month", "a day more"]
)
def test_the_branch_meets_within_a_month_of_the_pre_review(on: date, late: bool) -> None:
    found = try_step("vote_admission", on=on)

    assert broken(found) == ({"R-DEV-34"} if late else set())
    assert all(one.level is Level.WARN for one in found)


@pytest.mark.rule("R-DEV-40")
@pytest.mark.rule("R-DEV-41")
@pytest.mark.rule("R-DEV-44")
@pytest.mark.parametrize(
    ("due", "present", "yes", "written", "rules"),
    [
        pytest.param(16, 8, 8, 0, {"R-DEV-40", "R-DEV-41"}, id="V-1"),
        pytest.param(16, 9, 8, 0, {"R-DEV-41"}, id="V-2"),
        pytest.param(16, 9, 9, 0, set(), id="V-3"),
        pytest.param(15, 7, 7, 0, {"R-DEV-40", "R-DEV-41"}, id="V-4"),
        pytest.param(15, 8, 8, 0, set(), id="V-5"),
        pytest.param(3, 2, 2, 0, set(), id="V-6"),
        pytest.param(3, 2, 1, 0, {"R-DEV-41"}, id="V-7"),
        pytest.param(10, 6, 5, 1, set(), id="V-8"),
        pytest.param(10, 5, 5, 1, {"R-DEV-40"}, id="written opinions are not present"),
        pytest.param(10, 6, 5, 0, {"R-DEV-41"}, id="V-8 without the written opinion"),
    ],
)
def test_quorum_and_majority_are_counted_of_those_due(
    due: int, present: int, yes: int, written: int, rules: set[str]
) -> None:
    found = try_step("vote_admission", voters=due, due=due, present=present, yes=yes, written_yes=written)

    assert broken(found) == rules
    assert all(one.level is Level.BLOCK for one in found)


@pytest.mark.rule("R-DEV-41")
@pytest.mark.rule("R-DEV-66")
def test_a_vote_that_passed_is_not_recorded_as_failed_nor_the_other_way_round() -> None:
    case, on = before("vote_admission"), date(2026, 6, 10)
    passed, failed = {**TALLY, "to": "S32"}, {**TALLY, "yes": 7, "no": 1, "to": "S32"}

    assert broken(violations(ask(case, "vote_admission_fail", on, passed))) == {"R-DEV-41"}
    assert state_after(case, "vote_admission_fail", on, failed) is State.CANDIDATE
    assert state_after(case, "vote_admission_fail", on, {**failed, "to": "S21"}) is State.ACTIVIST
    assert broken(violations(ask(case, "vote_admission_fail", on, {**failed, "to": "X2"}))) == {"R-SEED-079"}


@pytest.mark.rule("R-DEV-42")
@pytest.mark.parametrize(("voters", "refused"), [(15, False), (14, True), (16, True)])
def test_those_due_are_the_full_members_on_record(voters: int, refused: bool) -> None:
    assert broken(try_step("vote_admission", voters=voters)) == ({"R-DEV-42"} if refused else set())


@pytest.mark.rule("R-DEV-43")
@pytest.mark.rule("E-05")
@pytest.mark.parametrize(
    "wrong",
    [{"no": 1}, {"present": 15, "written_no": 1}],
    ids=["more votes than people", "more than are due"],
)
def test_totals_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    assert broken(try_step("vote_admission", **wrong)) == {"E-05"}


@pytest.mark.rule("R-DEV-45")
def test_two_persons_are_never_voted_on_in_one_tally() -> None:
    assert broken(try_step("vote_admission", persons=2)) == {"R-DEV-45"}


@pytest.mark.rule("R-DEV-50")
@pytest.mark.rule("R-DEV-51")
@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (date(2026, 9, 10), None),
        (date(2026, 9, 11), "R-DEV-50"),
        (date(2026, 12, 10), "R-DEV-50"),
        (date(2026, 12, 11), "R-DEV-51"),
    ],
    ids=["D-3: three months", "D-4: late", "D-4: the last day", "D-4: locked"],
)
def test_approval_comes_within_three_months_and_never_after_six(on: date, rule: str | None) -> None:
    found = try_step("approve_admission", on=on)

    assert broken(found) == ({rule} if rule else set())


@pytest.mark.rule("R-DEV-51")
@pytest.mark.rule("R-GEN-09")
def test_an_unconfirmed_rule_warns_until_somebody_confirmed_its_text() -> None:
    late = date(2026, 12, 11)

    (unconfirmed,) = try_step("approve_admission", on=late)
    (bound,) = try_step("approve_admission", on=late, confirmed=("R-DEV-51",))

    assert (unconfirmed.level, bound.level) == (Level.UNCONFIRMED, Level.BLOCK)


@pytest.mark.rule("R-DEV-93")
@pytest.mark.parametrize(("used", "refused"), [(1, False), (2, True)])
def test_admissions_stay_within_the_places_of_the_year(used: int, refused: bool) -> None:
    found = try_step("approve_admission", quota=Quota(2026, 2, used))

    assert broken(found) == ({"R-DEV-93"} if refused else set())


@pytest.mark.rule("R-DEV-61")
@pytest.mark.parametrize(("on", "late"), [(date(2026, 9, 20), False), (date(2026, 9, 21), True)])
def test_the_oath_is_within_a_month_of_the_approval(on: date, late: bool) -> None:
    assert broken(try_step("oath", on=on)) == ({"R-DEV-61"} if late else set())


@pytest.mark.rule("R-DEV-62")
def test_probation_lasts_a_year_from_the_branch_meeting_not_from_the_approval() -> None:
    assert after("approve_admission").probation_end(12) == date(2027, 6, 10)


@pytest.mark.rule("R-DEV-64-EARLY")
@pytest.mark.parametrize(("on", "early"), [(date(2027, 5, 11), False), (date(2027, 5, 10), True)])
def test_who_applies_for_conversion_before_the_last_thirty_days_says_why(on: date, early: bool) -> None:
    found = try_step("apply_conversion", on=on)

    assert broken(found) == ({"R-DEV-64-EARLY"} if early else set())
    assert {one.level for one in found} == ({Level.WARN} if early else set())


@pytest.mark.rule("R-DEV-64")
@pytest.mark.parametrize(("on", "early"), [(date(2027, 6, 10), False), (date(2027, 6, 9), True)])
def test_nobody_votes_on_conversion_before_probation_is_over(on: date, early: bool) -> None:
    found = try_step("vote_conversion", on=on)

    assert broken(found) == ({"R-DEV-64"} if early else set())
    assert [one.earliest for one in found] == ([date(2027, 6, 10)] if early else [])


@pytest.mark.rule("R-DEV-65")
def test_the_committee_reviews_between_application_and_vote_after_hearing_three_sides() -> None:
    assert broken(try_step("vote_conversion", opinions=("group", "members"))) == {"R-DEV-65"}
    assert broken(try_step("vote_conversion", reviewed_on=date(2027, 5, 14))) == {"R-DEV-65"}
    assert broken(try_step("vote_conversion", reviewed_on=date(2027, 6, 11))) == {"R-DEV-65"}


def extend(case: Case, on: date, months: int) -> tuple[Any, ...]:
    return case, "vote_extend", on, {**TALLY, "months": months}


@pytest.mark.rule("R-DEV-67")
@pytest.mark.parametrize(
    ("months", "refused"),
    [(5, True), (6, False), (12, False), (13, True)],
    ids=["D-6", "D-5", "12", "D-6 more"],
)
def test_an_extension_is_six_to_twelve_months(months: int, refused: bool) -> None:
    found = violations(ask(*extend(before("vote_conversion"), date(2027, 6, 10), months)))

    assert broken(found) == ({"R-DEV-67" if months < 6 else "R-DEV-67-MOST"} if refused else set())


@pytest.mark.rule("R-DEV-68")
def test_probation_is_extended_once_and_party_age_counts_from_the_new_end() -> None:
    voted = go(*extend(before("vote_conversion"), date(2027, 6, 10), 6))
    assert (voted.state, voted.probation_end(12)) == (State.EXTENSION_VOTED, date(2027, 6, 10))
    extended = go(voted, "approve_extension", date(2027, 6, 30), BY_COMMITTEE)
    end = date(2027, 12, 10)
    applied = go(extended, "apply_conversion", end - timedelta(days=30), {})

    assert (extended.state, extended.probation_end(12)) == (State.EXTENDED, end)
    assert broken(violations(ask(*extend(applied, end, 6)))) == {"R-DEV-68"}
    converted = {**CONVERSION, "reviewed_on": end}
    assert state_after(applied, "vote_conversion", end, converted) is State.CONVERSION_VOTED
    early = violations(ask(applied, "vote_conversion", end - timedelta(days=1), converted))
    assert broken(early) == {"R-DEV-64", "R-DEV-65"}


@pytest.mark.rule("R-DEV-69")
@pytest.mark.parametrize(("on", "late"), [(date(2027, 9, 10), False), (date(2027, 9, 11), True)])
def test_conversion_is_approved_within_three_months(on: date, late: bool) -> None:
    assert broken(try_step("approve_conversion", on=on)) == ({"R-DEV-69"} if late else set())


@pytest.mark.rule("R-DEV-70")
def test_nothing_is_archived_with_a_document_missing() -> None:
    assert broken(try_step("archive", documents=("form", "application"))) == {"R-DEV-70"}


@pytest.mark.rule("R-DEV-83")
@pytest.mark.parametrize("step", ["org_talk", "approve_admission", "approve_conversion"])
def test_no_transfer_between_a_vote_and_its_approval(step: str) -> None:
    found = violations(ask(before(step), "transfer_out", date(2027, 8, 1), {"to_org": "OTHER"}))

    assert broken(found) == {"R-DEV-83"}


@pytest.mark.rule("R-DEV-80")
@pytest.mark.rule("R-DEV-81")
@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("record_talk", State.APPLIED),
        ("file_activist", State.ACTIVIST),
        ("assign_contacts", State.ACTIVIST),
        ("end_notice", State.ACTIVIST),
        ("complete_form", State.CANDIDATE),
        ("oath", State.PROBATIONARY),
        ("vote_conversion", State.CONVERSION_APPLIED),
    ],
)
def test_the_new_branch_goes_on_where_the_table_says(step: str, state: State) -> None:
    left = go(before(step), "transfer_out", date(2027, 8, 1), {"to_org": "OTHER"})
    details = {"org_code": "OTHER", "confirmed": ("cultivation", "political_review", "training")}

    received = go(left, "receive", date(2027, 8, 2), details)

    assert (received.state, received.org_code) == (state, "OTHER")


@pytest.mark.rule("R-DEV-81")
def test_a_candidate_is_received_only_after_everything_was_confirmed_anew() -> None:
    left = go(before("branch_review"), "transfer_out", date(2027, 8, 1), {"to_org": "OTHER"})

    found = violations(
        ask(left, "receive", date(2027, 8, 2), {"org_code": "OTHER", "confirmed": ("training",)})
    )

    assert broken(found) == {"R-DEV-81"}


@pytest.mark.rule("R-DEV-55")
@pytest.mark.parametrize(
    ("step", "refusal", "state"),
    [
        ("superior_agree", "superior_reject", State.ACTIVIST),
        ("approve_admission", "reject_admission", State.ACTIVIST),
        ("approve_conversion", "reject_conversion", State.CONVERSION_APPLIED),
    ],
)
def test_what_a_committee_refuses_goes_back(step: str, refusal: str, state: State) -> None:
    assert state_after(before(step), refusal, date(2027, 8, 1), BY_COMMITTEE) is state


@pytest.mark.rule("R-DEV-60")
@pytest.mark.parametrize(("on", "late"), [(date(2026, 9, 19), False), (date(2026, 9, 20), True)])
def test_a_new_member_is_assigned_to_a_group_within_thirty_days(on: date, late: bool) -> None:
    assert broken(try_step("assign_to_branch", on=on)) == ({"R-DEV-60"} if late else set())


@pytest.mark.rule("R-DEV-53")
@pytest.mark.parametrize(("on", "late"), [(date(2026, 9, 4), False), (date(2026, 9, 5), True)])
def test_an_admission_is_filed_within_fifteen_days(on: date, late: bool) -> None:
    assert broken(try_step("file_admission", on=on)) == ({"R-DEV-53"} if late else set())


@pytest.mark.rule("R-DEV-63")
@pytest.mark.parametrize(("on", "late"), [(date(2026, 12, 5), False), (date(2026, 12, 6), True)])
def test_probation_is_reviewed_every_three_months_with_fifteen_days_of_grace(on: date, late: bool) -> None:
    assert broken(try_step("probation_review", on=on)) == ({"R-DEV-63"} if late else set())


@pytest.mark.rule("R-DEV-61")
@pytest.mark.parametrize(
    ("left_out", "rule"),
    [
        ("file_admission", "R-DEV-53"),
        ("assign_to_branch", "R-DEV-60"),
        ("oath", "R-DEV-61"),
        ("probation_review", "R-DEV-63"),
    ],
)
def test_a_conversion_without_what_belongs_to_probation_is_warned_of(left_out: str, rule: str) -> None:
    case = before("vote_conversion")
    short = replace(case, taken=tuple(taken for taken in case.taken if taken.step != left_out))

    found = try_step("vote_conversion", case=short)

    assert broken(found) == {rule}
    assert all(violation.level is not Level.BLOCK for violation in found)
