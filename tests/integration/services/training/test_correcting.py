"""Corrections of classes and attendance: hours are counted anew, and certificates and courses follow."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from shared.ledger.corrected import as_they_stand
from tests.integration.services.training.conftest import Training
from tests.integration.services.training.test_training import CANDIDATES, FOUR_DAYS

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09")]
MEMBER, CASE = "study:member:M1", "study:case:C1"


def propose(training: Training, stream: str, kind: str, by: str = "xue", **change: Any) -> Any:
    """Propose a correction of the last entry of a kind in a stream."""
    seq = max(row["seq"] for row in training.recorded(stream) if row["type"] == f"training.{kind}.v1")
    named = {"correction": "GZ-1", "stream": stream, "seq": seq, "reason": "录入有误"}
    return training.act(by, "propose_correction", **{**named, **change})


def correct(training: Training, stream: str, kind: str, **change: Any) -> Any:
    propose(training, stream, kind, **change)
    return training.act("shen", "approve_correction", correction=change.get("correction", "GZ-1"))


def standing(training: Training, stream: str) -> list[dict[str, Any]]:
    return as_they_stand(training.recorded(stream))


def certified(training: Training) -> None:
    training.act("xue", "issue_certificate", class_id="K1", member_id="M1", case_id=None, certificate="ZS1")


@pytest.fixture
def held(training: Training) -> Training:
    """A class of four days, all of which a member attended."""
    training.held("K1", *FOUR_DAYS)
    training.attend("K1", 1, 2, 3, 4, member_id="M1")
    return training


@pytest.mark.rule("R-TRN-09")
def test_corrected_attendance_gives_the_hours_of_the_sessions_attended(held: Training) -> None:
    answer = correct(held, MEMBER, "attendance_recorded", changes={"sessions": [2, 3]})

    assert held.hours_of("M1")["hours"] == 16.0
    assert "出勤时段" in {row["label"] for row in answer["changed"]}
    (entry,) = standing(held, MEMBER)
    assert (entry["effective_on"], entry["data"]["hours"]) == (
        "2026-09-02",
        {"2026-09-02": 8.0, "2026-09-03": 8.0},
    )
    kept = held.db["attendance"].find_one({"_id": "K1:member:M1"})
    assert {name: kept[name] for name in ("sessions", "hours", "form")} == {
        name: entry["data"][name] for name in ("sessions", "hours", "form")
    }


def test_attendance_that_never_was_is_taken_out_and_can_be_entered_anew(held: Training) -> None:
    correct(held, MEMBER, "attendance_recorded", void=True)

    assert held.hours_of("M1")["hours"] == 0
    assert held.ask("xue", "training_class", class_id="K1")["attended"] == 0
    held.attend("K1", 1, member_id="M1")
    assert held.hours_of("M1")["hours"] == 8.0


def test_who_proposes_does_not_approve(held: Training) -> None:
    propose(held, MEMBER, "attendance_recorded", changes={"sessions": [1]})

    with pytest.raises(RuleViolated, match="另一人"):
        held.act("xue", "approve_correction", correction="GZ-1")
    with pytest.raises(NotAllowed):
        held.act("far", "approve_correction", correction="GZ-1")
    assert held.hours_of("M1")["hours"] == 32.0


def test_a_session_that_was_not_held_is_not_corrected_in(held: Training) -> None:
    with pytest.raises(InvalidInput, match="没有第5次"):
        propose(held, MEMBER, "attendance_recorded", changes={"sessions": [5]})
    with pytest.raises(InvalidInput, match="由培训时段决定"):
        propose(held, MEMBER, "attendance_recorded", on="2026-08-01")


@pytest.mark.rule("R-TRN-10")
@pytest.mark.parametrize(
    ("sessions", "valid"), [([1, 2, 3, 4, 5], True), ([1, 2, 3, 4], True), ([1, 2, 3], False)]
)
def test_a_certificate_falls_with_the_attendance_it_asks_for(
    training: Training, sessions: list[int], valid: bool
) -> None:
    training.held("K1", *FOUR_DAYS, ("2026-09-05", "full_day"))
    training.attend("K1", 1, 2, 3, 4, 5, member_id="M1")
    certified(training)
    code = training.db["certificates"].find_one({"_id": "ZS1"})["check_code"]

    if sessions != [1, 2, 3, 4, 5]:
        answer = correct(training, MEMBER, "attendance_recorded", changes={"sessions": sessions})
        assert [row["name"] for row in answer["undone"]] == ([] if valid else ["颁发证书"])

    assert training.ask("visitor", "certificate", certificate="ZS1", code=code)["valid"] is valid


def test_a_certificate_that_was_not_issued_is_taken_out_and_its_number_is_free(held: Training) -> None:
    certified(held)
    correct(held, MEMBER, "certificate_issued", void=True)
    certified(held)


@pytest.mark.rule("R-DEV-27")
def test_a_candidate_s_course_falls_with_the_attendance_and_comes_again_with_it(training: Training) -> None:
    training.held("K1", *FOUR_DAYS[:3], **CANDIDATES)
    training.attend("K1", 1, 2, 3, case_id="C1")
    assert len(standing(training, "course:C1")) == 1

    answer = correct(training, CASE, "attendance_recorded", changes={"sessions": [1, 2]})

    assert [row["name"] for row in answer["undone"]] == ["发展对象完成集中培训"]
    assert standing(training, "course:C1") == []
    correct(training, CASE, "attendance_recorded", correction="GZ-2", changes={"sessions": [1, 2, 3]})
    (course,) = standing(training, "course:C1")
    assert course["data"]["completed_on"] == "2026-09-03"
    assert training.db["courses"].find_one({"_id": "C1"})["completed_on"] == "2026-09-03"


@pytest.mark.rule("R-DEV-27")
def test_a_course_ends_on_another_day_when_its_class_did(training: Training) -> None:
    training.held("K1", *FOUR_DAYS[:3], **CANDIDATES)
    training.attend("K1", 1, 2, 3, case_id="C1")
    moved = [{"on": f"2026-09-{day:02d}", "part": "full_day", "count": 1} for day in (1, 2, 8)]

    correct(training, "class:K1", "class_held", changes={"sessions": moved})

    (course,) = standing(training, "course:C1")
    assert (course["effective_on"], course["data"]["completed_on"]) == ("2026-09-08", "2026-09-08")


@pytest.mark.rule("R-TRN-09")
def test_a_class_of_half_days_gives_half_the_hours(held: Training) -> None:
    halves = [{"on": on, "part": "half_day", "count": 1} for on, _ in FOUR_DAYS]

    answer = correct(held, "class:K1", "class_held", changes={"sessions": halves})

    assert answer["undone"] == []
    assert held.hours_of("M1")["hours"] == 16.0
    (entry,) = standing(held, MEMBER)
    assert sum(entry["data"]["hours"].values()) == 16.0


@pytest.mark.rule("R-DEV-27")
def test_a_class_that_was_for_candidates_after_all_makes_a_course(training: Training) -> None:
    training.held("K1", *FOUR_DAYS[:3])
    training.attend("K1", 1, 2, 3, case_id="C1")
    assert standing(training, "course:C1") == []

    correct(training, "class:K1", "class_planned", changes=CANDIDATES)

    assert len(standing(training, "course:C1")) == 1


def test_a_class_somebody_attended_is_not_taken_back(held: Training) -> None:
    with pytest.raises(Conflict, match="先更正出勤"):
        propose(held, "class:K1", "class_held", void=True)
    correct(held, MEMBER, "attendance_recorded", void=True)
    correct(held, "class:K1", "class_held", correction="GZ-2", void=True)
    assert held.ask("xue", "training_class", class_id="K1")["state"] == "planned"


@pytest.mark.rule("R-TRN-11")
def test_an_exemption_that_was_not_granted_counts_no_more(training: Training) -> None:
    training.exempt("M1")
    assert training.hours_of("M1")["exempt"] is True

    correct(training, MEMBER, "exemption_granted", void=True)

    assert training.hours_of("M1")["exempt"] is False


def test_a_course_is_not_corrected_by_itself(training: Training) -> None:
    training.held("K1", *FOUR_DAYS[:3], **CANDIDATES)
    training.attend("K1", 1, 2, 3, case_id="C1")
    with pytest.raises(Exception, match="没有可更正的记录"):
        propose(training, "course:C1", "candidate_course_completed", void=True)


def test_what_happened_to_somebody_s_attendance_is_told_to_who_works_there(held: Training) -> None:
    correct(held, MEMBER, "attendance_recorded", changes={"sessions": [1]})

    rows = held.ask("xue", "study_history", member_id="M1")["items"]
    assert [row["title"] for row in rows] == ["更正“登记出勤”", "登记出勤"]
    with pytest.raises(NotAllowed):
        held.ask("far", "study_history", member_id="M1")
    with pytest.raises(NotFound):
        held.ask("xue", "study_history", case_id="C1")
