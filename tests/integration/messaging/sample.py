"""A small real service for trying the messaging layer: ``python -m tests.integration.messaging.sample``."""

# ruff: noqa: I001 - the runner patches before anything else is imported
import os
import sys

from deploy import runner

import time
from collections.abc import Sequence
from typing import Any

from shared.city.service import CityService, Following
from shared.contracts import values as v
from shared.contracts.base import Command, Event, Query, event
from shared.contracts.errors import Conflict
from shared.contracts.service import ANYONE, Call, Reach, Service
from shared.ledger import Actor, Entry, Unit
from shared.messaging.service import answers
from shared.messaging.arriving import CloudEvent
from shared.settings import Settings


@event("sample.noted.v1", "记下")
class Noted(Event):
    """Somebody noted something."""

    note: str = v.words("记录", required=True)
    poison: bool = v.flag("有毒", load_default=False)


class Note(Command):
    """Note something on a stream."""

    stream: str = v.words("数据流", required=True)
    note: str = v.words("记录", required=True)
    poison: bool = v.flag("有毒", load_default=False)


class Echo(Query):
    """Say it again, after a while."""

    text: str = v.words("文字", required=True)
    seconds: float = v.hours("秒", load_default=0.0)


SERVICE = Service(
    name="sample",
    title="样例",
    commands={"note": Call(Note, "记录", ANYONE, reach=Reach.CITY)},
    questions={name: Call(Echo, "回答", ANYONE) for name in ("echo", "fail", "unserialisable")},
    events=(Noted,),
    accepts=(Noted,),
)
answer = answers(SERVICE)


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Count what came; fail on poison until it is healed."""
    for entry in entries:
        if entry.data.get("poison") and unit.db["healed"].find_one() is None:
            raise ValueError("poison")
        unit.db["seen"].insert_one({"log": entry.log, "n": entry.n, "stream": entry.stream, "seq": entry.seq})


def reset(db: Any) -> None:
    """Forget what was seen."""
    db["seen"].delete_many({})


def record(_settings: Settings, unit: Unit, noted: Noted) -> None:
    """Record an external note."""
    unit.record("note:external", noted)


class SampleService(CityService):
    """Notes, echoes, and counts what it follows."""

    declared = SERVICE
    following = Following(bulk=apply, reset=reset)
    accepts = {Noted: record}  # noqa: RUF012 - nobody writes to it

    @staticmethod
    def prepare_store(db: Any) -> None:
        """Make each entry countable once."""
        db["seen"].create_index([("log", 1), ("n", 1)], unique=True)

    @classmethod
    def accept(cls, _settings: Settings, unit: Unit, event: CloudEvent) -> None:
        """Record an external note, whatever its type."""
        unit.record(f"note:{event.source}", Noted(note=event.data["note"]))

    @answer
    def note(self, unit: Unit, command: Note) -> None:
        if command.note == "refuse":
            raise Conflict("不行", {"why": [1, None, {"deep": True}]})
        unit.record(command.stream, Noted(note=command.note, poison=command.poison))

    @answer
    def echo(self, db: Any, question: Echo, actor: Actor) -> dict[str, Any]:
        time.sleep(question.seconds)
        return {"text": question.text, "user": actor.user}

    @answer
    def fail(self, db: Any, question: Echo, actor: Actor) -> None:
        raise ZeroDivisionError(question.text)

    @answer
    def unserialisable(self, db: Any, question: Echo, actor: Actor) -> object:
        return object()


if __name__ == "__main__":
    os.environ.setdefault("LIANXI_INSTANCE", sys.argv[1])
    found = Settings.from_environment()
    sys.exit(runner.run(found, SampleService.of(found)))
