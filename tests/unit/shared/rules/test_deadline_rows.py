"""How a row of the table of deadlines is read: what it may leave out, and what it may not name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.rules import deadlines, pack
from shared.rules.deadlines import MONTH_END, Anchor, Deadline, Offset
from tests.planting import with_row

TALK, LATE = {"id": "A-01", "set": {"days": 20}}, {"id": "A-02", "due": {"months": 1, "days": -5}}
SHORT = {
    "title": "派人谈话",
    "rule": "R-DEV-05",
    "pack": "development",
    "holder": "branch",
    "opened_by": ["apply"],
    "met_by": ["talk", "talk_again"],
    "period": {"months": 1},
    "alarms": [TALK, LATE],
}
LONG = {**SHORT, "ended_by": ["leave"], "grace": MONTH_END, "from": "held_on", "period": {"each": "quarter"}}
TOLD = (Offset("A-01", Anchor.SET, days=20), Offset("A-02", Anchor.DUE, months=1, days=-5))
ABOVE = tuple(Offset("A-02", Anchor.LAST, days=days, level=level) for level, days in ((1, 15), (2, 30)))
PLACE = "411323001000"


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    caches = (deadlines.table, deadlines.holders, deadlines._table)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


@pytest.fixture
def row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return how a row is read that stands in the table alone."""

    def read(**written: Any) -> Deadline:
        roles = ["branch_secretary", "committee_secretary", "convener"]
        raw = {
            "holders": {"branch": roles},
            "escalation": [15, 30],
            "repeat": 7,
            "deadlines": {"one": written},
        }
        path = tmp_path / "deadlines.yaml"
        path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        monkeypatch.setattr(deadlines, "DATA", path)
        return deadlines.table()["one"]

    return read


@pytest.mark.rule("R-GEN-13")
def test_a_row_says_what_sets_keeps_and_ends_a_limit_and_who_is_told_when(row: Any) -> None:
    assert row(**LONG) == Deadline(
        name="one",
        title="派人谈话",
        rule="R-DEV-05",
        pack="development",
        holder="branch",
        opened_by=("apply",),
        met_by=("talk", "talk_again"),
        ended_by=("leave",),
        period={"each": "quarter"},
        grace=MONTH_END,
        counted_from="held_on",
        offsets=(*TOLD, *ABOVE),
        is_limit=True,
        escalates=True,
    )
    assert deadlines.repeat_days() == 7


def test_a_row_that_does_not_say_so_has_no_end_no_grace_and_counts_from_its_step(row: Any) -> None:
    read = row(**SHORT)

    assert (read.ended_by, read.grace, read.counted_from) == ((), 0, None)
    assert (read.is_limit, read.escalates) == (True, True)


@pytest.mark.parametrize(
    ("said", "is_limit", "escalates"),
    [
        pytest.param({"alarms": []}, True, False, id="nobody is told of it"),
        pytest.param({"is_limit": False}, False, False, id="the first day on which something may be done"),
        pytest.param({"escalates": False}, True, False, id="a limit that is no matter for those above"),
        pytest.param({"is_limit": False, "escalates": True}, False, True, id="it says so itself"),
    ],
)
def test_those_above_are_told_of_a_limit_that_anybody_is_told_of(
    said: dict[str, Any], is_limit: bool, escalates: bool, row: Any
) -> None:
    read = row(**{**SHORT, **said})

    assert (read.is_limit, read.escalates) == (is_limit, escalates)
    assert read.offsets == (() if said.get("alarms") == [] else TOLD) + (ABOVE if escalates else ())


@pytest.mark.parametrize(
    "said", [{"holder": "nobody"}, {"period": {"each": "week"}}], ids=["a holder", "a period"]
)
def test_a_row_that_names_a_holder_or_a_period_that_is_not_there_is_refused(
    said: dict[str, Any], row: Any
) -> None:
    with pytest.raises(
        ValueError, match=r"^the deadline one names a holder or a period that does not exist$"
    ):
        row(**{**SHORT, **said})


@pytest.mark.parametrize(
    "alarm", [{"id": "A-09"}, {**TALK, "id": "A-09", "due": {"days": 1}}], ids=["from none", "from two"]
)
def test_an_alarm_that_is_not_counted_from_one_day_is_refused(alarm: dict[str, Any], row: Any) -> None:
    said = r"^the alarm A-09 is counted from one day, the day it is set or the day it is due$"
    with pytest.raises(ValueError, match=said):
        row(**{**SHORT, "alarms": [alarm]})


@pytest.mark.rule("R-GEN-05")
@pytest.mark.parametrize("workdays", [10, "R-JM-09-ISSUE"], ids=["a number", "a rule that has it"])
def test_what_is_due_after_working_days_is_not_hurried_by_holidays(workdays: int | str, row: Any) -> None:
    read = row(**{**SHORT, "pack": "joint_meeting", "period": {"workdays": workdays}})

    assert read.due_on(date(2026, 9, 30)) == date(2026, 10, 20)
    assert read.last_on(date(2026, 9, 30)) == date(2026, 10, 20)


@pytest.mark.rule("R-GEN-06")
def test_a_limit_is_counted_by_the_rules_of_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "development", "R-DEV-05", 2, date(2026, 6, 1), PLACE)
    talk, since = deadlines.table()["talk"], date(2026, 8, 10)
    here = pack.load("development", since, (PLACE,))

    assert (talk.due_on(since, here), talk.last_on(since, here)) == (date(2026, 10, 10), date(2026, 10, 10))
    assert talk.last_on(since) == date(2026, 9, 10)
