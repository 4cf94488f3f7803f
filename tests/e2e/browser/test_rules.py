"""What a rule says in a form: what cannot be done, from when it can, and what goes on with a reason."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
# One that may be proposed after a year of cultivation, and one whose review is late.
EARLY, LATE = "C014", "C013"
MEETING, TODAY = "R9-C013", "2026-10-09"
REASON = "支部书记住院，据实补办"


def step(page: Page, name: str) -> None:
    """Begin a step of the case that stands open."""
    page.locator(".next > li").filter(has=page.get_by_text(name, exact=True)).get_by_role(
        "button", name="办理"
    ).click()


def record_review(portal: Served) -> None:
    """Record the meeting at which the late review was held, and wait until the service that asks for it knows."""
    told = {
        "meeting": MEETING, "org_code": portal.city.ask("branch", f"cases/{LATE}")["org_code"],
        "kind": "committee_meeting", "held_on": TODAY, "theme": "半年考察", "due": 3, "present": 3,
        "minutes": "第3册", "evidence": ["签到表"],
    }  # fmt: skip
    body = {"meetings": [told], "reason": "据实登记"}
    portal.do("branch", "/meeting-records", body)
    meetings = portal.city.runtimes["development"].ledger.db["meetings"]
    portal.wait(lambda: meetings.find_one({"_id": MEETING}) is not None)


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
    page.get_by_label("会议记录编号").fill("BC-NONE")
    page.get_by_label("已听取的意见").click(force=True)
    for opinion in ("党小组", "培养联系人", "党员", "群众"):
        page.locator(".el-select-dropdown__item:visible").get_by_text(opinion, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()

    notice = page.get_by_role("dialog").locator(".notice")
    expect(notice).to_contain_text("R-DEV-")
    expect(notice).to_contain_text("依据：")
    expect(notice).to_contain_text(re.compile(r"最早可办理日期 2026-\d\d-\d\d"))
    assert portal.city.ask("branch", f"cases/{EARLY}")["state"] == "S21"


def test_a_warning_is_passed_with_a_reason_that_stands_in_the_history(
    sign_in: SignIn, portal: Served
) -> None:
    record_review(portal)
    window = sign_in("branch")
    window.expect_refusal(f"/cases/{LATE}/")
    page = window.open(f"/cases/{LATE}")
    step(page, "半年考察")
    fill_day(page, "办理日期", TODAY)
    page.get_by_label("会议记录编号").fill(MEETING)
    page.get_by_role("dialog").get_by_role("button", name="登记", exact=True).click()

    expect(page.get_by_role("dialog").locator(".notice")).to_contain_text("R-DEV-16")
    page.get_by_label("继续办理的理由").fill(REASON)
    page.get_by_role("button", name="说明理由并登记").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="查看登记历史").click()
    expect(page.locator(".history")).to_contain_text(f"理由：{REASON}")
    newest = portal.city.ask("branch", f"cases/{LATE}/history")["items"]
    assert REASON in [entry["reason"] for entry in newest]
