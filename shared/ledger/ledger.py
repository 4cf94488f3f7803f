"""Recording: one transaction writes the new state and the entries, once per idempotency key."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, TypeVar

import pymongo
from amqp.exceptions import AMQPError
from pymongo import IndexModel, MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    ExecutionTimeout,
    PyMongoError,
    WriteError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.contracts.errors import Conflict, DeadlinePassed, InvalidInput, RuleViolated, Unavailable
from shared.ledger.trail import prepare as prepare_trail
from shared.ledger.unit import Stamp, Unit
from shared.security.sealing import Vault

SNAPSHOT = ReadConcern("snapshot")
MAJORITY = WriteConcern("majority", j=True)
OWN_COLLECTIONS = ("streams", "person_keys", "counters", "positions", "halted", "quarantine", "receipts")
LOCKS = 256  # streams share locks; two that meet wait a little, nothing more

Answer = dict[str, Any]
Result = TypeVar("Result")


class Rehearsed(Exception):
    """A command was tried out to the end and is to leave no trace."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("rehearsed")
        self.answer = answer


def create_collections(db: Database[dict[str, Any]], names: Iterable[str]) -> None:
    """Create what is missing: a transaction and a snapshot need collections to be there."""
    existing = set(db.list_collection_names())
    for name in names:
        if name not in existing:
            db.create_collection(name, check_exists=False)


class Ledger:
    """The ledger of one service, in the service's own database."""

    def __init__(
        self, client: MongoClient[dict[str, Any]], database: str, instance: str, master_key: bytes
    ) -> None:
        self.client = client
        self.db = client[database]
        self.instance = instance
        self.vault = Vault(self.db, master_key)
        self._locks = tuple(threading.Lock() for _ in range(LOCKS))

    def prepare(self) -> None:
        """Create collections and indexes; running it again changes nothing."""
        self.db["ledger"].create_indexes(
            [
                IndexModel([("stream", 1), ("seq", 1)], unique=True),
                # Entries without n are the relay's work list; with n, they are pages.
                IndexModel([("n", 1), ("recorded_at", 1), ("seq", 1)]),
                IndexModel(
                    [("n", 1)], unique=True, partialFilterExpression={"n": {"$gt": 0}}, name="n_unique"
                ),
                IndexModel([("person", 1)], sparse=True),
                # What else a command recorded, where it recorded more than one entry.
                IndexModel([("cause", 1)], partialFilterExpression={"cause": {"$gt": ""}}),
            ]
        )
        prepare_trail(self.db)
        create_collections(self.db, OWN_COLLECTIONS)

    def execute(
        self,
        stamp: Stamp,
        arguments: Any,
        act: Callable[[Unit], Answer | None],
        *,
        deadline: float | None = None,
    ) -> Answer:
        """
        Run *act* in one transaction and give ``{"stream", "seq", "warnings"}`` of its first entry, with what
        *act* gives besides. An *act* that raises Rehearsed is undone, and its answer given.

        Args:
            arguments: The arguments of the command, JSON values; with the same key they must be the same.
            deadline: Epoch seconds after which nothing is committed any more.

        Raises:
            Conflict: the key was used with other arguments.
            DeadlinePassed: the database did not answer in time; repeat with the same key.
            LianxiError: whatever *act* refuses with; nothing is written then.
        """
        fingerprint = self.vault.fingerprint(arguments)

        def attempt(unit: Unit) -> Answer:
            if stamp.key is not None and (done := self._answered(unit, fingerprint)):
                return done
            try:
                more = act(unit) or {}
            except (Conflict, InvalidInput, RuleViolated) as refusal:
                # What was seen is out of date: that says more than what follows from it.
                raise unit.late() or refusal from refusal
            return self._write(unit, fingerprint, more)

        try:
            return self.transact(stamp, attempt, deadline=deadline)
        except Rehearsed as rehearsal:
            return rehearsal.answer

    def transact(
        self, stamp: Stamp, attempt: Callable[[Unit], Result], *, deadline: float | None = None
    ) -> Result:
        """
        Run *attempt* in one transaction, again when another writer came in between, and return what it gives.

        After a conflict the streams it met are locked within this process, so that a hot aggregate is
        written by one after the other and not by trial.
        """
        met: set[str] = set()
        with ExitStack() as locks, self.client.start_session() as session:

            def run(session: ClientSession) -> Result:
                if deadline is not None and time.time() >= deadline:
                    raise DeadlinePassed("办理超时，请用同一幂等键重试")
                if met:
                    self._calm(met, locks)
                unit = Unit(self.db, session, stamp, self.vault)
                try:
                    return attempt(unit)
                finally:
                    met.update(unit.touched)

            try:
                with pymongo.timeout(None if deadline is None else max(0.01, deadline - time.time())):
                    return session.with_transaction(run, read_concern=SNAPSHOT, write_concern=MAJORITY)
            except (ConnectionFailure, ExecutionTimeout) as error:
                raise DeadlinePassed("数据库未在时限内应答，请用同一幂等键重试") from error
            except PyMongoError as error:
                if error.timeout:
                    raise DeadlinePassed("数据库未在时限内应答，请用同一幂等键重试") from error
                raise

    def write(self, unit: Unit) -> None:
        """Insert the entries that were recorded, and how far their streams went, within the transaction."""
        if unit.entries:
            unit.db["ledger"].insert_many(unit.entries)
        if heads := unit.heads():
            unit.db["streams"].bulk_write(heads, ordered=False)

    def _write(self, unit: Unit, fingerprint: str, more: Answer) -> Answer:
        if not unit.entries:
            raise ValueError("a command records at least one entry")
        first = unit.entries[0]
        answer = {
            "stream": first["stream"],
            "seq": first["seq"],
            "warnings": [violation.as_dict() for violation in unit.warnings],
            **more,
        }
        first["answer"] = {"asked": fingerprint, "given": answer}
        self.write(unit)
        return answer

    def _answered(self, unit: Unit, fingerprint: str) -> Answer | None:
        key = unit.stamp.key
        found = unit.db["ledger"].find_one({"_id": key})
        if found is None:
            return None
        answer = found.get("answer")
        if answer is None or answer["asked"] != fingerprint:
            raise Conflict("该幂等键已用于另一项请求", {"key": key})
        given: Answer = answer["given"]
        return given

    def _calm(self, streams: Iterable[str], locks: ExitStack) -> None:
        locks.pop_all().close()
        for number in sorted({hash(stream) % LOCKS for stream in streams}):
            locks.enter_context(self._locks[number])


def is_infrastructure(error: BaseException) -> bool:
    """
    Tell an error of the database or the network, which passes, from one of the content, which stays.

    A document the database refuses (duplicate key, too large, failed validation) is content.
    """
    if isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError"):
        return True
    if isinstance(error, (WriteError, BulkWriteError, DocumentTooLarge)):
        return False
    return isinstance(error, (PyMongoError, OSError, DeadlinePassed, Unavailable, AMQPError))
