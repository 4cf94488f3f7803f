"""How far a follower has come in each log, and what it had to leave out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from shared.ledger.bound import Collections
from shared.ledger.entry import GENESIS, Entry

RETRY_SECONDS = (5, 30, 120, 600, 1800)
REBUILD = "rebuild"
LEASE = "lease"
MAX_ERROR_LENGTH = 500


class LostRace(Exception):
    """Another consumer moved the position; read it again."""


@dataclass(frozen=True)
class Mark:
    """The last applied entry of a log."""

    n: int
    hash: str


class Positions:
    """One mark per followed log, moved only by compare-and-set inside the transaction of the effects."""

    def __init__(self, db: Database[dict[str, Any]], logs: Sequence[str]) -> None:
        self._db = db
        self.logs = tuple(logs)
        self.marks: dict[str, Mark] = {}
        self.halted: set[tuple[str, str]] = set()
        self.load()

    def load(self) -> None:
        """Read marks and halted streams as they are on record."""
        rows = {row["_id"]: row for row in self._db["positions"].find({"_id": {"$in": list(self.logs)}})}
        self.marks = {
            log: Mark(rows[log]["n"], rows[log]["hash"]) if log in rows else Mark(0, GENESIS)
            for log in self.logs
        }
        self.halted = {(row["log"], row["stream"]) for row in self._db["halted"].find()}

    def move(self, entries: Iterable[Entry], db: Collections) -> dict[str, Mark]:
        """
        Move the marks over *entries*, which follow each log's mark without gaps; return the new marks.

        Raises:
            LostRace: a mark is not where it was read.
        """
        new = dict(self.marks)
        for entry in entries:
            if entry.n != new[entry.log].n + 1:
                raise ValueError(f"entry {entry.n} of {entry.log} does not follow {new[entry.log].n}")
            new[entry.log] = Mark(entry.n, entry.hash)
        for log, mark in new.items():
            if mark != self.marks[log]:
                _move_one(db, log, self.marks[log], mark)
        return new

    def halt(self, entry: Entry, error: BaseException, db: Collections) -> None:
        """Record that the stream of *entry* waits there."""
        db["halted"].replace_one(
            {"_id": f"{entry.log}/{entry.stream}"},
            {
                "log": entry.log,
                "stream": entry.stream,
                "n": entry.n,
                "seq": entry.seq,
                "type": entry.type,
                "error": describe(error),
                "attempts": 1,
                "halted_at": datetime.now(UTC),
                "next_try_at": datetime.now(UTC) + timedelta(seconds=RETRY_SECONDS[0]),
            },
            upsert=True,
        )

    def due_for_retry(self) -> list[dict[str, Any]]:
        """Return the halted streams whose next try has come."""
        return list(
            self._db["halted"].find({"next_try_at": {"$lte": datetime.now(UTC)}}).sort("next_try_at", 1)
        )

    def failed_again(self, halted: dict[str, Any], error: BaseException) -> None:
        """Note another failure, and wait longer until the next."""
        pause = RETRY_SECONDS[min(halted["attempts"], len(RETRY_SECONDS) - 1)]
        self._db["halted"].update_one(
            {"_id": halted["_id"]},
            {
                "$inc": {"attempts": 1},
                "$set": {
                    "error": describe(error),
                    "next_try_at": datetime.now(UTC) + timedelta(seconds=pause),
                },
            },
        )

    def start_over(self, db: Collections) -> None:
        """Forget all marks and halted streams, and that a rebuild was requested."""
        db["positions"].delete_many({"_id": {"$in": [*self.logs, REBUILD]}})
        db["halted"].delete_many({})

    def holds_lease(self, owner: str, seconds: float) -> bool:
        """
        Return whether *owner* may do what needs no message (catching up, retries); one process at a time.

        A stale holder does no harm, since every move is a compare-and-set; the lease only saves work.
        """
        now = datetime.now(UTC)
        held = self._db["positions"].find_one_and_update(
            {"_id": LEASE, "$or": [{"owner": owner}, {"until": {"$lt": now}}]},
            {"$set": {"owner": owner, "until": now + timedelta(seconds=seconds)}},
        )
        if held is not None:
            return True
        if self._db["positions"].find_one({"_id": LEASE}) is None:
            self._db["positions"].insert_one(
                {"_id": LEASE, "owner": owner, "until": now + timedelta(seconds=seconds)}
            )
            return True
        return False


def applied(db: Collections) -> dict[str, int]:
    """Return the number of the last applied entry by log."""
    return {row["_id"]: row["n"] for row in db["positions"].find({"n": {"$exists": True}})}


def marks_of(db: Collections, logs: Iterable[str]) -> dict[str, Mark]:
    """Return the last applied entry of each of *logs*."""
    known = {row["_id"]: Mark(row["n"], row["hash"]) for row in db["positions"].find({"n": {"$gt": 0}})}
    return {log: known.get(log, Mark(0, GENESIS)) for log in logs}


def state(db: Collections) -> list[tuple[Any, ...]]:
    """Return what tells these positions, and a rebuild that was requested, from any other."""
    return [
        (row["_id"], row.get("n"), row.get("hash"), row.get("asked_at")) for row in db["positions"].find()
    ]


def is_rebuilding(db: Collections) -> bool:
    """Return whether a rebuild was requested and is not done."""
    return db["positions"].find_one({"_id": REBUILD}) is not None


def waits(db: Collections, log: str, n: int) -> bool:
    """Return whether a stream of *log* is halted at its entry *n* or before."""
    return db["halted"].find_one({"log": log, "n": {"$lte": n}}, {"_id": 1}) is not None


def halted_streams(db: Collections) -> int:
    """Count the streams that wait for a retry."""
    found: int = db["halted"].count_documents({})
    return found


def _move_one(db: Collections, log: str, old: Mark, new: Mark) -> None:
    if old.n == 0:
        db["positions"].update_one({"_id": log}, {"$setOnInsert": {"n": 0}}, upsert=True)
    values = {"n": new.n, "hash": new.hash}
    moved = db["positions"].update_one({"_id": log, "n": old.n}, {"$set": values})
    if moved.matched_count != 1:
        raise LostRace(log)


def request_rebuild(db: Database[dict[str, Any]]) -> None:
    """Request that the follower of *db* starts over from the owners' ledgers."""
    db["positions"].update_one({"_id": REBUILD}, {"$set": {"asked_at": datetime.now(UTC)}}, upsert=True)


def describe(error: BaseException) -> str:
    """Return an error as one line for an operator."""
    return f"{type(error).__name__}: {error}"[:MAX_ERROR_LENGTH]
