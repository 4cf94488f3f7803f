"""The first page: who is there, what is to be done."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
TILES = {"待办": "", "进行中": "later", "即将到期": "soon", "已逾期": "late"}


@pytest.mark.parametrize("user", ["committee", "branch"])
def test_logging_in_leads_home_where_the_counts_are_those_of_the_lists(
    sign_in: SignIn, portal: Served, user: str
) -> None:
    page = sign_in(user).open("/")
    counts = portal.city.ask(user, "todos?limit=1")["counts"]
    counts[""] = sum(counts.values())

    assert counts["late"] > 0
    for title, when in TILES.items():
        tile = page.locator(".tile").filter(has_text=title)
        expect(tile.locator("b")).to_have_text(str(counts[when]))
        listed = portal.rows(user, f"todos?when={when}" if when else "todos")
        assert len(listed) == counts[when], title


def test_a_count_leads_to_the_list_behind_it(sign_in: SignIn, portal: Served) -> None:
    page = sign_in("committee").open("/")
    late = portal.city.ask("committee", "todos?limit=1")["counts"]["late"]

    page.locator(".tile").filter(has_text="已逾期").click()

    expect(page.locator("h1")).to_contain_text("待办")
    expect(page.locator("tbody tr")).to_have_count(late)
    expect(page.get_by_text(f"已显示 {late} 条")).to_be_visible()


def test_without_a_session_every_page_leads_to_the_log_in_and_back(sign_in: SignIn) -> None:
    window = sign_in("leader")
    window.context.clear_cookies()
    window.expect_refusal("/session/token")

    window.open("/enterprises")

    expect(window.page.locator("input[name=password]")).to_be_visible()
    assert "next=%2Fconsole%2Fenterprises" in window.page.url
