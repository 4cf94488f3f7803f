"""One-time codes by which somebody chooses a password: invited, or after it was forgotten."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from shared.contracts.errors import NotSignedIn

INVITATION, RESET = "invitation", "reset"
HOURS: Mapping[str, int] = {INVITATION: 72, RESET: 24}
MOST_TRIES = 5
# Without what looks alike. The first part names the code, so that nobody uses up the tries of one that is unknown to
# them; the rest is what must be known.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
NAME_LENGTH, SECRET_LENGTH, GROUP = 8, 12, 5
REFUSED = "代码无效、已用过或已过期；请向管理员重新索取"


@dataclass(frozen=True)
class Code:
    """A code as it is shown, once, and until when it can be used."""

    text: str
    until: datetime


class Codes:
    """Codes of the portal; only digests of them are kept."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._codes = db["codes"]

    def prepare(self) -> None:
        """Let the database forget codes that are over."""
        self._codes.create_index([("until", 1)], expireAfterSeconds=0)

    def issue(self, user: str, kind: str, by: str, now: datetime | None = None) -> Code:
        """Make a code for *user*; one that was made before is no longer good."""
        until = (now or datetime.now(UTC)) + timedelta(hours=HOURS[kind])
        text = "".join(secrets.choice(ALPHABET) for _ in range(NAME_LENGTH + SECRET_LENGTH))
        self._codes.delete_many({"user": user})
        told = {"user": user, "kind": kind, "by": by, "tries": 0, "until": until}
        self._codes.insert_one({"_id": text[:NAME_LENGTH], "digest": _digest(text), **told})
        return Code("-".join(text[n : n + GROUP] for n in range(0, len(text), GROUP)), until)

    def user_of(self, typed: str, now: datetime | None = None) -> str:
        """Return whom a code is for; raises NotSignedIn, after MOST_TRIES wrong ones for the right one as well."""
        text = _normal(typed)
        alive = {"until": {"$gt": now or datetime.now(UTC)}, "tries": {"$lt": MOST_TRIES}}
        # Counted before it is looked at, so that guesses at the same time count each.
        found = self._codes.find_one_and_update({"_id": text[:NAME_LENGTH], **alive}, {"$inc": {"tries": 1}})
        if found is None or not hmac.compare_digest(found["digest"], _digest(text)):
            raise NotSignedIn(REFUSED)
        self._codes.update_one({"_id": found["_id"]}, {"$inc": {"tries": -1}})
        return str(found["user"])

    def use(self, typed: str) -> None:
        """Use a code up; raises NotSignedIn when somebody did meanwhile."""
        text = _normal(typed)
        sought = {"_id": text[:NAME_LENGTH], "digest": _digest(text)}
        if not self._codes.delete_one(sought).deleted_count:
            raise NotSignedIn(REFUSED)

    def forget(self, user: str) -> None:
        """Let no code of *user* be good any longer."""
        self._codes.delete_many({"user": user})


def _normal(typed: str) -> str:
    return "".join(character for character in typed.upper() if character in ALPHABET)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
