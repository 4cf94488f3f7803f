"""The rules from application to candidate, each on both sides of its limit."""

from datetime import date
from typing import Any

import pytest

from services.development.rules import TRANSITIONS
from shared.contracts.development.steps import STEPS
from shared.contracts.development.terms import State
from shared.rules.violation import Level
from tests.unit.services.development.walk import (
    WAY,
    after,
    ask,
    before,
    broken,
    dated,
    go,
    try_step,
    violations,
)


def test_the_whole_way_leads_to_the_archive_without_an_objection() -> None:
    assert after("archive").state is State.ARCHIVED


@pytest.mark.rule("R-SEED-079")
@pytest.mark.parametrize("step", [name for name, _, _ in WAY[1:]])
def test_no_step_can_be_taken_before_the_one_it_needs(step: str) -> None:
    wrong = State.CANCELLED if State.APPLIED in TRANSITIONS[step].sources else State.APPLIED
    case = before("record_talk") if wrong is State.APPLIED else before("archive")
    _, _, facts = next(row for row in WAY if row[0] == step)

    found = violations(ask(case, step, date(2027, 8, 1), facts))

    assert broken(found) == {"R-SEED-079"}
    assert found[0].level is Level.BLOCK


@pytest.mark.rule("R-DEV-21")
@pytest.mark.rule("R-DEV-26")
@pytest.mark.rule("R-DEV-28")
@pytest.mark.rule("R-DEV-30")
@pytest.mark.rule("R-DEV-48")
@pytest.mark.parametrize(
    ("skipped", "later"),
    [
        ("propose_candidate", "superior_agree"),
        ("set_introducers", "branch_review"),
        ("complete_training", "branch_review"),
        ("political_review", "branch_review"),
        ("branch_review", "pre_review_pass"),
        ("complete_form", "vote_admission"),
        ("org_talk", "approve_admission"),
        ("apply_conversion", "vote_conversion"),
    ],
)
def test_what_must_precede_cannot_be_skipped(skipped: str, later: str) -> None:
    _, on, facts = next(row for row in WAY if row[0] == later)

    assert broken(violations(ask(before(skipped), later, on, facts))) == {"R-SEED-079"}


@pytest.mark.rule("I-5")
@pytest.mark.parametrize(
    "step",
    [
        *("decide_activist", "propose_candidate", "superior_agree", "branch_review", "pre_review_pass"),
        *("vote_admission", "approve_admission", "vote_conversion", "vote_extend", "vote_cancel"),
        *("approve_conversion", "superior_reject", "reject_admission", "reject_conversion"),
    ],
)
def test_what_a_meeting_decides_names_the_record_of_the_meeting(step: str) -> None:
    assert STEPS[step].declared["meeting"].required


@pytest.mark.rule("R-DEV-16")
@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2025, 10, 1), False), (date(2025, 10, 2), True)],
    ids=["within the grace", "past it"],
)
def test_an_activist_is_reviewed_every_half_year(on: date, late: bool) -> None:
    found = try_step("half_year_review", on=on)

    assert broken(found) == ({"R-DEV-16"} if late else set())
    assert all(one.level is Level.WARN for one in found)


@pytest.mark.rule("R-DEV-01")
@pytest.mark.parametrize(
    ("born", "rules"),
    [(date(2007, 1, 10), set()), (date(2007, 1, 11), {"R-DEV-01"})],
    ids=["18 today", "18 tomorrow"],
)
def test_who_applies_is_eighteen_on_that_day(born: date, rules: set[str]) -> None:
    found = try_step("submit_application", birth_date=born)

    assert broken(found) == rules
    assert [one.earliest for one in found] == ([date(2025, 1, 11)] if rules else [])


@pytest.mark.rule("R-DEV-04")
def test_an_application_is_in_writing_and_by_the_person() -> None:
    assert broken(try_step("submit_application", written=False)) == {"R-DEV-04"}


@pytest.mark.rule("R-DEV-05")
@pytest.mark.parametrize(
    ("applied", "talked", "late"),
    [
        (date(2025, 1, 10), date(2025, 2, 10), False),
        (date(2025, 1, 10), date(2025, 2, 11), True),
        (date(2025, 1, 31), date(2025, 2, 28), False),
        (date(2025, 1, 31), date(2025, 3, 1), True),
        (date(2024, 1, 31), date(2024, 2, 29), False),
    ],
    ids=["a month", "a month and a day", "D-1", "after D-1", "D-1 in a leap year"],
)
def test_the_talk_is_within_a_month_or_needs_a_reason(applied: date, talked: date, late: bool) -> None:
    case = dated(before("record_talk"), "submit_application", applied)

    found = try_step("record_talk", case=case, on=talked)

    assert broken(found) == ({"R-DEV-05"} if late else set())
    assert all(one.level is Level.WARN for one in found)


