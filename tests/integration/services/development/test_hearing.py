"""What development hears of others: courses, recommendations, whatever comes first."""

from datetime import date
from typing import Any

import pytest

from shared.city import copies
from shared.contracts.errors import InvalidInput, RuleViolated
from tests.integration.services.development.conftest import Development, id_number

pytestmark = pytest.mark.integration


def steps(development: Development, case_id: str = "C1") -> list[str]:
    return [step["step"] for step in development.ask("zhi", "case", case_id=case_id)["steps"]]


def outcomes(development: Development, body: str, recommendation: str) -> list[str]:
    entries = development.recorded(f"recommendation:{body}:{recommendation}")
    return [entry["data"]["outcome"] for entry in entries]


@pytest.mark.rule("R-DEV-27")
def test_a_course_that_training_reports_completes_the_training_step(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="set_introducers")

    assert steps(development)[-1] == "complete_training"
    assert development.recorded("case:C1")[-1]["actor"]["user"] == "system:development"


@pytest.mark.rule("R-DEV-27")
def test_a_course_that_was_heard_of_early_counts_when_the_case_has_come_there(
    development: Development,
) -> None:
    development.course("C1")
    development.apply_for("C1")
    development.go("C1", until="end_notice")

    assert steps(development)[-2:] == ["end_notice", "complete_training"]


@pytest.mark.rule("R-DEV-27")
def test_a_course_from_before_the_status_of_candidate_does_not_count(development: Development) -> None:
    development.course("C1", "2026-05-20")
    development.apply_for("C1")
    development.go("C1", until="end_notice")

    assert steps(development)[-1] == "end_notice"


@pytest.mark.rule("R-DEV-10")
@pytest.mark.rule("R-DEV-11")
def test_a_department_s_recommendation_is_a_step_and_its_outcome_is_told(development: Development) -> None:
    development.apply_for("C1")
    development.recommend("union", "C1", "T1", "2025-01-15")

    assert steps(development)[-1] == "record_recommendation"
    assert outcomes(development, "union", "T1") == ["taken"]

    development.go("C1", until="approve_admission")

    assert outcomes(development, "union", "T1") == ["taken", "admitted"]


@pytest.mark.rule("R-DEV-11")
def test_a_recommendation_that_cannot_be_used_is_answered_too(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="decide_activist")
    development.recommend("youth_league", "C1", "T1", "2025-03-02")
    development.recommend("womens_federation", "UNKNOWN", "T1", "2025-03-02")

    assert outcomes(development, "youth_league", "T1") == ["too_late"]
    assert outcomes(development, "womens_federation", "T1") == ["unknown_case"]


@pytest.mark.rule("R-DEV-11-CIRCLE")
@pytest.mark.parametrize(
    ("body", "sex", "outcome"),
    [
        ("womens_federation", "female", "taken"),
        ("womens_federation", "male", "unfit"),
        ("union", "male", "taken"),
    ],
)
def test_the_women_s_federation_recommends_women_and_the_union_everybody(
    development: Development, body: str, sex: str, outcome: str
) -> None:
    development.apply_for("C1", sex=sex)

    development.recommend(body, "C1", "T1", "2025-01-15")

    assert outcomes(development, body, "T1") == [outcome]
    assert (steps(development)[-1] == "record_recommendation") is (outcome == "taken")


@pytest.mark.rule("R-DEV-12")
@pytest.mark.parametrize(
    ("born", "outcome"), [("1996-01-16", "taken"), ("1996-01-15", "unfit"), ("1971-05-01", "unfit")]
)
def test_the_youth_league_recommends_who_is_no_older_than_twenty_eight_on_the_day_of_its_meeting(
    development: Development, born: str, outcome: str
) -> None:
    development.apply_for("C1", birth_date=born, id_number=id_number(1, born))

    development.recommend("youth_league", "C1", "T1", "2025-01-15")

    assert outcomes(development, "youth_league", "T1") == [outcome]
    assert (steps(development)[-1] == "record_recommendation") is (outcome == "taken")


