"""Recommendations (推优): recorded by a department, heard of by development, answered through an outlet."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, NotAllowed, RuleViolated
from tests.integration.services.department.conftest import City

pytestmark = pytest.mark.integration
TOLD = {
    "recommendation": "T-1",
    "case_id": "C-1",
    "held_on": "2026-10-01",
    "due": 20,
    "present": 15,
    "yes": 14,
    "valid_until": "2027-10-01",
}


def answer(city: City, body: str, outcome: str) -> None:
    """Let development answer a recommendation."""
    payload = {"recommendation": "T-1", "body": body, "outcome": outcome}
    city.publish_as(
        "development", f"recommendation:{body}:T-1", "development.recommendation_answered.v1", **payload
    )
    city.hear()


def known(city: City, user: str) -> list[Any]:
    return [(row["recommendation"], row["outcome"]) for row in city.ask(user, "recommendations")]


@pytest.mark.rule("R-DEV-11")
def test_a_recommendation_is_told_with_the_case_s_number_and_votes_only(city: City) -> None:
    city.act("gong", "recommend", **TOLD)

    (entry,) = [row for row in city["union"].recorded() if row["type"].startswith("department.recomm")]

    assert entry["data"] == TOLD
    assert entry["effective_on"] == "2026-10-01"
    with pytest.raises(Conflict):
        city.act("gong", "recommend", **{**TOLD, "case_id": "C-2"})


@pytest.mark.rule("R-DEV-11-VOTES")
@pytest.mark.rule("R-DEV-11-MAJORITY")
@pytest.mark.parametrize(("yes", "recorded"), [(0, False), (7, True)])
def test_a_meeting_that_hardly_wanted_it_is_recorded_with_a_reason_and_one_that_did_not_never(
    city: City, yes: int, recorded: bool
) -> None:
    with pytest.raises(RuleViolated):
        city.act("gong", "recommend", **{**TOLD, "yes": yes})

    if recorded:
        city.act("gong", "recommend", **{**TOLD, "yes": yes}, reason="多人弃权")
    else:
        with pytest.raises(RuleViolated):
            city.act("gong", "recommend", **{**TOLD, "yes": yes}, reason="多人弃权")

    assert known(city, "gong") == ([("T-1", None)] if recorded else [])


@pytest.mark.rule("R-DEV-11")
def test_only_departments_of_mass_organisations_recommend(city: City) -> None:
    with pytest.raises(NotAllowed):
        city.act("chen", "recommend", **TOLD)


@pytest.mark.rule("R-JM-15")
@pytest.mark.rule("R-PRV-15")
def test_a_department_hears_what_became_of_its_own_recommendations_and_of_no_others(city: City) -> None:
    city.act("gong", "recommend", **TOLD)
    city.act("tuan", "recommend", **TOLD)

    answer(city, "union", "taken")
    answer(city, "union", "admitted")
    answer(city, "youth_league", "too_late")

    assert known(city, "gong") == [("T-1", "admitted")]
    assert known(city, "tuan") == [("T-1", "too_late")]
    for name in ("union", "youth_league"):
        seen = city.ledgers.page(f"development.{name}", 0)
        assert {entry.data["body"] for entry in seen} == {name}
