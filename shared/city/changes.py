"""What becomes of entries that are corrected, and entries as they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.base import EVENTS, Event
from shared.ledger.bound import Collections
from shared.ledger.corrected import as_they_stand
from shared.ledger.unit import Unit

Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """
    What becomes of one entry.

    Attributes:
        entry: The entry as it stood before.
        on: The day that it counts from now, ISO.
        why: Why it does not hold any more, where that follows from another change.
    """

    entry: Mapping[str, Any]
    on: str
    data: Mapping[str, Any]
    void: bool = False
    why: str | None = None

    @property
    def stream(self) -> str:
        """The record it is about."""
        return str(self.entry["stream"])

    @property
    def kind(self) -> type[Event]:
        """The event of the entry."""
        return EVENTS[self.entry["type"]]

    def after(self) -> Document:
        """Return the entry as it stands afterwards."""
        return {**self.entry, "effective_on": self.on, "data": dict(self.data)}


def changed(entries: Iterable[Mapping[str, Any]], changes: Iterable[Change]) -> list[Document]:
    """Return standing *entries* of one stream as they stand after *changes*."""
    by_seq = {(one.stream, one.entry["seq"]): one for one in changes}
    after = []
    for entry in entries:
        change = by_seq.get((entry["stream"], entry["seq"]))
        if change is None:
            after.append(dict(entry))
        elif not change.void:
            after.append(change.after())
    return after


def standing(db: Collections, stream: str) -> list[Document]:
    """Return the entries of *stream* as they stand, in the order of their numbers."""
    return as_they_stand(db["ledger"].find({"stream": stream}))


def standing_in(unit: Unit, stream: str) -> list[Document]:
    """Return the entries of *stream* as they stand, with what was recorded in this transaction."""
    recorded = [entry for entry in unit.entries if entry["stream"] == stream]
    return as_they_stand([*unit.db["ledger"].find({"stream": stream}), *recorded])
