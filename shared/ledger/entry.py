"""One ledger entry, in the form it is hashed in and the form that travels."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

GENESIS = "0" * 64
# What is not part of the hashed content: the chain itself, and sealed values, of which a salted digest is.
UNHASHED = frozenset({"hash", "private"})


@dataclass(frozen=True)
class Entry:
    """
    An entry as a follower sees it: no sealed values, and of the actor only the department.

    Attributes:
        log: The numbered log it was read from, e.g. ``registry.public``.
        n: Its number there, from 1 without gaps.
        seq: Its number in its stream, from 1 without gaps in the owner's main log.
    """

    log: str
    n: int
    hash: str
    id: str
    stream: str
    seq: int
    type: str
    recorded_at: datetime
    recorded_on: date
    effective_on: date
    department: str
    cause: str | None
    call_id: str | None
    data: Mapping[str, Any]


def canonical(value: Any) -> bytes:
    """Return the one JSON form of *value* that digests are taken of: sorted keys, UTC times, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def chained(previous: str, document: Mapping[str, Any]) -> str:
    """Return the hash of an entry *document* that follows the hash *previous*; its number is part of it."""
    content = {name: value for name, value in document.items() if name not in UNHASHED}
    return hashlib.sha256(previous.encode() + canonical(content)).hexdigest()


def sealed_digest(salt: str, values: Mapping[str, Any]) -> str:
    """Return the salted digest of personal values that stays when the values are erased."""
    return digest({"salt": salt, "values": dict(values)})


def to_wire(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a numbered entry document, as ``ledger_page`` answers it."""
    return {
        "n": document["n"],
        "hash": document["hash"],
        "id": document["_id"],
        "stream": document["stream"],
        "seq": document["seq"],
        "type": document["type"],
        "recorded_at": document["recorded_at"].isoformat(),
        "recorded_on": document["recorded_on"],
        "effective_on": document["effective_on"],
        "department": document["actor"]["department"],
        "cause": document["cause"],
        "call_id": document["call_id"],
        "data": document["data"],
    }


def from_wire(log: str, wire: Mapping[str, Any]) -> Entry:
    """Read the form that ``to_wire`` made; raises KeyError, TypeError or ValueError when it is not that."""
    return Entry(
        log=log,
        n=int(wire["n"]),
        hash=str(wire["hash"]),
        id=str(wire["id"]),
        stream=str(wire["stream"]),
        seq=int(wire["seq"]),
        type=str(wire["type"]),
        recorded_at=datetime.fromisoformat(wire["recorded_at"]),
        recorded_on=date.fromisoformat(wire["recorded_on"]),
        effective_on=date.fromisoformat(wire["effective_on"]),
        department=str(wire["department"]),
        cause=wire["cause"],
        call_id=wire["call_id"],
        data=dict(wire["data"]),
    )
