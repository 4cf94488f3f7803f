"""Paper files of running cases: checked, corrected, entered with a reason, and found among the cases."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import PHONE, SignIn
from tests.e2e.browser.serving import Served
from tests.integration.services.portal.excel_files import workbook
from tests.integration.services.portal.test_case_imports import paper

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.rule("R-GEN-10")]
LATE = {"record_talk_on": "2025-02-11"}


def choose(page: Page, path: Path, branch: str, **change: str) -> None:
    """Choose a file with a late talk and a second row, and let it be checked."""
    rows = [paper(branch, 901, **LATE), paper(branch, 902, **change)]
    path.write_bytes(workbook("cases", rows))
    page.locator(".el-dialog input[type=file]").set_input_files(path)
    page.get_by_role("button", name="检查", exact=True).click()


def test_a_paper_file_is_corrected_and_its_case_stands_where_the_file_ends(
    sign_in: SignIn, portal: Served, tmp_path: Path
) -> None:
    branch = portal.rows("committee", "cases")[0]["org_code"]
    window = sign_in("committee")
    page = window.open("/cases")
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_label("填写理由").fill("启用系统前的纸质材料")
    choose(page, tmp_path / "mistaken.xlsx", branch, file_activist_on="2025-02-28")
    expect(page.locator(".el-dialog .el-table tbody tr")).to_have_count(1)
    expect(page.locator(".el-dialog .el-table tbody tr")).to_contain_text("E-02")
    start = page.locator(".el-dialog").get_by_role("button", name="导入", exact=True)
    expect(start).to_be_disabled()

    choose(page, tmp_path / "corrected.xlsx", branch)
    expect(page.get_by_text("检查通过：2 行都可以导入。")).to_be_visible()
    told = page.locator(".report tbody tr")
    expect(told).to_have_count(1)
    for text in ("派人谈话日期", "R-DEV-05", "XZ14；LC25"):
        expect(told).to_contain_text(text)
    start.click()
    expect(page.get_by_text("已导入 2 行。")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    page.get_by_role("button", name="关闭", exact=True).click()

    page = window.open("/cases/PAPER-901")
    expect(page.get_by_text("入党积极分子").first).to_be_visible()
    expect(page.locator(".el-timeline").get_by_text("补录", exact=True)).to_have_count(7)


def test_the_report_can_be_read_on_a_phone(sign_in: SignIn, portal: Served, tmp_path: Path) -> None:
    branch = portal.rows("committee", "cases")[0]["org_code"]
    page = sign_in("committee", viewport=PHONE).open("/cases")
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_label("填写理由").fill("启用系统前的纸质材料")
    path = tmp_path / "late.xlsx"
    path.write_bytes(workbook("cases", [paper(branch, 911, **LATE)]))
    page.locator(".el-dialog input[type=file]").set_input_files(path)
    page.get_by_role("button", name="检查", exact=True).click()

    told = page.locator(".report tbody tr")
    expect(told).to_have_count(1)
    box = told.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
