"""Numbered logs: a service's main log, and outlets that show part of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, MongoClient, ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.ledger.entry import GENESIS, chained
from shared.ledger.ledger import MAJORITY, SNAPSHOT

Document = dict[str, Any]


@dataclass(frozen=True)
class Outlet:
    """
    A second numbered log that shows a part of the main one.

    Attributes:
        name: ``<instance>.<outlet>``.
        shows: Tells by the entry document whether it belongs; must depend on nothing else, so that the
            outlet can be told from the main log again.
    """

    name: str
    shows: Callable[[Mapping[str, Any]], bool]


class Log:
    """Reading one numbered log."""

    def __init__(self, db: Database[Document], name: str) -> None:
        main = "." not in name
        self.name = name
        self.entries = db["ledger" if main else f"outlet_{name.split('.', 1)[1]}"]
        self.counters = db["counters"]

    def head(self) -> Document:
        """Return ``{"n", "hash", "published"}``; an empty log has n 0."""
        found = self.counters.find_one({"_id": self.name})
        return found or {"_id": self.name, "n": 0, "hash": GENESIS, "published": 0}

    def page(self, after: int, limit: int) -> list[Document]:
        """Return entries with ``after < n``, at most *limit*, in order."""
        return list(self.entries.find({"n": {"$gt": after}}).sort("n", ASCENDING).limit(limit))

    def of_stream(self, stream: str, from_seq: int, limit: int) -> list[Document]:
        """Return numbered entries of *stream* from *from_seq* on, at most *limit*, in order."""
        wanted = {"stream": stream, "seq": {"$gte": from_seq}, "n": {"$gt": 0}}
        return list(self.entries.find(wanted).sort("seq", ASCENDING).limit(limit))

    def published(self, n: int) -> None:
        """Note that everything up to *n* was confirmed by the broker."""
        self.counters.update_one({"_id": self.name}, {"$max": {"published": n}})


class Numbering:
    """
    Gives recorded entries their dense numbers and the hash chain; the only writer of both.

    A second one running at the same time is fenced by the counter document: one of the two
    transactions conflicts, and starts over with what is left.
    """

    def __init__(
        self,
        client: MongoClient[Document],
        db: Database[Document],
        instance: str,
        outlets: tuple[Outlet, ...] = (),
    ) -> None:
        self._client = client
        self._db = db
        self._outlets = outlets
        self.main = Log(db, instance)
        self.logs = (self.main, *(Log(db, outlet.name) for outlet in outlets))

    def prepare(self) -> None:
        """Create the outlets' collections and indexes."""
        for log in self.logs[1:]:
            log.entries.create_index([("n", ASCENDING)], unique=True)
            log.entries.create_index([("stream", ASCENDING), ("seq", ASCENDING)])

    def number(self, limit: int) -> list[str]:
        """Number up to *limit* entries that have none; return their ids."""
        # null also finds what lacks the field, and unlike $exists it is served by the index.
        pending = list(
            self._db["ledger"]
            .find({"n": None})
            .sort([("recorded_at", ASCENDING), ("seq", ASCENDING)])
            .limit(limit)
        )
        if not pending:
            return []

        def attempt(session: ClientSession) -> None:
            self._append_main(pending, session)
            for outlet, log in zip(self._outlets, self.logs[1:], strict=True):
                self._append_outlet(
                    log, [document for document in pending if outlet.shows(document)], session
                )

        with self._client.start_session() as session:
            session.with_transaction(attempt, read_concern=SNAPSHOT, write_concern=MAJORITY)
        return [document["_id"] for document in pending]

    def _append_main(self, pending: list[Document], session: ClientSession) -> None:
        numbers = self._chain(self.main, pending, session)
        result = self._db["ledger"].bulk_write(
            [
                UpdateOne({"_id": document["_id"], "n": None}, {"$set": {"n": n, "hash": hash_}})
                for document, n, hash_ in numbers
            ],
            session=session,
        )
        if result.modified_count != len(pending):
            raise RuntimeError("another relay numbered these entries")

    def _append_outlet(self, log: Log, shown: list[Document], session: ClientSession) -> None:
        if shown:
            public = [
                {k: v for k, v in d.items() if k not in ("private", "answer", "n", "hash")} for d in shown
            ]
            log.entries.insert_many(
                [
                    {**document, "n": n, "hash": hash_}
                    for document, n, hash_ in self._chain(log, public, session)
                ],
                session=session,
            )

    def _chain(
        self, log: Log, documents: list[Document], session: ClientSession
    ) -> list[tuple[Document, int, str]]:
        before = self._take(log, len(documents), session)
        n, previous = before["n"], before["hash"]
        numbered = []
        for document in documents:
            n += 1
            previous = chained(previous, {**document, "n": n})
            numbered.append((document, n, previous))
        self._db["counters"].update_one({"_id": log.name}, {"$set": {"hash": previous}}, session=session)
        return numbered

    def _take(self, log: Log, count: int, session: ClientSession) -> Document:
        before = self._db["counters"].find_one_and_update(
            {"_id": log.name},
            {"$inc": {"n": count}, "$setOnInsert": {"hash": GENESIS, "published": 0}},
            upsert=True,
            return_document=ReturnDocument.BEFORE,
            session=session,
        )
        return before or {"n": 0, "hash": GENESIS}
