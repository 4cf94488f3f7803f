"""A workbook with rows in several sheets: none of them is left out without a word."""

import io
from typing import Any

import pytest
from openpyxl import Workbook

from services.portal.excel.opening import lines_of
from services.portal.excel.template import template
from shared.contracts.errors import InvalidInput


def book(*sheets: tuple[str, list[list[Any]], str]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows, state in sheets:
        sheet = made.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


FIRMS = ("企业", [["统一社会信用代码"], ["91411323DEM000001E"]], "visible")
MEMBERS = ("党员", [["党员编号"], ["M1"]], "visible")
GIVEN = [["统一社会信用代码"], ["91411323DEM000001E"]]


def test_rows_in_two_sheets_are_refused_with_the_way_out() -> None:
    with pytest.raises(
        InvalidInput, match="2张有内容的工作表（企业、党员），一次只导入一张；请把每张表分别另存"
    ):
        list(lines_of(book(FIRMS, MEMBERS)))


@pytest.mark.parametrize(
    "other",
    [("Sheet2", [], "visible"), ("党员", MEMBERS[1], "hidden"), ("填写说明", [["列名"]], "visible")],
    ids=["an empty one", "a hidden one", "the guide of a template"],
)
def test_a_sheet_without_rows_of_its_own_does_no_harm(other: tuple[str, list[list[Any]], str]) -> None:
    assert [line for _, line in lines_of(book(FIRMS, other))] == GIVEN


def test_a_hidden_sheet_before_the_rows_is_passed_over() -> None:
    assert [line for _, line in lines_of(book(("旧表", [["甲"]], "hidden"), FIRMS))] == GIVEN


def test_a_template_is_one_sheet_of_rows() -> None:
    assert list(lines_of(template("enterprises")))
