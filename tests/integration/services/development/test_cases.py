"""Cases on a real database: what is recorded, what is refused, what stays."""

from datetime import date
from typing import Any

import pytest

from services.development import store
from services.development.model import Case, Taken
from shared.contracts.base import load
from shared.contracts.development.facts import StepFacts
from shared.contracts.development.terms import State
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from tests.integration.services.development.conftest import (
    BY_COMMITTEE,
    TALLY,
    Development,
    id_number,
)
from tests.integration.services.development.test_confirming import confirm

pytestmark = pytest.mark.integration


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {violation["rule"] for violation in refusal.value.details["violations"]}


def fold(entries: list[dict[str, Any]]) -> Case:
    opened = entries[0]
    first = Taken(
        "submit_application",
        date.fromisoformat(opened["effective_on"]),
        opened["data"]["edition"],
        State.APPLIED,
        by=opened["actor"]["user"],
    )
    case = Case(opened["data"]["case_id"], opened["data"]["org_code"], (first,))
    for entry in (entry for entry in entries[1:] if entry["type"].startswith("development.step")):
        found = entry["data"]
        case = case.with_step(
            Taken(
                found["step"],
                date.fromisoformat(entry["effective_on"]),
                found["edition"],
                State(found["state"]),
                load(StepFacts, found["told"]).given(),
                by=entry["actor"]["user"],
            )
        )
    return case


def test_a_case_goes_all_the_way_and_its_ledger_folds_to_its_state(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="archive")

    found = development.ask("zhi", "case", case_id="C1")
    stored = store.case_of(development.db["cases"].find_one({"_id": "C1"}) or {})

    assert (found["state"], found["probation_end"], found["name"]) == ("S71", "2027-06-10", "赵样例")
    assert [step["state"] for step in found["steps"]][-1] == "S71"
    assert fold(development.recorded("case:C1")) == stored


@pytest.mark.rule("R-PRV-05")
@pytest.mark.rule("R-PRV-16")
def test_no_value_of_the_person_lies_open_in_the_database(development: Development) -> None:
    development.apply_for("C1")

    everything = str([list(development.db[name].find()) for name in development.db.list_collection_names()])

    assert "赵样例" not in everything
    assert id_number(1) not in everything
    assert "1990-01-01" not in everything


@pytest.mark.rule("I-4")
def test_a_person_has_one_open_case_and_may_apply_again_after_it_ended(development: Development) -> None:
    development.apply_for("C1")
    with pytest.raises(Conflict, match="未办结"):
        development.apply_for("C2")

    development.act("zhi", "withdraw", case_id="C1", on="2025-02-01")
    development.apply_for("C2", on="2025-03-01")

    assert development.ask("zhi", "case", case_id="C1")["state"] == "X2"
    assert development.ask("zhi", "case", case_id="C2")["state"] == "S10"


def test_the_birth_date_must_be_that_of_the_identity_number(development: Development) -> None:
    with pytest.raises(InvalidInput, match="出生日期"):
        development.apply_for("C1", birth_date="1990-01-02")
    with pytest.raises(InvalidInput, match="身份证号"):
        development.apply_for("C1", id_number="411302199001010011")


@pytest.mark.rule("R-DEV-42")
def test_voters_are_counted_from_the_copies_as_they_stood_on_the_day(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="complete_form")
    development.changed("M14", "2026-06-10", status="SUSPENDED_RIGHTS")
    development.changed("M13", "2026-06-11", org_code="FAR")
    development.member("NEW", "BRANCH", "PROBATIONARY")

    with pytest.raises(RuleViolated) as refusal:
        development.act("zhi", "vote_admission", case_id="C1", on="2026-06-10", **TALLY)
    development.act("zhi", "vote_admission", case_id="C1", on="2026-06-10", **{**TALLY, "due": 14})

    assert rules_of(refusal) == {"R-DEV-42"}


@pytest.mark.rule("R-DEV-15")
def test_contacts_are_judged_by_the_day_of_the_step_not_by_today(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="file_activist")
    development.changed("M1", "2025-04-01", status="REMOVED")

    development.act("zhi", "assign_contacts", case_id="C1", on="2025-03-06", members=["M1"])
    with pytest.raises(RuleViolated) as refusal:
        development.act("zhi", "assign_contacts", case_id="C1", on="2025-04-01", members=["M1"])

    assert rules_of(refusal) == {"R-DEV-15"}


@pytest.mark.rule("R-GEN-09")
def test_what_warns_goes_on_with_a_reason_and_what_blocks_does_not(development: Development) -> None:
    development.apply_for("C1")
    late = {"case_id": "C1", "on": "2025-02-11", "talker": "secretary"}

    with pytest.raises(RuleViolated) as refusal:
        development.act("zhi", "record_talk", **late)
    answer = development.act("zhi", "record_talk", **late, reason="申请人出差")

    assert rules_of(refusal) == {"R-DEV-05"}
    assert [warning["rule"] for warning in answer["warnings"]] == ["R-DEV-05"]
    assert development.recorded("case:C1")[-1]["reason"] == "申请人出差"


