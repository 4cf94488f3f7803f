"""A department's documents are what its ledger and the logs it follows tell, whatever the order between logs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.department.effects import UPDATES, take_effect
from shared.contracts.base import EVENTS
from shared.ledger import Actor, Stamp, Unit
from shared.messaging.positions import request_rebuild

FOLDED = ("resolutions", "tasks")


@pytest.fixture
def busy(city: Any) -> Any:
    """A city with resolutions of three leads at different stages, and figures in two versions."""
    city.act(
        "chen",
        "hold_meeting",
        meeting="2026-03",
        period="2026Q3",
        held_on=city.day,
        attended=["organisation", "union", "youth_league"],
        absent=[],
    )
    for number, lead in enumerate(("union", "youth_league", "organisation", "union"), start=1):
        city.act(
            "chen",
            "issue_resolution",
            no=f"JM-2026-{number:02d}",
            meeting="2026-03",
            text="议定事项",
            lead=lead,
            co=[],
            due_on="2026-10-20",
            deliverable="名单",
            measure="齐全",
        )
    city.hear()
    work(city, "gong", "JM-2026-01")
    work(city, "tuan", "JM-2026-02")
    work(city, "chen", "JM-2026-03")
    city.act("chen", "return_resolution", no="JM-2026-01", comment="补材料")
    city.act("chen", "extend_resolution", no="JM-2026-01", due_on="2026-11-20", comment="补材料")
    city.act("wu", "verify_resolution", no="JM-2026-02")
    city.act("wu", "close_resolution", no="JM-2026-02")
    for value in (3, 4):
        figures = [{"item": "R-JM-20", "area": "411302000000", "value": value}]
        city.hand_in(period="2026Q3", figures=figures)
    city.hear()
    return city


def work(city: Any, user: str, no: str) -> None:
    city.act(user, "accept_task", no=no)
    for note in ("一", "二"):
        city.act(user, "progress_task", no=no, note=note)
    city.act(user, "submit_task", no=no, evidence="完成")
    city.hear()


def documents(department: Any) -> dict[str, list[Any]]:
    return {name: list(department.db[name].find({}, {"submitted_by": 0}).sort("_id", 1)) for name in FOLDED}


@pytest.mark.parametrize("name", ["organisation", "union", "youth_league", "womens_federation"])
@pytest.mark.parametrize("own_first", [True, False])
def test_folding_the_logs_gives_the_documents(busy: Any, name: str, own_first: bool) -> None:
    department = busy[name]
    kept = documents(department)
    own = [(entry["type"], entry["data"]) for entry in department.recorded()]
    followed = [
        (entry.type, entry.data)
        for log in department.follower.positions.logs
        for entry in busy.ledgers.page(log, 0)
    ]
    for collection in FOLDED:
        department.db[collection].delete_many({})

    fold(department, own + followed if own_first else followed + own)

    assert documents(department) == kept


@pytest.mark.parametrize("name", ["organisation", "union", "youth_league", "womens_federation"])
def test_a_rebuild_gives_the_same_documents(busy: Any, name: str) -> None:
    department = busy[name]
    kept = [documents(department), list(department.db["tasks"].find({"submitted_by": {"$exists": True}}))]

    request_rebuild(department.db)
    department.follower.chores()

    assert [
        documents(department),
        list(department.db["tasks"].find({"submitted_by": {"$exists": True}})),
    ] == kept


def test_folding_the_submissions_gives_the_figures(busy: Any) -> None:
    told = [
        (entry["data"]["version"], entry["recorded_on"], entry["data"]["figures"])
        for entry in busy["union"].recorded()
        if entry["type"] == "department.figures_submitted.v1"
    ]

    versions = busy.ask("gong", "figures", period="2026Q3")["versions"]

    assert [(row["version"], row["recorded_on"], row["figures"]) for row in versions] == told


def fold(department: Any, events: list[tuple[str, Mapping[str, Any]]]) -> None:
    def act(unit: Unit) -> None:
        for event_type, data in events:
            if EVENTS[event_type] in UPDATES:
                take_effect(unit, EVENTS[event_type], data, unit.stamp.recorded_on)

    department.ledger.transact(Stamp(date(2026, 10, 8), Actor.system("union"), "call-1"), act)
