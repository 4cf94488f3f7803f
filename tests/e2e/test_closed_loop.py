"""What the figures show is decided, done, checked, and seen again in the same figure of the next quarter."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import demo
from deploy.demo.playing.action import Action
from deploy.demo.playing.player import Client, settled_report
from deploy.local.stack import Stack
from services.registry.commands.areas import MOST_DAYS_AT_ONCE
from shared.city.sites import Sites
from tests.e2e.conftest import INPUTS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

DIRECTORY = Path("var") / "loop"
CITY, COUNTY = "411300000000", "411302000000"
INDICATOR = "K-70"
NO, MEETING = "JM-2027-01", "2027-01"
SEED = 14
WAIT_SECONDS = 90.0
PAUSE_SECONDS = 0.2


class Town:
    """A city of real processes as its people act in it, while one after the other of its programs is killed."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self.client = client
        self.killed: list[str] = []
        self._stack = stack
        self._doomed = [*stack.layout.sites.instances, "relay", "portal"]
        self._numbers = count(1)
        self._today = "2026-07-01"
        random.Random(SEED).shuffle(self._doomed)

    def day(self, day: str) -> None:
        far = (date.fromisoformat(day) - date.fromisoformat(self._today)).days > MOST_DAYS_AT_ONCE
        self._today = day
        for user in ("administrator", "administrator2")[: 1 + far]:
            self.act(user, "/days", {"date": day})

    def act(self, user: str, path: str, body: dict[str, Any], csv: str | None = None) -> None:
        """Send a command until it is answered; meanwhile a program dies that has not died before."""
        if self._doomed:
            program = self._doomed.pop()
            self.killed.append(program)
            threading.Timer(0.02, self._stack.kill, [program]).start()
        key = f"loop-{next(self._numbers)}"
        self.client.send(Action(self._today, path, user, path, key, body, csv=csv, awaits=True))

    def until(self, user: str, path: str, is_there: Callable[[Any], Any]) -> Any:
        """Ask until what is waited for has been heard of; return it."""
        limit = time.monotonic() + WAIT_SECONDS
        while not (found := is_there(self.client.get(user, path))):
            assert time.monotonic() < limit, path
            time.sleep(PAUSE_SECONDS)
        return found

    def report_union(self, period: str, covered: int) -> None:
        """Let the union report how many of ten firms that should have one have a union."""
        values = {"R-JM-20": covered, "R-JM-21": 10}
        rows = [{"item": item, "area": COUNTY, "value": value} for item, value in values.items()]
        self.act("union", "/departments/union/figures", {"period": period, "figures": rows})
        self.act("union_head", f"/departments/union/figures/{period}/{CITY}/approve", {})


@pytest.fixture
def town() -> Iterator[Town]:
    stack = Stack(DIRECTORY, fresh=True)
    stack.start()
    client = Client(stack.portal_url, demo.admit(DIRECTORY))
    try:
        made = Town(stack, client)
        made.day("2026-07-01")
        areas = (INPUTS / "areas.csv").read_text(encoding="utf-8").splitlines()
        chosen = [areas[0], *(row for row in areas if row.startswith((CITY, COUNTY)))]
        made.act("administrator", "/imports/areas", {}, csv="\n".join(chosen))
        yield made
    finally:
        client.close()
        stack.stop()


@pytest.mark.rule("R-JM-10")
@pytest.mark.rule("R-JM-13")
@pytest.mark.rule("R-JM-14")
def test_a_falling_figure_becomes_a_topic_a_resolution_a_task_and_rises_in_the_next_quarter(
    town: Town,
) -> None:
    town.day("2026-10-08")
    town.report_union("2026Q3", 9)
    town.day("2027-01-08")
    town.report_union("2026Q4", 5)

    settled_report(town.client, "2026Q4", CITY)
    asked = f"/reports/joint-meeting/suggestions?period=2026Q4&area={CITY}"
    fallen = town.until(
        "convener", asked, lambda rows: [r for r in rows if r["area"] == COUNTY and r["indicator"]]
    )[0]
    assert fallen["indicator"] == INDICATOR
    assert "由90.0%降至50.0%" in fallen["text"]

    plan = {"meeting": MEETING, "period": "2026Q4", "kind": "plenary", "planned_on": "2027-01-18"}
    town.act("convener", "/meeting-plans", plan)
    topic = {name: fallen[name] for name in ("heading", "text", "indicator", "area")}
    town.act("union", "/departments/union/topics", {"topic": "T1", "meeting": MEETING, **topic})
    town.until("convener", "/topics", lambda rows: rows)
    town.act("convener", f"/meetings/{MEETING}/agenda", {"topics": ["union-T1"]})
    town.day("2027-01-18")
    held = {"meeting": MEETING, "period": "2026Q4", "held_on": "2027-01-18"}
    there, absent = ["organisation", "union", "youth_league"], ["womens_federation", "industry_commerce"]
    town.act("convener", "/meetings", {**held, "attended": there, "absent": absent})
    resolution = {"no": NO, "meeting": MEETING, "text": "应建会企业补建工会", "lead": "union", "co": []}
    aim = {"indicator": INDICATOR, "area": COUNTY, "target": 80.0}
    done = {"due_on": "2027-03-20", "deliverable": "名单", "measure": "应建尽建"}
    town.act("convener", "/resolutions", {**resolution, **done, **aim})
    town.act("convener", f"/meetings/{MEETING}/minutes", {"text": "议定补建工会一项"})

    (task,) = town.until("union", "/departments/union/tasks", lambda rows: rows)
    assert (task["no"], task["state"]) == (NO, "ISSUED")
    town.act("union", f"/departments/union/tasks/{NO}/accept", {})
    town.act("union", f"/departments/union/tasks/{NO}/submit", {"evidence": "补建工会三家，名单已报"})
    town.day("2027-03-10")
    town.act("convener", f"/resolutions/{NO}/verify", {})
    town.act("convener", f"/resolutions/{NO}/close", {})
    town.day("2027-04-08")
    town.report_union("2027Q1", 8)

    report = settled_report(town.client, "2027Q1", CITY)
    (row,) = report["resolutions"]
    assert (row["state"], row["aim"]) == ("CLOSED", {**aim, "before": 50.0, "now": 80.0})
    in_time = report["indicators"]["K-75"]
    assert (in_time["numerator"], in_time["denominator"]) == (1, 1)
    (meeting,) = town.client.get("convener", "/meetings")
    assert (meeting["agenda"], meeting["resolutions"]) == (["union-T1"], [NO])
    assert sorted(town.killed) == sorted([*Sites.load().instances, "relay", "portal"])