@pytest.mark.rule("R-DEV-10")
def test_nobody_becomes_an_activist_without_a_recommendation() -> None:
    talked = after("record_talk")

    assert broken(violations(ask(talked, "decide_activist", date(2025, 3, 1), {}))) == {"R-DEV-10"}


@pytest.mark.rule("R-DEV-13")
def test_an_activist_is_decided_only_after_the_talk() -> None:
    applied = before("record_talk")
    recommended = go(applied, "record_recommendation", date(2025, 1, 11), {"body": "members"})

    assert broken(violations(ask(recommended, "decide_activist", date(2025, 3, 1), {}))) == {"R-SEED-079"}
    assert broken(try_step("decide_activist")) == set()


@pytest.mark.rule("R-DEV-15")
@pytest.mark.parametrize(
    ("members", "refused"),
    [
        (("M1",), False),
        (("M1", "M2"), False),
        (("M1", "M2", "M3"), True),
        (("P1",), True),
        (("M1", "R1"), True),
        (("UNKNOWN",), True),
    ],
    ids=["one", "two", "three", "probationary", "restricted", "not on record"],
)
def test_contacts_are_one_or_two_full_members_with_their_rights(members: Any, refused: bool) -> None:
    found = try_step("assign_contacts", members=members)

    assert broken(found) == ({"R-DEV-15"} if refused else set())
    assert all(one.level is Level.BLOCK for one in found)


@pytest.mark.rule("R-DEV-18")
@pytest.mark.parametrize(
    ("decided", "proposed", "early"),
    [
        (date(2025, 3, 1), date(2026, 3, 1), False),
        (date(2025, 3, 1), date(2026, 2, 28), True),
        (date(2024, 2, 29), date(2026, 2, 28), False),
    ],
    ids=["D-2", "a day before D-2", "from a leap day"],
)
def test_cultivation_lasts_twelve_months_from_the_decision(
    decided: date, proposed: date, early: bool
) -> None:
    case = dated(before("propose_candidate"), "decide_activist", decided)

    found = [one for one in try_step("propose_candidate", case=case, on=proposed) if one.rule != "R-DEV-16"]

    assert broken(found) == ({"R-DEV-18"} if early else set())
    assert [one.earliest for one in found] == ([date(2026, 3, 1)] if early else [])


@pytest.mark.rule("R-DEV-18")
def test_a_candidate_was_reviewed_twice_and_has_contacts() -> None:
    filed = after("file_activist")
    facts = {"opinions": ("group", "contacts", "members", "masses")}

    found = violations(ask(filed, "propose_candidate", date(2026, 3, 2), facts))

    assert broken(found) == {"R-DEV-18-REVIEWS", "R-DEV-15"}


@pytest.mark.rule("R-DEV-20")
def test_four_sides_are_heard_before_a_candidate_is_proposed() -> None:
    assert broken(try_step("propose_candidate", opinions=("group", "contacts", "members"))) == {"R-DEV-20"}


@pytest.mark.rule("R-DEV-22")
def test_since_2026_filing_is_not_enough_and_agreement_is() -> None:
    assert broken(try_step("superior_agree", reply="filing")) == {"R-DEV-22"}
    assert broken(try_step("superior_agree", reply="agreement")) == set()


@pytest.mark.rule("R-DEV-22")
@pytest.mark.rule("R-GEN-07")
def test_on_the_last_day_of_the_old_text_filing_was_enough_and_there_was_no_notice() -> None:
    case = before("superior_agree")
    filed = {"approver": "COMMITTEE", "meeting": "PC", "reply": "filing"}

    listed = go(case, "superior_agree", date(2026, 5, 10), filed)

    assert (listed.state, listed.taken[-1].edition) == (State.CANDIDATE, "2014")
    assert broken(violations(ask(case, "superior_agree", date(2026, 5, 11), filed))) == {"R-DEV-22"}


@pytest.mark.rule("R-DEV-23")
@pytest.mark.rule("R-GEN-05")
@pytest.mark.parametrize(
    ("posted", "ended", "early"),
    [
        (date(2026, 5, 13), date(2026, 5, 21), False),
        (date(2026, 5, 13), date(2026, 5, 20), True),
        (date(2026, 9, 30), date(2026, 10, 14), False),
        (date(2026, 9, 30), date(2026, 10, 13), True),
    ],
    ids=["five working days", "the fifth is not over", "over the holidays", "the make-up Saturday counts"],
)
def test_the_notice_is_over_after_five_full_working_days(posted: date, ended: date, early: bool) -> None:
    found = try_step("end_notice", posted_on=posted, on=ended)

    assert broken(found) == ({"R-DEV-23"} if early else set())


