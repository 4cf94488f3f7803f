"""Somebody is added in the console, chooses a password, and sees the account that is theirs."""

from playwright.sync_api import expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

NEW = "three willows by the river"


def test_an_administrator_adds_somebody_who_then_signs_in(sign_in: SignIn, portal: Served) -> None:
    page = sign_in("administrator").open("/operations/people")
    page.get_by_role("button", name="新增用户").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("用户名").fill("newcomer")
    dialog.get_by_label("姓名").fill("新样例")
    for label, typed, option in (
        ("部门", "", "总工会"),
        ("角色", "领导", "领导"),
        ("地区", "西峡县", "西峡县"),
    ):
        dialog.get_by_label(label, exact=True).click(force=True)
        if typed:
            page.keyboard.type(typed)
        page.get_by_role("option", name=option).locator("visible=true").first.click()
    dialog.get_by_role("button", name="新增").click()
    code = page.locator("code.code").inner_text()
    expect(page.get_by_role("row", name="newcomer")).to_contain_text("领导：西峡县")

    window = sign_in("administrator", storage_state=None)
    guest = window.page
    guest.goto(f"{portal.url}/invitation")
    for name, value in (("code", code), ("password", NEW), ("again", NEW)):
        guest.fill(f"input[name={name}]", value)
    guest.click("button[type=submit]")
    guest.fill("input[name=user]", "newcomer")
    guest.fill("input[name=password]", NEW)
    guest.click("button[type=submit]")
    expect(guest.get_by_role("button", name="新样例")).to_be_visible()

    window.open("/account")
    expect(guest.get_by_text("当前会话")).to_be_visible()
    guest.get_by_role("region", name="登录会话").wait_for()
    guest.locator("#second-password").fill(NEW)
    guest.get_by_role("button", name="开始设置").click()
    expect(guest.get_by_alt_text("验证器应用扫描用的二维码")).to_be_visible()
