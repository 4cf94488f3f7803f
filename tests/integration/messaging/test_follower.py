"""Following logs: whatever arrives, each entry is applied once and in order, and trouble stays where it is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect

from shared.contracts.errors import DeadlinePassed
from shared.ledger import Ledger
from shared.messaging.follow import Follower, Settle
from shared.messaging.positions import is_rebuilding, request_rebuild
from shared.telemetry import SUSPECT
from tests.integration.messaging.conftest import LOGS, Reader, entry

pytestmark = pytest.mark.integration

COUNT = 12
DELIVERIES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(LOGS), st.integers(1, COUNT)), max_size=2 * COUNT),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


def suspect(log: str) -> float:
    return float(SUSPECT.labels(log)._value.get())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(DELIVERIES)
def test_any_order_repetition_and_loss_of_messages_comes_out_the_same(
    reader: Reader, deliveries: list[tuple[list[tuple[str, int]], bool, bool]]
) -> None:
    reader.forget()
    for log in LOGS:
        reader.shelf.fill(log, COUNT)

    for batch, owner_away, restart in deliveries:
        reader.shelf.away = owner_away
        if restart:
            reader.follower = reader.another()
        assert reader.follower.take([entry(log, n) for log, n in batch]) == []
    reader.shelf.away = False
    reader.follower = reader.another()
    reader.db["positions"].delete_one({"_id": "lease"})
    reader.catch_up()

    assert {log: reader.seen(log) for log in LOGS} == {log: list(range(1, COUNT + 1)) for log in LOGS}


def test_a_repeated_message_changes_nothing(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 3)

    reader.follower.take(entries)
    reader.follower.take(entries)

    assert reader.seen("north") == [1, 2, 3]


def test_a_gap_is_fetched_from_the_owner_before_what_follows(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 5)

    reader.follower.take([entries[0], entries[4]])

    assert reader.seen("north") == [1, 2, 3, 4, 5]


def test_what_cannot_be_fetched_now_waits_and_nothing_overtakes_it(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 3)
    reader.shelf.away = True

    reader.follower.take([entries[0], entries[2]])
    assert reader.seen("north") == [1]

    reader.shelf.away = False
    reader.follower.chores()
    assert reader.seen("north") == [1, 2, 3]


def test_a_lost_last_message_is_found_by_comparing_heads(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 3)
    reader.follower.take(entries[:2])

    reader.catch_up()

    assert reader.seen("north") == [1, 2, 3]


def test_a_failing_entry_halts_its_stream_and_nothing_else(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 9, poison=(2,))
    reader.fails_with = ValueError("poison")

    reader.follower.take(entries)

    assert reader.seen("north") == [1, 3, 4, 6, 7, 9]
    halted = reader.db["halted"].find_one()
    assert halted is not None
    assert (halted["stream"], halted["n"], halted["attempts"]) == ("stream:2", 2, 1)
    assert "poison" in halted["error"]


def test_a_halted_stream_fails_again_waits_longer_and_resumes_in_order(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 9, poison=(2,))
    reader.fails_with = ValueError("poison")
    reader.follower.take(entries)

    retry_now(reader)
    again = reader.db["halted"].find_one()
    assert again is not None
    assert again["attempts"] == 2
    assert (again["next_try_at"] - datetime.now(UTC)).total_seconds() > 20

    reader.fails_with = None
    retry_now(reader)

    assert reader.seen("north") == [1, 3, 4, 6, 7, 9, 2, 5, 8]
    assert reader.db["halted"].count_documents({}) == 0
    assert reader.follower.take([*reader.shelf.fill("north", 11)][9:]) == []
    assert reader.seen("north")[-2:] == [10, 11]


def retry_now(reader: Reader) -> None:
    reader.db["halted"].update_many({}, {"$set": {"next_try_at": datetime.now(UTC)}})
    reader.follower.chores()


def pausing(reader: Reader, settle: Settle) -> Follower:
    """Return a follower that lets *settle* finish what entry 2 left to do before it goes on."""
    return Follower(
        reader.ledger, LOGS, reader.shelf, reader.apply, settle=settle, pauses=lambda found: found.n == 2
    )


def test_what_an_entry_left_to_do_is_done_before_what_follows_also_where_another_entry_fails(
    reader: Reader,
) -> None:
    entries = reader.shelf.fill("north", 4, poison=(1,))
    reader.fails_with = ValueError("poison")
    applied: list[list[int]] = []

    def settle(_: Ledger) -> bool:
        applied.append(reader.seen("north"))
        return False

    pausing(reader, settle).take(entries)

    assert applied == [[], [2], [2, 3]]


def test_an_error_of_what_was_left_to_do_is_none_of_the_entry_that_left_it(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 4)

    def settle(_: Ledger) -> bool:
        if reader.seen("north"):
            raise RuntimeError("settling fails")
        return False

    with pytest.raises(RuntimeError, match="settling fails"):
        pausing(reader, settle).take(entries)

    assert reader.seen("north") == [1, 2]
    assert reader.db["halted"].count_documents({}) == 0


def test_an_error_of_the_database_halts_nothing_and_is_tried_again(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 3, poison=(2,))
    reader.fails_with = AutoReconnect("the database went away")

    with pytest.raises(DeadlinePassed):
        reader.follower.take(entries)
    assert reader.seen("north") == []
    assert reader.db["halted"].count_documents({}) == 0

    reader.fails_with = None
    reader.follower.take(entries)
    assert reader.seen("north") == [1, 2, 3]


def test_an_entry_beyond_the_owners_head_is_forged_and_leaves_room_for_the_true_one(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 2)
    forged = replace(entry("north", 7), hash="forged")

    assert reader.follower.take([*entries, forged]) == [forged]
    assert reader.seen("north") == [1, 2]

    reader.follower.take(reader.shelf.fill("north", 7))
    assert reader.seen("north") == [1, 2, 3, 4, 5, 6, 7]


def test_a_log_that_lost_its_tail_is_suspect(reader: Reader) -> None:
    reader.follower.take(reader.shelf.fill("north", 5))
    reader.catch_up()
    assert suspect("north") == 0

    reader.shelf.fill("north", 4)
    reader.catch_up()

    assert suspect("north") == 1


def test_a_log_whose_past_was_rewritten_is_suspect(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 5)
    reader.follower.take(entries)
    reader.shelf.entries["north"] = [
        *entries[:4],
        replace(entries[4], hash="rewritten"),
        replace(entry("north", 6), hash="on top of it"),
    ]

    reader.catch_up()

    assert suspect("north") == 1


def test_a_rebuild_applies_everything_again_halted_streams_too(reader: Reader) -> None:
    reader.fails_with = ValueError("poison")
    reader.follower.take(reader.shelf.fill("north", 6, poison=(2,)))
    reader.fails_with = None
    request_rebuild(reader.db)

    reader.follower.chores()

    assert reader.seen("north") == [1, 2, 3, 4, 5, 6]
    assert reader.db["halted"].count_documents({}) == 0
    assert not is_rebuilding(reader.db)


def test_two_that_follow_at_once_do_not_double_anything(reader: Reader) -> None:
    entries = reader.shelf.fill("north", 6)
    stale = reader.another()

    reader.follower.take(entries[:4])
    stale.take(entries)
    stale.take(entries)

    assert reader.seen("north") == [1, 2, 3, 4, 5, 6]


def test_only_one_of_two_does_the_chores(reader: Reader) -> None:
    reader.shelf.fill("north", 3)
    reader.follower.chores()
    late = reader.another()
    reader.shelf.fill("north", 5)

    late.chores()

    assert reader.seen("north") == [1, 2, 3]
