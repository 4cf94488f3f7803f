"""What an operator sees of a running service and does to it: streams that halted, messages that lie aside."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from shared.contracts.errors import NotFound
from shared.ledger.bound import Collections
from shared.messaging import positions
from shared.messaging.quarantine import Quarantine

Document = dict[str, Any]
# Notes in the trail that somebody does something, which is named, before it is done.
Note = Callable[..., None]
HALTED, QUARANTINE = "halted", "quarantine"
# Bodies may hold what is nobody's business, headers hold tokens.
HIDDEN = ("body", "headers", "properties", "sealed")
MOST_SHOWN = 200


def state(db: Collections) -> Document:
    """Return how far the service is with each log it follows, what halted, and what lies aside, the oldest first."""
    return {
        "applied": positions.applied(db),
        "rebuilding": positions.is_rebuilding(db),
        "halted": halted(db, MOST_SHOWN),
        "quarantine": quarantined(db, MOST_SHOWN),
    }


def halted(db: Collections, most: int = 0) -> list[Document]:
    """Return the streams that halted, the oldest first; at most *most* of them, 0: all."""
    found = db[HALTED].find({}, dict.fromkeys(HIDDEN, 0)).sort("halted_at", 1).limit(most)
    return [public(row) for row in found]


def quarantined(db: Collections, most: int = 0) -> list[Document]:
    """Return the messages that lie aside without what they hold, the oldest first; at most *most*, 0: all."""
    found = db[QUARANTINE].find({}, dict.fromkeys(HIDDEN, 0)).sort("at", 1).limit(most)
    return [{"id": row["_id"], **public(row)} for row in found]


def retry(db: Collections, stream: str | None) -> int:
    """Let a halted stream (None: each) be tried again within seconds; return how many."""
    chosen = {} if stream is None else {"stream": stream}
    changed = db[HALTED].update_many(chosen, {"$set": {"next_try_at": datetime.now(UTC)}})
    return int(changed.matched_count)


def drop_entry(db: Collections, stream: str, note: Note) -> Document:
    """Give up the entry that halted a stream, so that what follows goes on; raises NotFound."""
    found = db[HALTED].find_one({"stream": stream})
    if found is None:
        raise NotFound("没有这条暂停的数据流")
    told = {name: found[name] for name in ("stream", "log", "n")}
    note("drop_entry", detail=f"{told['log']} {told['n']} {stream}")
    change = {"$addToSet": {"dropped": found["n"]}, "$set": {"next_try_at": datetime.now(UTC)}}
    db[HALTED].update_one({"_id": found["_id"]}, change)
    return told


def drop_message(db: Collections, message: str, note: Note) -> None:
    """Throw away a message that lies aside; raises NotFound."""
    if db[QUARANTINE].find_one({"_id": message}, {"_id": 1}) is None:
        raise NotFound("没有这条隔离的消息")
    note("drop_message", subjects=[message])
    db[QUARANTINE].delete_one({"_id": message})


def read_message(db: Collections, quarantine: Quarantine, message: str, reason: str, note: Note) -> Document:
    """Return what a message that lies aside holds, and note who read it and why (R-PRV-20); raises NotFound."""
    found = db[QUARANTINE].find_one({"_id": message})
    if found is None:
        raise NotFound("没有这条隔离的消息")
    note("read_message", subjects=[message], purpose=reason)
    content = quarantine.content(found)
    return {**content, "body": bytes(content["body"]).decode("utf-8", "replace")}


def public(row: Mapping[str, Any]) -> Document:
    """Return a document without its key, its times as text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if name != "_id"
    }
