"""What development tells the county's organisers of: places used, and bunching at a year's end."""

from typing import Any

import pytest

from tests.integration.services.development.conftest import Development
from tests.integration.services.hosted import WANCHENG

pytestmark = pytest.mark.integration


def told(development: Development, event_type: str) -> list[dict[str, Any]]:
    rows = development.db["ledger"].find({"type": event_type}).sort("recorded_at", 1)
    return [row["data"] for row in rows]


def begin(development: Development, *days: str) -> None:
    for day in days:
        development.hear("registry", "registry.day_started.v1", "day", day, date=day)


def admit(development: Development, *cases: str) -> None:
    for number, case in enumerate(cases, start=1):
        development.apply_for(case, number)
        development.go(case, until="approve_admission", form_no=f"ZY{number}")


def places(development: Development, number: int) -> None:
    told = {"weighting": "党员多、积极分子多", "reason": "补录"}
    development.act("xian", "set_quota", year=2026, org_code="BRANCH", places=number, **told)


@pytest.mark.rule("A-18")
@pytest.mark.rule("A-18-FULL")
def test_an_admission_that_reaches_a_share_of_the_places_is_told_without_a_name(
    development: Development,
) -> None:
    places(development, 2)
    admit(development, "C1")
    assert told(development, "development.quota_used.v1") == []

    places(development, 1)
    development.rebuild()

    assert told(development, "development.quota_used.v1") == [
        {
            "subject": "2026:BRANCH",
            "step": 100,
            "area": "411302001000",
            "year": 2026,
            "org_code": "BRANCH",
            "places": 1,
            "used": 1,
        }
    ]


@pytest.mark.rule("A-18-FULL")
def test_the_last_place_is_told_with_the_admission_that_takes_it(development: Development) -> None:
    places(development, 1)

    admit(development, "C1")

    assert [row["step"] for row in told(development, "development.quota_used.v1")] == [100]


@pytest.mark.rule("A-19")
@pytest.mark.parametrize(("on", "bunched"), [("2026-09-30", False), ("2026-10-01", True)])
def test_bunching_is_told_once_when_the_year_is_over(
    development: Development, on: str, bunched: bool
) -> None:
    admit(development, "C1")
    row = {"_id": "C1", "taken.step": "approve_admission"}
    development.db["cases"].update_one(row, {"$set": {"taken.$.on": on}})

    begin(development, "2026-12-31")
    assert told(development, "development.year_end_bunched.v1") == []
    begin(development, "2027-01-01", "2027-01-02")
    development.rebuild()

    found = told(development, "development.year_end_bunched.v1")
    expected = {"subject": f"2026:{WANCHENG}", "step": 50, "area": WANCHENG, "year": 2026}
    assert found == ([{**expected, "fourth_quarter": 1, "admissions": 1}] if bunched else [])
