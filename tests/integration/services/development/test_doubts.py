"""Steps whose meeting was corrected afterwards: totals follow, and what does not hold is told and shown as a doubt."""

from typing import Any

import pytest

from shared.contracts.errors import RuleViolated
from tests.integration.services.development.conftest import Development
from tests.integration.services.development.test_correcting import RECORD, at, correct

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09")]
BM = "BM-C1-2026-06-10"


def held(**change: Any) -> dict[str, Any]:
    """Return the record of the meeting that voted."""
    return {
        "meeting": BM,
        "org_code": "BRANCH",
        "kind": "members_meeting",
        "held_on": "2026-06-10",
        "voters_due": 15,
        "voters_present": 8,
        **change,
    }


def hear(development: Development, *, void: bool = False, **change: Any) -> None:
    """Let a correction of the meeting's record arrive."""
    data = held(**change)
    kind = "supervision.meeting_held.v1"
    development.hear_corrected(kind, f"meeting:{BM}", "2026-06-10", data, on=data["held_on"], void=void)


def doubts(development: Development) -> list[tuple[str, str]]:
    return [(row["step"], row["rule"]) for row in development.ask("zhi", "case", case_id="C1")["doubts"]]


def told(development: Development) -> list[str]:
    """Return what was told of the case since the last step, in order."""
    titles = [row["title"] for row in development.ask("zhi", "case_history", case_id="C1")["items"]]
    return [title for title in reversed(titles) if "存疑" in title or "更正" in title]


@pytest.mark.rule("R-DEV-40")
@pytest.mark.parametrize(("present", "found"), [(8, set()), (7, {"R-DEV-40", "E-05"})])
def test_a_vote_is_looked_at_again_when_its_meeting_had_others_present(
    development: Development, present: int, found: set[str]
) -> None:
    at(development, "approve_admission")

    hear(development, voters_present=present)

    assert set(doubts(development)) == {("vote_admission", rule) for rule in found}


def test_totals_of_a_vote_that_holds_follow_the_record_of_its_meeting(development: Development) -> None:
    at(development, "approve_admission")

    hear(development, voters_present=9)

    (vote,) = [
        row["told"]
        for row in development.ask("zhi", "case", case_id="C1")["steps"]
        if row["step"] == "vote_admission"
    ]
    assert (vote["due"], vote["present"]) == (15, 9)
    last = development.recorded(RECORD)[-1]
    assert (last["type"], last["data"]["correction"]) == ("development.entry_corrected.v1", "GZ-8")
    assert last["data"]["data"]["told"]["present"] == 9
    assert doubts(development) == []


def test_what_does_not_hold_stays_and_is_told_in_the_history(development: Development) -> None:
    at(development, "approve_admission")
    before = development.ask("zhi", "case", case_id="C1")

    hear(development, void=True)

    after = development.ask("zhi", "case", case_id="C1")
    assert (after["state"], after["steps"]) == (before["state"], before["steps"])
    assert [row["rule"] for row in after["doubts"]] == ["I-5"]
    assert told(development) == ["登记存疑"]


def test_a_meeting_on_another_day_leaves_its_decision_in_doubt(development: Development) -> None:
    at(development, "approve_admission")

    hear(development, held_on="2026-06-11")

    (row,) = development.ask("zhi", "case", case_id="C1")["doubts"]
    assert (row["step"], row["rule"]) == ("vote_admission", "I-5")
    assert "2026-06-11" in row["message"]


def test_whoever_goes_on_despite_a_doubt_says_why(development: Development) -> None:
    at(development, "org_talk")
    hear(development, void=True)
    approve = {"case_id": "C1", "on": "2026-08-20", "approver": "COMMITTEE", "meeting": "PC"}

    with pytest.raises(RuleViolated, match="存疑"):
        development.act("wei", "approve_admission", **approve)
    development.act("wei", "approve_admission", **approve, reason="会议记录正在补登")


def test_a_meeting_put_right_again_settles_the_doubt(development: Development) -> None:
    at(development, "approve_admission")
    hear(development, void=True)

    development.hear("supervision", "supervision.meeting_held.v1", f"meeting:{BM}", "2026-06-10", **held())

    assert doubts(development) == []
    assert told(development) == ["登记存疑", "存疑消除"]


def test_a_step_taken_out_takes_its_doubt_along(development: Development) -> None:
    at(development, "approve_admission")
    hear(development, void=True)

    correct(development, "vote_admission", void=True)

    assert doubts(development) == []
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S42"


def test_a_correction_of_another_step_leaves_the_doubt(development: Development) -> None:
    at(development, "approve_admission")
    hear(development, void=True)

    correct(development, "record_talk", on="2025-01-18")

    assert [rule for _, rule in doubts(development)] == ["I-5"]


