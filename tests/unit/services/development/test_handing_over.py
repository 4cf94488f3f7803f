"""What becomes of a case whose branch is dissolved, in every state it may be in."""

from datetime import date

import pytest

from services.development.model import Case, Taken
from services.development.rules import handing_over
from shared.contracts.development.terms import State

ON = date(2026, 7, 1)
SENT = (
    *(State.APPLIED, State.TALKED, State.ACTIVIST, State.CANDIDATE, State.READY, State.FORM_COMPLETED),
    *(State.PROBATIONARY, State.EXTENDED, State.CONVERSION_APPLIED),
)
KEPT = (
    State.ADMISSION_VOTED,
    State.INTERVIEWED,
    State.CONVERSION_VOTED,
    State.CANCELLATION_VOTED,
    State.FULL,
)


def case_in(state: State) -> Case:
    return Case("C1", "BRANCH", (Taken("submit_application", date(2026, 6, 1), "2026", state),))


@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize("state", SENT)
def test_what_may_move_is_sent_to_who_received_the_members(state: State) -> None:
    assert handing_over.handed_over(case_in(state), "HOST", ON, "2026") == Taken(
        "transfer_out", ON, "2026", State.IN_TRANSFER, {"to_org": "HOST"}
    )


@pytest.mark.rule("R-DEV-86")
@pytest.mark.rule("R-DEV-83")
@pytest.mark.parametrize("state", KEPT)
def test_what_waits_for_a_decision_or_the_archive_goes_on_as_it_stands(state: State) -> None:
    assert handing_over.handed_over(case_in(state), "HOST", ON, "2026") == Taken(
        "hand_over", ON, "2026", state, {"org_code": "HOST"}
    )


@pytest.mark.rule("R-DEV-86")
def test_a_case_under_way_to_another_branch_stays_under_way() -> None:
    assert handing_over.handed_over(case_in(State.IN_TRANSFER), "HOST", ON, "2026") is None


@pytest.mark.parametrize(
    ("dissolved_on", "on"), [(date(2026, 5, 31), date(2026, 6, 1)), (date(2026, 6, 2), date(2026, 6, 2))]
)
def test_a_hand_over_is_not_dated_before_the_last_step(dissolved_on: date, on: date) -> None:
    for state in (State.APPLIED, State.FULL):
        taken = handing_over.handed_over(case_in(state), "HOST", dissolved_on, "2026")
        assert taken is not None
        assert taken.on == on
