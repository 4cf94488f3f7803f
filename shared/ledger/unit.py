"""One transaction of one service's database, as a command or an applier sees it."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import uuid6
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from shared.contracts.base import Event, load
from shared.contracts.errors import Conflict, RuleViolated
from shared.ledger.bound import Bound
from shared.ledger.entry import sealed_digest
from shared.ledger.seen import Seen, gone_on, last
from shared.rules.violation import Level, Violation
from shared.security.sealing import Vault
from shared.security.tokens import Actor

SALT_BYTES = 16
EVERYWHERE = "*"

Result = TypeVar("Result")


@dataclass(frozen=True)
class Stamp:
    """
    Who does it, on which business day, and why.

    Attributes:
        recorded_on: The business day (Asia/Shanghai), stamped once at the edge.
        key: The caller's idempotency key.
        reason: The reason for going on despite warnings (R-GEN-09).
        approver: The second person where four eyes are needed.
        cause: The id of the entry or event that led to this.
        seen: What the person saw of the record; None: it may be in any state.
    """

    recorded_on: date
    actor: Actor
    call_id: str
    key: str | None = None
    reason: str | None = None
    approver: str | None = None
    cause: str | None = None
    seen: Seen | None = None


class Unit:
    """
    Load through ``db``, decide, then ``record``.

    The code that uses it may run again (the transaction is retried), so it has no other effect.

    Attributes:
        db: The collections, within the transaction.
        known: What was looked up in this transaction already and cannot change in it.
        reached: The areas in which the actor was found to have rights.
    """

    def __init__(
        self, db: Database[dict[str, Any]], session: ClientSession, stamp: Stamp, vault: Vault
    ) -> None:
        self.db = Bound(db, session)
        self._database = db
        self.session = session
        self.stamp = stamp
        self.vault = vault
        self.warnings: list[Violation] = []
        self.entries: list[dict[str, Any]] = []
        self._heads: dict[str, dict[str, Any]] = {}
        self.known: dict[Hashable, Any] = {}
        self.reached: set[str] = set()

    def reach_all(self) -> None:
        """Note that what is done has no place: the role alone opens it."""
        self.reached.add(EVERYWHERE)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.stamp.actor

    @property
    def touched(self) -> Collection[str]:
        """The streams that were written."""
        return self._heads.keys()

    def rehearse(self, act: Callable[["Unit"], Result]) -> Result:
        """Return what *act* gives in a transaction that leaves no trace; to be asked before anything is written."""
        with self._database.client.start_session() as session:
            session.start_transaction(read_concern=ReadConcern("snapshot"))
            try:
                return act(Unit(self._database, session, self.stamp, self.vault))
            finally:
                session.abort_transaction()

    def seal(self, person: str, values: Mapping[str, Any]) -> bytes:
        """Encrypt personal values of *person*, within the transaction."""
        return self.vault.seal(person, values, self.session)

    def check(self, violations: Iterable[Violation]) -> None:
        """
        Refuse, or keep as warnings of the answer.

        Raises:
            RuleViolated: a violation blocks, or one warns (or is unconfirmed) and no reason was given;
                lists all of them.

        Source: R-GEN-09.
        """
        found = list(violations)
        blocking = [violation for violation in found if violation.level is Level.BLOCK]
        if blocking or (found and not self.stamp.reason):
            listed = [violation.as_dict() for violation in found]
            way_out = "" if blocking else "（如确需继续，请填写理由）"
            raise RuleViolated(
                "；".join(v.message for v in (blocking or found)) + way_out, {"violations": listed}
            )
        self.warnings.extend(found)

    def record(
        self,
        stream: str,
        event: Event,
        *,
        effective_on: date | None = None,
        private: Mapping[str, Any] | None = None,
        person: str | None = None,
    ) -> None:
        """
        Append one entry to *stream*.

        Args:
            event: What goes on the wire.
            effective_on: The day it counts for; the business day when not given.
            private: Personal values of *person*; they are sealed and never leave the service.

        Raises:
            Conflict: this is the record that the person saw, and it has gone on since.
        """
        data = event.as_json()
        load(type(event), data)
        is_seen = self._is_seen(stream)
        head = self._advance(stream)
        stamp = self.stamp
        if is_seen and (late := self._late(stream, head["seq"] - 1)):
            raise late
        entry: dict[str, Any] = {
            "_id": self._next_id(),
            "stream": stream,
            "seq": head["seq"],
            "type": event.event_type,
            "recorded_at": head["at"],
            "recorded_on": stamp.recorded_on.isoformat(),
            "effective_on": (effective_on or stamp.recorded_on).isoformat(),
            "actor": stamp.actor.as_dict(),
            "approver": stamp.approver,
            "reason": stamp.reason,
            "cause": self.entries[0]["_id"] if self.entries else stamp.cause,
            "call_id": stamp.call_id,
            "data": data,
            "person": person,
            "private_digest": None,
        }
        if private is not None:
            entry.update(self._sealed(private, person))
        self.entries.append(entry)

    def late(self) -> Conflict | None:
        """
        Return the refusal because the record has gone on since the person saw it, where nothing is recorded yet.

        Whoever was not found to have rights at the record is told nothing of it.
        """
        stream = self.stamp.seen.stream if self.stamp.seen else None
        if stream is None or stream in self.touched or not self.reached:
            return None
        return self._late(stream, last(self.db, stream))

    def _is_seen(self, stream: str) -> bool:
        seen = self.stamp.seen
        if seen is None or stream in self.touched:
            return False
        return stream == seen.stream if seen.stream else not self.entries

    def _late(self, stream: str, now: int) -> Conflict | None:
        seen = self.stamp.seen
        if seen is None or seen.seq == now:
            return None
        return gone_on(self.db, stream, now, seen, self.stamp.actor.user)

    def _next_id(self) -> str:
        first_of_keyed_call = self.stamp.key is not None and not self.entries
        return str(self.stamp.key if first_of_keyed_call else uuid6.uuid7())

    def _advance(self, stream: str) -> dict[str, Any]:
        """
        Take the next number of *stream*; two writers of one stream conflict here, and one runs again.

        The first number keeps other writers away until the end, so the next ones are counted here (``heads``).
        """
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        # The wall clock may step back, the order within a stream may not.
        if stream in self._heads:
            head = self._heads[stream]
            self._heads[stream] = {"seq": head["seq"] + 1, "at": max(head["at"], now)}
            return self._heads[stream]
        self._heads[stream] = {}
        self._heads[stream] = self.db["streams"].find_one_and_update(
            {"_id": stream},
            {"$inc": {"seq": 1}, "$max": {"at": now}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return self._heads[stream]

    def heads(self) -> list[UpdateOne]:
        """Return what is to be kept of streams that were written more than once."""
        often = Counter(entry["stream"] for entry in self.entries)
        return [
            UpdateOne({"_id": stream}, {"$set": {name: head[name] for name in ("seq", "at")}})
            for stream, head in self._heads.items()
            if often[stream] > 1
        ]

    def _sealed(self, private: Mapping[str, Any], person: str | None) -> dict[str, Any]:
        if person is None:
            raise ValueError("private values need the person they are about")
        salt = os.urandom(SALT_BYTES).hex()
        return {
            "private_digest": sealed_digest(salt, private),
            "private": {"salt": salt, "sealed": self.seal(person, private)},
        }