@pytest.mark.rule("R-GEN-09")
@pytest.mark.rule("R-DEV-51")
def test_a_confirmed_rule_blocks_where_it_only_warned(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="org_talk")
    found = {"case_id": "C1", "on": "2026-12-11", "reason": "特殊情况", **BY_COMMITTEE}

    confirm(development)
    with pytest.raises(RuleViolated) as refusal:
        development.act("wei", "approve_admission", **found)

    assert refusal.value.details["violations"][0]["level"] == "block"


@pytest.mark.rule("R-DEV-93")
def test_places_are_taken_by_approved_admissions_of_the_year(development: Development) -> None:
    plan = {"year": 2026, "org_code": "BRANCH", "places": 1, "weighting": "党员多、积极分子多"}
    development.act("xian", "set_quota", **plan, reason="补录")
    for number in (1, 2):
        development.apply_for(f"C{number}", number)
    development.go("C1", until="approve_admission")

    with pytest.raises(RuleViolated) as refusal:
        development.go("C2", until="approve_admission", form_no="ZY2")

    assert rules_of(refusal) == {"R-DEV-93"}
    assert development.ask("zhi", "case", case_id="C2")["state"] == "S44"


@pytest.mark.rule("R-DEV-33")
def test_the_number_of_a_form_is_never_given_twice(development: Development) -> None:
    for number in (1, 2):
        development.apply_for(f"C{number}", number)
    development.go("C1", until="pre_review_pass")

    with pytest.raises(RuleViolated) as refusal:
        development.go("C2", until="pre_review_pass")

    assert rules_of(refusal) == {"R-DEV-33"}


@pytest.mark.rule("R-PRV-17")
def test_an_applicant_is_erased_when_the_case_is_over_and_the_steps_stay(development: Development) -> None:
    development.apply_for("C1")
    asked = {"case_id": "C1", "rule": "R-PRV-17"}
    with pytest.raises(Conflict, match="尚未办结"):
        development.act("xian", "erase_person", **asked)
    development.act("zhi", "withdraw", case_id="C1", on="2025-02-01")

    development.act("xian", "erase_person", **asked)

    found = development.ask("zhi", "case", case_id="C1")
    assert (found["name"], found["state"], len(found["steps"])) == (None, "X2", 2)
    assert all("private" not in entry for entry in development.recorded("case:C1"))


@pytest.mark.rule("R-PRV-15")
def test_nobody_acts_on_or_reads_a_case_outside_the_own_areas_or_role(development: Development) -> None:
    development.apply_for("C1")
    step = {"case_id": "C1", "on": "2025-01-20", "talker": "secretary"}

    for user in ("other", "visitor", "wei"):
        with pytest.raises(NotAllowed):
            development.act(user, "record_talk", **step)
    with pytest.raises(NotAllowed):
        development.ask("other", "case", case_id="C1")
    with pytest.raises(NotFound):
        development.act("zhi", "record_talk", **{**step, "case_id": "NONE"})

    assert development.ask("other", "cases")["items"] == []
    assert [row["case_id"] for row in development.ask("visitor", "cases")["items"]] == ["C1"]


@pytest.mark.rule("R-PRV-05")
def test_who_works_with_cases_sees_the_whole_name_and_whoever_else_the_surname(
    development: Development,
) -> None:
    development.apply_for("C1")

    def seen(user: str) -> tuple[str, str]:
        listed = development.ask(user, "cases")["items"][0]["name"]
        return listed, development.ask(user, "case", case_id="C1")["name"]

    assert seen("zhi") == seen("wei") == seen("xian") == ("赵样例", "赵样例")
    assert seen("visitor") == ("赵*", "赵*")


@pytest.mark.rule("R-DEV-80")
def test_a_moved_case_is_received_by_the_people_of_the_new_branch(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="file_activist")
    development.act("zhi", "transfer_out", case_id="C1", on="2025-04-01", to_org="FAR")
    received = {"case_id": "C1", "on": "2025-04-10", "org_code": "FAR", "confirmed": ["cultivation"]}

    with pytest.raises(NotAllowed):
        development.act("zhi", "receive", **received)
    development.act("other", "receive", **received)

    assert development.ask("other", "case", case_id="C1")["org_code"] == "FAR"
    with pytest.raises(NotAllowed):
        development.ask("zhi", "case", case_id="C1")


def test_the_same_key_takes_a_step_once(development: Development) -> None:
    development.apply_for("C1")
    found = {"case_id": "C1", "on": "2025-01-20", "talker": "secretary", "key": "talk-1"}

    first = development.act("zhi", "record_talk", **found)

    assert development.act("zhi", "record_talk", **found) == first
    assert len(development.recorded("case:C1")) == 2


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-DEV-71")
@pytest.mark.rule("R-DEV-72")
def test_approvals_say_what_they_make_of_the_person_and_since_when(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="archive")

    told = [entry["data"] for entry in development.recorded("case:C1")]
    assert {row["step"]: row["standing"] for row in told if "standing" in row} == {
        "approve_admission": {"status": "PROBATIONARY", "since": "2026-06-10", "credit_code": None},
        "approve_conversion": {"status": "FULL", "since": "2027-06-10", "credit_code": None},
    }
