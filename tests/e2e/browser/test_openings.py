"""The opening stock in the console: who entered it sees it wait, another person confirms or returns it."""

import pytest
from playwright.sync_api import expect

from deploy.demo.playing.action import Action
from tests.e2e.browser.conftest import PHONE, SignIn
from tests.e2e.browser.serving import BRANCH, Served
from tests.e2e.mutate import START

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.rule("R-MEM-13")]
ENTERED = (
    "member_id,name,status,org_code,credit_code,basis,effective_on\n"
    f"M90011,虚构甲,FULL,{BRANCH},,opening,2025-07-01\n"
    f"M90012,虚构乙,FULL,{BRANCH},,opening,2025-07-01"
)


def test_another_person_confirms_some_and_returns_the_others(portal: Served, sign_in: SignIn) -> None:
    path = "/imports/members?reason=首次普查补录"
    portal.city.send(Action(START, "补录", "clerk", path, "openings", csv=ENTERED))

    page = sign_in("clerk").open("/openings")
    expect(page.get_by_role("row").filter(has_text="M90011")).to_contain_text("待复核")
    expect(page.get_by_role("button", name="复核入册")).to_have_count(0)
    assert portal.city.get("clerk", "/api/v1/members/M90011") is None

    window = sign_in("county")
    page = window.open("/")
    page.get_by_role("link", name="期初补录 2 项").click()
    page.get_by_role("row").filter(has_text="M90011").locator(".el-checkbox").click()
    page.get_by_role("button", name="复核入册").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="复核入册 1 条").click()
    expect(dialog).to_contain_text("已办理 1 条")
    dialog.get_by_role("button", name="关闭", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="M90011")).to_have_count(0)
    assert portal.city.ask("clerk", "members/M90011")["status"] == "FULL"

    page.get_by_role("row").filter(has_text="M90012").locator(".el-checkbox").click()
    page.get_by_role("button", name="退回").first.click()
    dialog.get_by_label("退回原因").fill("与档案不符")
    dialog.get_by_role("button", name="退回 1 条").click()
    expect(dialog).to_contain_text("已办理 1 条")
    dialog.get_by_role("button", name="关闭", exact=True).click()

    phone = sign_in("clerk", viewport=PHONE)
    page = phone.open("/openings?state=returned")
    expect(page.get_by_text("与档案不符").first).to_be_visible()
    phone.settle()
    assert phone.overflow() <= 0
