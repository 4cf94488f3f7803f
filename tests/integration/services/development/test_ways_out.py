"""How cases end before their time, and go on after a lock, on a real database."""

from dataclasses import replace
from datetime import date

import pytest

from shared.contracts.errors import NotAllowed, RuleViolated
from shared.security.tokens import Actor
from tests.integration.services.development.conftest import BY_COMMITTEE, PEOPLE, TALLY, Development
from tests.integration.services.development.test_handing_over import begin, rules_of
from tests.integration.services.hosted import CITY

pytestmark = pytest.mark.integration

BOTH = Actor("liang", "organisation", ("branch_secretary", "committee_secretary"), (CITY,))


def state_of(development: Development, case_id: str = "C1") -> str:
    case = development.db["cases"].find_one({"_id": case_id})
    assert case is not None
    return str(case["state"])


@pytest.mark.rule("R-DEV-73")
@pytest.mark.rule("R-DEV-73-OTHER")
def test_a_serious_breach_in_probation_is_voted_by_the_branch_and_approved_by_another_person(
    development: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PEOPLE, "liang", BOTH)
    development.apply_for("C1")
    development.go("C1", until="oath")
    breach = {"case_id": "C1", "on": "2026-10-08", **TALLY, "reason": "违犯党纪，情节较重"}
    development.act("liang", "vote_cancel", **breach)
    assert state_of(development) == "S62"

    decided = {"case_id": "C1", "on": "2026-10-20", **BY_COMMITTEE}
    with pytest.raises(RuleViolated, match="另一人登记") as refusal:
        development.act("liang", "approve_cancellation", **decided)
    assert rules_of(refusal) == {"R-DEV-73-OTHER"}
    with pytest.raises(NotAllowed):
        development.act("zhi", "approve_cancellation", **decided)

    development.act("wei", "approve_cancellation", **decided)
    assert state_of(development) == "X3"
    told = development.recorded("case:C1")[-1]["data"]
    assert told["standing"] == {"status": "REMOVED", "since": "2026-10-20", "credit_code": None}


@pytest.mark.rule("R-DEV-51b")
def test_a_locked_case_is_put_to_the_branch_again_and_its_first_tally_stays(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="org_talk")
    development.act("wei", "resubmit", case_id="C1", on="2026-12-11", **BY_COMMITTEE)

    found = development.ask("zhi", "case", case_id="C1")
    assert (found["state"], found["again"]) == ("S42", ["vote_admission", "org_talk"])
    assert "vote_admission" in [step["step"] for step in found["steps"]]
    open_now = {row["deadline"] for row in development.db["duties"].find({"subject": "C1", "state": "open"})}
    assert open_now == {"vote_after_pre_review"}

    development.act("zhi", "vote_admission", case_id="C1", on="2027-01-11", **TALLY)
    assert development.ask("zhi", "case", case_id="C1")["again"] == ["org_talk"]


@pytest.mark.rule("R-DEV-74b")
@pytest.mark.parametrize(
    ("status", "ending"), [("DECEASED", "died"), ("REMOVED", "removed"), ("MEMBERSHIP_STOPPED", None)]
)
def test_what_the_registry_puts_on_record_of_a_member_ends_the_case(
    development: Development, status: str, ending: str | None
) -> None:
    development.apply_for("C1")
    development.go("C1", until="oath")
    development.member("D-C1", "BRANCH", "PROBATIONARY", "2026-06-10")
    development.changed("D-C1", "2026-10-01", status=status)

    case = development.db["cases"].find_one({"_id": "C1"})
    assert case is not None
    last = case["taken"][-1]
    if ending is None:
        assert case["state"] == "S50"
        return
    assert (case["state"], last["step"], last["on"]) == ("X2", "end_case", "2026-10-01")
    assert last["told"] == {"ending": ending}
    assert not list(development.db["duties"].find({"subject": "C1", "state": "open"}))


@pytest.mark.rule("R-DEV-74b")
def test_what_is_on_record_for_a_later_day_ends_the_case_on_that_day(development: Development) -> None:
    development.day = "2026-12-01"
    development.apply_for("C1")
    development.go("C1", until="oath")
    development.member("D-C1", "BRANCH", "PROBATIONARY", "2026-06-10")
    removed = {"member_id": "D-C1", "status": "REMOVED"}
    entry = development.elsewhere.tell(
        "registry", "registry.member_changed.v1", "member:D-C1", "2099-01-01", removed
    )
    development.follower.take([replace(entry, recorded_on=date(2026, 12, 1))])
    assert state_of(development) == "S50"

    begin(development, "2098-12-31")
    assert state_of(development) == "S50"
    begin(development, "2099-01-01")
    assert state_of(development) == "X2"


@pytest.mark.rule("R-DEV-74b")
def test_hearing_of_a_death_again_ends_nothing_twice(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="oath")
    development.member("D-C1", "BRANCH", "PROBATIONARY", "2026-06-10")
    development.changed("D-C1", "2026-10-01", status="DECEASED")
    before = development.db["ledger"].count_documents({})

    development.rebuild()

    assert development.db["ledger"].count_documents({}) == before
