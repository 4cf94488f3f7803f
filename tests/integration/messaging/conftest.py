"""A follower of this process, with a source that can be made to lie or to be out of reach."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from shared.contracts.errors import Unavailable
from shared.ledger import Entry, Ledger, Unit
from shared.messaging.follow import Follower
from shared.messaging.pull import PAGE

LOGS = ("north", "south")


def entry(log: str, n: int, *, streams: int = 3, poison: bool = False) -> Entry:
    """Make entry *n* of an invented log that writes its streams in turn."""
    return Entry(
        log=log,
        n=n,
        hash=f"{log}-{n}",
        id=f"{log}-{n}",
        stream=f"stream:{n % streams}",
        seq=(n + streams - 1) // streams,
        type="trial.noted.v1",
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
        recorded_on=date(2026, 7, 1),
        effective_on=date(2026, 7, 1),
        department=log,
        cause=None,
        call_id=f"call-{log}-{n}",
        data={"poison": poison},
    )


class Shelf:
    """The owners' ledgers; a Source. ``away`` owners answer nothing."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {log: [] for log in LOGS}
        self.away = False

    def fill(self, log: str, count: int, *, poison: Sequence[int] = ()) -> list[Entry]:
        self.entries[log] = [entry(log, n, poison=n in poison) for n in range(1, count + 1)]
        return self.entries[log]

    def head(self, log: str) -> tuple[int, str]:
        self._answer()
        found = self.entries[log]
        return (found[-1].n, found[-1].hash) if found else (0, "")

    def page(self, log: str, after: int, limit: int = PAGE) -> list[Entry]:
        self._answer()
        return [found for found in self.entries[log] if found.n > after][:limit]

    def stream(self, log: str, stream: str, from_seq: int) -> list[Entry]:
        self._answer()
        return [found for found in self.entries[log] if found.stream == stream and found.seq >= from_seq]

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("away")


class Reader:
    """A service that writes down what it applies, and fails on poison until it is healed."""

    def __init__(self, client: MongoClient[dict[str, Any]], database: str, shelf: Shelf) -> None:
        self.ledger = Ledger(client, database, "reader", b"k" * 32)
        self.ledger.prepare()
        self.db = self.ledger.db
        self.shelf = shelf
        self.fails_with: Exception | None = None
        self.db["seen"].create_index([("log", 1), ("n", 1)], unique=True)
        self.follower = self.another()

    def another(self) -> Follower:
        """Return a follower as a process would have it that starts now."""
        return Follower(
            self.ledger, LOGS, self.shelf, self.apply, reset=lambda db: db["seen"].delete_many({})
        )

    def apply(self, unit: Unit, entries: Sequence[Entry]) -> None:
        for found in entries:
            if found.data["poison"] and self.fails_with is not None:
                raise self.fails_with
            row = {"log": found.log, "n": found.n, "stream": found.stream}
            unit.db["seen"].insert_one(row)

    def seen(self, log: str) -> list[int]:
        """Return the numbers applied of *log*, in the order of application."""
        return [row["n"] for row in self.db["seen"].find({"log": log}).sort("_id", 1)]

    def catch_up(self) -> None:
        """Do the chores as if a minute had passed."""
        self.follower._heads_due = dict.fromkeys(LOGS, 0.0)
        self.follower.chores()

    def forget(self) -> None:
        """Start as on the first day; quicker than another database."""
        for name in ("seen", "positions", "halted"):
            self.db[name].delete_many({})
        self.shelf.away = False
        self.follower = self.another()


@pytest.fixture
def reader(mongodb_uri: str) -> Iterator[Reader]:
    name = f"t_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        yield Reader(client, name, Shelf())
        client.drop_database(name)
