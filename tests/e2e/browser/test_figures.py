"""A county's figures are typed, handed up and approved, then the whole, each by who may."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import PHONE, SignIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
COUNTY, OTHER = "宛城区", "西峡县"
ITEM = "建会企业数"


@pytest.mark.rule("R-JM-16-STEPS")
@pytest.mark.rule("R-PRV-23")
def test_a_countys_figures_go_up_and_become_a_version(sign_in: SignIn) -> None:
    window = sign_in("union")
    page = window.open("/meeting/figures?period=2026Q3")
    page.get_by_role("button", name=f"填报{COUNTY}").click()
    page.get_by_label(f"{COUNTY} {ITEM}").fill("12")
    page.get_by_role("button", name="暂存").click()
    page.get_by_role("button", name=f"上报{COUNTY}").click()
    row = page.get_by_role("row").filter(has_text=COUNTY)
    expect(row.get_by_text("待审核")).to_be_visible()
    # Whoever handed it up does not approve it.
    expect(page.get_by_role("button", name=f"审核{COUNTY}")).to_have_count(0)

    page = sign_in("union_head").open("/meeting/figures?period=2026Q3")
    page.get_by_role("button", name=f"审核{COUNTY}").click()
    expect(page.get_by_role("row").filter(has_text=COUNTY).get_by_text("已审核")).to_be_visible()

    page = window.open("/meeting/figures?period=2026Q3")
    page.get_by_role("button", name="报送全市数据").click()
    expect(page.get_by_label(f"{COUNTY} {ITEM}")).to_have_count(0)
    page.get_by_label(f"{OTHER} {ITEM}").fill("7")
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_text("待审核")).to_be_visible()
    # While the whole waits, no part changes.
    expect(page.get_by_role("button", name=f"填报{COUNTY}")).to_have_count(0)

    phone = sign_in("union_head", viewport=PHONE)
    page = phone.open("/meeting/figures?period=2026Q3")
    page.get_by_role("button", name="审核全市").click()
    expect(page.get_by_text("已报送 1 版")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=OTHER).get_by_text("7", exact=True)).to_be_visible()
    phone.settle()
    assert phone.overflow() <= 0
