"""Verification: whatever is done to a ledger behind its back is found, and named."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.registry.events import PersonErased
from shared.ledger import Ledger
from shared.ledger.erase import erase
from shared.ledger.log import Log, Numbering
from shared.ledger.verify import Verdict, Witness, verify


@pytest.fixture
def verified(ledger: Ledger, numbering: Numbering, happen: Any) -> Callable[..., Verdict]:
    """Thirty entries on three streams, numbered; returns the verdict."""
    for what in range(30):
        happen(f"day:{what % 3}", what)
    numbering.number(500)
    return lambda witnesses=(), log="registry": verify(ledger.db, log, ledger.vault, witnesses)


def kinds(verdict: Verdict) -> set[str]:
    return {finding.kind for finding in verdict.findings}


def renumber(ledger: Ledger, **moves: int) -> None:
    ids = {old: ledger.db["ledger"].find_one({"n": int(old[1:])})["_id"] for old in moves}
    for entry in ids.values():
        ledger.db["ledger"].update_one({"_id": entry}, {"$unset": {"n": ""}})
    for old, entry in ids.items():
        ledger.db["ledger"].update_one({"_id": entry}, {"$set": {"n": moves[old]}})


def test_an_untouched_ledger_is_clean(verified: Callable[..., Verdict]) -> None:
    assert verified().as_dict() == {
        "log": "registry",
        "entries": 30,
        "erased": 0,
        "findings": [],
        "clean": True,
    }
    assert verified(log="registry.public").as_dict()["entries"] == 30


def test_an_altered_entry_is_named(verified: Callable[..., Verdict], ledger: Ledger) -> None:
    ledger.db["ledger"].update_one({"n": 10}, {"$set": {"data.what": 99}})

    assert [(f.kind, f.where) for f in verified().findings] == [("altered", "n=10 day:0#4")]


def test_a_dropped_entry_is_named(verified: Callable[..., Verdict], ledger: Ledger) -> None:
    ledger.db["ledger"].delete_one({"n": 10})

    assert [(f.kind, f.where) for f in verified().findings] == [("dropped", "n=10"), ("dropped", "day:0")]


@pytest.mark.parametrize(("first", "second"), [(10, 11), (10, 20), (1, 30)])
def test_two_entries_that_changed_places_are_named(
    verified: Callable[..., Verdict], ledger: Ledger, first: int, second: int
) -> None:
    renumber(ledger, **{f"n{first}": second, f"n{second}": first})

    assert {f.detail for f in verified().findings} == {
        f"stands at {first}, belongs at {second}",
        f"stands at {second}, belongs at {first}",
    }


def test_a_renumbered_entry_is_named(verified: Callable[..., Verdict], ledger: Ledger) -> None:
    renumber(ledger, n10=31)

    assert "stands at 31, belongs at 10" in {f.detail for f in verified().findings}


def test_a_dropped_tail_is_named(verified: Callable[..., Verdict], ledger: Ledger) -> None:
    ledger.db["ledger"].delete_many({"n": {"$gt": 27}})

    assert ("dropped_tail", "n=28..30") in {(f.kind, f.where) for f in verified().findings}


def test_a_tail_dropped_with_everything_that_counts_it_is_given_away_by_a_follower(
    verified: Callable[..., Verdict], ledger: Ledger
) -> None:
    seen = ledger.db["ledger"].find_one({"n": 30})["hash"]
    ledger.db["ledger"].delete_many({"n": {"$gt": 27}})
    last = ledger.db["ledger"].find_one({"n": 27})["hash"]
    ledger.db["counters"].update_one({"_id": "registry"}, {"$set": {"n": 27, "hash": last}})
    ledger.db["streams"].update_many({}, {"$inc": {"seq": -1}})

    assert verified().findings == []
    assert kinds(verified([Witness("reporting", 30, seen)])) == {"dropped_tail"}


def test_a_past_rewritten_with_right_hashes_is_given_away_by_a_follower(
    verified: Callable[..., Verdict], ledger: Ledger, numbering: Numbering
) -> None:
    seen = ledger.db["ledger"].find_one({"n": 30})["hash"]
    ledger.db["ledger"].update_one({"n": 5}, {"$set": {"data.what": 99}})
    ledger.db["ledger"].update_many({}, {"$unset": {"n": "", "hash": ""}})
    ledger.db["counters"].delete_one({"_id": "registry"})
    ledger.db["outlet_public"].drop()
    ledger.db["counters"].delete_one({"_id": "registry.public"})
    numbering.number(500)

    assert verified().findings == []
    assert kinds(verified([Witness("reporting", 30, seen)])) == {"rewritten"}


def test_a_dropped_stream_is_named(verified: Callable[..., Verdict], ledger: Ledger) -> None:
    ledger.db["ledger"].delete_many({"stream": "day:1"})

    assert ("dropped_stream", "day:1") in {(f.kind, f.where) for f in verified().findings}


@pytest.mark.rule("R-PRV-17")
def test_an_erased_person_verifies_as_erased(
    ledger: Ledger, numbering: Numbering, happen: Any, stamp: Any
) -> None:
    happen("member:1", 1, name="王试样")
    happen("member:2", 2, name="李试样")
    ledger.execute(stamp(), {}, lambda unit: erase(unit, PersonErased, "member:1", "member-1", "R-PRV-17"))
    numbering.number(500)

    verdict = verify(ledger.db, "registry", ledger.vault)

    assert (verdict.erased, verdict.findings) == (1, [])
    assert ledger.vault.open("member-1", b"x" * 40) is None
    assert "private" in ledger.db["ledger"].find_one({"stream": "member:2"})


@pytest.mark.rule("R-PRV-17")
def test_personal_values_removed_without_a_record_are_named(
    ledger: Ledger, numbering: Numbering, happen: Any
) -> None:
    happen("member:1", 1, name="王试样")
    numbering.number(500)
    ledger.db["ledger"].update_one({"stream": "member:1"}, {"$unset": {"private": ""}})

    assert kinds(verify(ledger.db, "registry", ledger.vault)) == {"private_removed"}


def test_personal_values_that_were_exchanged_are_named(
    ledger: Ledger, numbering: Numbering, happen: Any
) -> None:
    happen("member:1", 1, name="王试样")
    numbering.number(500)
    forged = ledger.vault.seal("member-1", {"name": "张试样"})
    ledger.db["ledger"].update_one({"stream": "member:1"}, {"$set": {"private.sealed": forged}})

    assert kinds(verify(ledger.db, "registry", ledger.vault)) == {"private_altered"}


def test_two_relays_at_once_number_every_entry_once(
    client: Any, ledger: Ledger, numbering: Numbering, happen: Any
) -> None:
    for what in range(40):
        happen(f"day:{what % 3}", what)
    rivals = [Numbering(client, ledger.db, "registry") for _ in range(3)]

    def race(rival: Numbering) -> None:
        while ledger.db["ledger"].find_one({"n": None}):
            try:
                rival.number(7)
            except RuntimeError:
                continue

    threads = [threading.Thread(target=race, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry["n"] for entry in Log(ledger.db, "registry").page(0, 100)] == list(range(1, 41))
    assert verify(ledger.db, "registry").findings == []


def test_sealed_values_lie_nowhere_in_clear(ledger: Ledger, happen: Any) -> None:
    happen("member:1", 1, name="王试样")

    stored = repr([list(ledger.db[name].find()) for name in ledger.db.list_collection_names()])
    assert "王试样" not in stored
