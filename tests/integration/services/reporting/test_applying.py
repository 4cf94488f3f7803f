"""Applying and settling on a real database: any order, repetition and interleaving ends in the same figures."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reporting import store
from services.reporting.settle import BATCH, settle
from shared.ledger import Entry
from tests.unit.services.reporting.city import (
    CITY,
    EAST,
    TOWNS,
    City,
    comparable,
    counted_slowly,
    later,
)
from tests.unit.services.reporting.worlds import happenings

pytestmark = pytest.mark.integration
TOWN, OTHER, FAR = sorted(TOWNS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(city=happenings(), data=st.data())
def test_whatever_order_entries_come_in_the_figures_equal_a_slow_count(
    reporting: Any, city: City, data: Any
) -> None:
    reporting.clear()
    order: list[Entry] = data.draw(st.permutations(city.entries))
    order += data.draw(st.lists(st.sampled_from(city.entries), max_size=5))
    start = 0
    while start < len(order):
        size = data.draw(st.integers(1, len(order)))
        reporting.take(order[start : start + size])
        if data.draw(st.booleans()):
            settle(reporting.ledger)
        start += size
    reporting.settle()

    for period, last in (("2026Q3", date(2026, 9, 30)), ("2026Q4", date(2026, 12, 31))):
        expected = counted_slowly(city.entries, last, TOWNS)
        ready = reporting.figures(period)
        assert {town: comparable(ready[town]) for town in TOWNS} == expected
        for upper, below in ((EAST, [TOWN, OTHER]), (CITY, list(TOWNS))):
            summed = {name: sum(expected[town][name] for town in below) for name in expected[TOWN]}
            assert comparable(ready[upper]) == summed


def test_only_touched_areas_are_counted_anew_and_a_move_touches_both(reporting: Any) -> None:
    city = City().tree().enterprise("E1", TOWN)
    reporting.take(city.entries)
    reporting.settle()
    seen = len(city.entries)

    reporting.take(city.change("E1", later(3), area=FAR, from_area=TOWN).entries[seen:])

    assert {row["area"] for row in reporting.db["dirty"].find()} == {TOWN, FAR}


def test_a_back_dated_entry_touches_every_open_period_it_reaches(reporting: Any) -> None:
    city = City().tree().enterprise("E1", TOWN).day(date(2026, 10, 1)).day(date(2027, 1, 1))
    reporting.take(city.entries)
    reporting.settle()
    seen = len(city.entries)

    reporting.take(city.change("E1", date(2026, 10, 1), operation_state="closed").entries[seen:])

    assert {row["period"] for row in reporting.db["dirty"].find()} == {"2026Q4", "2027Q1"}


def test_a_dissolution_touches_the_enterprises_affiliated_elsewhere(reporting: Any) -> None:
    city = City().tree().enterprise("E1", TOWN).organisation("O1", FAR).affiliate("E1", "O1", "attached")
    reporting.take(city.entries)
    reporting.settle()
    seen = len(city.entries)

    reporting.take(city.dissolve("O1").entries[seen:])

    assert {row["area"] for row in reporting.db["dirty"].find()} == {TOWN, FAR}


def test_facts_applied_while_figures_are_counted_are_not_forgotten(
    reporting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = City().tree().enterprise("E1", TOWN)
    reporting.take(city.entries)
    late = city.enterprise("E2", TOWN).entries[-1:]
    taken = store.take_dirty

    def interrupted(*arguments: Any) -> Any:
        monkeypatch.setattr(store, "take_dirty", taken)
        arguments[0]["dirty"].find_one({})  # the snapshot is taken now
        reporting.take(late)
        return taken(*arguments)

    monkeypatch.setattr(store, "take_dirty", interrupted)
    reporting.settle()

    assert reporting.figures()[TOWN]["K-02"] == [0, 2]


def test_settling_goes_in_batches_and_says_when_nothing_is_left(reporting: Any) -> None:
    city = City().tree()
    for number in range(BATCH + 1):
        city.enterprise(f"E{number}", f"4113010{number + 10:05d}")
    reporting.take(city.entries)

    assert settle(reporting.ledger) is True
    assert store.is_dirty(reporting.db)
    reporting.settle()
    assert settle(reporting.ledger) is False


def test_an_entry_that_is_not_what_its_type_promises_is_refused(reporting: Any) -> None:
    city = City().tree()
    city.say("registry", "enterprise:E1", "registry.enterprise_moved.v1", credit_code="E1")
    city.figures("union", later(3), R_JM_20={EAST: 1})

    with pytest.raises(KeyError):
        reporting.take(city.entries[-2:-1])
    assert reporting.db["things"].count_documents({}) == 0
