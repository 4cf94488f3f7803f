"""No side door into the register: whatever is tried over REST, by file, event or correction, it stays whole."""

import os
import sys
from typing import Any

import pytest

from services.registry import consistency, rules
from shared.contracts.services import ROLES
from tests.e2e.doors.cases import Cases
from tests.e2e.doors.portal import Portal
from tests.e2e.doors.register_doors import STATUSES, TYPES, RegisterDoors
from tests.e2e.doors.telling import tell

pytestmark = [
    pytest.mark.e2e,
    *(pytest.mark.rule(rule) for rule in ("R-MEM-01", "R-MEM-13", "R-MEM-14", "R-ORG-02", "R-ORG-16b")),
]
ACTS = int(os.environ.get("LIANXI_DOORS", "200"))
# So many acts come everywhere.
ENOUGH = 2000


@pytest.mark.timeout(120 + ACTS)
def test_the_register_never_looks_as_the_rules_forbid(portal: Portal) -> None:
    doors = RegisterDoors(Cases(portal), seed=7)

    doors.run(ACTS)
    doors.everybody()

    tell(doors.tried, doors.taken, doors.reached)
    found = [*doors.found, *portal.found]
    assert not found, "\n".join(found)
    assert {"rest", "event", "file", "correction"} == {route.split()[0] for route, _ in +doors.taken}
    assert {*ROLES, "none"} <= {one for _, role in doors.tried for one in role.split("+")}
    if ACTS >= ENOUGH:
        assert doors.reached == {*STATUSES, *TYPES}


def after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any status follows any other."""
    monkeypatch.setattr(rules, "MOVES", {status: frozenset(STATUSES) for status in STATUSES})


def into_a_committee(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation may lie in a committee."""
    monkeypatch.setattr("services.registry.commands.people.relation_violations", lambda *_: [])


def uncorrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs on a corrected thing is not looked at."""
    monkeypatch.setattr(consistency, "violations", lambda *_: [])


@pytest.mark.parametrize(
    ("door", "rules_broken"),
    [
        (after_the_end, ("R-MEM-13",)),
        (into_a_committee, ("R-MEM-14",)),
        (uncorrected, ("R-MEM-13", "R-MEM-14", "R-MEM-01", "R-ORG-16b", "R-ORG-18", "R-ORG-06", "R-ORG-02")),
    ],
)
def test_a_side_door_into_the_register_is_found(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, door: Any, rules_broken: tuple[str, ...]
) -> None:
    door(monkeypatch)
    doors = RegisterDoors(Cases(portal), seed=7)

    doors.run_until_found(ENOUGH)

    assert doors.found
    assert doors.found[0].startswith(rules_broken)
    sys.stdout.write(f"{door.__name__} after {doors.tried.total()} acts: {doors.found[0]}\n")
