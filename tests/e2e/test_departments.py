"""What each department sees of the others: its queue's sources as a table, and what came through outlets (R-JM-15)."""

import re
from typing import Any

import pytest

from deploy.definitions import permissions
from deploy.demo.playing.action import Action
from shared.city.logs import follows, outlets_of
from shared.city.sites import Sites
from tests.e2e.city import City

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
SITES = Sites.load()
CONVENER = SITES.convener
# No field of a contract is called so.
EVENT, STREAM = "·event", "·stream"
RECOMMENDING = ("union", "youth_league", "womens_federation")
# Of each department: the logs that reach its queue. Nothing else does, and it may ask for no other.
SEES = {
    CONVENER: {
        "registry.public",
        "supervision.organisation",
        *(name for name in SITES.departments if name != CONVENER),
    },
    **{
        name: {"registry.public", CONVENER, f"supervision.{name}"}
        | ({f"development.{name}"} if name in RECOMMENDING else set())
        for name in SITES.departments
        if name != CONVENER
    },
}
# What entries of an outlet may hold; whatever a contract adds has to be weighed here first.
SHOWN = {
    "development": {"recommendation", "body", "outcome", "county"},
    "supervision": {
        *("difficulty", "point", "credit_code", "field", "text", "department", "due_on", "outcome", "county")
    },
}


@pytest.mark.rule("R-JM-15")
@pytest.mark.rule("R-PRV-15")
@pytest.mark.parametrize("department", sorted(SITES.departments))
def test_a_department_hears_what_the_table_says_and_nothing_else(department: str) -> None:
    assert set(follows(department, SITES)) == SEES[department]


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize("department", sorted(SITES.departments))
def test_a_department_s_broker_user_reads_its_own_queues_and_writes_to_its_own_exchange(
    department: str,
) -> None:
    rights = permissions(SITES, department)
    own = {f"{department}.events", f"rpc-{department}", f"{department}.inbox", f"{department}.intake"}
    others = {
        *(f"{name}.events" for name in (*SITES.instances, *SEES[department]) if name != department),
        *(f"{name}.inbox" for name in SITES.instances if name != department),
        *(f"rpc-{name}" for name in SITES.instances if name != department),
    }

    for right in ("read", "write", "configure"):
        assert not [name for name in others if re.search(rights[right], name)], right
    assert re.search(rights["write"], f"{department}.events")
    assert not re.search(rights["read"], f"{department}.events")
    assert all(re.search(rights["read"], name) for name in own if name.endswith((".inbox", ".intake")))


@pytest.fixture(scope="module")
def entries(begun: City, actions: list[Action]) -> dict[str, list[dict[str, Any]]]:
    """Whatever the outlets showed by the end of July, by log."""
    begun.back()
    for action in actions:
        if "2026-07-01" < action.day <= "2026-07-31":
            begun.send(action)
    begun.pump()
    logs = {outlet.name for name in SITES.ledger_instances for outlet in outlets_of(name, SITES)}
    return {
        log: [
            {EVENT: entry.type, STREAM: entry.stream, **entry.data}
            for entry in begun.page(log, 0, limit=100_000)
        ]
        for log in logs
    }


@pytest.mark.rule("R-JM-15")
@pytest.mark.rule("R-PRV-15")
def test_what_came_through_the_outlets_holds_no_person(entries: dict[str, list[dict[str, Any]]]) -> None:
    everything = [entry for log in entries.values() for entry in log]

    assert len(everything) > 1000
    kinds = {entry[STREAM].split(":")[0] for entry in everything}
    assert kinds <= {
        "area",
        "day",
        "enterprise",
        "organisation",
        "affiliation",
        "recommendation",
        "difficulty",
    }
    personal = {
        "name": {"registry"},
        "member_id": set(),
        "id_number": set(),
        "birth_date": set(),
        "sex": set(),
    }
    for entry in everything:
        for field, allowed in personal.items():
            # Areas, enterprises and organisations have names.
            assert field not in entry or entry[EVENT].split(".")[0] in allowed, entry[EVENT]


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize("owner", sorted(SHOWN))
def test_a_department_s_outlet_holds_the_fields_that_were_weighed(
    entries: dict[str, list[dict[str, Any]]], owner: str
) -> None:
    own = {log: told for log, told in entries.items() if log.startswith(f"{owner}.")}

    assert sum(len(told) for told in own.values()) > 0
    for log, told in own.items():
        department = log.split(".")[1]
        for entry in told:
            assert set(entry) - {EVENT, STREAM} <= SHOWN[owner]
            assert department in entry[STREAM].split(":")
