"""Corrections of a case: two persons, a reason, and every later step looked at again; nothing is edited in place."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from shared.ledger.corrected import as_they_stand
from tests.integration.services.development.conftest import Development

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09")]
RECORD = "case:C1"


def seq_of(development: Development, step: str) -> int:
    """Return the number of the last entry of a step."""
    return max(
        int(entry["seq"]) for entry in development.recorded(RECORD) if entry["data"].get("step") == step
    )


def propose(development: Development, step: str, by: str = "zhi", **change: Any) -> Any:
    named = {"correction": "GZ-1", "stream": RECORD, "seq": seq_of(development, step)}
    return development.act(by, "propose_correction", **{"reason": "录入有误", **named, **change})


def correct(development: Development, step: str, **change: Any) -> Any:
    propose(development, step, **change)
    return development.act("xian", "approve_correction", correction=change.get("correction", "GZ-1"))


def steps(development: Development) -> list[tuple[str, str, str]]:
    found = development.ask("zhi", "case", case_id="C1")["steps"]
    return [(row["step"], row["on"], row["state"]) for row in found]


def at(development: Development, until: str) -> None:
    development.apply_for("C1")
    development.go("C1", until=until)


def test_a_corrected_day_stands_in_the_step_and_both_days_in_the_history(development: Development) -> None:
    at(development, "decide_activist")

    answer = correct(development, "record_talk", on="2025-01-18")

    assert ("record_talk", "2025-01-18", "S11") in steps(development)
    assert answer["changed"] == [{"label": "日期", "old": "2025-01-20", "new": "2025-01-18"}]
    assert answer["undone"] == []
    told = development.ask("zhi", "case_history", case_id="C1")["items"][0]
    assert (told["title"], told["reason"], told["user"]) == ("更正“派人谈话”", "录入有误", "xian")
    assert [(row["old"], row["new"]) for row in told["changes"]] == [("2025-01-20", "2025-01-18")]


def test_nothing_written_is_changed_by_a_correction(development: Development) -> None:
    at(development, "decide_activist")
    before = development.recorded(RECORD)

    correct(development, "record_talk", on="2025-01-18")

    after = development.recorded(RECORD)
    assert [row["data"] for row in after[: len(before)]] == [row["data"] for row in before]
    assert [row["effective_on"] for row in after[: len(before)]] == [row["effective_on"] for row in before]
    assert after[len(before)]["type"] == "development.entry_corrected.v1"


def test_nothing_changes_before_a_second_person_approves(development: Development) -> None:
    at(development, "decide_activist")
    before = steps(development)

    propose(development, "record_talk", on="2025-01-18")

    assert steps(development) == before


def test_who_proposes_does_not_approve(development: Development) -> None:
    at(development, "decide_activist")
    propose(development, "record_talk", by="xian", on="2025-01-18")

    with pytest.raises(RuleViolated, match="另一人"):
        development.act("xian", "approve_correction", correction="GZ-1", reason="急")

    development.act("xian2", "approve_correction", correction="GZ-1")


def test_a_branch_secretary_proposes_and_does_not_approve(development: Development) -> None:
    at(development, "decide_activist")
    propose(development, "record_talk", on="2025-01-18")

    with pytest.raises(NotAllowed):
        development.act("zhi", "approve_correction", correction="GZ-1")


def test_who_works_elsewhere_neither_proposes_nor_approves_nor_sees_it(development: Development) -> None:
    at(development, "decide_activist")
    with pytest.raises(NotAllowed):
        propose(development, "record_talk", by="other", on="2025-01-18")
    propose(development, "record_talk", on="2025-01-18")

    with pytest.raises(NotAllowed):
        development.act("other", "approve_correction", correction="GZ-1")
    assert development.ask("other", "corrections")["items"] == []


def test_a_correction_says_why(development: Development) -> None:
    at(development, "decide_activist")
    with pytest.raises(InvalidInput, match="理由"):
        propose(development, "record_talk", on="2025-01-18", reason=None)


def test_a_step_is_not_corrected_to_what_its_own_rules_block(development: Development) -> None:
    at(development, "decide_activist")

    with pytest.raises(RuleViolated) as refusal:
        propose(development, "record_talk", on="2025-01-09")  # before the application
    assert {row["rule"] for row in refusal.value.details["violations"]} == {"E-02"}
    assert development.ask("zhi", "corrections")["items"] == []


def test_a_day_on_which_the_limit_is_reached_still_holds_and_one_day_later_does_not(
    development: Development,
) -> None:
    at(development, "propose_candidate")  # decided on 2025-03-01, proposed on 2026-03-02
    same = development.meeting(
        "decide_activist", meeting="BC", case_id="C1", on="2025-03-02", decided_by="committee"
    )
    later = development.meeting(
        "decide_activist", meeting="BC", case_id="C1", on="2025-03-03", decided_by="committee"
    )

    held = propose(development, "decide_activist", on="2025-03-02", changes={"meeting": same}, dry_run=True)
    fallen = propose(
        development, "decide_activist", on="2025-03-03", changes={"meeting": later}, dry_run=True
    )

    assert held["undone"] == []
    assert [(row["name"], row["on"]) for row in fallen["undone"]] == [("讨论发展对象", "2026-03-02")]
    assert "12" in fallen["undone"][0]["why"] or "一年" in fallen["undone"][0]["why"]


def test_what_does_not_hold_any_more_is_undone_and_has_to_be_done_again(development: Development) -> None:
    at(development, "superior_agree")
    later = development.meeting(
        "decide_activist", meeting="BC", case_id="C1", on="2025-03-03", decided_by="committee"
    )

    answer = correct(development, "decide_activist", on="2025-03-03", changes={"meeting": later})

    assert [row["name"] for row in answer["undone"]] == ["讨论发展对象", "上级党委意见"]
    found = development.ask("zhi", "case", case_id="C1")
    assert found["state"] == "S21"
    assert "propose_candidate" in {row["step"] for row in found["next"]}
    listed = development.ask("xian", "corrections")["items"][0]
    assert [row["name"] for row in listed["undone"]] == ["讨论发展对象", "上级党委意见"]


def test_a_step_that_never_was_is_taken_out_with_what_hangs_on_it(development: Development) -> None:
    at(development, "approve_admission")

    answer = correct(development, "vote_admission", void=True)

    assert [row["name"] for row in answer["undone"]] == ["审批前谈话", "党委审批"]
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S42"
    development.act("zhi", "vote_admission", case_id="C1", on="2026-06-11", meeting="BM", due=15, present=8,
                    yes=8, no=0, abstain=0)  # fmt: skip
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S43"


def test_votes_put_right_below_the_majority_undo_the_admission(development: Development) -> None:
    at(development, "approve_admission")

    with pytest.raises(RuleViolated) as refusal:
        propose(development, "vote_admission", changes={"yes": 7, "no": 1})
    assert {row["rule"] for row in refusal.value.details["violations"]} == {"R-DEV-41"}
    # What was no majority is no vote that passed: it is taken out, and entered as the one that failed.
    correct(development, "vote_admission", void=True)
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S42"


@pytest.mark.rule("R-DEV-71")
@pytest.mark.rule("R-DEV-62")
def test_the_day_of_the_vote_moves_the_standing_and_the_end_of_probation(development: Development) -> None:
    at(development, "approve_admission")
    meeting = development.meeting(
        "vote_admission", meeting="BM", case_id="C1", on="2026-06-12", due=15, present=8
    )

    correct(development, "vote_admission", on="2026-06-12", changes={"meeting": meeting})

    assert development.ask("zhi", "case", case_id="C1")["probation_end"] == "2027-06-12"
    told = [row["data"] for row in development.recorded(RECORD) if row["type"].endswith("entry_corrected.v1")]
    assert [(row["data"]["step"], row["data"].get("standing")) for row in told] == [
        ("vote_admission", None),
        ("approve_admission", {"status": "PROBATIONARY", "since": "2026-06-12", "credit_code": None}),
    ]


def test_the_duties_of_a_corrected_case_are_those_it_would_have(development: Development) -> None:
    at(development, "propose_candidate")
    correct(development, "record_talk", on="2025-01-18")
    development.apply_for("C2", 2)
    for user, step, on, details in (
        ("zhi", "record_talk", "2025-01-18", {"talker": "secretary"}),
        ("zhi", "record_recommendation", "2025-01-25", {"body": "members", "recommendation": "R2"}),
        ("zhi", "decide_activist", "2025-03-01", {"meeting": "BC", "decided_by": "committee"}),
        ("wei", "file_activist", "2025-03-05", {"filing": "F1"}),
        ("zhi", "assign_contacts", "2025-03-06", {"members": ["M0", "M1"]}),
        ("zhi", "half_year_review", "2025-08-20", {"meeting": "BC"}),
        ("zhi", "half_year_review", "2026-02-20", {"meeting": "BC"}),
        ("zhi", "propose_candidate", "2026-03-02",
         {"meeting": "BC", "opinions": ["group", "contacts", "members", "masses"]}),
    ):  # fmt: skip
        development.act(user, step, case_id="C2", on=on, **details)

    def duties(case_id: str) -> set[tuple[Any, ...]]:
        rows = development.db["duties"].find({"subject": case_id, "state": {"$ne": "lapsed"}})
        names = ("deadline", "set_on", "last_on", "state", "met_on", "in_time")
        return {tuple(row.get(name) for name in names) for row in rows}

    assert duties("C1") == duties("C2")
    assert ("talk", "2025-01-10", "2025-02-10", "met", "2025-01-18", True) in duties("C1")


def test_an_application_that_never_was_leaves_no_case_and_the_person_may_apply(
    development: Development,
) -> None:
    at(development, "decide_activist")
    development.act(
        "zhi", "propose_correction", correction="GZ-1", stream=RECORD, seq=1, void=True, reason="录错人"
    )

    development.act("xian", "approve_correction", correction="GZ-1")

    with pytest.raises(NotFound):
        development.ask("zhi", "case", case_id="C1")
    assert development.db["duties"].count_documents({"subject": "C1", "state": {"$ne": "lapsed"}}) == 0
    development.apply_for("C9")


def test_a_second_proposal_for_the_same_entry_waits_for_the_first(development: Development) -> None:
    at(development, "decide_activist")
    propose(development, "record_talk", on="2025-01-18")
    with pytest.raises(Conflict, match="GZ-1"):
        propose(development, "record_talk", correction="GZ-2", on="2025-01-19")

    development.act("xian", "reject_correction", correction="GZ-1", comment="日期仍不对")

    propose(development, "record_talk", correction="GZ-2", on="2025-01-19")
    rejected = development.ask("xian", "corrections", state="rejected")["items"]
    assert [(row["correction"], row["comment"]) for row in rejected] == [("GZ-1", "日期仍不对")]


def test_a_correction_whose_effects_have_changed_since_is_not_approved(development: Development) -> None:
    at(development, "half_year_review")
    later = development.meeting(
        "decide_activist", meeting="BC", case_id="C1", on="2025-03-03", decided_by="committee"
    )
    propose(development, "decide_activist", on="2025-03-03", changes={"meeting": later})
    development.act("zhi", "propose_candidate", case_id="C1", on="2026-03-02", meeting="BC",
                    opinions=["group", "contacts", "members", "masses"])  # fmt: skip

    with pytest.raises(Conflict, match="重新提出"):
        development.act("xian", "approve_correction", correction="GZ-1")
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S30"


@pytest.mark.rule("R-DEV-27")
def test_what_the_system_recorded_of_itself_is_corrected_where_it_came_from(development: Development) -> None:
    at(development, "political_review")
    entry = development.ask("zhi", "entry", stream=RECORD, seq=seq_of(development, "complete_training"))

    assert entry["can_be"] == []
    assert "系统" in entry["why_not"]
    with pytest.raises(InvalidInput, match="系统"):
        propose(development, "complete_training", on="2026-05-29")


def test_an_entry_tells_what_of_it_can_be_corrected(development: Development) -> None:
    at(development, "decide_activist")

    entry = development.ask("zhi", "entry", stream=RECORD, seq=seq_of(development, "decide_activist"))

    assert [(row["field"], row["label"], row["kind"]) for row in entry["can_be"]] == [
        ("meeting", "会议记录编号", "text"),
        ("decided_by", "研究决定方式", "choice"),
    ]
    with pytest.raises(InvalidInput, match="yes"):
        propose(development, "decide_activist", changes={"yes": 3})


def test_a_correction_corrects_again(development: Development) -> None:
    at(development, "decide_activist")
    correct(development, "record_talk", on="2025-01-18")

    correct(development, "record_talk", correction="GZ-2", on="2025-01-19")

    assert ("record_talk", "2025-01-19", "S11") in steps(development)
    stands = as_they_stand(development.recorded(RECORD))
    assert [row["effective_on"] for row in stands][:2] == ["2025-01-10", "2025-01-19"]


@pytest.mark.rule("I-4")
def test_a_case_that_was_over_does_not_open_again_beside_another_one(development: Development) -> None:
    at(development, "decide_activist")
    development.act("zhi", "withdraw", case_id="C1", on="2025-04-01")
    development.apply_for("C2", on="2025-05-01")

    with pytest.raises(RuleViolated, match="C2") as refusal:
        propose(development, "withdraw", void=True)
    assert {row["rule"] for row in refusal.value.details["violations"]} == {"I-4"}


@pytest.mark.rule("R-DEV-27")
def test_training_that_was_heard_of_before_is_not_corrected_here_either(development: Development) -> None:
    at(development, "superior_agree")
    development.course("C1", "2026-05-21")
    development.act("zhi", "end_notice", case_id="C1", on="2026-05-21", posted_on="2026-05-13")

    entry = development.ask("zhi", "entry", stream=RECORD, seq=seq_of(development, "complete_training"))

    assert "系统" in entry["why_not"]
