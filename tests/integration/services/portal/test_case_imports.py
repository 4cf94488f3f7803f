"""Paper files of running cases through the portal: what is told of rows, once and to the right service."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.e2e.city import City
from tests.integration.services.development.conftest import id_number
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import TOWNSHIP, Json, opened, upload, workbook

pytestmark = pytest.mark.rule("R-GEN-10")
WHY = "?reason=纸质材料"


@pytest.fixture(scope="module")
def branch(city: City) -> str:
    """A committee and its branch, known to development."""
    web = Client(city.web.application.test_client(), "clerk")
    head = {"form": None, "area": TOWNSHIP, "units": None, "established_on": "2020-05-18"}
    rows = [
        {"org_code": "PC", "name": "虚构党委", "type": "党委", "parent": None, **head},
        {"org_code": "PB", "name": "虚构支部", "type": "党支部", "parent": "PC", **head},
    ]
    assert upload(web, "organisations", workbook("organisations", rows))["state"] == "done"
    city.pump()
    return "PB"


@pytest.fixture
def committee(web: FlaskClient) -> Client:
    return Client(web, "committee")


def paper(branch: str, number: int, **change: object) -> Json:
    return {
        "case_id": f"PAPER-{number}",
        "org_code": branch,
        "name": f"虚构{number}",
        "sex": "女",
        "on": date(2025, 1, 10),
        "birth_date": "1990/1/1",
        "id_number": id_number(number),
        "written": "√",
        "record_recommendation_on": "2025.1.25",
        "record_talk_on": "2025年1月20日",
        "record_talk_talker": "书记",
        "decide_activist_on": date(2025, 3, 1),
        "decide_activist_decided_by": "支部委员会",
        "file_activist_on": "20250305",
        "half_year_review_on": "2025-08-20；2026/2/20",
        **change,
    }


def test_a_workbook_of_cases_goes_in_with_its_report(committee: Client, branch: str) -> None:
    rows = [paper(branch, 1), paper(branch, 2, record_talk_on="2025-02-11", decide_activist_on="2025-03-02")]
    content = workbook("cases", rows)
    tried = upload(committee, "cases", content, f"{WHY}&dry_run=1")
    assert committee("GET", "/cases/PAPER-1").status_code == 404

    done = upload(committee, "cases", content, WHY)
    told = [(one["row"], one["column"], one["rule"], one["source"]) for one in done["report"]]
    assert (done["state"], done["done"], done["report_count"]) == ("done", 2, 1)
    assert told == [(3, "J", "R-DEV-05", "XZ14；LC25")]
    assert done["report"][0]["heading"] == "派人谈话日期"
    assert tried["report"] == done["report"]
    found: Json = committee("GET", "/cases/PAPER-2").json  # type: ignore[assignment]
    assert (found["state"], len(found["steps"])) == ("S21", 7)
    book = opened(committee("GET", f"/jobs/{done['id']}/result"))
    assert [cell.value for cell in book["不符合规则之处"][2]][:4] == [3, "J", "派人谈话日期", "R-DEV-05"]


def test_a_bad_row_is_told_by_its_column_beside_the_report_of_the_others(
    committee: Client, branch: str
) -> None:
    rows = [paper(branch, 11, record_talk_on="2025-02-11"), paper(branch, 12, file_activist_on="2025-02-28")]
    job = upload(committee, "cases", workbook("cases", rows), WHY)

    (problem,) = job["problems"]
    assert (job["state"], problem["row"], problem["column"]) == ("failed", 3, "N")
    assert "E-02" in problem["problem"]
    assert [(one["row"], one["rule"]) for one in job["report"]] == [(2, "R-DEV-05")]
    assert committee("GET", "/cases/PAPER-11").status_code == 404


def test_without_a_reason_nothing_goes_in(committee: Client, branch: str) -> None:
    job = upload(committee, "cases", workbook("cases", [paper(branch, 21)]))

    assert (job["state"], job["message"]) == ("failed", "补录须填写理由（R-GEN-10）")


def test_one_person_twice_is_found_before_anything_is_written_however_far_apart(
    committee: Client, branch: str
) -> None:
    rows = [paper(branch, 100 + number) for number in range(45)]
    rows[42]["id_number"] = rows[3]["id_number"]
    job = upload(committee, "cases", workbook("cases", rows), WHY)

    assert (job["state"], job["done"]) == ("failed", 0)
    assert [(one["row"], one["column"]) for one in job["problems"]] == [(44, "G")]
