"""What an edition to come would change: rule by rule and case by case, and nothing is touched by asking."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.services.development.conftest import Development
from tests.integration.services.hosted import CITY, WANCHENG, XIXIA
from tests.planting import with_row

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-07")]
ANNOUNCED = date(2027, 9, 1)


@pytest.fixture
def two_cases(development: Development) -> Development:
    """One case that waits for its talk, one that waits for its candidate's discussion."""
    development.hear("registry", "registry.day_started.v1", "day", "2027-06-01", date="2027-06-01")
    development.apply_for("C1")
    development.apply_for("C2", number=2)
    development.go("C2", until="half_year_review")
    return development


def preview(development: Development, user: str = "xian", **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = development.ask(user, "edition_preview", **{"on": ANNOUNCED.isoformat(), **asked})
    return found


def test_without_rows_to_come_nothing_differs_and_no_case_is_touched(two_cases: Development) -> None:
    found = preview(two_cases)

    assert (found["changes"], found["items"], found["announced"]) == ([], [], [])
    assert (found["against"], found["edition_against"], found["edition_on"]) == ("2027-06-01", "2026", "2026")


@pytest.mark.rule("R-DEV-18")
def test_only_the_case_whose_next_step_falls_under_a_new_row_is_listed_and_nothing_changes(
    two_cases: Development, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("cases", "duties", "log", "stamps")
    before = {name: list(two_cases.db[name].find()) for name in names}
    with_row(tmp_path, monkeypatch, "development", "R-DEV-18", 18, ANNOUNCED)

    found = preview(two_cases)

    assert [(row["case_id"], row["state"], row["touches"]) for row in found["items"]] == [
        (
            "C2",
            "S21",
            [
                {
                    "step": "propose_candidate",
                    "step_name": "讨论发展对象",
                    "rule": "R-DEV-18",
                    "before": "12 个月",
                    "after": "18 个月",
                    "since": "2027-09-01",
                }
            ],
        )
    ]
    assert found["announced"] == ["2027-09-01"]
    assert preview(two_cases, on="2027-08-31")["items"] == []
    assert {name: list(two_cases.db[name].find()) for name in names} == before


def test_a_row_of_a_place_touches_the_cases_there_only(
    two_cases: Development, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "development", "R-DEV-18", 18, ANNOUNCED, XIXIA)
    elsewhere = preview(two_cases)
    with_row(tmp_path, monkeypatch, "development", "R-DEV-05", 2, ANNOUNCED, WANCHENG)
    here = preview(two_cases)

    assert elsewhere["items"] == []
    assert [(one["rule"], one["place"]) for one in here["changes"]] == [
        ("R-DEV-05", WANCHENG),
        ("R-DEV-18", XIXIA),
    ]
    assert [(row["case_id"], row["touches"][0]["rule"]) for row in here["items"]] == [("C1", "R-DEV-05")]


def test_two_editions_are_compared_rule_by_rule_with_their_articles(two_cases: Development) -> None:
    found = preview(two_cases, against="2026-05-10", on="2026-05-11")

    of = {one["rule"]: one for one in found["changes"]}
    assert (found["edition_against"], found["edition_on"]) == ("2014", "2026")
    assert (of["R-DEV-22"]["before"]["number"], of["R-DEV-22"]["after"]["number"]) == (
        "filing 方式",
        "agreement 方式",
    )
    assert (of["R-DEV-23"]["before"], of["R-DEV-23"]["after"]["source"]) == (None, "XZ26 第13条")
    assert of["R-DEV-41"]["after"]["effective_from"] == "2026-05-11"


@pytest.mark.rule("R-DEV-41")
def test_another_article_alone_touches_no_case(two_cases: Development) -> None:
    found = preview(two_cases, against="2026-05-10", on="2026-05-11")

    assert "R-DEV-18" in {one["rule"] for one in found["changes"]}
    assert found["items"] == []


def test_one_sees_the_cases_of_ones_own_areas_page_by_page(
    two_cases: Development, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "development", "R-DEV-05", 2, ANNOUNCED)
    with_row(tmp_path, monkeypatch, "development", "R-DEV-18", 18, ANNOUNCED)

    assert preview(two_cases, "xixia")["items"] == []
    first = preview(two_cases, area=CITY, limit=1)
    second = preview(two_cases, after=first["next"], limit=1)
    assert [row["case_id"] for row in (*first["items"], *second["items"])] == ["C1", "C2"]
    assert second["next"] is None
