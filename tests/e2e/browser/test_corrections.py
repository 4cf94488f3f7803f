"""A mistake is mended: one person proposes and sees what falls, another approves, and the record tells both."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import PHONE, WIDE, SignIn
from tests.e2e.browser.serving import Served
from tests.e2e.browser.watching import Watched

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.rule("R-GEN-09")]
# A candidate; the day of filing as an activist is what all that followed stands on. No other file looks at it.
CASE, FILED, MEANT = "C009", "2025-05-18", "2025-11-20"
REASON = "备案日期录错了月份"
UNDONE = ["指定培养联系人", "半年考察", "讨论发展对象", "上级党委意见", "公示结束", "确定入党介绍人"]
OTHER_CASE, ENTRY_OF_OTHER = "C006", "派人谈话"
FIRM = "91411325DEM000005P"


def begin(page: Page, entry: str) -> None:
    """Open the form for an entry of the history that stands open."""
    page.get_by_role("button", name=re.compile(rf"^更正 .*{entry}")).first.click()
    expect(page.get_by_role("dialog").get_by_text("更正的理由")).to_be_visible()


def fits(window: Watched) -> None:
    window.settle()
    assert window.overflow() <= 0, window.page.url


def fill_day(page: Page, day: str) -> None:
    field = page.get_by_role("dialog").get_by_label("日期", exact=True)
    field.fill(day)
    field.press("Enter")


def try_out(page: Page, reason: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("更正的理由").fill(reason)
    dialog.get_by_role("button", name="检查影响").click()


def propose(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="提出更正").click()
    expect(dialog).to_be_hidden()


def settle(page: Page, act: str, **told: str) -> None:
    """Approve, reject or take back the only correction that is shown."""
    page.get_by_role("article").get_by_role("button", name=act, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, text in told.items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog).to_be_hidden()


def proposed_by_the_secretary(secretary: Watched, portal: Served) -> None:
    """Correct the day of the filing, see what falls, and propose; who proposed may only take it back."""
    secretary.expect_refusal("/development/corrections")
    page = secretary.open(f"/cases/{CASE}")
    page.get_by_role("button", name="查看登记历史").click()
    begin(page, "积极分子备案")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("日期", exact=True)).to_have_value(FILED)

    fill_day(page, MEANT)
    dialog.get_by_role("button", name="检查影响").click()  # nothing is proposed without a reason
    expect(dialog.get_by_text("更正须说明理由").first).to_be_visible()
    expect(dialog.get_by_label("日期", exact=True)).to_have_value(MEANT)
    try_out(page, REASON)
    effect = dialog.get_by_role("region", name="更正的影响")
    expect(effect).to_contain_text(f"{FILED} → {MEANT}")
    for name in UNDONE:
        expect(effect.get_by_role("table")).to_contain_text(name)
    fits(secretary)
    assert portal.city.ask("branch", "development/corrections?state=proposed")["items"] == []
    propose(page)

    page = secretary.open("/corrections")
    expect(page.get_by_role("article")).to_contain_text(REASON)
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    expect(page.get_by_role("button", name="批准")).to_have_count(0)


def approved_by_the_county(county: Watched) -> Page:
    """Approve what is proposed and go on to the case."""
    page = county.open("/board")
    page.get_by_label("本栏目的页面").get_by_role("link", name="更正登记").click()
    expect(page.get_by_role("article")).to_contain_text(f"随之失效、须重新办理（{len(UNDONE)} 项）")
    fits(county)
    settle(page, "批准")
    after = page.get_by_role("status", name="批准之后")
    expect(after).to_contain_text(f"须重新办理：{'、'.join(UNDONE)}")
    expect(after).to_contain_text("现状态：入党积极分子")
    expect(after).to_contain_text("接下来：")
    expect(after.get_by_text("接下来：")).to_contain_text("半年考察")
    after.get_by_role("link").click()
    return page


def test_a_wrong_day_is_put_right_by_two_persons_and_what_falls_is_named(
    sign_in: SignIn, portal: Served
) -> None:
    proposed_by_the_secretary(sign_in("branch"), portal)
    page = approved_by_the_county(sign_in("county"))

    expect(page.get_by_text("入党积极分子", exact=True).first).to_be_visible()
    expect(page.locator(".next")).to_contain_text("指定培养联系人")
    expect(page.locator(".el-timeline-item").filter(has_text="积极分子备案")).to_contain_text(MEANT)
    page.get_by_role("button", name="查看登记历史").click()
    newest = page.locator(".history tbody tr").filter(has_text="更正“积极分子备案”")
    expect(newest).to_contain_text(f"日期：{FILED} {MEANT}")
    expect(newest).to_contain_text(REASON)
    expect(newest).to_contain_text("county")
    as_it_was = page.get_by_role("button", name=f"更正 {FILED} 积极分子备案")
    expect(page.get_by_role("row").filter(has=as_it_was)).to_contain_text("committee")
    (row,) = portal.city.ask("county", f"development/corrections?stream=case:{CASE}")["items"]
    assert (row["by"], row["decided_by"], row["state"]) == ("branch", "county", "approved")
    assert [one["name"] for one in row["undone"]] == UNDONE


def test_a_proposal_is_made_and_taken_back_on_the_phone(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("branch", viewport=PHONE)
    page = window.open(f"/cases/{OTHER_CASE}")
    page.get_by_role("button", name="查看登记历史").click()
    expect(page.locator(".history")).to_be_visible()
    fits(window)
    begin(page, ENTRY_OF_OTHER)
    fill_day(page, "2025-02-12")
    fits(window)
    try_out(page, "谈话日录错")
    expect(page.get_by_role("dialog").get_by_text("其他登记都仍然成立")).to_be_visible()
    fits(window)
    propose(page)

    page = window.open("/corrections")
    expect(page.get_by_role("article")).to_contain_text("谈话日录错")
    fits(window)
    settle(page, "撤回", 驳回或撤回的原因="查对后原日期无误")
    expect(page.get_by_text("没有待批准的更正")).to_be_visible()
    (row,) = portal.city.ask("branch", f"development/corrections?stream=case:{OTHER_CASE}")["items"]
    assert (row["state"], row["comment"]) == ("rejected", "查对后原日期无误")


def test_a_change_of_an_enterprise_that_never_was_is_made_void(sign_in: SignIn, portal: Served) -> None:
    before = portal.city.ask("clerk", f"enterprises/{FIRM}")["employees"]
    clerk = sign_in("clerk")
    page = clerk.open(f"/enterprises/{FIRM}")
    page.get_by_role("button", name="变更或迁移企业").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("职工数", exact=True).fill("9999")
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog).to_be_hidden()
    page.get_by_role("tab", name="历史").click()
    # By the keyboard alone.
    page.get_by_role("button", name=re.compile("^更正 .*变更")).first.press("Enter")
    switch = page.get_by_role("dialog").get_by_role("switch").first
    switch.press("Space")
    expect(page.get_by_role("dialog").get_by_label("日期", exact=True)).to_be_hidden()
    try_out(page, "别家企业的人数录到了这里")
    expect(page.get_by_role("region", name="更正的影响")).to_contain_text("9999")
    propose(page)

    page = sign_in("county").open("/corrections")
    expect(page.get_by_role("article")).to_contain_text("作废")
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    settle(page, "批准")

    expect(page.get_by_role("status", name="批准之后").get_by_role("link")).to_be_visible()
    assert portal.city.ask("clerk", f"enterprises/{FIRM}")["employees"] == before
