"""Figures go up from counties to the whole, lists of enterprises are compared, quarters bridged: as people do it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import PHONE, SignIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
COUNTY, OTHER = "宛城区", "西峡县"
ITEM = "建会企业数"
FIRM = "91411325DEM000005P"


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
    # A county is a card with the items it has; nothing is read sideways.
    expect(page.get_by_role("columnheader", name=ITEM)).to_be_hidden()
    phone.settle()
    assert phone.overflow() <= 0


@pytest.mark.rule("R-JM-15")
def test_a_pasted_list_is_handed_in_and_the_convener_sees_what_is_shared_never_which(
    sign_in: SignIn,
) -> None:
    page = sign_in("union").open("/meeting/figures?period=2026Q3")
    page.get_by_role("button", name="报送清单").click()
    box = page.get_by_label("覆盖企业清单")
    box.fill(f"代码\t县区\n{FIRM}\t{OTHER}\n{FIRM[:8]}\t{COUNTY}")
    expect(page.get_by_text("第 3 行没有 18 位统一社会信用代码")).to_be_visible()
    box.fill(f"代码\t县区\n{FIRM}\t{OTHER}")
    page.get_by_role("button", name="报送 1 家").click()
    expect(page.get_by_text("共 1 家")).to_be_visible()

    window = sign_in("convener")
    # There is no quarter before to compare with.
    window.expect_refusal("/reports/joint-meeting")
    page = window.open("/report?period=2026Q3")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="各单位共同覆盖的企业"))
    card.get_by_role("button", name="查看").click()
    expect(
        card.get_by_role("row").filter(has_text="总工会").get_by_text("1", exact=True).first
    ).to_be_visible()
    expect(card.get_by_text("尚未报送清单").first).to_be_visible()
    assert FIRM not in page.content()


@pytest.mark.rule("R-IND-07")
def test_the_convener_sees_what_leads_from_the_quarter_before_to_this_one(sign_in: SignIn) -> None:
    page = sign_in("convener").open("/report?period=2026Q4")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="与上季度末的增减对照"))
    card.get_by_role("button", name="查看").click()
    row = card.get_by_role("row").filter(has_text=COUNTY).first
    expect(row).to_be_visible()
    first, last = (row.locator("td").nth(place).inner_text() for place in (2, -1))
    assert first.isdigit()
    assert last.isdigit()
    card.locator(".el-select").click()
    page.get_by_role("option", name="党员", exact=True).click()
    expect(card.get_by_text("正式党员").first).to_be_visible()
