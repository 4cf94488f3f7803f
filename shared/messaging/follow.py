"""
Following logs: a serial batch subscriber that halts a stream, never a service, and pulls what it misses.

Messages are only the fast way; the owner's ledger is the place where nothing is lost. Whatever does not
arrive, arrives twice or arrives late comes out the same.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import structlog
import uuid6
from pymongo.database import Database

from shared.contracts.base import Event
from shared.contracts.errors import DeadlinePassed, NotAllowed, NotSignedIn, Unavailable
from shared.ledger.entry import Entry
from shared.ledger.ledger import Ledger, is_infrastructure
from shared.ledger.unit import Stamp, Unit
from shared.messaging.caller import RemoteFailure
from shared.messaging.positions import LostRace, Positions, is_rebuilding
from shared.messaging.pull import PAGE, Source
from shared.security.tokens import Actor
from shared.telemetry import APPLIED, DUPLICATES, HALTED, POSITION, PULLED, SUSPECT

BATCH = 200
HEADS_SECONDS = 60.0
RETRY_PULL_SECONDS = 1.0
LEASE_SECONDS = 20.0
TURN_SECONDS = 2.0  # long work is done in turns, so that heartbeats and messages are not kept waiting

Effects = Mapping[type[Event], Callable[[Unit, Entry], None]]
Apply = Callable[[Unit, Sequence[Entry]], None]
Settle = Callable[[Ledger], bool]
Reset = Callable[[Database[dict[str, Any]]], None]
Pauses = Callable[[Entry], bool]

OUT_OF_REACH = (Unavailable, DeadlinePassed, RemoteFailure, NotSignedIn, NotAllowed)

log = structlog.get_logger()


class Follower:
    """Applies entries of the followed logs to one service's database, each exactly once and in order."""

    def __init__(
        self,
        ledger: Ledger,
        logs: Sequence[str],
        source: Source,
        apply: Apply,
        *,
        settle: Settle | None = None,
        reset: Reset | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        """
        Follow *logs*.

        Args:
            pauses: Returns whether what an entry left to settle is done before any later entry is applied.
        """
        self._ledger = ledger
        self._source = source
        self._apply = apply
        self._settle = settle
        self._reset = reset
        self._pauses = pauses
        # After a start, too: what was left to do when the last process ended comes first.
        self._unfinished = pauses is not None
        self._owner = str(uuid6.uuid7())
        self.positions = Positions(ledger.db, logs)
        self._heads_due = dict.fromkeys(logs, 0.0)

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """
        Apply what arrived, pulling what is missing in between; return the forged ones, which no ledger has.

        Raises:
            PyMongoError, DeadlinePassed: the database is away; nothing of the unfinished part was applied.
        """
        by_log: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_log[entry.log].append(entry)
        ready: list[Entry] = []
        forged: list[Entry] = []
        if not self._finished():
            return forged  # what has arrived is pulled afterwards
        for name, arrived in by_log.items():
            ready += self._in_order(name, arrived, forged)
        self._commit_all(ready)
        self.settle()
        return forged

    def chores(self) -> None:
        """Do what no message asks for: rebuild, catch up, retry halted streams."""
        if not self.positions.holds_lease(self._owner, LEASE_SECONDS):
            return
        if is_rebuilding(self._ledger.db):
            self._rebuild()
        for name in self.positions.logs:
            if time.monotonic() >= self._heads_due[name]:
                self._catch_up(name)
        for halted in self.positions.due_for_retry():
            self._retry(halted)
        HALTED.set(len(self.positions.halted))
        self.settle()

    def _finished(self) -> bool:
        """Return whether later entries may be applied, after a turn of settling what has to be done before."""
        if self._unfinished:
            self._unfinished = self.settle()
        if self._unfinished:
            self._heads_due = dict.fromkeys(self._heads_due, 0.0)
        return not self._unfinished

    def settle(self) -> bool:
        """Let the service do for a turn what the applied entries left to do; return whether there may be more."""
        until = time.monotonic() + TURN_SECONDS
        while self._settle is not None and self._settle(self._ledger):
            if time.monotonic() >= until:
                return True
        return False

    def _in_order(self, name: str, arrived: list[Entry], forged: list[Entry]) -> list[Entry]:
        at = self.positions.marks[name].n
        fresh = sorted(
            {entry.n: entry for entry in arrived if entry.n > at}.values(), key=lambda entry: entry.n
        )
        DUPLICATES.labels(name).inc(len(arrived) - len(fresh))
        ready: list[Entry] = []
        for entry in fresh:
            if entry.n > at + 1:
                pulled = self._pull_until(name, at, entry.n - 1)
                ready += pulled
                at += len(pulled)
            if entry.n == at + 1:
                ready.append(entry)
                at = entry.n
            elif entry.n > at:
                if self._beyond_head(name, entry):
                    forged.append(entry)
                # What could not be pulled now is behind the head, and comes with the next catching up.
                self._heads_due[name] = 0.0
        return ready

    def _pull_until(self, name: str, after: int, until: int) -> list[Entry]:
        """Fetch entries ``after < n <= until`` from the owner; fewer when it is out of reach."""
        found: list[Entry] = []
        try:
            while after < until:
                page = self._source.page(name, after, min(PAGE, until - after))
                if not page:
                    break
                found += page
                after = page[-1].n
        except OUT_OF_REACH as error:
            log.info("owner_out_of_reach", log=name, error=repr(error))
        PULLED.labels(name).inc(len(found))
        return found

    def _beyond_head(self, name: str, entry: Entry) -> bool:
        try:
            return entry.n > self._source.head(name)[0]
        except OUT_OF_REACH:
            return False

    def _catch_up(self, name: str) -> None:
        """Compare with the owner's head: a lost last message, a dropped tail, a rewritten past show here."""
        self._heads_due[name] = time.monotonic() + RETRY_PULL_SECONDS
        if not self._finished():
            return
        mark = self.positions.marks[name]
        try:
            head, head_hash = self._source.head(name)
            self._suspect(name, mark.n, mark.hash, head, head_hash)
        except OUT_OF_REACH:
            # From now on, not from before the wait: else an owner that is down would be called all the time.
            self._heads_due[name] = time.monotonic() + RETRY_PULL_SECONDS
            return
        until = time.monotonic() + TURN_SECONDS
        while self.positions.marks[name].n < head:
            if time.monotonic() >= until:
                self._heads_due[name] = 0.0
                return
            at = self.positions.marks[name].n
            pulled = self._pull_until(name, at, min(head, at + PAGE))
            if not pulled:
                return
            self._commit_all(pulled)
            if self._unfinished:
                return
        self._heads_due[name] = time.monotonic() + HEADS_SECONDS

    def _suspect(self, name: str, n: int, hash_: str, head: int, head_hash: str) -> None:
        remembered = head_hash
        if 0 < n < head:
            page = self._source.page(name, n - 1, 1)
            remembered = page[0].hash if page else ""
        wrong = n > head or (n > 0 and remembered != hash_)
        SUSPECT.labels(name).set(wrong)
        if wrong:
            log.error("log_suspect", log=name, remembered_n=n, head=head)

    def _commit_all(self, entries: Sequence[Entry]) -> None:
        for chunk in self._chunks(entries):
            try:
                self._commit(chunk)
            except LostRace:
                self.positions.load()
                return  # the rest is pulled by the next catching up, if it is missing at all
            except Exception as error:
                if is_infrastructure(error):
                    raise
                self._commit_one_by_one(chunk)
            self._unfinished = self._pauses is not None and self._pauses(chunk[-1])
            if not self._finished():
                return

    def _chunks(self, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
        """Return *entries* in transactions' worth, none of which goes on after an entry that pauses."""
        chunk: list[Entry] = []
        for entry in entries:
            chunk.append(entry)
            if len(chunk) == BATCH or (self._pauses is not None and self._pauses(entry)):
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _commit(self, chunk: Sequence[Entry], failed: BaseException | None = None) -> None:
        """Apply *chunk* and move the marks in one transaction; with *failed*, halt its stream instead."""

        def attempt(unit: Unit) -> dict[str, Any]:
            marks = self.positions.move(chunk, unit.db)
            live = [entry for entry in chunk if (entry.log, entry.stream) not in self.positions.halted]
            if failed is not None:
                self.positions.halt(chunk[0], failed, unit.db)
            elif live:
                self._effects(unit, live)
            return marks

        self.positions.marks = self._ledger.transact(self._stamp(chunk[-1]), attempt)
        for entry in chunk:
            APPLIED.labels(entry.log).inc()
        calls = sorted({entry.call_id for entry in chunk if entry.call_id})
        log.info("entries_applied", entries=len(chunk), call_ids=calls)
        for name, mark in self.positions.marks.items():
            POSITION.labels(name).set(mark.n)

    def _commit_one_by_one(self, chunk: Sequence[Entry]) -> None:
        for entry in chunk:
            try:
                self._commit([entry])
            except LostRace:
                raise
            except Exception as error:
                if is_infrastructure(error):
                    raise
                self._commit([entry], failed=error)
                self.positions.halted.add((entry.log, entry.stream))
                log.error(
                    "stream_halted",
                    log=entry.log,
                    stream=entry.stream,
                    n=entry.n,
                    call_id=entry.call_id,
                    error=repr(error)[:300],
                )

    def _effects(self, unit: Unit, entries: Sequence[Entry]) -> None:
        self._apply(unit, entries)
        self._ledger.write(unit)

    def _retry(self, halted: dict[str, Any]) -> None:
        """Apply what a halted stream missed, from its owner, and let it go on; or wait longer."""
        name, stream = halted["log"], halted["stream"]
        try:
            missed = self._source.stream(name, stream, halted["seq"])
        except OUT_OF_REACH:
            return
        at = self.positions.marks[name].n
        missed = [entry for entry in missed if entry.n <= at and entry.n not in halted.get("dropped", ())]

        def attempt(unit: Unit) -> None:
            unit.db["halted"].delete_one({"_id": halted["_id"]})
            for start in range(0, len(missed), BATCH):
                self._effects(unit, missed[start : start + BATCH])

        try:
            self._ledger.transact(self._stamp(missed[-1]) if missed else self._stamp(None), attempt)
        except Exception as error:
            if is_infrastructure(error):
                raise
            self.positions.failed_again(halted, error)
            return
        self.positions.halted.discard((name, stream))
        log.info("stream_resumed", log=name, stream=stream, entries=len(missed))

    def _rebuild(self) -> None:
        """Empty the read models and start from 1; interrupted anywhere, it starts over."""
        log.info("rebuild_started")
        if self._reset is not None:
            self._reset(self._ledger.db)
        self._ledger.transact(self._stamp(None), lambda unit: self.positions.start_over(unit.db))
        self.positions.load()
        self._heads_due = dict.fromkeys(self.positions.logs, 0.0)

    def _stamp(self, entry: Entry | None) -> Stamp:
        actor = Actor.system(self._ledger.instance)
        if entry is None:
            return Stamp(date.min, actor, self._owner)
        return Stamp(entry.recorded_on, actor, entry.call_id or entry.id, cause=entry.id)
