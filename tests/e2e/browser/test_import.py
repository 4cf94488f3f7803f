"""A clerk's sheet: what is wrong is told by row and column and nothing is written; corrected, it goes in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served
from tests.integration.services.portal.excel_files import TOWNSHIP, Json, enterprise, workbook

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
FIRMS = 30


def sheet() -> list[Json]:
    return [enterprise(900 + number) for number in range(FIRMS)]


def choose(page: Page, path: Path, rows: list[Json]) -> None:
    """Choose a file of *rows* and let it be checked."""
    path.write_bytes(workbook("enterprises", rows))
    page.locator(".el-dialog input[type=file]").set_input_files(path)
    page.get_by_role("button", name="检查", exact=True).click()


def problems(page: Page) -> dict[tuple[str, str], str]:
    """Return what is told of each row and column."""
    cells = [row.locator("td").all_inner_texts() for row in page.locator(".el-dialog tbody tr").all()]
    return {(row, column): text for row, column, text in cells}


def test_a_sheet_with_mistakes_is_told_by_row_and_column_and_goes_in_when_corrected(
    sign_in: SignIn, portal: Served, tmp_path: Path
) -> None:
    window = sign_in("clerk")
    page = window.open(f"/enterprises?area={TOWNSHIP}")
    before = len(portal.rows("clerk", "enterprises"))
    rows = sheet()
    code = rows[0]["credit_code"]
    rows[0]["credit_code"] = code[:-1] + ("A" if code[-1] != "A" else "B")

    page.get_by_role("button", name="导入", exact=True).click()
    choose(page, tmp_path / "mistaken.xlsx", rows)

    expect(page.locator(".el-dialog tbody tr")).to_have_count(1)
    told = problems(page)
    assert sorted(told) == [("2", "A")]
    assert "校验位" in told["2", "A"]
    expect(page.locator(".el-dialog").get_by_role("button", name="导入", exact=True)).to_be_disabled()
    assert len(portal.rows("clerk", "enterprises")) == before

    choose(page, tmp_path / "corrected.xlsx", sheet())
    expect(page.get_by_text(f"检查通过：{FIRMS} 行都可以导入。")).to_be_visible()
    page.locator(".el-dialog").get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text(f"已导入 {FIRMS} 行。")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    page.get_by_role("button", name="关闭", exact=True).click()

    expect(page.locator("tbody").get_by_text(rows[0]["name"])).to_be_visible()
    assert len(portal.rows("clerk", "enterprises")) == before + FIRMS


def test_an_exported_list_holds_the_rows_that_the_api_gives(
    sign_in: SignIn, portal: Served, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    county = "411302000000"
    page = sign_in("clerk").open(f"/enterprises?area={county}")
    expect(page.locator("tbody tr").first).to_be_visible()

    with page.expect_download() as started:
        page.get_by_role("button", name="导出 Excel").click()
    path = tmp_path / "list.xlsx"
    started.value.save_as(path)

    assert re.fullmatch(r"企业.*\.xlsx", started.value.suggested_filename)
    sheet = load_workbook(path).worksheets[0]
    cells = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    column = cells[0].index("统一社会信用代码")
    exported = [row[column] for row in cells[1:] if row[column] != "None"]
    listed = portal.rows("clerk", f"enterprises?area={county}")
    assert exported == [row["credit_code"] for row in listed]
    assert len(exported) > 10
