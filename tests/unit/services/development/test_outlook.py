"""What may come next in a case: which steps, what stands against each, and from when."""

from dataclasses import replace
from datetime import date

import pytest

from services.development.model import Case
from services.development.rules import Prospect, outlook
from shared.rules import pack
from tests.unit.services.development.walk import after, before, go


def prospects(case: Case, today: date) -> dict[str, Prospect]:
    rules = pack.load("development", today)
    return {one.step: one for one in outlook(case, today, rules)}


@pytest.mark.rule("R-DEV-18")
def test_an_activist_may_be_proposed_from_the_end_of_the_year_on() -> None:
    case = before("half_year_review")

    early = prospects(case, date(2026, 2, 28))["propose_candidate"]
    assert early.earliest == date(2026, 3, 1)
    assert "R-DEV-18" in {violation.rule for violation in early.against}
    late = prospects(case, date(2026, 3, 1))["propose_candidate"]
    assert late.earliest is None
    assert "R-DEV-18" not in {violation.rule for violation in late.against}


@pytest.mark.rule("R-DEV-10")
def test_what_is_missing_is_named_before_the_step_is_tried() -> None:
    undecided = prospects(before("record_recommendation"), date(2025, 1, 25))

    assert [violation.rule for violation in undecided["decide_activist"].against] == ["R-DEV-10"]


@pytest.mark.rule("R-DEV-64")
def test_a_conversion_is_discussed_from_the_end_of_probation_on() -> None:
    case = before("vote_conversion")

    assert prospects(case, date(2027, 6, 9))["vote_conversion"].earliest == date(2027, 6, 10)
    assert prospects(case, date(2027, 6, 10))["vote_conversion"].earliest is None


def test_what_is_told_with_the_step_only_is_no_obstacle_beforehand() -> None:
    """Which committee approves is told then; today it stands against nothing."""
    assert prospects(before("approve_admission"), date(2026, 8, 20))["approve_admission"].against == ()


@pytest.mark.rule("R-DEV-28")
def test_of_the_three_that_make_ready_what_is_done_is_told_from_what_is_missing() -> None:
    def done(case: Case) -> set[str]:
        return {one.step for one in prospects(case, date(2026, 6, 1)).values() if one.done}

    assert done(before("set_introducers")) == set()
    assert done(after("set_introducers")) == {"set_introducers"}
    assert "complete_training" in prospects(after("set_introducers"), date(2026, 6, 1))


def test_what_may_be_done_again_and_again_is_never_done() -> None:
    assert not prospects(after("half_year_review"), date(2026, 2, 28))["half_year_review"].done


def test_a_case_that_is_over_has_nothing_before_it() -> None:
    assert prospects(after("archive"), date(2027, 7, 20)) == {}


def test_what_leads_on_is_told_from_what_leaves_the_case_where_it_is() -> None:
    activist = prospects(after("assign_contacts"), date(2026, 3, 1))

    assert {step: one.leads_on for step, one in activist.items()} == {
        "assign_contacts": False,
        "half_year_review": False,
        "propose_candidate": True,
        "transfer_out": True,
        "withdraw": True,
        "end_case": True,
    }


@pytest.mark.rule("R-DEV-27")
def test_who_was_exempted_from_training_needs_it_no_more() -> None:
    on = date(2026, 5, 28)
    asked = go(before("complete_training"), "ask_exemption", on, {})
    assert not prospects(asked, on)["complete_training"].done

    exempt = go(asked, "exempt_from_training", on, {"approver": "COMMITTEE"})

    assert prospects(exempt, on)["complete_training"].done


@pytest.mark.rule("R-DEV-27")
def test_who_will_enter_a_step_is_not_known_beforehand_and_stands_against_nothing() -> None:
    on = date(2026, 5, 28)
    asked = go(before("complete_training"), "ask_exemption", on, {})
    before_it_was_kept = replace(asked, taken=(*asked.taken[:-1], replace(asked.taken[-1], by=None)))

    for case in (asked, before_it_was_kept):
        assert prospects(case, on)["exempt_from_training"].against == ()