@pytest.mark.rule("R-DEV-10")
@pytest.mark.rule("R-DEV-11")
def test_a_recommendation_that_does_not_fit_leads_nowhere(development: Development) -> None:
    development.apply_for("C1")
    development.act("zhi", "record_talk", case_id="C1", on="2025-01-12", talker="secretary")
    development.recommend("youth_league", "C1", "T1", "2025-01-15")

    with pytest.raises(RuleViolated, match="还没有党员推荐或群团组织推优"):
        decide(development, "2025-03-01")

    development.rebuild()
    assert outcomes(development, "youth_league", "T1") == ["unfit"]


@pytest.mark.rule("R-DEV-10")
@pytest.mark.rule("R-DEV-11")
@pytest.mark.parametrize(("on", "expired"), [("2025-03-01", False), ("2025-03-02", True)])
def test_a_recommendation_counts_on_its_last_day_and_not_the_day_after(
    development: Development, on: str, expired: bool
) -> None:
    development.apply_for("C1")
    development.act("zhi", "record_talk", case_id="C1", on="2025-01-12", talker="secretary")
    development.recommend("union", "C1", "T1", "2025-01-15", valid_until="2025-03-01")

    if expired:
        with pytest.raises(RuleViolated, match="推荐均已过有效期"):
            decide(development, on)
        members = {"body": "members", "recommendation": "R1"}
        development.act("zhi", "record_recommendation", case_id="C1", on=on, **members)
    decide(development, on)

    assert steps(development)[-1] == "decide_activist"


@pytest.mark.rule("R-DEV-10")
def test_a_department_s_recommendation_comes_by_its_own_event_only(development: Development) -> None:
    development.apply_for("C1")
    typed = {"case_id": "C1", "on": "2025-01-15", "recommendation": "T1"}

    with pytest.raises(InvalidInput, match="党员推荐"):
        development.act("zhi", "record_recommendation", body="union", **typed)

    development.act("zhi", "record_recommendation", body="members", **typed)
    assert steps(development)[-1] == "record_recommendation"


def decide(development: Development, on: str) -> None:
    """Let the branch decide on the activist."""
    development.act("zhi", "decide_activist", case_id="C1", on=on, meeting="BC", decided_by="committee")


@pytest.mark.rule("R-JM-15")
def test_the_outcome_of_a_recommendation_says_nothing_of_the_person(development: Development) -> None:
    development.apply_for("C1")
    development.recommend("union", "C1", "T1", "2025-01-15")

    (entry,) = development.recorded("recommendation:union:T1")

    county = {"county": "411302000000"}  # of the branch; where in it, and who, is not told
    assert entry["data"] == {"recommendation": "T1", "body": "union", "outcome": "taken", **county}


def test_a_rebuild_takes_no_step_twice_and_tells_nothing_again(development: Development) -> None:
    development.apply_for("C1")
    development.recommend("union", "C1", "T1", "2025-01-15")
    development.go("C1", until="branch_review")
    before = (steps(development), outcomes(development, "union", "T1"))
    entries = development.db["ledger"].count_documents({})

    development.rebuild()

    assert (steps(development), outcomes(development, "union", "T1")) == before
    assert development.db["ledger"].count_documents({}) == entries
    development.act("zhi", "transfer_out", case_id="C1", on="2026-06-06", to_org="FAR")


def test_a_member_s_change_may_be_heard_of_before_the_member(development: Development) -> None:
    development.changed("LATE", "2025-03-01", status="FULL")
    development.member("LATE", "BRANCH", "PROBATIONARY", on="2024-03-01")
    development.apply_for("C1")
    development.go("C1", until="file_activist")

    development.act("zhi", "assign_contacts", case_id="C1", on="2025-03-06", members=["LATE"])

    assert steps(development)[-1] == "assign_contacts"


@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    ("on", "kind", "may"),
    [("2026-06-30", "branch", False), ("2026-07-01", "committee", False), ("2026-07-02", "committee", True)],
)
def test_an_organisation_is_what_it_was_on_the_day(
    development: Development, on: str, kind: str, may: bool
) -> None:
    def changed(day: str, **facts: Any) -> None:
        told = ("registry.organisation_changed.v1", "organisation:BRANCH", day)
        development.hear("registry", *told, org_code="BRANCH", **facts)

    changed("2026-07-02", can_approve_member=True)
    changed("2026-07-01", type="committee", can_approve_member=False)

    found = copies.organisation(development.db, "BRANCH", date.fromisoformat(on))
    assert found is not None
    assert (found["type"], found.get("can_approve_member", False)) == (kind, may)
