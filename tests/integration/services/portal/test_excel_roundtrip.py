"""A list that goes out, is edited and comes back: changes are applied, and nothing is overwritten silently."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from services.portal.excel import applying, routes
from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import (
    TOWNSHIP,
    Json,
    credit_code,
    enterprise,
    opened,
    saved,
    upload,
    workbook,
)

OF = {
    "enterprises": "/exports/enterprises_in_enterprises",
    "organisations": "/exports/organisations_in_organisations",
}
NAMES = {"企业名称": "name", "规模": "size", "职工数": "employees"}
A, B, C = (credit_code(number) for number in range(3))


@pytest.fixture(autouse=True)
def rows(city: City, clerk: Client, request: pytest.FixtureRequest) -> None:
    """Put three enterprises back to what they were; their names tell the test apart."""
    if clerk("GET", f"/enterprises/{A}").status_code == 404:
        upload(clerk, "enterprises", workbook("enterprises", [enterprise(number) for number in range(3)]))
        head = {"org_code": "X1", "name": "虚构支部", "type": "branch", "form": None, "area": TOWNSHIP}
        body = {**head, "parent": None, "established_on": "2020-06-01"}
        assert clerk("POST", "/organisations", body).status_code == 201
    for code in (A, B, C):
        change(clerk, code, name=f"虚构{request.node.name[-60:]}", size="small", employees=42)


def change(clerk: Client, code: str, **values: Any) -> None:
    answer = clerk("PATCH", f"/enterprises/{code}", {**values, "effective_on": "2026-07-01"})
    assert answer.status_code == 201, answer.text


def edited(clerk: Client, cells: dict[tuple[str, str], Any], kind: str = "enterprises") -> bytes:
    """Export and set cells, named by key and heading."""
    book = opened(clerk("GET", OF[kind]))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    lines = {row[0].value: row[0].row for row in sheet.iter_rows()}
    for (key, heading), value in cells.items():
        sheet.cell(lines[key], columns[heading]).value = value
    return saved(book)


def send(clerk: Client, content: bytes, query: str = "", kind: str = "enterprises") -> Json:
    answer = clerk("POST", f"/roundtrip/{kind}{query}", data=content)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)  # type: ignore[arg-type]


def refused(answer: TestResponse) -> str:
    assert answer.status_code == 422, answer.text
    return str(answer.json["detail"])  # type: ignore[index]


def now(clerk: Client, code: str) -> Json:
    return dict(clerk("GET", f"/enterprises/{code}").json)  # type: ignore[arg-type]


APPLY = "?apply=1&effective_on=2026-07-01"


@pytest.mark.parametrize("kind", OF)
def test_what_nobody_touched_has_no_difference(clerk: Client, kind: str) -> None:
    assert send(clerk, edited(clerk, {}, kind), kind=kind) == {"changes": [], "conflicts": [], "problems": []}


def test_a_changed_cell_is_a_change(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型", (B, "职工数"): "1,200"})
    changes = send(clerk, content)["changes"]

    assert changes[0] == {
        "row": 2,
        "column": "E",
        "key": A,
        "field": "size",
        "label": "规模",
        "old": "小型",
        "new": "大型",
    } | {"column": changes[0]["column"]}
    assert [(one["key"], one["old"], one["new"]) for one in changes[1:]] == [(B, 42, 1200)]


def test_changes_are_applied_once(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型", (A, "职工数"): 43})
    before = len(now(clerk, A)["statements"])
    first = send(clerk, content, APPLY)
    again = send(clerk, content, APPLY)

    assert [(one["key"], one["changed"]) for one in first["applied"]] == [(A, ["size", "employees"])]
    assert (again["changes"], again["applied"], again["refused"]) == ([], [], [])
    assert (now(clerk, A)["size"], now(clerk, A)["employees"]) == ("large", 43)
    assert len(now(clerk, A)["statements"]) == before + 1


def test_a_cell_that_others_changed_is_a_conflict_and_stays(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型", (A, "职工数"): 43})
    change(clerk, A, size="medium")
    found = send(clerk, content, APPLY)

    assert [(one["field"], one["was"], one["yours"], one["theirs"]) for one in found["conflicts"]] == [
        ("size", "小型", "大型", "中型")
    ]
    assert (now(clerk, A)["size"], now(clerk, A)["employees"]) == ("medium", 43)


def test_a_conflict_is_taken_when_it_is_named(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})
    change(clerk, A, size="medium")
    form = {"file": (io.BytesIO(content), "a.xlsx"), "take": f"{A}:size", "apply": "1"}
    answer = clerk("POST", "/roundtrip/enterprises", data={**form, "effective_on": "2026-07-01"})

    assert answer.json["applied"][0]["changed"] == ["size"], answer.text  # type: ignore[index]
    assert now(clerk, A)["size"] == "large"


def test_only_conflicts_can_be_taken(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})

    assert "没有冲突" in refused(clerk("POST", f"/roundtrip/enterprises{APPLY}&take={A}:size", data=content))
    assert "take" in refused(clerk("POST", f"/roundtrip/enterprises{APPLY}&take=x", data=content))
    assert "生效日" in refused(clerk("POST", "/roundtrip/enterprises?apply=1", data=content))


@pytest.mark.parametrize("moment", ["compare", "_unchanged"])
def test_an_edit_while_it_is_applied_is_not_overwritten(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})
    module = routes if moment == "compare" else applying
    real = getattr(module, moment)

    def disturbed(*given: Any) -> Any:
        found = real(*given)
        change(clerk, A, size="medium")
        return found

    monkeypatch.setattr(module, moment, disturbed)
    (row,) = send(clerk, content, APPLY)["refused"]

    assert (row["key"], row["changed"]) == (A, ["size"])
    assert "规模" in row["problem"]
    assert now(clerk, A)["size"] == "medium"


def test_what_others_changed_elsewhere_in_the_row_does_not_matter(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})
    change(clerk, A, employees=99)
    found = send(clerk, content, APPLY)

    assert (len(found["applied"]), found["conflicts"]) == (1, [])
    assert now(clerk, A)["employees"] == 99


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("规模", "特大", "请填写其中之一"),
        ("企业名称", "=1+1", "公式"),
        ("企业名称", None, "不能清空"),
        ("登记日期", "2020-05-19", "不能在表中修改"),
        ("统一社会信用代码", "91411323DEM000001E", "不在导出的名册中"),
    ],
)
def test_what_cannot_be_is_a_problem_and_its_row_stays(
    clerk: Client, heading: str, value: Any, said: str
) -> None:
    content = edited(clerk, {(A, heading): value, (B, "规模"): "大型"})
    found = send(clerk, content, APPLY)

    assert [said in one["problem"] and one["row"] for one in found["problems"]] == [2]
    assert [one["key"] for one in found["applied"]] == [B]


def test_a_sorted_sheet_is_read_by_its_keys(clerk: Client) -> None:
    book = load_workbook(io.BytesIO(edited(clerk, {(C, "规模"): "大型"})))
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, line in enumerate(reversed(lines), 2):
        for index, value in enumerate(line, 1):
            sheet.cell(number, index).value = value

    assert [(one["row"], one["key"]) for one in send(clerk, saved(book))["changes"]] == [(2, C)]


def test_an_organisation_comes_back_as_well(clerk: Client) -> None:
    content = edited(clerk, {("X1", "党组织名称"): "虚构第一支部"}, "organisations")
    found = send(clerk, content, APPLY, "organisations")

    assert [one["key"] for one in found["applied"]] == ["X1"], found
    (row,) = clerk("GET", "/organisations").json["items"]  # type: ignore[index]
    assert row["name"] == "虚构第一支部"


def test_what_the_registry_refuses_is_told_by_row(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})
    found = send(clerk, content, "?apply=1&effective_on=2001-01-01")

    assert [(one["row"], one["key"], one["changed"]) for one in found["refused"]] == [(2, A, ["size"])]
    assert [*found["refused"][0]["fields"]] == ["effective_on"]
    assert found["applied"] == []


def test_only_what_was_exported_comes_back(clerk: Client) -> None:
    content = edited(clerk, {(A, "规模"): "大型"})
    book = load_workbook(io.BytesIO(content))
    book["_lianxi"]["D2"] = book["_lianxi"]["D2"].value.replace("small", "large")
    strange = workbook("enterprises", [enterprise(1)])

    assert "已被改动" in refused(clerk("POST", "/roundtrip/enterprises", data=saved(book)))
    assert "重新导出" in refused(clerk("POST", "/roundtrip/enterprises", data=strange))
    assert "重新导出" in refused(clerk("POST", "/roundtrip/enterprises", data=b"a,b"))
    assert "重新导出" in refused(clerk("POST", "/roundtrip/organisations", data=content))
    assert clerk("POST", "/roundtrip/members", data=content).status_code == 404
