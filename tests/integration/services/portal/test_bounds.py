"""Days and quarters have one form, and bounds beyond which they can only be mistyped."""

import re

import pytest
from flask.testing import FlaskClient

from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import CODES, enterprise, problem


@pytest.mark.parametrize(
    ("day", "problems"),
    [
        ("1900-01-01", None), ("1899-12-31", "1900-01-01至2100-12-31"), ("2020-W21-1", "2026-07-01"),
        ("20200518", "2026-07-01"), ("2021-02-29", "没有2021-02-29"), ("0001-01-01", "1900"),
    ],
)  # fmt: skip
def test_a_day_has_one_form_and_bounds(clerk: Client, day: str, problems: str | None) -> None:
    answer = clerk("POST", "/enterprises", enterprise(CODES[1], registered_on=day))
    said = answer.json.get("fields", {}).get("registered_on", [""])  # type: ignore[union-attr]
    assert (problems or "") in said[0]
    assert bool(said[0]) == bool(problems)


@pytest.mark.parametrize(
    ("period", "status"), [("2000Q1", 422), ("1999Q4", 422), ("9999Q4", 422), ("0000Q1", 422)]
)
def test_a_quarter_has_bounds(web: FlaskClient, period: str, status: int) -> None:
    answer = Client(web, "union")("POST", "/departments/union/figures", {"period": period, "figures": []})
    assert answer.status_code == status
    assert ("period" in answer.json.get("fields", {})) == (period != "2000Q1")  # type: ignore[union-attr]


def test_a_business_day_that_is_mistyped_is_refused(web: FlaskClient) -> None:
    answer = Client(web, "administrator")("POST", "/days", {"date": "9999-12-31"})
    assert problem(answer, 422, "invalid_input")["fields"]


def test_a_page_names_the_next_one_with_its_filters_and_the_last_page_none(web: FlaskClient) -> None:
    clerk = Client(web, "clerk")
    for code in CODES:
        clerk("POST", "/enterprises", enterprise(code))

    first = clerk("GET", "/enterprises?limit=1&size=small")
    found = re.fullmatch('</api/v1(.+)>; rel="next"', first.headers["Link"])
    assert found is not None
    second = clerk("GET", found[1])
    assert "size=small" in found[1]
    assert [row["credit_code"] for row in (*first.json["items"], *second.json["items"])] == [*CODES]  # type: ignore[index]
    assert "Link" not in second.headers
