"""Quarantine: messages that no service can take, kept sealed for a person to look at, and for a while only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import structlog
import uuid6
from bson import Binary
from pymongo.database import Database

from shared.ledger.bound import Collections
from shared.security.sealing import Vault
from shared.telemetry import QUARANTINED, without_numbers

MAX_BODY_BYTES = 1 << 20
# Nobody looks for the cause of a trouble longer; who the message is about is not known, so nobody can ask for its end.
KEPT_DAYS = 90
SECRET_HEADERS = ("token", "authorization")
CALL_IDS = ("nameko.call_id", "ce-callid")
MOST_TOLD = 200

CONTENT = ("headers", "properties", "body")

log = structlog.get_logger()


@dataclass(frozen=True)
class Strange:
    """A message that cannot be taken, and why."""

    queue: str
    reason: str
    body: Any
    headers: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    source: str | None = None
    event_id: str | None = None


class Quarantine:
    """
    The ``quarantine`` collection of one service.

    What was sent lies sealed by *vault*; in clear stands what tells where it came from, without numbers of persons.
    """

    def __init__(self, db: Database[dict[str, Any]], vault: Vault) -> None:
        self._db = db
        self._vault = vault

    def prepare(self) -> None:
        """Let messages end after KEPT_DAYS, and seal what an earlier version kept in clear."""
        aside = self._db["quarantine"]
        aside.create_index("at", expireAfterSeconds=int(timedelta(days=KEPT_DAYS).total_seconds()))
        for row in aside.find({"body": {"$exists": True}}):
            content = {name: row.pop(name, None) for name in CONTENT}
            aside.replace_one({"_id": row["_id"]}, self._row(row, content))

    def keep(self, strange: Strange, db: Collections | None = None) -> str:
        """
        Store *strange* without its tokens and return its id; in the transaction of *db*, if one is named.

        Raises:
            PyMongoError: it could not be stored, so it must not be acknowledged.
        """
        body = _bytes(strange.body)
        headers = _plain(strange.headers)
        told = {
            "_id": str(uuid6.uuid7()),
            "at": datetime.now(UTC),
            "queue": strange.queue,
            "reason": strange.reason,
            "source": strange.source,
            "event_id": strange.event_id,
            "call_id": next((headers[name] for name in CALL_IDS if name in headers), None),
            "size": len(body),
        }
        content = {
            "headers": headers,
            "properties": _plain({k: v for k, v in strange.properties.items() if k != "application_headers"}),
            "body": Binary(body[:MAX_BODY_BYTES]),
        }
        kept = self._row(told, content)
        (db or self._db)["quarantine"].insert_one(kept)
        reason = strange.reason.split(":")[0]
        QUARANTINED.labels(reason).inc()
        log.warning("message_quarantined", quarantine_id=kept["_id"], queue=strange.queue, reason=reason)
        return str(kept["_id"])

    def content(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``headers``, ``properties`` and ``body`` of a message that was kept; ValueError: it was altered."""
        return dict(bson.decode(self._vault.open_own(_place(kept["_id"]), bytes(kept["sealed"]))))

    def _row(self, told: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
        clear = {
            name: without_numbers(storable(value))[:MOST_TOLD] if isinstance(value, str) else value
            for name, value in told.items()
        }
        place = _place(told["_id"])
        return {
            **clear,
            "_id": told["_id"],
            "sealed": Binary(self._vault.seal_own(place, bson.encode(content))),
        }


def _place(message: str) -> str:
    return f"quarantine#{message}"


def storable(text: str) -> str:
    """Return *text* with a question mark for each half of a character, which no database takes."""
    return text.encode("utf-8", "replace").decode()


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    return (
        bytes(body)
        if isinstance(body, (bytes, bytearray, memoryview))
        else repr(body).encode("utf-8", "replace")
    )


def _plain(headers: Any) -> dict[str, str]:
    """Return headers as text, so that any of them can be stored; secrets are left out."""
    if not isinstance(headers, Mapping):
        return {"?": storable(repr(headers))[:1000]}
    return {
        storable(str(name).replace("\0", "")): storable(value if isinstance(value, str) else repr(value))[
            :1000
        ]
        for name, value in headers.items()
        if not any(secret in str(name).lower() for secret in SECRET_HEADERS)
    }