@pytest.mark.rule("R-GEN-04")
def test_working_days_of_a_year_that_is_not_loaded_need_a_person() -> None:
    found = try_step("end_notice", posted_on=date(2031, 3, 3), on=date(2031, 3, 20))

    assert [(one.rule, one.level) for one in found] == [("R-GEN-04", Level.WARN)]


@pytest.mark.rule("R-DEV-23")
def test_a_notice_is_not_posted_before_the_committee_agreed() -> None:
    assert broken(try_step("end_notice", posted_on=date(2026, 5, 11))) == {"R-DEV-23"}


@pytest.mark.rule("R-DEV-24")
def test_an_open_objection_freezes_the_case_until_it_is_settled() -> None:
    posted = {"posted_on": date(2026, 5, 13)}
    objected = go(before("end_notice"), "raise_objection", date(2026, 5, 14), {"objection": "O1"})
    settled = go(objected, "settle_objection", date(2026, 5, 20), {"objection": "O1"})
    upheld = go(objected, "uphold_objection", date(2026, 5, 20), {"objection": "O1"})

    assert broken(violations(ask(objected, "end_notice", date(2026, 5, 21), posted))) == {"R-DEV-24"}
    assert go(settled, "end_notice", date(2026, 5, 21), posted).state is State.CANDIDATE
    assert upheld.state is State.ACTIVIST


@pytest.mark.rule("R-DEV-25")
@pytest.mark.parametrize(
    ("members", "refused"),
    [(("M1", "M2"), False), (("M1",), True), (("M1", "M2", "M3"), True), (("M1", "R1"), True)],
    ids=["two", "one", "three", "restricted"],
)
def test_introducers_are_two_full_members_with_their_rights(members: Any, refused: bool) -> None:
    assert broken(try_step("set_introducers", members=members)) == ({"R-DEV-25"} if refused else set())


@pytest.mark.rule("R-DEV-27")
@pytest.mark.parametrize(
    ("days", "hours", "organiser", "refused"),
    [
        (3, 0, "committee", False),
        (2.5, 24, "county_department", False),
        (2.5, 23.5, "committee", True),
        (3, 24, "party_school", True),
    ],
    ids=["three days", "24 hours", "neither", "by whom it does not count"],
)
def test_training_is_three_days_or_24_hours(days: float, hours: float, organiser: str, refused: bool) -> None:
    found = try_step("complete_training", days=days, hours=hours, organiser=organiser)

    assert broken(found) == ({"R-DEV-27"} if refused else set())


@pytest.mark.rule("R-DEV-27")
def test_an_exemption_from_training_is_asked_for_and_approved_by_another_person() -> None:
    case, on = before("complete_training"), date(2026, 5, 28)
    approved = {"approver": "COMMITTEE"}

    assert broken(violations(ask(case, "exempt_from_training", on, approved))) == {"R-DEV-27-OTHER"}
    asked = go(case, "ask_exemption", on, {}, by="secretary")
    assert broken(violations(ask(asked, "exempt_from_training", on, approved, by="secretary"))) == {
        "R-DEV-27-OTHER"
    }
    exempted = go(asked, "exempt_from_training", on, approved, by="committee")
    assert go(exempted, "political_review", date(2026, 6, 1), {}).state is State.READY


@pytest.mark.rule("R-DEV-28")
def test_the_three_may_be_done_in_any_order_and_only_together_make_ready() -> None:
    case = before("set_introducers")
    course = {"days": 3, "hours": 24, "organiser": "committee"}

    trained = go(case, "complete_training", date(2026, 5, 22), course)
    reviewed = go(trained, "political_review", date(2026, 5, 23), {})
    ready = go(reviewed, "set_introducers", date(2026, 5, 24), {"members": ("M1", "M2")})

    assert (trained.state, reviewed.state, ready.state) == (State.CANDIDATE, State.CANDIDATE, State.READY)


@pytest.mark.rule("E-02")
def test_dates_neither_go_back_nor_ahead_of_the_business_day() -> None:
    assert broken(try_step("record_talk", on=date(2025, 1, 9))) == {"E-02"}
    assert broken(try_step("record_talk", recorded_on=date(2025, 1, 19))) == {"E-02"}
    assert broken(try_step("record_talk", on=date(2025, 1, 10), recorded_on=date(2025, 1, 10))) == set()
