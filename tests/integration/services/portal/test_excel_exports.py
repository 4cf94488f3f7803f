"""Lists as workbooks: what the person may see, under Chinese headings, and no more of it than may leave."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.portal.api.openapi import document
from services.portal.excel import exporting
from services.portal.excel.exporting import OPERATIONS
from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import TOWNSHIP, Json, credit_code, enterprise, opened

ENTERPRISES = "/exports/enterprises_in_enterprises"
MEMBERS = "/exports/members_in_members?purpose=核对"


@pytest.fixture(scope="module", autouse=True)
def rows(city: City) -> None:
    """Some enterprises, an organisation and three members."""
    clerk = Client(city.web, "clerk")
    values = {"size": "small", "operation_state": "operating", "registered_on": "2020-05-18", "sample": True}
    for number, name in enumerate(("虚构一厂", "虚构二厂", "-3+cmd|' /C calc'!A0")):
        put(clerk, "/enterprises", {**enterprise(number), **values, "name": name})
    body = {"org_code": "X1", "name": "虚构支部", "type": "branch", "form": "independent", "area": TOWNSHIP}
    more = {"parent": None, "units": [], "established_on": "2020-06-01"}
    put(clerk, "/organisations", {**body, **more, "form": None})
    for number, name in enumerate(("张三", "李四", "王五")):
        member = {"member_id": f"M{number}", "name": name, "status": "FULL", "org_code": "X1"}
        rest = {"credit_code": credit_code(0), "basis": "transfer", "letter": "JS1"}
        put(clerk, "/members", {**member, **rest, "effective_on": "2020-06-01"})
    city.pump()


def put(clerk: Client, path: str, body: Json) -> None:
    answer = clerk("POST", path, body)
    assert answer.status_code == 201, answer.text


def table(book: Any) -> list[Json]:
    first, *rest = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rest]


def test_operations_are_those_of_the_document() -> None:
    described = {
        operation["operationId"] for path in document()["paths"].values() for operation in path.values()
    }
    assert set(OPERATIONS) <= described


def test_headings_and_codes_are_chinese(clerk: Client) -> None:
    one = table(opened(clerk("GET", ENTERPRISES)))[0]

    assert one["统一社会信用代码"] == credit_code(0)
    assert (one["企业名称"], one["规模"], one["经营状态"], one["样例"]) == ("虚构一厂", "小型", "在营", "是")
    assert (one["登记日期"], one["职工数"]) == ("2020-05-18", 42)


def test_no_formula_runs(clerk: Client) -> None:
    assert table(opened(clerk("GET", ENTERPRISES)))[2]["企业名称"] == "'-3+cmd|' /C calc'!A0"


def test_filters_are_those_of_the_question(clerk: Client) -> None:
    found = table(opened(clerk("GET", f"{ENTERPRISES}?text=二厂&limit=1")))

    assert [row["企业名称"] for row in found] == ["虚构二厂"]
    assert clerk("GET", f"{ENTERPRISES}?colour=red").status_code == 422


def test_all_pages_are_walked(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MAX_PAGE_ROWS", 1)
    assert len(table(opened(clerk("GET", ENTERPRISES)))) == 3


def test_an_export_shows_what_the_person_sees_elsewhere(clerk: Client, web: FlaskClient) -> None:
    names = [row["姓名"] for row in table(opened(clerk("GET", MEMBERS)))]

    assert names == [row["name"] for row in clerk("GET", "/members").json["items"]]  # type: ignore[index]
    assert Client(web, "leader")("GET", MEMBERS).status_code == 403
    assert web.get(f"/api/v1{MEMBERS}").status_code == 401


def test_lists_without_pages_go_out_too(clerk: Client) -> None:
    assert table(opened(clerk("GET", "/exports/areas_in_areas?parent=411323000000")))[0]["地区代码"]


def test_what_is_no_list_is_refused(clerk: Client) -> None:
    assert clerk("GET", "/exports/today_in_days").status_code == 404
    assert clerk("GET", "/exports/nothing").status_code == 404
    assert clerk("GET", "/exports/tasks_in_departments").status_code == 422
    assert clerk("GET", "/exports/tasks_in_departments?department=nobody").status_code == 404


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_question_gives_a_workbook_or_an_answer(web: FlaskClient, operation: str) -> None:
    path = "&".join(f"{name}=union" for name in OPERATIONS[operation].names)
    answer = Client(web, "administrator")("GET", f"/exports/{operation}?{path}")

    assert answer.status_code in (200, 403, 404, 422), answer.text
