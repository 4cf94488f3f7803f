"""From one quarter's total to the next one's: every row balances, and moves add up to nothing."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.bridge import IN, OUT, SUBJECTS, bridge
from services.reporting.model import Edition
from shared.contracts.reporting.terms import BRIDGED
from shared.rules.periods import Quarter
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City
from tests.unit.services.reporting.reckoning import LIVE, THIRD, TREE, things_of
from tests.unit.services.reporting.worlds import change, happenings

pytestmark = pytest.mark.rule("R-IND-07")
TOWN, OTHER, FAR = sorted(TOWNS)
FOURTH = Quarter.parse("2026Q4")
IN_FOURTH = date(2026, 10, 5)


def rows(
    said: City, subject: str, area: str = CITY, then: Edition = LIVE
) -> dict[tuple[str, str | None], dict[str, Any]]:
    """Return the rows by area and kind, with the numbers that are not zero."""
    found = bridge(SUBJECTS[subject], things_of(said.entries), TREE, area, (then, Edition(FOURTH)))
    return {(row["area"], row["kind"]): {name: n for name, n in row.items() if n} for row in found}


def numbers(row: dict[str, Any]) -> dict[str, int]:
    return {name: n for name, n in row.items() if name not in ("area", "kind")}


def test_what_may_be_followed_has_names() -> None:
    assert set(SUBJECTS) == set(BRIDGED)


def test_firms_that_come_close_and_move_are_told_apart() -> None:
    said = City().tree().enterprise("E1", TOWN).enterprise("E2", TOWN).enterprise("E3", OTHER)
    said.enterprise("E4", FAR, on=IN_FOURTH).change("E2", IN_FOURTH, operation_state="closed")
    said.change("E1", IN_FOURTH, area=FAR, from_area=TOWN)

    found = rows(said, "enterprise")

    assert numbers(found[EAST, None]) == {"then": 3, "left": 1, "moved_out": 1, "now": 1}
    assert numbers(found[WEST, None]) == {"entered": 1, "moved_in": 1, "now": 2}
    # Within a county nothing has moved; seen from the county itself, the towns tell it.
    said.change("E3", IN_FOURTH, area=TOWN, from_area=OTHER)
    assert numbers(rows(said, "enterprise")[EAST, None])["moved_out"] == 1
    assert numbers(rows(said, "enterprise", EAST)[OTHER, None]) == {"then": 1, "moved_out": 1}


def test_who_becomes_a_full_member_changes_kind_and_goes_with_the_organisation() -> None:
    said = City().tree().organisation("O1", TOWN).organisation("O2", FAR)
    said.member("M1", "O1", None, status="PROBATIONARY").member("M2", "O1", None)
    said.change_member("M1", IN_FOURTH, status="FULL").change_member("M2", IN_FOURTH, org_code="O2")

    found = rows(said, "member")

    assert numbers(found[EAST, "probationary"]) == {"then": 1, "changed_out": 1}
    assert numbers(found[EAST, "full"]) == {"then": 1, "changed_in": 1, "moved_out": 1, "now": 1}
    assert numbers(found[WEST, "full"]) == {"moved_in": 1, "now": 1}


def test_an_upgraded_organisation_changes_kind_and_a_dissolved_one_leaves() -> None:
    said = City().tree().organisation("O1", TOWN).organisation("O2", TOWN).dissolve("O2", IN_FOURTH)
    said.say(
        "registry",
        "organisation:O1",
        "registry.organisation_changed.v1",
        IN_FOURTH,
        org_code="O1",
        type="committee",
    )

    found = rows(said, "organisation")

    assert numbers(found[EAST, "branch"]) == {"then": 2, "left": 1, "changed_out": 1}
    assert numbers(found[EAST, "committee"]) == {"changed_in": 1, "now": 1}


def test_what_was_recorded_after_the_freeze_for_a_day_before_it_is_no_growth() -> None:
    said = City().tree().enterprise("E1", TOWN)
    frozen = Edition(THIRD, 1, {"registry": len(said.entries)})
    said.enterprise("E2", TOWN).change("E1", date(2026, 9, 1), operation_state="closed")

    found = rows(said, "enterprise", then=frozen)

    assert numbers(found[EAST, None]) == {"then": 1, "corrected_in": 1, "corrected_out": 1, "now": 1}


@given(said=happenings(), data=st.data())
def test_every_row_balances_and_what_left_one_place_arrived_at_another(said: City, data: Any) -> None:
    frozen = Edition(THIRD, 1, {"registry": data.draw(st.integers(1, len(said.entries)))})
    for _ in range(data.draw(st.integers(0, 8))):
        change(data.draw, said)
    then = data.draw(st.sampled_from([frozen, Edition(THIRD)]))
    for subject in SUBJECTS:
        found = bridge(SUBJECTS[subject], things_of(said.entries), TREE, CITY, (then, Edition(FOURTH)))
        total: Counter[str] = Counter()
        for row in found:
            assert row["then"] + sum(row[n] for n in IN) - sum(row[n] for n in OUT) == row["now"]
            total.update(numbers(row))
        assert total["moved_in"] == total["moved_out"]
        assert total["changed_in"] == total["changed_out"]
