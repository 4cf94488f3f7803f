"""Plans, classes and hours on a real database."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from tests.integration.services.hosted import WANCHENG
from tests.integration.services.training.conftest import AXES, Training

pytestmark = pytest.mark.integration
FOUR_DAYS = tuple((f"2026-09-{day:02d}", "full_day") for day in (1, 2, 3, 4))
CANDIDATES = {"layer": "candidate", "organiser": "committee"}


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {violation["rule"] for violation in refusal.value.details["violations"]}


def courses(training: Training, case_id: str) -> list[dict[str, Any]]:
    return [entry["data"] for entry in training.recorded(f"course:{case_id}")]


@pytest.mark.rule("R-TRN-01")
@pytest.mark.parametrize("axis", sorted(AXES))
def test_a_plan_is_approved_only_with_all_three_axes(training: Training, axis: str) -> None:
    training.plan(axes={**AXES, axis: " "})
    with pytest.raises(RuleViolated) as refusal:
        training.act("shen", "approve_plan", plan_id="P1")
    assert rules_of(refusal) == {"R-TRN-01"}

    training.plan()
    training.act("shen", "approve_plan", plan_id="P1")

    (plan,) = training.ask("visitor", "plans", area=WANCHENG, year=2026)
    assert plan["approved"] is True
    with pytest.raises(Conflict, match="已审批"):
        training.plan()


@pytest.mark.rule("R-PRV-23")
def test_who_drafted_a_plan_does_not_approve_it(training: Training) -> None:
    training.plan()

    with pytest.raises(RuleViolated) as refusal:
        training.act("xue", "approve_plan", plan_id="P1")

    assert rules_of(refusal) == {"R-PRV-23"}


@pytest.mark.rule("R-TRN-13")
def test_a_class_belongs_to_an_item_of_an_approved_plan_or_has_a_reason(training: Training) -> None:
    arguments = {"class_id": "K1", "plan_id": "P1", "item": "I1", "area": WANCHENG, "layer": "member"}
    arguments |= {"organiser": "party_school", "planned_on": "2026-09-01"}
    training.plan()
    with pytest.raises(RuleViolated) as refusal:
        training.act("xue", "plan_class", **arguments)
    assert rules_of(refusal) == {"R-TRN-13"}

    training.act("shen", "approve_plan", plan_id="P1")
    assert training.act("xue", "plan_class", **arguments)["warnings"] == []
    with pytest.raises(RuleViolated):
        training.act("xue", "plan_class", **{**arguments, "class_id": "K2", "item": "I9"})
    with pytest.raises(RuleViolated):
        training.act("xue", "plan_class", **{**arguments, "class_id": "K2", "plan_id": None, "item": None})


@pytest.mark.rule("R-TRN-04")
@pytest.mark.rule("R-TRN-09")
def test_hours_follow_the_convention_and_count_in_the_year_of_each_day(training: Training) -> None:
    training.day = "2027-01-20"
    days = (("2026-12-31", "full_day"), ("2027-01-01", "half_day"), ("2027-01-02", "hour"))
    training.held("K1", *days)

    training.attend("K1", 1, 2, 3, member_id="M1")

    assert (training.hours_of("M1")["hours"], training.hours_of("M1", 2027)["hours"]) == (8.0, 5.0)
    assert training.hours_of("M1")["due"] == 32


@pytest.mark.rule("R-TRN-08")
def test_hours_count_from_the_day_somebody_is_a_member(training: Training) -> None:
    training.held("K1", *FOUR_DAYS)
    training.member("NEW", "BRANCH", "PROBATIONARY", on="2026-09-03")

    training.attend("K1", 1, 2, 3, 4, member_id="NEW")

    assert training.hours_of("NEW")["hours"] == 16.0
    with pytest.raises(NotFound):
        training.attend("K1", 1, member_id="UNKNOWN")


@pytest.mark.rule("R-TRN-10")
@pytest.mark.parametrize(("sessions", "refused"), [((1, 2, 3, 4), False), ((1, 2, 3), True)])
def test_who_attended_less_than_eighty_percent_gets_no_certificate(
    training: Training, sessions: tuple[int, ...], refused: bool
) -> None:
    training.held("K1", *FOUR_DAYS, ("2026-09-05", "full_day"))
    training.attend("K1", *sessions, member_id="M1")
    arguments = {"class_id": "K1", "member_id": "M1", "certificate": "Z1"}

    if refused:
        with pytest.raises(RuleViolated) as refusal:
            training.act("xue", "issue_certificate", **arguments)
        assert rules_of(refusal) == {"R-TRN-10"}
        return
    training.act("xue", "issue_certificate", **arguments)
    assert training.hours_of("M1")["classes"][0]["certificate"] == "Z1"
    with pytest.raises(Conflict):
        training.act("xue", "issue_certificate", **arguments)


@pytest.mark.rule("R-TRN-11")
@pytest.mark.rule("R-PRV-05")
def test_an_exemption_is_told_without_what_it_is_for(training: Training) -> None:
    training.exempt("M1")

    assert training.hours_of("M1")["exempt"] is True
    assert training.hours_of("M1", 2027)["exempt"] is False
    everything = [list(training.db[name].find()) for name in training.db.list_collection_names()]
    assert "illness" not in str(everything)


@pytest.mark.rule("R-DEV-27")
def test_a_candidate_s_course_is_told_once_with_the_day_it_was_enough(training: Training) -> None:
    training.held("K1", *FOUR_DAYS[:2], **CANDIDATES)
    training.held("K2", ("2026-09-10", "half_day"), ("2026-09-11", "half_day"), **CANDIDATES)
    training.attend("K1", 1, 2, case_id="C1")
    training.attend("K2", 1, case_id="C2")
    assert courses(training, "C1") == []

    training.attend("K2", 1, 2, case_id="C1")

    assert courses(training, "C1") == [
        {
            "case_id": "C1",
            "days": 3.0,
            "hours": 24.0,
            "organiser": "committee",
            "classes": ["K1", "K2"],
            "completed_on": "2026-09-11",
        }
    ]
    training.held("K3", ("2026-09-20", "full_day"), **CANDIDATES)
    training.attend("K3", 1, case_id="C1")
    assert len(courses(training, "C1")) == 1


@pytest.mark.rule("R-DEV-27")
@pytest.mark.parametrize("change", [{"organiser": "party_school"}, {"layer": "activist"}])
def test_other_classes_are_no_candidate_s_training(training: Training, change: dict[str, str]) -> None:
    training.held("K1", *FOUR_DAYS, **{**CANDIDATES, **change})

    training.attend("K1", 1, 2, 3, 4, case_id="C1")

    assert courses(training, "C1") == []


def test_attendance_is_recorded_once_of_sessions_that_were_held(training: Training) -> None:
    training.held("K1", *FOUR_DAYS)

    with pytest.raises(InvalidInput, match="没有第5次"):
        training.attend("K1", 5, member_id="M1")
    with pytest.raises(InvalidInput, match="只填一个"):
        training.attend_all("K1", {"sessions": [1]})
    training.attend("K1", 1, member_id="M1")
    with pytest.raises(Conflict, match="已登记"):
        training.attend("K1", 2, member_id="M1")


def test_a_cancelled_class_is_not_held_nor_one_that_is_still_to_come(training: Training) -> None:
    arguments = {"area": WANCHENG, "layer": "member", "organiser": "other", "planned_on": "2026-12-01"}
    for class_id in ("K1", "K2"):
        training.act("xue", "plan_class", class_id=class_id, reason="临时需要", **arguments)
    training.act("xue", "cancel_class", class_id="K1")
    session = [{"on": "2026-10-01", "part": "full_day"}]

    with pytest.raises(Conflict, match="已取消"):
        training.act("xue", "hold_class", class_id="K1", sessions=session)
    with pytest.raises(InvalidInput, match="尚未举办"):
        training.act("xue", "hold_class", class_id="K2", sessions=[{**session[0], "on": "2026-10-09"}])


def test_nobody_acts_or_asks_outside_the_own_areas_or_role(training: Training) -> None:
    training.plan()
    training.held("K1", *FOUR_DAYS)

    attendees = [{"sessions": [1], "member_id": "M1"}]
    for user in ("far", "visitor"):
        with pytest.raises(NotAllowed):
            training.act(user, "record_attendance", class_id="K1", attendees=attendees)
    with pytest.raises(NotAllowed):
        training.ask("far", "hours", member_id="M1", year=2026)
    with pytest.raises(NotAllowed):
        training.ask("far", "training_class", class_id="K1")
    assert training.ask("visitor", "training_class", class_id="K1")["hours"] == 32.0


@pytest.mark.rule("R-TRN-13")
def test_a_planned_class_is_put_off_to_a_day_that_has_not_passed(training: Training) -> None:
    told = {"class_id": "K1", "area": WANCHENG, "layer": "member", "organiser": "party_school"}
    training.act("xue", "plan_class", **told, planned_on="2026-10-10", reason="临时需要")
    with pytest.raises(InvalidInput, match="早于登记日"):
        training.act("xue", "put_off_class", class_id="K1", planned_on="2026-10-07")
    training.act("xue", "put_off_class", class_id="K1", planned_on="2026-10-08")

    assert training.ask("xue", "training_class", class_id="K1")["planned_on"] == "2026-10-08"
    titles = [row["title"] for row in training.ask("xue", "class_history", class_id="K1")["items"]]
    assert sorted(titles) == ["改期培训班", "计划培训班"]
    training.act("xue", "cancel_class", class_id="K1")
    with pytest.raises(Conflict):
        training.act("xue", "put_off_class", class_id="K1", planned_on="2026-10-09")
