"""Finding by the first letters of the pinyin: in the tree and on top."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import SignIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
NAME, LETTERS = "老廷实业党支部", "ltsydzb"


def test_the_tree_finds_an_organisation_by_first_letters_and_leads_to_it(sign_in: SignIn) -> None:
    page = sign_in("clerk").open("/")
    page.locator(".tree .place").first.wait_for()

    page.get_by_label("在组织树中查找").fill(LETTERS)
    page.locator(".tree .place", has_text=NAME).click()

    expect(page.locator("h1")).to_have_text(NAME)
    assert page.locator(".tree .place.organisation:visible").all_inner_texts() == [NAME]


def test_the_search_on_top_finds_an_organisation_by_first_letters(sign_in: SignIn) -> None:
    page = sign_in("clerk").open("/")
    page.locator(".tree .place").first.wait_for()

    page.get_by_label("全局查找").press_sequentially(LETTERS)
    page.get_by_role("option", name=NAME).click()

    expect(page.locator("h1")).to_have_text(NAME)


@pytest.mark.parametrize("typed", ["新华商城", "91411302DEM000006G"])
def test_the_search_on_top_finds_a_firm_by_name_and_by_code(sign_in: SignIn, typed: str) -> None:
    page = sign_in("clerk").open("/")

    page.get_by_label("全局查找").press_sequentially(typed)
    page.get_by_role("option", name="91411302DEM000006G").click()

    expect(page.locator("h1")).to_have_text("新华商城")
