"""
Counting frozen quarters: from just the entries that the manifest names, and never touched again.

What a rebuild empties is counted once more, years later, too: from the same entries, and to the same hash.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Collection
from typing import Any

import orjson
from pymongo.client_session import ClientSession

from services.reporting import frozen, reading, rules, store
from services.reporting import settle as live
from services.reporting.basis import Resolution
from services.reporting.model import Edition
from shared.contracts.errors import Conflict, Unavailable
from shared.contracts.indicators import INDICATORS
from shared.ledger.bound import Bound, Collections
from shared.ledger.ledger import MAJORITY, SNAPSHOT, Ledger
from shared.messaging import positions
from shared.rules import pack
from shared.rules.periods import Quarter

Document = dict[str, Any]


def settle(conveners: Collection[str], ledger: Ledger) -> bool:
    """
    Count one batch anew, of the live figures before the frozen ones; False when nothing is left to do.

    Args:
        conveners: The departments that lead a joint meeting.
    """
    return live.settle(ledger) or _count(ledger, conveners)


def manifest(db: Collections, period: Quarter, logs: tuple[str, ...], conveners: Collection[str]) -> Document:
    """
    Return what freezing a quarter now would name, as the next version.

    Args:
        conveners: The departments that lead a joint meeting.

    Raises:
        Unavailable: figures wait to be counted anew.
        Conflict: a stream is halted, so that entries are missing that the manifest would name.
    """
    if store.is_dirty(db) or positions.is_rebuilding(db):
        raise Unavailable("数据正在更新，请稍后再试", {"period": str(period)})
    if positions.halted_streams(db):
        raise Conflict("有数据流因错误暂停，处理之后方可冻结", {"period": str(period)})
    of = Edition(period)
    marks = positions.marks_of(db, logs)
    return {
        "period": str(period),
        "version": len(frozen.freezes(db, period)) + 1,
        "as_of": reading.as_of(db, of).isoformat(),
        "sources": [{"log": log, "n": mark.n, "hash": mark.hash} for log, mark in marks.items()],
        "definitions": [one.definition for one in INDICATORS.values()],
        "packs": [f"{name} {pack.edition_on(name, period.last)}" for name in pack.names()],
        "figures": digest(db, of, conveners),
    }


def digest(db: Collections, of: Edition, conveners: Collection[str]) -> str:
    """
    Return the SHA-256 of all that the figures of a quarter are made of; what just checks compare with is left out.

    It goes over a line of canonical JSON for each area with what is directly in it, in the order of their codes, then
    one with what the departments reported, one with the lists of enterprises where there are any, and one with the
    resolutions.
    """
    areas = store.tree(db, of).areas
    found = hashlib.sha256()
    for area, own in store.each_own(db, of):
        if area in areas:
            found.update(_line([area, rules.hashed(own)]))
    found.update(_line(reading.reported(db, of)))
    if listed := reading.listed(db, of):
        found.update(_line(listed))
    decided = sorted(reading.resolutions(db, of, conveners), key=lambda one: one.no)
    found.update(_line([_told(one) for one in decided]))
    return found.hexdigest()


def _told(one: Resolution) -> dict[str, Any]:
    told = vars(one)
    # Quarters were frozen before counties had meetings: their hashes stay what they are.
    return told if one.convened_for else {name: v for name, v in told.items() if name != "convened_for"}


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _count(ledger: Ledger, conveners: Collection[str]) -> bool:
    """Count one batch of a frozen quarter; return whether there was anything that can be counted now."""
    row = frozen.waiting(ledger.db)
    if row is None:
        return False
    chosen = frozen.edition_of(row)

    def step(session: ClientSession) -> bool:
        db = Bound(ledger.db, session)
        codes = store.tree(db, chosen).codes
        start = bisect_right(codes, row["done_to"])
        areas = codes[start : start + live.BATCH]
        if areas:
            live.recount(db, chosen, areas)
            frozen.note_counted(db, row, areas[-1])
        return bool(areas)

    with ledger.db.client.start_session() as session:
        counted = session.with_transaction(step, read_concern=SNAPSHOT, write_concern=MAJORITY)
    if not counted:
        frozen.conclude(ledger.db, row, digest(ledger.db, chosen, conveners))
    return True
