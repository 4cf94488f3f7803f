"""The sample service on our layer, made to fail as ``stock_service`` does: ``… our_service <instance>``."""

# ruff: noqa: I001 - the runner patches before anything else is imported
from deploy import runner

import os
import sys
from collections.abc import Sequence
from typing import Any

import structlog

from shared.ledger import Entry, Unit
from shared.ledger.ledger import Ledger
from shared.city.service import Following
from shared.messaging.follow import Follower
from shared.settings import Settings
from tests.integration.messaging import sample
from tests.integration.traps.wrongs import (
    BLOCK,
    CRASH_AFTER_EFFECT,
    CRASH_AFTER_WRITE,
    crash_once,
    sleep_hard,
)


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Take note of what came, after the sample's fashion."""
    sample.apply(unit, entries)
    for entry in entries:
        unit.db["effects"].insert_one({"note": entry.data["note"]})


class TrappedService(sample.SampleService):
    """The sample service with the applier above."""

    following = Following(bulk=apply)


def fail_where_asked() -> None:
    """Let the process die or stand still right after a commit, before anybody hears of it."""
    execute, take = Ledger.execute, Follower.take

    def execute_and_crash(self: Ledger, stamp: Any, arguments: Any, act: Any, **more: Any) -> Any:
        answer = execute(self, stamp, arguments, act, **more)
        crash_once(self.db, arguments["arguments"].get("note", ""), CRASH_AFTER_WRITE)
        return answer

    def take_and_crash(self: Follower, entries: Any) -> Any:
        entries = list(entries)
        forged = take(self, entries)
        for entry in entries:
            crash_once(self._ledger.db, entry.data.get("note", ""), CRASH_AFTER_EFFECT)
            if entry.data.get("note") == BLOCK:
                sleep_hard(self._ledger.db)
        return forged

    Ledger.execute, Follower.take = execute_and_crash, take_and_crash  # type: ignore[method-assign,assignment]


def break_the_context() -> None:
    """Let what surrounds every call fail."""

    def broken(**_: Any) -> None:
        raise RuntimeError("the provider is broken")

    structlog.contextvars.bind_contextvars = broken  # type: ignore[assignment]


def main() -> None:
    """Run one instance until SIGTERM."""
    fail_where_asked()
    settings = Settings.from_environment({**os.environ, "LIANXI_INSTANCE": sys.argv[1]})
    if os.environ.get("FAILING_CONTEXT"):
        runner.telemetry.configure_logging = lambda _instance: break_the_context()
    if seconds := os.environ.get("STOP_SECONDS"):
        runner.STOP_SECONDS = int(seconds)
    sys.exit(runner.run(settings, TrappedService.of(settings)))


if __name__ == "__main__":
    main()
