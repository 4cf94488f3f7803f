"""A small real service for trying the messaging layer: ``python -m tests.integration.messaging.sample``."""

# ruff: noqa: I001 - the runner patches before anything else is imported
import os
import sys

from shared.messaging import runner

import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from marshmallow import fields

from shared.contracts.base import Command, Contract, Query, event
from shared.contracts.errors import Conflict
from shared.ledger import Entry, Unit
from shared.messaging.service import ANY, LedgerService, command, following, query
from shared.messaging.wire import CloudEvent
from shared.settings import Settings


@event("sample.noted.v1")
class Noted(Contract):
    """Somebody noted something."""

    note = fields.Str(required=True)
    poison = fields.Bool(load_default=False)


class Note(Command):
    """Note something on a stream."""

    stream = fields.Str(required=True)
    note = fields.Str(required=True)
    poison = fields.Bool(load_default=False)


class Echo(Query):
    """Say it again, after a while."""

    text = fields.Str(required=True)
    seconds = fields.Float(load_default=0.0)


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Count what came; fail on poison until it is healed."""
    for entry in entries:
        if entry.data.get("poison") and unit.db["healed"].find_one(session=unit.session) is None:
            raise ValueError("poison")
        unit.db["seen"].insert_one(
            {"log": entry.log, "n": entry.n, "stream": entry.stream, "seq": entry.seq}, session=unit.session
        )


def reset(db: Any) -> None:
    """Forget what was seen."""
    db["seen"].delete_many({})


class SampleService(LedgerService):
    """Notes, echoes, and counts what it follows."""

    follow = following(apply, reset=reset)

    @command(Note, roles=ANY)
    def note(self, unit: Unit, asked: dict[str, Any]) -> None:
        if asked["note"] == "refuse":
            raise Conflict("不行", {"why": [1, None, {"deep": True}]})
        unit.record(asked["stream"], "sample.noted.v1", {"note": asked["note"], "poison": asked["poison"]})

    @query(Echo, roles=ANY)
    def echo(self, db: Any, asked: dict[str, Any], actor: Any) -> dict[str, Any]:
        time.sleep(asked["seconds"])
        return {"text": asked["text"], "user": actor.user}

    @query(Echo, roles=ANY)
    def fail(self, db: Any, asked: dict[str, Any], actor: Any) -> None:
        raise ZeroDivisionError(asked["text"])

    @query(Echo, roles=ANY)
    def unserialisable(self, db: Any, asked: dict[str, Any], actor: Any) -> object:
        return object()


def accept(unit: Unit, received: CloudEvent) -> None:
    """Record an external note."""
    unit.record(f"note:{received.source}", "sample.noted.v1", {"note": received.data["note"]})


def build(settings: Settings) -> type[LedgerService]:
    """Give the service class of the instance."""
    return type("Sample", (SampleService,), {"name": settings.instance, "accept": staticmethod(accept)})


def prepare(db: Any) -> None:
    """Make each entry countable once."""
    db["seen"].create_index([("log", 1), ("n", 1)], unique=True)


if __name__ == "__main__":
    os.environ.setdefault("LIANXI_INSTANCE", sys.argv[1])
    this = ModuleType("sample")
    this.build, this.prepare = build, prepare  # type: ignore[attr-defined]
    sys.exit(runner.run(Settings.from_environment(), this))
