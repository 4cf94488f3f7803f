"""Changing records in the console: from what is on record, against others, and as a sheet that comes back."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from deploy.demo.playing.action import Action
from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import DAYS, Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
DAY = DAYS[-1]


def firms(portal: Served) -> list[dict[str, Any]]:
    return list(portal.city.ask("clerk", "enterprises?limit=10")["items"])


def change(portal: Served, code: str, key: str, **values: Any) -> None:
    body = {"effective_on": DAY, **values}
    portal.city.send(Action(DAY, "变更", "clerk", f"/enterprises/{code}", key, body, verb="PATCH"))


def number(page: Page, label: str, value: int) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(str(value))
    field.blur()


def test_a_change_starts_from_what_is_on_record_and_meets_another(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("clerk")
    window.expect_refusal("/enterprises/")
    firm = firms(portal)[0]
    page = window.open(f"/enterprises/{firm['credit_code']}")
    page.get_by_role("button", name="变更或迁移企业").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("职工数", exact=True)).to_have_value(str(firm["employees"]))
    expect(dialog.get_by_label("企业名称")).to_have_value(firm["name"])
    number(page, "职工数", 77)
    dialog.get_by_label("生效日").fill(DAY)
    page.keyboard.press("Enter")
    change(portal, firm["credit_code"], "other-1", employees=66, park="虚构园区")
    with page.expect_request(lambda one: one.method == "PATCH") as sent:
        dialog.get_by_role("button", name="登记", exact=True).click()
    assert {*sent.value.post_data_json} == {"employees", "effective_on", "expected"}
    expect(dialog.get_by_role("button", name="以我的为准")).to_be_visible()
    expect(dialog.get_by_role("row").filter(has_text="职工数")).to_contain_text("77")
    dialog.get_by_role("button", name="以我的为准").click()
    expect(dialog).to_be_hidden()
    now = portal.city.ask("clerk", f"enterprises/{firm['credit_code']}")
    assert (now["employees"], now["park"]) == (77, "虚构园区")


def test_a_list_goes_out_and_comes_back(sign_in: SignIn, portal: Served, tmp_path: Path) -> None:
    window = sign_in("clerk")
    one, two = firms(portal)[1:3]
    page = window.open("/enterprises")
    page.get_by_role("button", name="批量修改").click()
    dialog = page.get_by_role("dialog")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="导出当前名单").click()
    book = load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        if {one["credit_code"], two["credit_code"]} & {cell.value for cell in row}:
            sheet.cell(row[0].row, columns["职工数"]).value = 88
    book.save(tmp_path / "a.xlsx")
    change(portal, two["credit_code"], "other-2", employees=55)
    dialog.locator("input[type=file]").set_input_files(tmp_path / "a.xlsx")
    expect(dialog.get_by_role("heading", name="冲突")).to_be_visible()
    dialog.get_by_text("改为我的：88").click()
    dialog.get_by_role("button", name="办理 2 条记录的修改").click()
    expect(dialog.get_by_text("2 条已办理")).to_be_visible()
    for firm in (one, two):
        assert portal.city.ask("clerk", f"enterprises/{firm['credit_code']}")["employees"] == 88
