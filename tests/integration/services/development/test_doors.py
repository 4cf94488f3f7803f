"""No side door: whatever is tried by whichever route, as whichever role, no case gets where the rules let none."""

import os
import sys
from collections import Counter
from typing import Any

import pytest

from services.development.commands import correcting, going_through
from services.development.rules import offices, transitions
from tests.integration.services.development.conftest import Development
from tests.integration.services.development.doors import Doors
from tests.integration.services.development.forbidden import STATES

pytestmark = [
    pytest.mark.integration,
    pytest.mark.rule("R-GEN-09"),
    pytest.mark.rule("I-9"),
    pytest.mark.rule("I-1"),
]
# So many acts come everywhere.
ENOUGH = 4000
ACTS = int(os.environ.get("LIANXI_DOORS", "2000"))


def doors_of(development: Development) -> Doors:
    """Return the doors of a development that knows of a committee without power, and of another branch's members."""
    for number in range(5):
        development.member(f"F{number}", "FAR")
    development.organisation("POWERLESS", type="committee", form=None, can_approve_member=False)
    return Doors(development, seed=2026)


def test_no_route_and_no_role_gets_a_case_where_the_rules_let_none(development: Development) -> None:
    doors = doors_of(development)

    doors.walk()
    doors.run(ACTS)

    routes: Counter[str] = Counter()
    for (route, _), times in doors.taken.items():
        routes[route] += times
    figures = [f"{sum(doors.tried.values())} acts, taken {dict(routes)}, states {sorted(doors.reached)}"]
    for (route, role), times in sorted(doors.tried.items()):
        figures.append(f"{route:10} {role:40} {times:5} tried {doors.taken[route, role]:5} taken")
    sys.stdout.write("\n".join(figures))
    assert doors.found == []
    assert {"rest", "event", "file", "correction"} == {*routes}
    if ACTS >= ENOUGH:
        assert doors.reached == STATES


def skipping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A branch decides on an activist to whom nobody has talked yet."""
    row = transitions.TRANSITIONS["decide_activist"]
    wider = transitions.Transition((*row.sources, transitions.S.APPLIED), row.target, row.guards)
    monkeypatch.setitem(transitions.TRANSITIONS, "decide_activist", wider)  # type: ignore[arg-type]


def powerless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody named decides."""
    monkeypatch.setattr(offices, "by_power", lambda _: iter(()))


def correcting_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction is not looked at."""

    class Everything(frozenset[Any]):
        def __le__(self, other: object) -> bool:
            return True

        def __contains__(self, item: object) -> bool:
            return True

    for module in (correcting, going_through):
        monkeypatch.setattr(module, "named", lambda _: Everything())


@pytest.mark.parametrize("door", [skipping, powerless, correcting_anything])
def test_a_side_door_is_found(development: Development, monkeypatch: pytest.MonkeyPatch, door: Any) -> None:
    door(monkeypatch)
    doors = doors_of(development)

    doors.walk()
    doors.run_until_found(ENOUGH)

    assert doors.found
