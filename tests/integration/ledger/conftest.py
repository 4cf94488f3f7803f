"""A real ledger in a database of its own, with events to record."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from pymongo import MongoClient

from shared.city.logs import outlets_of
from shared.city.sites import Sites
from shared.contracts import values as v
from shared.contracts.base import EVENTS, Event, event
from shared.ledger import Actor, Ledger, Stamp, Unit
from shared.ledger.log import Numbering

if "trial.happened.v1" not in EVENTS:

    @event("trial.happened.v1", "试验")
    class Happened(Event):
        """Something happened in a test."""

        what: int = v.count("什么", required=True)


def happened(what: int) -> Any:
    """Make the event of the tests."""
    return EVENTS["trial.happened.v1"](what=what)


@pytest.fixture
def client(mongodb_uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient(mongodb_uri, tz_aware=True, w="majority", journal=True) as opened:
        yield opened


@pytest.fixture
def ledger(client: MongoClient[dict[str, Any]], database: Any) -> Ledger:
    made = Ledger(client, database.name, "registry", b"k" * 32)
    made.prepare()
    return made


@pytest.fixture
def numbering(client: MongoClient[dict[str, Any]], ledger: Ledger) -> Numbering:
    made = Numbering(client, ledger.db, "registry", outlets_of("registry", Sites.load()))
    made.prepare()
    return made


@pytest.fixture
def stamp() -> Callable[..., Stamp]:
    def make(key: str | None = None, reason: str | None = None) -> Stamp:
        actor = Actor("zhang", "registry", ("registry_clerk",), ("411300000000",))
        return Stamp(date(2026, 7, 1), actor, "call-1", key=key, reason=reason)

    return make


@pytest.fixture
def happen(ledger: Ledger, stamp: Callable[..., Stamp]) -> Callable[..., dict[str, Any]]:
    """Record ``what`` on a stream; with a name, seal it under that person."""

    def record(stream: str, what: int, *, key: str | None = None, name: str | None = None) -> dict[str, Any]:
        def act(unit: Unit) -> None:
            private = {"name": name} if name else None
            person = name and stream.replace(":", "-")
            unit.record(stream, happened(what), private=private, person=person)

        return ledger.execute(stamp(key), {"stream": stream, "what": what}, act)

    return record
