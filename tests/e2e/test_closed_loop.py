"""What the figures show is decided, done, checked, and seen again in the same figure of the next quarter."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client, begin

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

CITY, COUNTY = "411300000000", "411302000000"
INDICATOR = "K-70"
NO, MEETING = "JM-2027-01", "2027-01"


class Town:
    """A city as its people act in it: each act is heard of by everybody before the next one."""

    def __init__(self, city: City) -> None:
        self.city = city

    def day(self, day: str) -> None:
        self.act("administrator", "/days", {"date": day})

    def act(self, user: str, path: str, body: dict[str, Any]) -> None:
        answer = Client(self.city.web, user)("POST", path, body)
        assert answer.status_code == 201, answer.text
        self.city.pump()
        self.city.pump()  # of what the first hearing made others tell

    def ask(self, user: str, path: str) -> Any:
        answer = Client(self.city.web, user)("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def report_union(self, period: str, covered: int) -> None:
        """Let the union report how many of ten firms that should have one have a union."""
        values = {"R-JM-20": covered, "R-JM-21": 10}
        rows = [{"item": item, "area": COUNTY, "value": value} for item, value in values.items()]
        # The register has no firms here, so that the union's contradict it (R-JM-17), and are listed as such.
        self.act("union", "/departments/union/figures", {"period": period, "figures": rows})


@pytest.fixture
def town(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, tmp_path_factory.mktemp("keys"))
        try:
            begin(city)
            yield Town(city)
        finally:
            city.drop()


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

    suggested = town.ask("convener", f"/reports/joint-meeting/suggestions?period=2026Q4&area={CITY}")
    fallen = next(row for row in suggested if (row["indicator"], row["area"]) == (INDICATOR, COUNTY))
    assert "由90.0%降至50.0%" in fallen["text"]

    plan = {"meeting": MEETING, "period": "2026Q4", "kind": "plenary", "planned_on": "2027-01-18"}
    town.act("convener", "/meeting-plans", plan)
    topic = {name: fallen[name] for name in ("heading", "text", "indicator", "area")}
    town.act("union", "/departments/union/topics", {"topic": "T1", "meeting": MEETING, **topic})
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

    (task,) = town.ask("union", "/departments/union/tasks")
    assert (task["no"], task["state"]) == (NO, "ISSUED")
    town.act("union", f"/departments/union/tasks/{NO}/accept", {})
    town.act("union", f"/departments/union/tasks/{NO}/submit", {"evidence": "补建工会三家，名单已报"})
    town.day("2027-03-10")
    town.act("convener", f"/resolutions/{NO}/verify", {})
    town.act("convener", f"/resolutions/{NO}/close", {})
    town.day("2027-04-08")
    town.report_union("2027Q1", 8)

    report = town.ask("leader", f"/reports/joint-meeting?period=2027Q1&area={CITY}")
    (row,) = report["resolutions"]
    assert (row["state"], row["aim"]) == ("CLOSED", {**aim, "before": 50.0, "now": 80.0})
    in_time = report["indicators"]["K-75"]
    assert (in_time["numerator"], in_time["denominator"]) == (1, 1)
    (meeting,) = town.ask("convener", "/meetings")
    assert (meeting["agenda"], meeting["resolutions"]) == (["union-T1"], [NO])
