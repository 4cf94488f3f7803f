"""What the integrators' guide says of sending events, done as it says over HTTP and over AMQP, on real processes."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import demo
from deploy.cli.user import add_person
from deploy.demo.playing.action import Action
from deploy.demo.playing.player import Client
from deploy.local.stack import Stack
from shared.rules.periods import ZONE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
GUIDE = Path(__file__).parents[2] / "docs" / "integrators.md"
DIRECTORY = Path("var") / "guide"
CITY, COUNTY = "411300000000", "411302000000"
DAYS = ("2026-09-28", "2026-10-08")
SYSTEM = "union_system"
FIGURE = {"item": "R-JM-24.contracts", "area": COUNTY, "value": 3}
# What the guide promises to somebody who has only it.
MINUTES = 10


@pytest.fixture(scope="module")
def city() -> Iterator[tuple[Stack, str]]:
    """A city with the union in it and a token of its integrator, as an administrator would prepare them."""
    with Stack(DIRECTORY, ("registry", "reporting", "union", "portal"), fresh=True) as stack:
        passwords = demo.admit(DIRECTORY)
        passwords["it"] = passwords["administrator"]
        settings = demo.portal_settings(DIRECTORY)
        add_person(settings, "it", "虚构人", "union", ("integrator",), (CITY,), passwords["it"])
        client = Client(stack.portal_url, passwords)
        for day in DAYS:
            client.send(Action(day, "开始", "administrator", "/days", f"day-{day}", {"date": day}))
        areas = f"code,name,level,parent\n{CITY},南阳市,city,\n{COUNTY},宛城区,county,{CITY}"
        client.send(Action(DAYS[-1], "地区", "administrator", "/imports/areas", "areas", csv=areas))
        until = (datetime.now(ZONE).date() + timedelta(days=30)).isoformat()
        asked = {"name": "对接", "roles": ["integrator"], "until": until, "read_only": False}
        body = {**asked, "password": passwords["it"]}
        token = client.send(Action(DAYS[-1], "令牌", "it", "/tokens", "token", body))["token"]
        client.close()
        yield stack, token


@pytest.fixture(scope="module")
def guide() -> dict[str, Any]:
    """The guide's examples, as whoever reads it would copy them."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    made: dict[str, Any] = {}
    for block in blocks:
        if "def report" in block:
            exec(compile(block, str(GUIDE), "exec"), made)  # noqa: S102 - the guide is ours
    return made


def told(value: Any) -> dict[str, Any]:
    return {"period": "2026Q3", "figures": [{**FIGURE, "value": value}]}


def test_events_are_explained_put_right_and_accepted_over_http_and_amqp_within_ten_minutes(
    city: tuple[Stack, str], guide: dict[str, Any]
) -> None:
    stack, token = city
    portal, began = stack.portal_url, time.monotonic()

    explained = guide["report"](portal, token, "union", SYSTEM, "http-1", told("many"))
    assert explained["state"] == "quarantined"
    assert explained["problem"]["details"]["fields"] == {"figures.0.value": ["应为整数"]}
    over_http = guide["report"](portal, token, "union", SYSTEM, "http-1", told(3))
    assert (over_http["state"], over_http["seq"]) == ("accepted", 1)

    broker = stack.layout.amqp_uri_of(SYSTEM)
    guide["report_over_amqp"](broker, SYSTEM, "amqp-1", told("many"))
    explained = guide["receipt_of"](portal, token, "union", SYSTEM, "amqp-1")
    assert explained["state"] == "quarantined"
    assert explained["problem"]["details"]["fields"] == {"figures.0.value": ["应为整数"]}
    guide["report_over_amqp"](broker, SYSTEM, "amqp-2", told(4))
    over_amqp = guide["receipt_of"](portal, token, "union", SYSTEM, "amqp-2")
    assert (over_amqp["state"], over_amqp["stream"]) == ("accepted", over_http["stream"])

    assert time.monotonic() - began < MINUTES * 60
