"""Entries as they stand after corrections; the ledger itself keeps every one as it was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.contracts.corrections import SUFFIX
from shared.ledger.entry import Entry

Document = dict[str, Any]


@dataclass(frozen=True)
class Corrected:
    """
    A correction, as a follower applies it.

    Attributes:
        entry: The corrected entry as it stands now, under its own number; its ``n`` is the correction's.
        void: Whether it does not count any more.
        was_on: The day it counted from before.
        number: The correction's own.
    """

    entry: Entry
    void: bool
    was_on: date
    number: str


def is_correction(event_type: str) -> bool:
    """Return whether an event of this type corrects an earlier entry of its stream."""
    return event_type.endswith(SUFFIX)


def read_correction(entry: Entry) -> Corrected:
    """Read a correction; raises KeyError, TypeError or ValueError when the data are not what the type promises."""
    told = entry.data
    now = replace(
        entry,
        seq=int(told["seq"]),
        type=str(told["kind"]),
        effective_on=date.fromisoformat(told["on"]),
        data=dict(told["data"]),
    )
    return Corrected(now, bool(told["void"]), date.fromisoformat(told["was_on"]), str(told["correction"]))


def as_they_stand(entries: Iterable[Mapping[str, Any]]) -> list[Document]:
    """
    Return the entries of one stream as they stand, in the order of their numbers.

    One that does not count any more is left out, and so are the corrections themselves.
    """
    standing: dict[int, Document] = {}
    for entry in sorted(entries, key=lambda one: one["seq"]):
        if not is_correction(entry["type"]):
            standing[entry["seq"]] = dict(entry)
            continue
        told = entry["data"]
        if told["void"]:
            standing.pop(told["seq"], None)
        elif told["seq"] in standing:
            standing[told["seq"]] |= {"effective_on": told["on"], "data": told["data"]}
    return [standing[seq] for seq in sorted(standing)]
