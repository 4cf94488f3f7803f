"""A page of the console that notes whatever goes wrong in it."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

OWN = "127.0.0.1"
# The browser itself tells of each answer above 399; which of them a test wants, it says.
ANSWERED = "Failed to load resource"
COUNT = """
window.asking = 0
const ask = window.fetch
window.fetch = (...given) => {
  window.asking += 1
  return ask(...given).finally(() => { window.asking -= 1 })
}
"""
ROUTER = "document.querySelector('#app').__vue_app__.config.globalProperties.$router"
SETTLED = """
async () => {
  for (let quiet = 0; quiet < 3; quiet = window.asking === 0 ? quiet + 1 : 0)
    await new Promise((drawn) => requestAnimationFrame(drawn))
}
"""


class Watched:
    """
    Somebody's browser window.

    Attributes:
        page: The window.
        wrong: What went wrong so far, in words.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.wrong: list[str] = []
        self._refusals: list[str] = []
        context.add_init_script(COUNT)
        context.on("request", self._request)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page: Page = context.new_page()

    def expect_refusal(self, path: str) -> None:
        """Let answers of addresses that match *path* be refusals."""
        self._refusals.append(path)

    def open(self, path: str) -> Page:
        """Open a page of the console."""
        self.page.goto(f"{self.url}/console{path}")
        return self.page

    def go(self, path: str) -> None:
        """Go on to another page of the console, as a link does, and wait until it has what it asked for."""
        self.page.evaluate(f"path => {ROUTER}.push(path)", path)
        self.settle()

    def settle(self) -> None:
        """Wait until the page asks for nothing more."""
        self.page.evaluate(SETTLED)

    def routes(self) -> list[str]:
        """Return the paths that the console knows."""
        return list(self.page.evaluate(f"{ROUTER}.getRoutes().map((one) => one.path)"))

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def _request(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws", "wss") and place.hostname != OWN:
            self.wrong.append(f"a request left this machine: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where: dict[str, Any] = dict(message.location)
        address = str(where.get("url", ""))
        if message.text.startswith(ANSWERED) and any(re.search(one, address) for one in self._refusals):
            return
        self.wrong.append(f"{message.text} {address}")
