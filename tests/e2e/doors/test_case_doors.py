"""No side door over REST: signed in as anybody, by whichever route, no case gets where the rules let none."""

import os
import sys
from typing import Any

import pytest

from shared.contracts.services import ROLES
from tests.e2e.doors.case_doors import CityDoors
from tests.e2e.doors.cases import Cases
from tests.e2e.doors.portal import Portal
from tests.e2e.doors.telling import tell
from tests.integration.services.development.doors import Doors
from tests.integration.services.development.forbidden import STATES
from tests.integration.services.development.test_doors import correcting_anything, powerless, skipping

pytestmark = [pytest.mark.e2e, pytest.mark.rule("R-GEN-09"), pytest.mark.rule("I-9")]
ACTS = int(os.environ.get("LIANXI_DOORS", "200"))
# So many acts come everywhere.
ENOUGH = 4000


@pytest.mark.timeout(120 + ACTS)
def test_no_case_gets_over_rest_where_the_rules_let_none(portal: Portal) -> None:
    doors = CityDoors(Cases(portal), seed=2026, strangers=0.2)

    doors.walk()
    doors.run(ACTS)
    doors.everybody()

    taken = {route for route, _ in +doors.taken}
    tell(doors.tried, doors.taken, doors.reached)
    assert [*doors.found, *portal.found] == []
    assert taken == {"rest", "event", "file", "correction", "cloudevent"}
    for route in ("rest", "file", "correction"):
        roles = {one for tried, role in doors.tried if tried == route for one in role.split("+")}
        assert {*ROLES, "none"} <= roles
    if ACTS >= ENOUGH:
        assert doors.reached == STATES


@pytest.mark.parametrize("door", [skipping, powerless, correcting_anything])
def test_a_side_door_is_found_over_rest(portal: Portal, monkeypatch: pytest.MonkeyPatch, door: Any) -> None:
    door(monkeypatch)
    doors = Doors(Cases(portal), seed=2026, misfits=0.35)

    doors.walk()
    doors.begin(6)
    doors.run_until_found(ENOUGH)

    assert doors.found
    sys.stdout.write(f"{door.__name__} after {doors.tried.total()} acts: {doors.found[0]}\n")
