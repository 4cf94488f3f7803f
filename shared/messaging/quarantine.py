"""Quarantine: messages that no service can take, kept whole for a person to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
import uuid6
from bson import Binary
from pymongo.database import Database

from shared.ledger.bound import Collections
from shared.telemetry import QUARANTINED

MAX_BODY_BYTES = 1 << 20
SECRET_HEADERS = ("token", "authorization")

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
    """The ``quarantine`` collection of one service."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._db = db

    def keep(self, strange: Strange, db: Collections | None = None) -> str:
        """
        Store *strange* without its tokens and return its id; in the transaction of *db*, if one is named.

        Raises:
            PyMongoError: it could not be stored, so it must not be acknowledged.
        """
        body = _bytes(strange.body)
        kept = {
            "_id": str(uuid6.uuid7()),
            "at": datetime.now(UTC),
            "queue": strange.queue,
            "reason": strange.reason,
            "source": strange.source,
            "event_id": strange.event_id,
            "headers": _plain(strange.headers),
            "properties": _plain({k: v for k, v in strange.properties.items() if k != "application_headers"}),
            "size": len(body),
            "body": Binary(body[:MAX_BODY_BYTES]),
        }
        (db or self._db)["quarantine"].insert_one(kept)
        reason = strange.reason.split(":")[0]
        QUARANTINED.labels(reason).inc()
        log.warning("message_quarantined", quarantine_id=kept["_id"], queue=strange.queue, reason=reason)
        return str(kept["_id"])


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    return bytes(body) if isinstance(body, (bytes, bytearray, memoryview)) else repr(body).encode()


def _plain(headers: Any) -> dict[str, str]:
    """Return headers as text, so that any of them can be stored; secrets are left out."""
    if not isinstance(headers, Mapping):
        return {"?": repr(headers)[:1000]}
    return {
        str(name).replace("\0", ""): repr(value)[:1000] if not isinstance(value, str) else value[:1000]
        for name, value in headers.items()
        if not any(secret in str(name).lower() for secret in SECRET_HEADERS)
    }
