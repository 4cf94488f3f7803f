"""The quarter's report on the screen, behind each figure, on paper; and what an operator sees of trouble."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
PERIOD, CITY = "2026Q3", "411300000000"
INDICATOR = "K-01"
STREAM, LOG = "enterprise/91411302DEM000006G", "registry"
REPORT = f"reports/joint-meeting?period={PERIOD}&area={CITY}"
BEFORE = r"/reports/joint-meeting\?period=2026Q2"


def test_a_figure_is_the_api_s_and_leads_to_its_definition_and_to_the_records(
    sign_in: SignIn, portal: Served
) -> None:
    window = sign_in("leader")
    window.expect_refusal(BEFORE)
    page = window.open(f"/report?period={PERIOD}")
    told = next(one for one in portal.city.ask("leader", "indicators") if one["id"] == INDICATOR)
    value = portal.city.ask("leader", REPORT)["indicators"][INDICATOR]["value"]
    figure = page.locator(".figure").filter(has=page.get_by_text(told["name"], exact=True))

    expect(figure.locator("b")).to_contain_text(f"{value:,}")
    figure.click()

    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".big")).to_contain_text(f"{value:,}")
    expect(drawer).to_contain_text(told["text"])
    expect(drawer).to_contain_text("数据来源")
    record = drawer.locator(".records a").first
    name = record.inner_text()
    record.click()
    expect(page.locator("h1")).to_have_text(name)


def test_the_printed_version_shows_the_same_value(sign_in: SignIn, portal: Served) -> None:
    window = sign_in("leader")
    report = portal.city.ask("leader", REPORT)

    window.page.goto(f"{window.url}/reports/joint-meeting?period={PERIOD}&area={CITY}")

    for indicator, cell in report["indicators"].items():
        shown = window.page.locator(f"tr[data-indicator='{indicator}'] td.number")
        expect(shown).to_have_attribute("data-value", "" if cell["value"] is None else str(cell["value"]))


@pytest.mark.rule("R-IND-07")
def test_a_quarter_that_may_still_be_corrected_is_not_frozen_and_the_refusal_says_from_when(
    sign_in: SignIn,
) -> None:
    window = sign_in("convener")
    window.expect_refusal(BEFORE)
    window.expect_refusal(r"/freezes")
    page = window.open(f"/report?period={PERIOD}")

    page.get_by_role("button", name="冻结本季度").click()
    page.get_by_role("button", name="冻结", exact=True).click()

    expect(page.locator(".frozen")).to_contain_text("还可以更正，之后方可冻结")
    expect(page.locator(".frozen")).to_contain_text("2026-10-16")
    expect(page.locator(".frozen")).to_contain_text("R-IND-07")


def test_paper_shows_the_report_without_what_leads_elsewhere(sign_in: SignIn) -> None:
    window = sign_in("leader")
    window.expect_refusal(BEFORE)
    page = window.open(f"/report?period={PERIOD}")
    expect(page.locator(".figure").first).to_be_visible()

    page.emulate_media(media="print")

    for hidden in ("header.top", "nav.sections", "aside.tree", "nav.neighbours"):
        assert not page.locator(hidden).is_visible(), hidden
    expect(page.locator(".figure").first).to_be_visible()


def test_a_halted_stream_is_shown_to_the_operator_who_can_have_it_tried_again(
    sign_in: SignIn, portal: Served
) -> None:
    halted = portal.city.runtimes["training"].ledger.db["halted"]
    later = datetime.now(UTC) + timedelta(hours=1)
    document = {
        "log": LOG, "stream": STREAM, "n": 1, "seq": 1, "type": "enterprise_registered",
        "error": "KeyError: 'area'", "attempts": 5, "halted_at": datetime.now(UTC), "next_try_at": later,
    }  # fmt: skip
    halted.insert_one({"_id": f"{LOG}/{STREAM}", **document})
    try:
        page = sign_in("operator").open("/operations")
        trouble = page.locator(".trouble").filter(has_text=STREAM)
        expect(trouble).to_contain_text("KeyError: 'area'")
        clicked = datetime.now(UTC) - timedelta(seconds=1)
        trouble.get_by_role("button", name="重试").click()
        expect(page.get_by_text("将在几秒内重试")).to_be_visible()
        row = halted.find_one({"_id": f"{LOG}/{STREAM}"})
        assert row is None or clicked <= row["next_try_at"] < later
    finally:
        halted.delete_many({})


@pytest.mark.parametrize("user", ["branch", "clerk", "leader"])
def test_who_is_no_operator_sees_nothing_of_the_running_of_services(sign_in: SignIn, user: str) -> None:
    window = sign_in(user)
    page = window.open("/operations")
    window.settle()

    expect(page.get_by_text("这里的内容由其他角色查看")).to_be_visible()
    expect(page.locator("nav.sections").get_by_text("系统")).to_have_count(0)
    expect(page.get_by_role("button", name="重试")).to_have_count(0)
