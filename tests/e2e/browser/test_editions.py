"""Two editions of the rules side by side, readable in a large window and on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import PHONE, WIDE, SignIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.rule("R-GEN-07")
def test_what_differs_between_two_editions_is_read_row_by_row_with_the_articles_of_each(
    sign_in: SignIn,
) -> None:
    window = sign_in("branch")
    page = window.open("/editions")

    table = page.get_by_role("region", name="逐条比较")
    row = table.get_by_role("row").filter(has_text="R-DEV-22").first
    expect(row).to_contain_text("agreement")
    expect(row).to_contain_text("XZ14；LC25")
    expect(row).to_contain_text("XZ26 第13条")
    expect(row).to_contain_text("2026-05-11")
    expect(page.get_by_role("region", name="受影响的发展材料")).to_contain_text("2026-05-11")
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        window.settle()
        assert window.overflow() <= 0


def test_the_page_and_that_of_confirmations_lead_to_each_other(sign_in: SignIn) -> None:
    page = sign_in("branch").open("/rule-confirmations")
    links = page.get_by_label("本栏目的页面")

    links.get_by_role("link", name="规则版本").click()
    expect(page.get_by_role("heading", name="规则版本", exact=True)).to_be_visible()
    links.get_by_role("link", name="规则核实").click()
    expect(page.get_by_role("heading", name="规则核实", exact=True)).to_be_visible()
