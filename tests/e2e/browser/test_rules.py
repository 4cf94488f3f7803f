"""What a rule says in a form: what cannot be done, by which rule, and from when it can."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
# One whose last step was the half-year review of 2026-06-30.
EARLY = "C014"


def step(page: Page, name: str) -> None:
    """Begin a step of the case that stands open."""
    page.locator(".next > li").filter(has=page.get_by_text(name, exact=True)).get_by_role(
        "button", name="办理"
    ).click()


def fill_day(page: Page, label: str, day: str) -> None:
    field = page.get_by_role("dialog").get_by_label(label)
    field.fill(day)
    field.press("Enter")


def test_a_step_that_comes_too_early_is_refused_with_rule_source_and_earliest_day(
    sign_in: SignIn, portal: Served
) -> None:
    window = sign_in("branch")
    window.expect_refusal(f"/cases/{EARLY}/")
    page = window.open(f"/cases/{EARLY}")
    step(page, "讨论发展对象")
    fill_day(page, "办理日期", "2026-05-06")
    meeting = page.get_by_role("dialog").get_by_label("会议记录", exact=True)
    meeting.fill("BC-NONE")
    meeting.press("Enter")
    page.get_by_label("已听取的意见").click(force=True)
    for opinion in ("党小组", "培养联系人", "党员", "群众"):
        page.locator(".el-select-dropdown__item:visible").get_by_text(opinion, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()

    notice = page.get_by_role("dialog").locator(".notice")
    expect(notice).to_contain_text("E-02")
    expect(notice).to_contain_text("依据：")
    expect(notice).to_contain_text(re.compile(r"最早可办理日期 2026-\d\d-\d\d"))
    assert portal.city.ask("branch", f"cases/{EARLY}")["state"] == "S21"
