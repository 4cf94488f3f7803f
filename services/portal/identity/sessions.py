"""Sessions of the web pages: kept on the server, known to the browser by a random name only."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

HOURS, IDLE_MINUTES = 8, 30
# The time of the last use is written no more often.
NOTED_SECONDS = 60
# How long the second factor may take after the password.
WAITING_MINUTES = 10
NAME_BYTES = 32
MAX_AGENT = 80


class Sessions:
    """Who is signed in by cookie."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._sessions = db["sessions"]

    def prepare(self) -> None:
        """Let the database forget sessions that are over."""
        self._sessions.create_index([("until", 1)], expireAfterSeconds=0)
        self._sessions.create_index([("user", 1)])

    def start(self, user: str, address: str = "", agent: str = "", now: datetime | None = None) -> str:
        """Start a session of *user*; return the cookie's value, of which only a digest is stored."""
        moment = now or datetime.now(UTC)
        told = {"since": moment, "used": moment, "address": address, "agent": agent[:MAX_AGENT]}
        return self._add({"user": user, **told, "until": moment + timedelta(hours=HOURS)})

    def user(self, name: str | None, *, active: bool = True, now: datetime | None = None) -> str | None:
        """
        Return the user of a session that is neither over nor was idle for too long.

        Args:
            active: Whether a person did something; what a page does by itself keeps no session alive.
        """
        moment = now or datetime.now(UTC)
        if not name:
            return None
        alive = {"until": {"$gt": moment}, "used": {"$gt": moment - timedelta(minutes=IDLE_MINUTES)}}
        found = self._sessions.find_one({"_id": digest(name), **alive})
        if found is None:
            return None
        if active and found["used"] <= moment - timedelta(seconds=NOTED_SECONDS):
            self._sessions.update_one({"_id": found["_id"]}, {"$set": {"used": moment}})
        return str(found["user"])

    def of(self, user: str, now: datetime | None = None) -> list[Mapping[str, Any]]:
        """Return the sessions of *user* that go on, the latest first."""
        moment = now or datetime.now(UTC)
        alive = {"until": {"$gt": moment}, "used": {"$gt": moment - timedelta(minutes=IDLE_MINUTES)}}
        return list(self._sessions.find({"user": user, **alive}).sort("since", -1))

    def end(self, name: str | None) -> None:
        """End a session."""
        if name:
            self._sessions.delete_one({"_id": digest(name)})

    def end_one(self, user: str, number: str) -> bool:
        """End the session of *user* that ``of`` lists as *number*; return whether there was one."""
        return self._sessions.delete_one({"_id": number, "user": user}).deleted_count > 0

    def end_all(self, user: str, but: str | None = None) -> None:
        """End every session of *user*, but that with the name *but*."""
        kept = {"_id": {"$ne": digest(but) if but else None}}
        self._sessions.delete_many({"$or": [{"user": user}, {"waiting": user}], **kept})

    def wait(self, user: str, now: datetime | None = None) -> str:
        """Note that *user* gave the password, and not yet the second factor; return the cookie's value."""
        moment = now or datetime.now(UTC)
        # Without a time of use it is nobody's session yet.
        return self._add({"waiting": user, "until": moment + timedelta(minutes=WAITING_MINUTES)})

    def waiting(self, name: str | None, now: datetime | None = None) -> str | None:
        """Return who still has to give the second factor."""
        if not name:
            return None
        sought = {
            "_id": digest(name),
            "until": {"$gt": now or datetime.now(UTC)},
            "waiting": {"$exists": True},
        }
        found = self._sessions.find_one(sought)
        return str(found["waiting"]) if found else None

    def _add(self, told: Mapping[str, Any]) -> str:
        name = secrets.token_urlsafe(NAME_BYTES)
        self._sessions.insert_one({"_id": digest(name), **told})
        return name


def digest(name: str) -> str:
    """Return what is stored in place of a session's name."""
    return hashlib.sha256(name.encode()).hexdigest()
