"""
Two services on nameko as it comes: ``python -m tests.integration.traps.stock_service <role> <owner> <follower>``.

What a note says is what goes wrong with it; ``our_service`` fails in the same ways.
"""

# ruff: noqa: E402 - patched before anything else is imported
import os
import warnings

warnings.filterwarnings("ignore", module="eventlet")
import eventlet

eventlet.monkey_patch()

import signal
import sys
from typing import Any

from nameko.events import EventDispatcher, event_handler
from nameko.extensions import DependencyProvider
from nameko.rpc import rpc
from nameko.runners import ServiceRunner
from pymongo import MongoClient

from tests.integration.traps.wrongs import (
    BLOCK,
    CRASH_AFTER_EFFECT,
    CRASH_AFTER_WRITE,
    crash_once,
    sleep_hard,
)

_, ROLE, OWNER, FOLLOWER = sys.argv
db: Any = MongoClient(os.environ["STOCK_MONGODB_URI"])[os.environ["STOCK_DATABASE"]]


class Context(DependencyProvider):  # type: ignore[misc]
    """Fails around a call, where the test asks for it."""

    def worker_setup(self, worker_ctx: Any) -> None:
        if os.environ.get("FAILING_CONTEXT"):
            raise RuntimeError("the provider is broken")


class Owner:
    """Writes notes, and tells of them."""

    name = OWNER
    context = Context()
    tell = EventDispatcher()

    @rpc  # type: ignore[untyped-decorator]
    def note(self, note: str, released: bool = True) -> None:
        while not released and db["released"].find_one() is None:
            eventlet.sleep(0.02)
        db["written"].insert_one({"note": note})
        crash_once(db, note, CRASH_AFTER_WRITE)
        self.tell("noted", {"note": note})

    @rpc  # type: ignore[untyped-decorator]
    def echo(self, text: str, seconds: float = 0.0) -> str:
        eventlet.sleep(seconds)
        return text


class Follower:
    """Takes note of what it is told."""

    name = FOLLOWER

    @event_handler(OWNER, "noted")  # type: ignore[untyped-decorator]
    def noted(self, told: dict[str, Any]) -> None:
        if told["note"] == "poison" and db["healed"].find_one() is None:
            db["failed"].insert_one({})
            raise ValueError("poison")
        db["effects"].insert_one({"note": told["note"]})
        if told["note"] == BLOCK:
            sleep_hard(db)
        crash_once(db, told["note"], CRASH_AFTER_EFFECT)


def main() -> None:
    """Run one role until SIGTERM."""
    runner = ServiceRunner({"AMQP_URI": os.environ["STOCK_AMQP_URI"]})
    runner.add_service(Owner if ROLE == "owner" else Follower)
    # As "nameko run" does it.
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main()
