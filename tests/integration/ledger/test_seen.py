"""Changing what one has seen: who comes second is told, and nothing of the second change stays."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from shared.contracts.base import EVENTS
from shared.contracts.errors import Conflict
from shared.ledger import Ledger, Unit
from shared.ledger.seen import Seen, last
from tests.integration.ledger.conftest import happened

THING = "thing:1"


def having_seen(seq: int, what: int, *, shows: bool = True) -> Seen:
    declared = EVENTS["trial.happened.v1"].declared
    return Seen(seq, {"what": what}, declared, lambda *_: shows)


@pytest.fixture
def change(ledger: Ledger, stamp: Any) -> Any:
    """Record ``what`` on the thing, having seen the entry ``seq``, with a document beside it."""

    def changing(seq: int, what: int, *, key: str | None = None, shows: bool = True) -> Any:
        def act(unit: Unit) -> None:
            unit.db["things"].insert_one({"_id": what})
            unit.record(THING, happened(what))
            unit.record(THING, happened(what))

        seen = having_seen(seq, what, shows=shows)
        return ledger.execute(replace(stamp(key), seen=seen), {"what": what}, act)

    ledger.db.create_collection("things")
    return changing


def test_what_is_as_it_was_seen_is_changed(ledger: Ledger, change: Any) -> None:
    assert change(0, 1)["seq"] == 1
    assert change(2, 2)["seq"] == 3
    assert last(ledger.db, THING) == 4


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_what_was_seen_at_another_time_is_refused_and_leaves_no_trace(
    ledger: Ledger, change: Any, seq: int
) -> None:
    change(0, 1)

    with pytest.raises(Conflict):
        change(seq, 2)

    assert [ledger.db[name].count_documents({}) for name in ("things", "ledger")] == [1, 2]
    assert last(ledger.db, THING) == 2


def test_a_refusal_says_who_did_what_and_what_is_different(change: Any) -> None:
    change(0, 1)
    with pytest.raises(Conflict) as refusal:
        change(0, 2)

    (row,) = refusal.value.details["differences"]
    assert (row["label"], row["was"], row["theirs"], row["yours"]) == ("什么", None, 1, 2)
    assert {(one["user"], one["recorded_on"]) for one in refusal.value.details["meanwhile"]} == {
        ("zhang", "2026-07-01")
    }
    assert "您本人于2026-07-01登记了“试验”" in str(refusal.value)


def test_who_may_not_see_the_record_is_told_only_that_it_changed(change: Any) -> None:
    change(0, 1)
    with pytest.raises(Conflict) as refusal:
        change(0, 2, shows=False)

    assert refusal.value.details == {"seq": 2}


def test_of_many_at_once_exactly_one_wins(ledger: Ledger, change: Any) -> None:
    change(0, 100)
    outcomes: list[Any] = []
    gate = threading.Barrier(6)

    def one(what: int) -> None:
        gate.wait()
        try:
            outcomes.append(change(2, what)["seq"])
        except Conflict as refusal:
            outcomes.append(refusal.details["seq"])

    threads = [threading.Thread(target=one, args=(what,)) for what in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [3, 4, 4, 4, 4, 4]
    assert [ledger.db[name].count_documents({}) for name in ("things", "ledger")] == [2, 4]


def test_a_repeated_key_finds_its_answer_though_the_record_has_gone_on(change: Any) -> None:
    first = change(0, 1, key="k-1")
    change(2, 2)

    assert change(0, 1, key="k-1") == first
