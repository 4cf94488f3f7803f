"""A city that browsers can open: its portal on a free port of this machine, its followers a moment behind."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import waitress
from pymongo import MongoClient

from deploy.demo.playing.action import Action
from deploy.demo.playing.plan import plan
from tests.e2e.city import City
from tests.e2e.conftest import INPUTS
from tests.e2e.mutate import START

# Of the cases and classes the first few are enough for a browser, and of the days the quarter's end.
MOST = {"cases": 14, "classes": 4}
DAYS = ("2026-09-30", "2026-10-09")
# Somebody whose surname is not read as the word is.
BRANCH, SHAN = "O000005", "M90001"
MEMBER = (
    "member_id,name,status,org_code,credit_code,basis,birth_month,effective_on\n"
    f"{SHAN},单红,FULL,{BRANCH},91411325DEM000005P,opening,1980-02,2025-07-01"
)
PAUSE_SECONDS = 0.2
STOP_SECONDS = 30
THREADS = 8


def populate(city: City, actions: Iterable[Action]) -> None:
    """Play the demo's first day with the first cases and classes only, then let some days begin."""
    chosen: dict[str, set[str]] = {kind: set() for kind in MOST}
    for action in actions:
        if action.day == START and _is_kept(action, chosen):
            city.send(action)
    city.send(Action(START, "单红", "clerk", "/imports/members?reason=补录", "shan", csv=MEMBER))
    city.send(Action(START, "单红", "county", "/openings/confirm", "shan-2", {"members": [SHAN]}))
    for day in DAYS:
        city.send(Action(day, "开始", "administrator", "/days", f"day-{day}", {"date": day}))
        city.pump()


def _is_kept(action: Action, chosen: dict[str, set[str]]) -> bool:
    kind, number = _about(action)
    if kind not in chosen:
        return True
    if len(chosen[kind]) < MOST[kind]:
        chosen[kind].add(number)
    return number in chosen[kind]


def _about(action: Action) -> tuple[str, str]:
    """Return whether an action is about a case or a class, and about which."""
    parts = action.path.strip("/").removeprefix("training/").split("/")
    if parts[0] not in MOST:
        return "", ""
    return parts[0], parts[1] if len(parts) > 1 else str(
        action.body.get("case_id") or action.body["class_id"]
    )


class Served:
    """
    A city and the address of its portal.

    Attributes:
        url: The address, without a slash at its end.
        failures: What went wrong while followers applied what was recorded.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self.failures: list[Exception] = []
        self._server = waitress.create_server(
            city.web.application,
            host="127.0.0.1",
            port=0,
            threads=THREADS,
            clear_untrusted_proxy_headers=True,
        )
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._ends, self._seen = threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=self._server.run, daemon=True),
            threading.Thread(target=self._pump, daemon=True),
        ]

    def _pump(self) -> None:
        while not self._ends.wait(PAUSE_SECONDS):
            if not self._seen.is_set():
                continue
            try:
                self.city.pump()
            except Exception as error:  # noqa: BLE001 - told by the fixture, on the test's own thread
                self.failures.append(error)
                return

    def start(self) -> None:
        """Begin to answer."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._ends.set()
        self._server.close()
        self._server.task_dispatcher.shutdown()
        for thread in self._threads:
            thread.join(STOP_SECONDS)

    @contextmanager
    def seen(self) -> Iterator[None]:
        """Let the services hear of each other while somebody looks; else it costs the tests after these."""
        self._seen.set()
        try:
            yield
        finally:
            self._seen.clear()

    def rows(self, user: str, path: str) -> list[dict[str, Any]]:
        """Return every row of a list, page by page, as *user* may see it."""
        found: list[dict[str, Any]] = []
        after = None
        while True:
            more = f"{'&' if '?' in path else '?'}limit=200" + (f"&after={after}" if after else "")
            page = self.city.ask(user, path + more)
            found += page["items"]
            after = page["next"]
            if not after:
                return found


@contextmanager
def running(mongodb_uri: str, directory: Path) -> Iterator[Served]:
    """Serve a populated city while the block lasts; its keys lie in *directory*."""
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, directory)
        try:
            populate(city, plan(INPUTS))
            portal = Served(city)
            portal.start()
            try:
                yield portal
            finally:
                portal.stop()
        finally:
            city.drop()
