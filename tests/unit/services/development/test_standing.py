"""What steps make of a person in the register of members."""

from datetime import date

import pytest

from services.development.model import Case, Taken
from services.development.rules import standing_after
from shared.contracts.development.facts import Standing
from shared.contracts.development.terms import State
from shared.rules import pack
from tests.unit.services.development.walk import after

RULES = pack.load("development", date.max)
ADMITTED = (
    Taken("vote_admission", date(2026, 3, 10), "2026", State.ADMISSION_VOTED),
    Taken("approve_admission", date(2026, 5, 20), "2026", State.PROBATIONARY),
)


@pytest.mark.rule("R-DEV-71")
@pytest.mark.parametrize(("months", "since"), [(None, date(2027, 3, 10)), (6, date(2027, 9, 10))])
def test_full_membership_counts_from_the_end_of_probation_also_of_an_extended_one(
    months: int | None, since: date
) -> None:
    extended = [
        Taken("vote_extend", date(2027, 3, 12), "2026", State.EXTENSION_VOTED, {"months": months}),
        Taken("approve_extension", date(2027, 3, 30), "2026", State.EXTENDED),
    ]
    approved = Taken("approve_conversion", date(2027, 10, 8), "2026", State.FULL)
    case = Case("C1", "O1", (*ADMITTED, *(extended if months else []), approved))

    standing = standing_after(case, RULES, None)
    assert standing is not None
    assert (standing.status, standing.since) == ("FULL", since)


@pytest.mark.rule("R-DEV-73")
def test_a_cancellation_ends_membership_on_its_day() -> None:
    cancelled = Taken("approve_cancellation", date(2026, 9, 1), "2026", State.CANCELLED)

    case = Case("C1", "O1", (*ADMITTED, cancelled))

    assert standing_after(case, RULES, None) == Standing(status="REMOVED", since=date(2026, 9, 1))
    assert standing_after(case, RULES, None, "M9") == Standing(
        status="REMOVED", since=date(2026, 9, 1), member_id="M9"
    )


@pytest.mark.rule("R-DEV-67")
def test_an_extension_from_before_its_approval_was_a_step_counts_as_it_did() -> None:
    extended = Taken("vote_extend", date(2027, 3, 12), "2026", State.EXTENDED, {"months": 6})

    assert Case("C1", "O1", (*ADMITTED, extended)).probation_end(12) == date(2027, 9, 10)


@pytest.mark.rule("R-DEV-74b")
@pytest.mark.parametrize(("ending", "status"), [("died", "DECEASED"), ("removed", "REMOVED")])
def test_the_end_of_a_case_ends_the_membership_of_who_was_admitted_and_of_no_other(
    ending: str, status: str
) -> None:
    ended = Taken("end_case", date(2026, 9, 1), "2026", State.TERMINATED, {"ending": ending})

    standing = standing_after(Case("C1", "O1", (*ADMITTED, ended)), RULES, None, "M9")
    assert standing == Standing(status=status, since=date(2026, 9, 1), member_id="M9")
    assert standing_after(Case("C1", "O1", (*ADMITTED[:1], ended)), RULES, None) is None


@pytest.mark.rule("R-MEM-13")
def test_other_steps_change_no_standing() -> None:
    assert standing_after(Case("C1", "O1", ADMITTED[:1]), RULES, None) is None
    oath = Taken("oath", date(2026, 6, 1), "2026", State.PROBATIONARY)
    assert standing_after(Case("C1", "O1", (*ADMITTED, oath)), RULES, None) is None


@pytest.mark.rule("R-DEV-71")
def test_membership_counts_from_the_meeting_that_admitted_where_the_person_works() -> None:
    admitted = standing_after(after("approve_admission"), pack.load("development", date(2026, 8, 20)), "CODE")
    known = standing_after(
        after("approve_admission"), pack.load("development", date(2026, 8, 20)), None, "M9"
    )

    assert admitted == Standing(status="PROBATIONARY", since=date(2026, 6, 10), credit_code="CODE")
    assert known is not None
    assert known.member_id == "M9"


@pytest.mark.rule("R-DEV-72")
def test_a_number_of_the_opening_stock_is_kept_at_conversion() -> None:
    full = standing_after(
        after("approve_conversion"), pack.load("development", date(2027, 7, 10)), None, "M9"
    )

    assert full == Standing(status="FULL", since=date(2027, 6, 10), member_id="M9")


@pytest.mark.rule("R-DEV-71")
def test_where_no_vote_is_on_record_membership_counts_from_the_approval() -> None:
    admitted = standing_after(Case("C1", "O1", ADMITTED[1:]), RULES, "CODE")

    assert admitted == Standing(status="PROBATIONARY", since=date(2026, 5, 20), credit_code="CODE")
