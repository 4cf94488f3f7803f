"""A real browser before a real portal: the console as it is built, and a window for each person."""

import fcntl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from deploy import console
from tests.e2e.browser import serving
from tests.e2e.browser.serving import Served
from tests.e2e.browser.watching import Watched
from tests.e2e.city import PASSWORD

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
WAIT_MS = 10_000
SignIn = Callable[..., Watched]


@pytest.fixture(scope="session")
def built() -> None:
    """The console, built from what lies here; by one process only."""
    console.VAR.mkdir(exist_ok=True)
    with (console.VAR / "console.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        console.build()


@pytest.fixture(scope="session")
def portal(built: None, mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city with some hundred enterprises on the first days of a quarter, behind an address."""
    with serving.running(mongodb_uri, tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file: as long as one is open, nothing else in the process may use asyncio."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def known() -> dict[str, StorageState]:
    """The cookies of who signed in already."""
    return {}


@pytest.fixture
def sign_in(browser: Browser, portal: Served, known: dict[str, StorageState]) -> Iterator[SignIn]:
    """Open a window for a person; the test fails when anything went wrong in it."""
    windows: list[Watched] = []

    def window(user: str, **options: Any) -> Watched:
        given = {
            "viewport": WIDE,
            "locale": "zh-CN",
            "reduced_motion": "reduce",
            "storage_state": known.get(user),
            **options,
        }
        context = browser.new_context(**given)
        context.set_default_timeout(WAIT_MS)
        watched = Watched(context, portal.url)
        windows.append(watched)
        if user not in known:
            enter(watched, user)
            known[user] = context.storage_state()
        return watched

    with portal.seen():
        yield window
    wrong = [told for one in windows for told in one.wrong]
    for one in windows:
        one.context.close()
    assert wrong == []
    assert portal.failures == []


def enter(watched: Watched, user: str) -> None:
    """Log in by the form."""
    page = watched.page
    page.goto(f"{watched.url}/login")
    page.fill("input[name=user]", user)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_be_visible()
