"""Frozen quarters: whatever comes later alters none of their figures, and every difference is listed."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reporting import queries
from services.reporting.store import FIGURES
from shared.contracts.errors import Conflict, NotAllowed, NotFound, Unavailable
from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.calls import FindBridge
from shared.ledger import Actor, Entry
from shared.security.pseudonyms import Pseudonyms
from tests.declared import declared
from tests.integration.services.reporting.conftest import LEADER
from tests.unit.services.reporting.city import (
    CITY,
    EAST,
    TOWNS,
    WEST,
    City,
    comparable,
    counted_slowly,
    later,
)
from tests.unit.services.reporting.worlds import change, happenings

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-IND-07")]
TOWN, OTHER, FAR = sorted(TOWNS)
LAST_DAY = date(2026, 9, 30)
FROZEN_ON = date(2026, 10, 16)
# What of a report belongs to the figures; the rest says when and how it was made.
CONTENT = ("indicators", "by_area", "departments", "reporting", "resolutions", "checks")


def city() -> City:
    """A small city with a covered enterprise, figures of the union, and a resolution."""
    said = City().tree().enterprise("E1", TOWN).organisation("O1", TOWN).affiliate("E1", "O1", "independent")
    said.member("M1", "O1", "E1").figures("union", date(2026, 10, 8), R_JM_20={EAST: 1})
    return said.resolution("JM-2026-01", "union", LAST_DAY).day(FROZEN_ON)


def freeze(reporting: Any, said: City, reason: str | None = None) -> dict[str, Any]:
    """Let the convener freeze what reporting knows; return the manifest."""
    manifest: dict[str, Any] = reporting.manifest()
    take_new(reporting, said.freeze(manifest, FROZEN_ON, reason))
    return manifest


def take_new(reporting: Any, said: City) -> None:
    """Take what reporting has not heard of yet, and count."""
    known = {row["_id"]: row["n"] for row in reporting.db["positions"].find()}
    reporting.take([entry for entry in said.entries if entry.n > known.get(entry.log, 0)])
    reporting.settle()


def content(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in CONTENT}


def changed_cells(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """Return the indicators that differ between two reports, by area and name."""
    cells = [{CITY: report["indicators"], **report["by_area"]} for report in (then, now)]
    return sorted(
        (area, name, before, after)
        for area in cells[1]
        for name in cells[1][area]
        if (before := cells[0].get(area, {}).get(name)) != (after := cells[1][area][name])
    )


def test_a_thousand_later_edits_alter_no_frozen_figure_and_the_restatement_lists_exactly_what_changed(
    reporting: Any,
) -> None:
    said = city()
    for number in range(20):
        said.enterprise(f"F{number}", (TOWN, OTHER, FAR)[number % 3], employees=number)
    take_new(reporting, said)
    before = reporting.report()
    manifest = freeze(reporting, said)
    chance = random.Random(2026)
    for number in range(1000):
        code, on = f"F{chance.randrange(20)}", later(chance.randrange(120))
        if number % 3:
            said.change(code, on, operation_state=chance.choice(("operating", "dormant", "closed")))
        else:
            said.change(code, on, area=chance.choice((TOWN, OTHER, FAR)), from_area=TOWN)
    said.step("JM-2026-01", "organisation", "resolution_closed", later(80))
    take_new(reporting, said)

    frozen, now = reporting.report(version=1), reporting.report()

    assert content(frozen) == content(before)
    assert frozen["complete_to"] == {source["log"]: source["n"] for source in manifest["sources"]}
    assert [row["state"] for row in now["freezes"]] == ["equal"]
    listed = [(row["area"], row["name"], row["frozen"], row["now"]) for row in reporting.restatement()]
    assert listed
    assert sorted(listed) == changed_cells(before, now)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=happenings(), data=st.data())
def test_a_frozen_quarter_is_what_a_slow_count_of_its_entries_gives(
    reporting: Any, said: City, data: Any
) -> None:
    reporting.clear()
    take_new(reporting, said)
    entries = list(said.entries)
    manifest = reporting.manifest()
    said.freeze(manifest, FROZEN_ON)
    for _ in range(data.draw(st.integers(1, 12))):
        change(data.draw, said)
    order: Sequence[Entry] = data.draw(st.permutations(said.entries[len(entries) :]))
    reporting.take(order)
    reporting.settle()

    expected = counted_slowly(entries, LAST_DAY, TOWNS)
    found = reporting.figures("2026Q3#1")
    assert {town: comparable(found[town]) for town in TOWNS} == expected
    listed = {(row["area"], row["name"]) for row in reporting.restatement()}
    then, now = reporting.report(version=1), reporting.report()
    assert listed == {(area, name) for area, name, *_ in changed_cells(then, now)}
    assert now["freezes"][0]["state"] == "equal"


def test_after_a_rebuild_a_frozen_quarter_waits_for_its_entries_and_comes_out_the_same(
    reporting: Any,
) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    take_new(reporting, said.enterprise("E2", FAR, on=later(1)))
    before = content(reporting.report(version=1))
    reporting.clear()

    reporting.take([entry for entry in said.entries if entry.log != "registry"])
    reporting.settle()
    assert reporting.db["freezes"].find_one()["state"] == "counting"
    half = [entry for entry in said.entries if entry.log == "registry"]
    reporting.take(half[:8])
    reporting.settle()
    with pytest.raises(Unavailable):
        reporting.report(version=1)
    reporting.take(half[8:])
    reporting.settle()

    assert content(reporting.report(version=1)) == before
    assert reporting.report()["freezes"][0]["state"] == "equal"


@pytest.mark.parametrize("what", ["figures", "sources"])
def test_a_manifest_that_is_not_reporting_s_own_is_told_apart(reporting: Any, what: str) -> None:
    said = city()
    take_new(reporting, said)
    manifest = reporting.manifest()
    if what == "figures":
        manifest["figures"] = "0" * 64
    else:
        registry = next(source for source in manifest["sources"] if source["log"] == "registry")
        registry["n"] -= 2  # without the last day, and without the member
    take_new(reporting, said.freeze(manifest, FROZEN_ON))

    assert reporting.report()["freezes"][0]["state"] == "different"


def test_a_figure_that_a_department_hands_in_later_is_listed_beside_the_frozen_one(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    take_new(reporting, said.figures("union", date(2026, 10, 20), version=2, R_JM_20={EAST: 1, WEST: 2}))

    found = {(row["area"], row["name"]): (row["frozen"], row["now"]) for row in reporting.restatement()}

    assert found[WEST, "R-JM-20"] == (
        None,
        {"numerator": 2, "denominator": None, "value": 2, "unit": "个", "definition": "R-JM-20"},
    )
    assert (EAST, "R-JM-20") not in found


def test_a_list_of_enterprises_that_comes_later_is_listed_beside_the_frozen_figure(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    pseudonyms = Pseudonyms(b"a" * 32)
    told = {"period": "2026Q3", "version": 1, "key": pseudonyms.key_id}
    counties = [row.as_json() for row in pseudonyms.in_counties("2026Q3", {EAST: ["E1"]})]
    said.say("registry", "coverage:2026Q3", "registry.coverage_told.v1", **told, counties=counties)
    take_new(reporting, said)

    found = {(row["area"], row["name"]): row["now"]["denominator"] for row in reporting.restatement()}

    assert found == {(CITY, "K-77"): 1, (EAST, "K-77"): 1, (WEST, "K-77"): 0}


def test_a_second_version_takes_in_what_came_after_the_first(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    take_new(reporting, said.enterprise("E2", FAR, on=later(1)))
    assert reporting.manifest()["version"] == 2
    freeze(reporting, said, "补登企业")

    assert reporting.report(version=1)["indicators"]["K-02"]["denominator"] == 1
    assert reporting.report(version=2)["indicators"]["K-02"]["denominator"] == 2
    assert reporting.restatement() == []
    assert {row["area"] for row in reporting.restatement(version=1)} == {CITY, WEST, FAR}
    assert [row["reason"] for row in reporting.report()["freezes"]] == [None, "补登企业"]


def test_the_bridge_starts_from_what_was_frozen_and_needs_a_quarter_before(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    take_new(reporting, said.enterprise("E2", FAR, on=later(1)).enterprise("E3", FAR, on=FROZEN_ON))

    def bridge(period: str, actor: Actor = LEADER) -> list[dict[str, Any]]:
        asked = FindBridge(period=period, area=CITY, subject="enterprise")
        found = queries.bridge(reporting.db, asked, actor, reporting.settings)
        rows: list[dict[str, Any]] = declared(SERVICE, "bridge", found)
        return rows

    rows = {row["area"]: row for row in bridge("2026Q4")}
    assert (rows[EAST]["then"], rows[EAST]["now"]) == (1, 1)
    assert [rows[WEST][name] for name in ("then", "corrected_in", "entered", "now")] == [0, 1, 1, 2]
    with pytest.raises(NotFound):
        bridge("2026Q3")
    with pytest.raises(NotAllowed):
        bridge("2026Q4", Actor("gong", "union", ("leader",), (CITY,)))


def test_the_figure_before_of_a_frozen_aim_is_the_frozen_one(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    freeze(reporting, said)
    said.day(date(2027, 1, 16)).resolution(
        "JM-2026-02", "union", date(2026, 12, 31), FROZEN_ON, indicator="K-02", area=CITY, target=100.0
    )
    take_new(reporting, said)
    said.freeze(reporting.manifest("2026Q4"), date(2027, 1, 16))
    take_new(reporting, said.change("E1", later(1), operation_state="closed"))

    (_, frozen), (_, live) = (reporting.report("2026Q4", version=v)["resolutions"] for v in (1, None))
    assert frozen["aim"]["before"] == 100.0
    assert live["aim"]["before"] is None


def test_nothing_is_frozen_while_figures_are_counted_or_entries_are_missing(reporting: Any) -> None:
    said = city()
    reporting.take(said.entries)
    with pytest.raises(Unavailable):
        reporting.manifest()
    reporting.settle()
    reporting.db["halted"].insert_one({"_id": "registry/x", "log": "registry", "stream": "x", "n": 3})

    with pytest.raises(Conflict):
        reporting.manifest()


def test_the_count_of_a_frozen_quarter_waits_for_a_halted_stream_of_its_entries(reporting: Any) -> None:
    said = city()
    take_new(reporting, said)
    manifest = reporting.manifest()
    halted = {"_id": "registry/x", "log": "registry", "stream": "x", "n": 3}
    reporting.db["halted"].insert_one(halted)
    take_new(reporting, said.freeze(manifest, FROZEN_ON))
    assert reporting.db["freezes"].find_one()["state"] == "counting"
    reporting.db["halted"].delete_one({"_id": halted["_id"]})
    reporting.settle()

    assert reporting.db["freezes"].find_one()["state"] == "equal"


def test_a_version_that_was_never_frozen_is_not_found(reporting: Any) -> None:
    take_new(reporting, city())

    for asked in (reporting.report, reporting.restatement):
        with pytest.raises(NotFound):
            asked(version=1)
    assert reporting.db[FIGURES].count_documents({"period": "2026Q3#1"}) == 0
