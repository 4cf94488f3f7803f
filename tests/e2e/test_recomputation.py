"""The report equals what a second program makes of the same files, also when a row of them is another."""

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.making import generate
from deploy.demo.playing.action import Action
from deploy.demo.playing.plan import plan
from deploy.demo.playing.player import Refused
from shared.ledger import Entry
from shared.messaging.follow import Follower
from tests.e2e import mutate
from tests.e2e.city import City
from tests.e2e.conftest import INPUTS
from tests.e2e.differing import differing
from tests.e2e.recompute import CITY, PERIOD, recompute

# Each plays a quarter, some of them twice.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
# `make test` tries a few; LIANXI_CHANGES=50 tries fifty.
LATER_CHANGES = int(os.environ.get("LIANXI_CHANGES", "2")) * 7 // 10
FIRST_DAY_CHANGES = int(os.environ.get("LIANXI_CHANGES", "0")) * 3 // 10


def stated(report: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only a running system knows."""
    return {
        name: value for name, value in report.items() if name not in ("complete_to", "halted", "generated_at")
    }


def play(city: City, actions: list[Action], after: str = "") -> dict[str, Any]:
    for action in actions:
        if action.day > after:
            city.send(action)
    return stated(city.report(PERIOD, CITY))


def test_the_inputs_are_what_the_generator_makes(tmp_path: Path) -> None:
    generate.build(tmp_path)

    for path in tmp_path.glob("*.csv"):
        assert path.read_bytes() == (INPUTS / path.name).read_bytes(), path.name


@pytest.fixture(scope="module")
def played(begun: City, actions: list[Action]) -> dict[str, Any]:
    """The report of the quarter, in a city that has just played it."""
    begun.back()
    return play(begun, actions, after=mutate.START)


def test_the_report_equals_the_recomputation(played: dict[str, Any]) -> None:
    assert [*differing(played, recompute(INPUTS))] == []


@pytest.mark.rule("R-IND-03")
@pytest.mark.parametrize("area", ["411302000000", "411322000000"])
def test_every_figure_is_the_sum_of_the_records_behind_it(
    begun: City, played: dict[str, Any], area: str
) -> None:
    for name, cell in played["by_area"][area].items():
        asked = f"/api/v1/reports/joint-meeting/records?period={PERIOD}&area={area}&indicator={name}"
        rows, after = [], ""
        while after is not None:
            page = begun.get("leader", f"{asked}&limit=200&after={after}")
            if page is None:
                break
            rows += page["items"]
            after = page["next"]
        numbers = cell.get("parts") or {side: cell[side] for side in ("numerator", "denominator")}
        if page is not None:
            counted = {part: sum(row["counts"].get(part, 0) for row in rows) for part in numbers}
            assert counted == {part: number or 0 for part, number in numbers.items()}, name


@pytest.mark.parametrize("seed", range(int(os.environ.get("LIANXI_ORDERS", "1"))))
def test_any_order_of_arrival_gives_the_same_report(begun: City, played: dict[str, Any], seed: int) -> None:
    """Sources arrive in any order, entries twice, or not at all until they are pulled; in the city as it was played."""
    chance = random.Random(seed)
    reporting = begun.followers["reporting"]
    ledger = begun.runtimes["reporting"].ledger
    begun.services["reporting"].following.reset(ledger.db)
    ledger.transact(reporting._stamp(None), lambda unit: reporting.positions.start_over(unit.db))
    begun.restart()

    deliver_badly(begun, begun.followers["reporting"], chance)

    assert stated(begun.report(PERIOD, CITY)) == played


def changed_inputs(directory: Path, seed: int, *, first_day: bool) -> tuple[dict[str, Any], str]:
    """Write the files with one row changed so that the report must change; return what it must be."""
    chance = random.Random(seed)
    files = mutate.read(INPUTS)
    mutate.leave_out_casework(files, first_day=first_day)
    mutate.write(files, directory)
    base = recompute(directory)
    while True:
        files = mutate.read(INPUTS)
        mutate.leave_out_casework(files, first_day=first_day)
        what = mutate.change_one_row(files, chance, first_day=first_day)
        mutate.write(files, directory)
        expected = recompute(directory)
        if expected != base:
            return expected, what


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(LATER_CHANGES))
def test_a_changed_row_changes_both_alike(begun: City, tmp_path: Path, seed: int) -> None:
    for attempt in range(20):
        begun.back()
        expected, what = changed_inputs(tmp_path, seed * 100 + attempt, first_day=False)
        try:
            assert play(begun, plan(tmp_path), after=mutate.START) == expected, what
        except Refused:
            continue  # the rules do not take this row; another one
        return
    pytest.fail("no acceptable change found")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(FIRST_DAY_CHANGES))
def test_a_changed_row_of_the_first_day_changes_both_alike(
    begun: City, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    for attempt in range(20):
        city = City(begun.client, tmp_path_factory.mktemp("keys"))
        expected, what = changed_inputs(tmp_path, 10_000 + seed * 100 + attempt, first_day=True)
        try:
            assert play(city, plan(tmp_path)) == expected, what
        except Refused:
            continue
        finally:
            city.drop()
        return
    pytest.fail("no acceptable change found")


def deliver_badly(city: City, follower: Follower, chance: random.Random) -> None:
    entries: list[Entry] = [
        entry
        for log in follower.positions.logs
        for entry in city.page(log, 0, 100_000)
        if chance.random() > 0.05
    ]
    entries += chance.sample(entries, len(entries) // 10)
    # Blocks of one log keep together, as a broker would deliver them; the blocks themselves come in any order.
    blocks = [entries[start : start + 50] for start in range(0, len(entries), 50)]
    chance.shuffle(blocks)
    for block in blocks:
        chance.shuffle(block)
        follower.take(block)


def test_twenty_cells_worked_by_hand_agree_with_both() -> None:
    text = (Path(__file__).parent / "hand_cells.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (\d{12}) \| (K-\w+) \| (\d+) \| (\d+|—) \|", text, flags=re.MULTILINE)
    report = recompute(INPUTS)

    assert len(rows) == 20
    for area, indicator, numerator, denominator in rows:
        cells = report["indicators"] if area == CITY else report["by_area"][area]
        cell = cells[indicator]
        assert (str(cell["numerator"]), str(cell["denominator"] or "—")) == (numerator, denominator), (
            area,
            indicator,
        )
