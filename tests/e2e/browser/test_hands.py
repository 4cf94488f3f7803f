"""The console on a phone, and without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import BRANCH, Served
from tests.e2e.browser.watching import Watched

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
PHONE = {"width": 360, "height": 740}
CASE = "C012"


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


def test_the_form_of_a_meeting_fits_the_phone(sign_in: SignIn) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open(f"/meeting-records?org={BRANCH}")

    page.get_by_role("button", name="登记会议和活动").click()

    expect(page.get_by_role("dialog").get_by_label("会议记录编号")).to_be_visible()
    fits(window)


def test_a_secretary_goes_on_with_a_case_on_the_phone(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open("/board")
    fits(window)
    page.locator(f"a.one[href$='/cases/{CASE}']").click()
    expect(page.locator(".next > li").first).to_be_visible()
    fits(window)
    page.locator(".next > li").filter(has_text="培养联系人").get_by_role("button", name="办理").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    fits(window)


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
