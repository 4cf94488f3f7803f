"""Sessions of the web pages: kept on the server, known to the browser by a random name only."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

HOURS = 8
NAME_BYTES = 32


class Sessions:
    """Who is signed in by cookie."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._sessions = db["sessions"]

    def prepare(self) -> None:
        """Let the database forget sessions that are over."""
        self._sessions.create_index([("until", 1)], expireAfterSeconds=0)

    def start(self, user: str) -> str:
        """Start a session of *user*; return the cookie's value, of which only a digest is stored."""
        name = secrets.token_urlsafe(NAME_BYTES)
        self._sessions.insert_one(
            {"_id": _digest(name), "user": user, "until": datetime.now(UTC) + timedelta(hours=HOURS)}
        )
        return name

    def user(self, name: str | None) -> str | None:
        """Return the user of a session that is not over."""
        if not name:
            return None
        found = self._sessions.find_one({"_id": _digest(name), "until": {"$gt": datetime.now(UTC)}})
        return str(found["user"]) if found else None

    def end(self, name: str | None) -> None:
        """End a session."""
        if name:
            self._sessions.delete_one({"_id": _digest(name)})

    def end_all(self, user: str) -> None:
        """End every session of *user*."""
        self._sessions.delete_many({"user": user})


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