def test_a_case_that_relies_on_another_meeting_is_left_alone(development: Development) -> None:
    at(development, "complete_form")
    before = development.recorded(RECORD)

    hear(development, void=True)

    assert development.recorded(RECORD) == before


@pytest.mark.parametrize("change", [{"voters_present": 9}, {"void": True}])
def test_a_rebuild_tells_nothing_again(development: Development, change: dict[str, Any]) -> None:
    at(development, "approve_admission")
    hear(development, **change)
    before, shown = development.recorded(RECORD), development.ask("zhi", "case", case_id="C1")

    development.rebuild()

    assert development.recorded(RECORD) == before
    assert development.ask("zhi", "case", case_id="C1") == shown


@pytest.mark.rule("R-PRV-17")
def test_a_case_whose_person_was_erased_is_corrected_like_others(development: Development) -> None:
    at(development, "record_talk")
    development.act("zhi", "withdraw", case_id="C1", on="2025-02-01")
    development.act("xian", "erase_person", case_id="C1", rule="R-PRV-17")

    correct(development, "record_talk", on="2025-01-18")

    days = {row["step"]: row["on"] for row in development.ask("zhi", "case", case_id="C1")["steps"]}
    assert days["record_talk"] == "2025-01-18"


COURSE = {"case_id": "C1", "days": 3.0, "hours": 24.0, "organiser": "committee", "classes": ["CLASS1"],
          "completed_on": "2026-05-28"}  # fmt: skip


def hear_of_course(development: Development, *, void: bool = False, **change: Any) -> None:
    """Let a correction of the course arrive."""
    kind, data = "training.candidate_course_completed.v1", {**COURSE, **change}
    on = str(data["completed_on"])
    development.hear_corrected(kind, "course:C1", "2026-05-28", data, on=on, void=void)


def training_of(development: Development) -> list[dict[str, Any]]:
    steps = development.ask("zhi", "case", case_id="C1")["steps"]
    return [row["told"] for row in steps if row["step"] == "complete_training"]


@pytest.mark.rule("R-DEV-27")
def test_the_training_of_a_candidate_follows_its_corrected_course(development: Development) -> None:
    at(development, "political_review")

    hear_of_course(development, days=4.0, hours=32.0)

    assert [(row["days"], row["hours"]) for row in training_of(development)] == [(4.0, 32.0)]
    assert development.recorded(RECORD)[-1]["data"]["data"]["told"]["hours"] == 32.0
    assert doubts(development) == []


@pytest.mark.rule("R-DEV-27")
@pytest.mark.rule("R-DEV-28")
def test_a_course_that_is_not_enough_takes_its_step_back_and_it_may_come_again(
    development: Development,
) -> None:
    at(development, "political_review")
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S33"

    hear_of_course(development, void=True)

    assert (development.ask("zhi", "case", case_id="C1")["state"], training_of(development)) == ("S32", [])
    assert doubts(development) == []
    with pytest.raises(RuleViolated):
        development.act("zhi", "branch_review", case_id="C1", on="2026-06-05", meeting="BC")
    development.course("C1", "2026-06-02")
    assert development.ask("zhi", "case", case_id="C1")["state"] == "S33"


@pytest.mark.rule("R-DEV-27")
def test_where_people_have_gone_on_from_a_course_it_stays_in_doubt(development: Development) -> None:
    at(development, "branch_review")

    hear_of_course(development, void=True)

    assert development.ask("zhi", "case", case_id="C1")["state"] == "S40"
    assert doubts(development) == [("complete_training", "R-DEV-27")]
    development.course("C1")
    assert doubts(development) == []


@pytest.mark.rule("R-DEV-27")
@pytest.mark.parametrize(("day", "found"), [("2026-05-27", 0), ("2026-05-28", 0), ("2026-05-29", 1)])
def test_a_course_that_ended_after_the_step_leaves_it_in_doubt(
    development: Development, day: str, found: int
) -> None:
    at(development, "branch_review")

    hear_of_course(development, completed_on=day, hours=25.0)

    assert len(doubts(development)) == found


@pytest.mark.parametrize("until", ["political_review", "branch_review"])
def test_a_course_heard_of_again_changes_nothing(development: Development, until: str) -> None:
    at(development, until)
    hear_of_course(development, void=True)
    before, shown = development.recorded(RECORD), development.ask("zhi", "case", case_id="C1")

    development.rebuild()

    assert development.recorded(RECORD) == before
    assert development.ask("zhi", "case", case_id="C1") == shown
