"""The console on a phone, and without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from deploy.demo.playing.action import Action
from tests.e2e.browser.conftest import PHONE, SignIn
from tests.e2e.browser.serving import BRANCH, DAYS, Served
from tests.e2e.browser.watching import Watched

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
CASE, DAY = "C012", DAYS[-1]


def fits(window: Watched) -> None:
    window.settle()
    assert window.overflow() <= 0, window.page.url


def test_a_secretary_sees_on_the_phone_what_is_to_do(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open("/")
    most_urgent = portal.city.ask("branch", "todos?limit=1")["items"][0]

    expect(page.locator(".todos li").first).to_contain_text(most_urgent["title"])
    fits(window)
    page.locator(".todos li a").first.click()
    expect(page.locator("h1").first).to_be_visible()
    fits(window)


def fill(page: Page, **told: str) -> None:
    """Fill in the fields of the open form, in the words that stand above them."""
    dialog = page.get_by_role("dialog")
    for label, text in told.items():
        field = dialog.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Tab")


def choose(page: Page, label: str, *options: str) -> None:
    """Choose in the open form from a list."""
    field = page.get_by_role("dialog").get_by_label(label, exact=True)
    # What stands in an empty field for its placeholder lies over it.
    field.click(force=True)
    for option in options:
        page.get_by_role("option", name=option).locator("visible=true").first.click()
    field.press("Tab")


def record(window: Watched) -> None:
    """Send the open form, which fits the window, and see it go."""
    fits(window)
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog).to_be_hidden()


def test_a_secretary_records_a_meeting_on_the_phone(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open(f"/meeting-records?org={BRANCH}")

    page.get_by_role("button", name="登记会议和活动").click()
    number = page.get_by_role("dialog").get_by_label("会议记录编号").input_value()
    choose(page, "类别", "党课")
    fill(page, 召开日期=DAY, 主题="手机登记的党课", 应到人数="9", 实到人数="8", 会议记录存放处="第3册")
    page.get_by_role("dialog").get_by_label("佐证材料").fill("签到表")
    page.keyboard.press("Enter")
    record(window)

    (row,) = [
        one for one in portal.rows("branch", f"meeting-records?org_code={BRANCH}") if one["meeting"] == number
    ]
    assert (row["theme"], row["kind_name"], row["present"]) == ("手机登记的党课", "党课", 8)


def test_a_secretary_answers_an_inspector_on_the_phone(sign_in: SignIn, portal: Served) -> None:
    found = {"finding": "PHONE1", "item": "a", "severity": "normal", "text": "九月没有活动记录"}
    for path, body in (
        ("/supervision/checklists", {"version": "P1", "items": [{"item": "a", "text": "按月开展活动"}]}),
        (
            "/supervision/inspections",
            {
                "inspection": "PHONE",
                "org_code": BRANCH,
                "inspected_on": DAY,
                "version": "P1",
                "findings": [found],
            },
        ),
        ("/supervision/findings/PHONE1/notice", {}),
    ):
        portal.city.send(Action(DAY, "督查", "inspector", path, f"phone {path}", body))
    window = sign_in("branch", viewport=PHONE)
    page = window.open(f"/supervision/findings?org={BRANCH}")

    page.get_by_role("listitem").filter(has_text="PHONE1").get_by_role("button", name="回复整改").click()
    fill(page, 整改情况="已补开，记录在第3册")
    record(window)

    (row,) = [
        one
        for one in portal.rows("branch", f"supervision/findings?org_code={BRANCH}")
        if one["finding"] == "PHONE1"
    ]
    assert row["state"] == "REPLIED"


def test_a_secretary_goes_on_with_a_case_on_the_phone(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open("/board")
    fits(window)
    page.locator(f"a.one[href$='/cases/{CASE}']").click()
    expect(page.locator(".next > li").first).to_be_visible()
    fits(window)
    page.get_by_text("其他步骤").click()
    page.get_by_role("button", name="指定培养联系人（重办）").click()
    org_code = portal.city.ask("branch", f"cases/{CASE}")["org_code"]
    one, two = [
        row["member_id"]
        for row in portal.rows("branch", f"members?org_code={org_code}")
        if row["status"] == "FULL"
    ][:2]
    choose(page, "党员", one, two)
    record(window)

    step = portal.city.ask("branch", f"cases/{CASE}")["steps"][-1]
    assert (step["step"], step["told"]["members"]) == ("assign_contacts", [one, two])


def focused(page: Page) -> str:
    """Return what the focus is on, in words."""
    return str(
        page.evaluate(
            "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText).trim()"
        )
    )


def test_the_tab_key_reaches_the_way_to_the_content_the_search_and_the_sections(sign_in: SignIn) -> None:
    window = sign_in("branch")
    page = window.open("/")
    window.settle()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(focused(page))

    assert seen[0] == "跳到内容"
    assert seen.index("全局查找") < seen.index("首页") < seen.index("企业")


def test_a_dialog_is_opened_and_closed_by_keys_and_gives_the_focus_back(sign_in: SignIn) -> None:
    page = sign_in("branch").open(f"/meeting-records?org={BRANCH}")
    button = page.get_by_role("button", name="登记会议和活动")
    button.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
