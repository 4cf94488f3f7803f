"""Two thousand random lives of a case: whatever is tried, the invariants of rules §11.3 hold after each step."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from services.development.model import Case
from services.development.rules import TRANSITIONS, taken, violations
from services.development.rules.conversion import received_as
from shared.contracts.development import OF_THE_COMMITTEE
from shared.contracts.development.steps import STEPS
from shared.contracts.development.terms import State
from shared.rules.violation import Level
from tests.unit.services.development.invariants import check
from tests.unit.services.development.walk import (
    BY_COMMITTEE,
    CONTACTS,
    FOUR,
    TALLY,
    WAY,
    ask,
    before,
    organisation,
)

BLOCKS, LIVES, TRIES = 20, 100, 60
OFFICES = (
    organisation("COMMITTEE", "committee", can_approve_member=True),
    organisation("COMMITTEE", "committee", can_approve_member=False),
    organisation("GENERAL", "general_branch", can_approve_member=False),
    None,
)
FACTS: dict[str, Mapping[str, Any]] = {
    **{step: BY_COMMITTEE for step in OF_THE_COMMITTEE if "meeting" in STEPS[step].declared},
    "end_case": {"ending": "died"},
    **{step: facts for step, _, facts in WAY},
    "transfer_out": {"to_org": "OTHER"},
}
CONFIRMED = ("cultivation", "political_review", "training")
PATIENCE = (0, 1, 2, 5, 9, 20, 31, 95, 183, 366)

SELDOM = {"end_case": 0.99, "withdraw": 0.8, "vote_cancel": 0.2}


def begin(chance: random.Random) -> Case:
    """Begin with an application, or anywhere on the way: else few lives would come far."""
    if chance.random() < 0.5:
        return before(chance.choice(WAY[1:])[0])
    on = date(2023, 1, 1) + timedelta(days=chance.randrange(1400))
    application = ask(Case("C1", "BRANCH"), "submit_application", on, FACTS["submit_application"])
    return Case("C1", "BRANCH").with_step(taken(application))


def facts_of(step: str, case: Case, on: date, chance: random.Random) -> dict[str, Any]:
    """Return what somebody might tell of a step: mostly right, sometimes not."""
    details: dict[str, Any] = dict(FACTS.get(step, {}))
    if step.startswith("vote_"):
        present = chance.choice((7, 8, 15))
        yes = chance.randint(0, present)
        details = {**TALLY, "present": present, "yes": yes, "no": chance.randint(0, present - yes)}
        details |= {"opinions": FOUR, "reviewed_on": chance.choice((on, case.last_on))}
        details |= {"months": chance.choice((5, 6, 12, 13)), "written_yes": chance.choice((0, 0, 2, 9))}
    if step.endswith("_objection"):
        details["objection"] = chance.choice(("Y1", "Y1", "Y2"))
    if step == "end_notice":
        details["posted_on"] = on - timedelta(days=chance.randint(0, 12))
    if "to" in details or step in ("review_unqualified", "pre_review_fail", "vote_admission_fail"):
        details["to"] = chance.choice(("S21", "S32", "X2"))
    if step in ("complete_form", "pre_review_pass"):
        details["form_no"] = chance.choice(("ZY1", "ZY1", "ZY2"))
    if step == "receive":
        details = {"org_code": "OTHER", "confirmed": CONFIRMED[: chance.choice((3, 3, 2))]}
    if step in ("assign_contacts", "set_introducers"):
        details["members"] = chance.choice((CONTACTS, CONTACTS, ("M1",), ("P1", "M1")))
    if step == "superior_agree":
        details["reply"] = chance.choice(("agreement", "agreement", "filing"))
    return details


def try_one(case: Case, chance: random.Random, refused: Counter[str]) -> Case:
    """Try any step, mostly one that its state allows; go on where nothing blocks."""
    legal = [step for step, row in TRANSITIONS.items() if case.state in row.sources]
    step = chance.choice(legal if legal and chance.random() < 0.9 else sorted(TRANSITIONS))
    if step in SELDOM and chance.random() < SELDOM[step]:
        return case  # else most lives would end young
    on = case.last_on + timedelta(days=chance.choice((-1, *PATIENCE)))
    details = facts_of(step, case, on, chance)
    request = ask(case, step, on, details, approver=chance.choice((OFFICES[0], *OFFICES)))
    found = violations(request)
    refused.update(violation.rule for violation in found)
    if any(violation.level is not Level.WARN for violation in found):
        return case
    return case.with_step(taken(request))


@pytest.mark.rule("I-1")
@pytest.mark.rule("I-2")
@pytest.mark.rule("I-3")
@pytest.mark.rule("I-7")
@pytest.mark.rule("I-8")
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_life_breaks_an_invariant(block: int) -> None:
    chance = random.Random(block)
    for _ in range(LIVES):
        case = begin(chance)
        for _ in range(TRIES):
            case = try_one(case, chance, Counter())
            check(case)


def test_lives_come_everywhere_and_meet_most_refusals() -> None:
    """Else the test above would prove little."""
    chance, reached, refused = random.Random(2026), set[State](), Counter[str]()
    for _ in range(400):
        case = begin(chance)
        for _ in range(TRIES):
            case = try_one(case, chance, refused)
            reached.add(case.state)

    assert reached == set(State)
    assert len(refused) > 20


def test_where_a_case_is_received_follows_from_where_it_was_left() -> None:
    for state in State:
        left = (State.APPLIED, State.TALKED, State.ACTIVIST, State.PROBATIONARY, State.EXTENDED)
        if state in left:
            case = Case("C1", "BRANCH", ())
            first = taken(ask(case, "submit_application", date(2025, 1, 1), FACTS["submit_application"]))
            case = Case("C1", "BRANCH", (type(first)(first.step, first.on, first.edition, state),))
            out = case.with_step(taken(ask(case, "transfer_out", date(2025, 2, 1), {"to_org": "OTHER"})))

            assert received_as(ask(out, "receive", date(2025, 2, 2), {})) is state
