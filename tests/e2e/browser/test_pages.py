"""Every page of the console, for everybody who sees it: it opens, has a heading, fits, and can be used by all."""

import json
import os
from typing import Any

import pytest
from playwright.sync_api import expect

from deploy import console
from deploy.cli.demo import people_of
from shared.city.sites import SITES_FILE, Sites
from tests.e2e.browser.conftest import PHONE, WIDE, SignIn
from tests.e2e.browser.serving import BRANCH, SHAN, Served
from tests.e2e.browser.watching import Watched

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
USERS = ("branch", "union")
SIZES = {"wide": WIDE, "phone": PHONE}
# Most pages look alike to everybody; LIANXI_EVERYBODY=1 looks at each as each person, in both sizes.
LOOKS = (
    [(user, size) for user in people_of(Sites.load(SITES_FILE)) for size in SIZES]
    if os.environ.get("LIANXI_EVERYBODY")
    else [("operator", "wide"), ("branch", "phone")]
)
CASE = "C001"
AXE = console.SOURCE / "node_modules" / "axe-core" / "axe.min.js"
# Of the quarter before the first there is no report, which is how a page knows.
BEFORE = r"/reports/joint-meeting\?period=2026Q2"
GRAVE = ("serious", "critical")


def paths_of(window: Watched, portal: Served) -> list[str]:
    """Return the address of every page, with a record where one is asked for."""
    firm = portal.city.ask("clerk", "enterprises?limit=1")["items"][0]["credit_code"]
    records = {"/enterprises": firm, "/organisations": BRANCH, "/cases": CASE, "/members": SHAN}
    paths = []
    for path in window.routes():
        if ":rest" not in path:
            section = path.removesuffix("/:code")
            paths.append(
                path.replace(":code", records.get(section, "")) + f"?org={BRANCH}" * (":" not in path)
            )
    return paths


def faults_of(window: Watched, path: str) -> list[str]:
    """Open a page and return what is wrong with it, in words."""
    page, before = window.page, len(window.wrong)
    page.set_viewport_size(WIDE)
    window.go(path)
    expect(page.locator("h1").first).to_be_visible()
    found = [
        f"a problem is shown: {text}" for text in page.locator("main .el-alert--error").all_inner_texts()
    ]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first order")
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        window.settle()
        if (wider := window.overflow()) > 0:
            found.append(f"{wider} pixels too wide at {size['width']}")
    found += window.wrong[before:]
    return [f"{path}: {one}" for one in found]


@pytest.mark.parametrize("user", USERS)
def test_every_page_opens_has_one_heading_and_fits_large_and_small_windows(
    sign_in: SignIn, portal: Served, user: str
) -> None:
    window = sign_in(user)
    window.expect_refusal(BEFORE)
    window.open("/")
    window.settle()

    found = [fault for path in paths_of(window, portal) for fault in faults_of(window, path)]
    assert not found, "\n".join(found)


def grave_violations(window: Watched, path: str) -> list[str]:
    """Return what axe finds on the page that stands open."""
    window.page.evaluate(AXE.read_text(encoding="utf-8"))
    ask = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
    found: list[dict[str, Any]] = window.page.evaluate(ask)
    return [
        f"{path}: {one['id']} {json.dumps([node['html'][:150] for node in one['nodes'][:3]], ensure_ascii=False)}"
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.mark.parametrize(("user", "size"), LOOKS)
def test_no_page_keeps_anybody_out(sign_in: SignIn, portal: Served, user: str, size: str) -> None:
    window = sign_in(user, bypass_csp=True, viewport=SIZES[size])
    window.expect_refusal(BEFORE)
    window.open("/")
    window.settle()
    found = []
    for path in paths_of(window, portal):
        window.go(path)
        found += grave_violations(window, path)

    assert not found, "\n".join(found)
