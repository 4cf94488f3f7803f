"""
Runs a service or the relay with one of its safeguards taken out, to prove that the comparison would notice.

``python -m tests.chaos.sabotage dedupe|confirms <module> <argument>…``
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import uuid6

DEDUPE, CONFIRMS = "dedupe", "confirms"
Patch = Callable[[], None]


def without_dedupe() -> None:
    """Take out everything that tells a repetition: keys, receipts, positions."""
    from shared.ledger.ledger import Ledger
    from shared.ledger.unit import Unit
    from shared.messaging.follow import Follower
    from shared.messaging.intake import Intake
    from shared.messaging.positions import Mark, Positions

    def record(self: Any, message: Any, event: Any) -> None:
        receipt = f"{event.source}:{event.id}"

        def attempt(unit: Any) -> None:
            self._accept(unit, event)
            self._ledger.write(unit)
            known = {
                "source": event.source,
                "id": event.id,
                "state": "accepted",
                "received_at": datetime.now(UTC),
            }
            unit.db["receipts"].replace_one({"_id": receipt}, known, upsert=True)

        self._ledger.transact(self._stamp(receipt), attempt)

    def in_order(self: Any, name: str, arrived: Sequence[Any], forged: list[Any]) -> list[Any]:
        return sorted(arrived, key=lambda entry: int(entry.n))

    def move(self: Any, entries: Iterable[Any], db: Any) -> dict[str, Any]:
        return _moved(self, entries, db, Mark)

    replace(Ledger, "_answered", lambda *_: None)
    replace(Unit, "_next_id", lambda _: str(uuid6.uuid7()))
    replace(Intake, "_record", record)
    replace(Follower, "_in_order", in_order)
    replace(Positions, "move", move)


def without_confirms() -> None:
    """Take out what brings a message that was lost: the broker's confirms, and asking the owner."""
    from shared.messaging.follow import Follower
    from shared.messaging.positions import Mark, Positions
    from shared.messaging.relay import Publisher
    from shared.messaging.topology import exchange_of
    from shared.messaging.wire import entry_message

    def publish(self: Any, log_name: str, documents: list[dict[str, Any]]) -> None:
        for document in documents:
            key = document["type"].split(".", 1)[1]
            message = entry_message(log_name, document, self._user)
            self._channel.basic_publish(message, exchange_of(log_name), key)

    def in_order(self: Any, name: str, arrived: Sequence[Any], forged: list[Any]) -> list[Any]:
        at = self.positions.marks[name].n
        fresh = {entry.n: entry for entry in arrived if entry.n > at}
        return [fresh[n] for n in sorted(fresh)]

    def move(self: Any, entries: Iterable[Any], db: Any) -> dict[str, Any]:
        return _moved(self, entries, db, Mark)

    replace(Publisher, "publish", publish)
    replace(Follower, "_pull_until", lambda *_: [])
    replace(Follower, "_catch_up", lambda self, name: self._heads_due.update({name: time.monotonic() + 1}))
    replace(Follower, "_in_order", in_order)
    replace(Positions, "move", move)


PATCHES: dict[str, Patch] = {DEDUPE: without_dedupe, CONFIRMS: without_confirms}


def replace(owner: type, name: str, by: Any) -> None:
    """Put *by* in the place of a method; raises AttributeError when there is none, so that none is missed."""
    getattr(owner, name)
    setattr(owner, name, by)


def _moved(positions: Any, entries: Iterable[Any], db: Any, mark: Any) -> dict[str, Any]:
    new = dict(positions.marks)
    for entry in entries:
        if entry.n > new[entry.log].n:
            new[entry.log] = mark(entry.n, entry.hash)
    for log, reached in new.items():
        moved = {"$set": {"n": reached.n, "hash": reached.hash}}
        db["positions"].update_one({"_id": log}, moved, upsert=True)
    return new


def main() -> None:
    """Run the module named on the command line, sabotaged."""
    _, sabotage, name, *rest = sys.argv
    # The runner patches the standard library when imported, so it comes before what it runs.
    module = importlib.import_module(name)
    PATCHES[sabotage]()
    sys.argv = [name, *rest]
    module.main()


if __name__ == "__main__":
    main()
