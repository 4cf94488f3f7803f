"""Recording: once per key, all or nothing, and one after the other on a hot stream."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.errors import Conflict, DeadlinePassed, InvalidInput, RuleViolated
from shared.ledger import Ledger, Unit
from shared.rules.violation import Level, Violation
from tests.integration.ledger.conftest import happened

WARNING = Violation("R-DEV-05", Level.WARN, "谈话晚于一个月", "XZ26 Art 7")
BLOCK = Violation("R-DEV-01", Level.BLOCK, "未满十八岁", "XZ26 Art 5")


def test_the_same_key_with_the_same_arguments_finds_its_own_answer(ledger: Ledger, happen: Any) -> None:
    first = happen("thing:1", 1, key="k-1")
    happen("thing:1", 2)

    assert happen("thing:1", 1, key="k-1") == first
    assert ledger.db["ledger"].count_documents({}) == 2


def test_the_same_key_with_other_arguments_is_refused(happen: Any) -> None:
    happen("thing:1", 1, key="k-1")

    with pytest.raises(Conflict):
        happen("thing:1", 2, key="k-1")


def test_callers_that_repeat_at_the_same_time_make_one_entry(ledger: Ledger, happen: Any) -> None:
    answers: list[Any] = []
    callers = [
        threading.Thread(target=lambda: answers.append(happen("thing:1", 1, key="k-1"))) for _ in range(8)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert answers == [{"stream": "thing:1", "seq": 1, "warnings": []}] * 8
    assert ledger.db["ledger"].count_documents({}) == 1


def test_writers_of_one_stream_get_numbers_without_gaps(ledger: Ledger, happen: Any) -> None:
    writers = [
        threading.Thread(target=lambda: [happen("thing:hot", what) for what in range(10)]) for _ in range(5)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(entry["seq"] for entry in ledger.db["ledger"].find()) == list(range(1, 51))


def test_many_entries_of_one_command_are_numbered_in_order_and_the_next_command_goes_on(
    ledger: Ledger, stamp: Any, happen: Any
) -> None:
    def act(unit: Unit) -> None:
        for what in range(3):
            unit.record("thing:1", happened(what))
            unit.record("thing:2", happened(what))

    ledger.execute(stamp(), {}, act)
    happen("thing:1", 3)

    found = [(one["seq"], one["data"]["what"]) for one in ledger.db["ledger"].find({"stream": "thing:1"})]
    assert sorted(found) == [(1, 0), (2, 1), (3, 2), (4, 3)]
    assert [one["seq"] for one in ledger.db["streams"].find().sort("_id", 1)] == [4, 3]


def test_a_refused_command_leaves_no_trace(ledger: Ledger, stamp: Any) -> None:
    def act(unit: Unit) -> None:
        unit.db["things"].insert_one({"_id": 1})
        unit.record("thing:1", happened(1))
        raise Conflict("不行")

    ledger.db.create_collection("things")
    with pytest.raises(Conflict):
        ledger.execute(stamp("k-1"), {}, act)

    assert [ledger.db[name].count_documents({}) for name in ("things", "ledger", "streams")] == [0, 0, 0]


def test_data_that_breaks_its_contract_is_not_recorded(ledger: Ledger, stamp: Any) -> None:
    with pytest.raises(InvalidInput):
        ledger.execute(stamp(), {}, lambda unit: unit.record("thing:1", happened(-1)))

    assert ledger.db["ledger"].count_documents({}) == 0


def test_nothing_is_committed_after_the_deadline(ledger: Ledger, stamp: Any) -> None:
    with pytest.raises(DeadlinePassed):
        ledger.execute(stamp(), {}, lambda unit: unit.record("thing:1", happened(1)), deadline=1.0)

    assert ledger.db["ledger"].count_documents({}) == 0


@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize(
    ("violations", "reason", "refused"),
    [
        pytest.param([BLOCK], "急办", True, id="a block has no way round"),
        pytest.param([WARNING], None, True, id="a warning wants a reason"),
        pytest.param([WARNING], "本人出差", False, id="a warning with a reason goes on"),
        pytest.param([], None, False, id="nothing is wrong"),
    ],
)
def test_levels_bind_as_the_register_says(
    ledger: Ledger, stamp: Callable[..., Any], violations: list[Violation], reason: str | None, refused: bool
) -> None:
    def act(unit: Unit) -> None:
        unit.check(violations)
        unit.record("thing:1", happened(1))

    if refused:
        with pytest.raises(RuleViolated) as refusal:
            ledger.execute(stamp(reason=reason), {}, act)
        assert refusal.value.details["violations"] == [violation.as_dict() for violation in violations]
    else:
        answer = ledger.execute(stamp(reason=reason), {}, act)
        assert answer["warnings"] == [violation.as_dict() for violation in violations]
