"""
Two hundred people reading at once: ``python -m tests.load`` beside a running ``lianxi demo``.

Lists and the report are read over the portal, and bare calls of a service are made at the same concurrency in the same
run; printed are errors, requests a second, and the 95th percentiles with their ratio.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
import uuid6

from deploy.cli.demo import PERIOD, portal_settings
from services.portal.identity.people import People
from shared import storage
from shared.contracts.errors import LianxiError
from shared.contracts.registry import SERVICE as REGISTRY
from shared.messaging.caller import Caller
from shared.settings import Settings

USER, PASSWORD = "leader", "only-for-load-1"
CITY, COUNTY = "411300000000", "411302000000"
READ = (
    f"/api/v1/enterprises?area={COUNTY}",
    f"/api/v1/organisations?area={COUNTY}",
    "/api/v1/enterprises?limit=200",
    f"/api/v1/cases?area={CITY}",
    "/api/v1/todos",
    f"/api/v1/reports/joint-meeting?period={PERIOD}&area={CITY}",
    f"/api/v1/reports/joint-meeting?period={PERIOD}&area={COUNTY}",
)
TIMEOUT_SECONDS, TOKEN_SECONDS = 60.0, 200.0
BARE_SECONDS = 20.0
Act = Callable[[], None]


class Reader:
    """One person's session: a connection that is kept, and a token for a while."""

    def __init__(self, url: str, number: int) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
        self._number, self._since, self._token = number, float("-inf"), ""
        self.renew()

    def renew(self) -> None:
        """Get a token where the last one is about to end."""
        if time.monotonic() - self._since > TOKEN_SECONDS:
            body = json.dumps({"user": USER, "password": PASSWORD})
            answer = self._ask("POST", "/api/v1/login", {"Content-Type": "application/json"}, body)
            self._since, self._token = time.monotonic(), str(json.loads(answer)["token"])

    def read(self) -> None:
        """Read the next page."""
        self._number += 1
        path = READ[self._number % len(READ)]
        self._ask("GET", path, {"Authorization": f"Bearer {self._token}"})

    def _ask(self, verb: str, path: str, headers: dict[str, str], body: str | None = None) -> bytes:
        self._connection.request(verb, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
        return content


def run(acts: list[Act], seconds: float) -> tuple[list[float], list[str]]:
    """Let everybody act again and again, all at once; return the seconds each act took, and what went wrong."""
    took: list[float] = []
    wrong: list[str] = []
    until = time.monotonic() + seconds

    def again(act: Act) -> None:
        while (begun := time.monotonic()) < until:
            try:
                act()
            except (OSError, http.client.HTTPException, RuntimeError, LianxiError) as error:
                wrong.append(repr(error))
            took.append(time.monotonic() - begun)

    threads = [threading.Thread(target=again, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, wrong


def p95(took: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return sorted(took)[int(len(took) * 0.95)] * 1000


def bare(settings: Settings, people: int, token: str, seconds: float) -> list[float]:
    """Call a service's cheapest question at the same concurrency, without the portal."""
    caller = Caller(settings.amqp_uri, settings.instance)

    def call() -> None:
        caller.call(REGISTRY.name, "today", {}, token=token, call_id=str(uuid6.uuid7()))

    try:
        took, wrong = run([call] * people, seconds)
    finally:
        caller.stop()
    if wrong:
        raise RuntimeError(wrong[0])
    return took


def main(
    directory: Annotated[Path, typer.Option(help="正在运行的演示目录")] = Path("var") / "demo",
    people: Annotated[int, typer.Option(help="同时在线人数")] = 200,
    seconds: Annotated[float, typer.Option(help="时长（秒）")] = 120.0,
) -> None:
    """两百人同时读名册和报告两分钟。例：python -m tests.load --seconds 30"""
    settings = portal_settings(directory)
    People(storage.client(settings, "load")[settings.database]).set_password(USER, PASSWORD)
    url = f"http://127.0.0.1:{settings.http_port}"
    say = sys.stdout.write
    say(f"{people} 人登录\n")
    readers = [Reader(url, number) for number in range(people)]
    before = bare(settings, people, readers[0]._token, BARE_SECONDS)
    took, wrong = run([reader.read for reader in readers], seconds)
    after = bare(settings, people, readers[0]._token, BARE_SECONDS)
    base = p95([*before, *after])
    result: dict[str, Any] = {
        "errors": len(wrong),
        "requests_per_second": round(len(took) / seconds, 1),
        "p95_ms": round(p95(took)),
        "bare_rpc_p95_ms": round(base),
        "ratio": round(p95(took) / base, 2),
    }
    say(json.dumps(result, ensure_ascii=False) + "\n")
    if wrong:
        say("\n".join(sorted(set(wrong))[:5]) + "\n")
        sys.exit(1)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    typer.run(main)
