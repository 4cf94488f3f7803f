"""Answers of the portal's own to requests with a key, sealed, for a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bson import Binary
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.errors import Conflict
from shared.security.sealing import Vault

LIFE = timedelta(days=1)
# Who took a key and has not answered by then was stopped, and the key is free again.
PATIENCE = timedelta(minutes=2)


class Answers:
    """The ``answers`` collection; a service keeps those of its own commands in its ledger."""

    def __init__(self, db: Database[dict[str, Any]], vault: Vault) -> None:
        self._answers, self._vault = db["answers"], vault

    def begin(self, name: str, asked: Any, now: datetime | None = None) -> bytes | None:
        """
        Take the key *name* for a request, or return what it was answered already.

        Args:
            asked: All of the request that has to be the same under the same key, as JSON values.

        Raises:
            Conflict: the key stands for another request, or for one that is being answered.
        """
        moment, print_ = now or datetime.now(UTC), self._vault.fingerprint(asked)
        taken = {"print": print_, "since": moment, "until": moment + LIFE}
        self._answers.delete_one(
            {"_id": name, "$or": [{"until": {"$lte": moment}}, _left(moment)]},
        )
        try:
            self._answers.insert_one({"_id": name, **taken})
        except DuplicateKeyError:
            return self._known(name, print_)
        return None

    def keep(self, name: str, answer: bytes) -> None:
        """Keep what a request was answered."""
        sealed = Binary(self._vault.seal_own(_place(name), answer))
        self._answers.update_one({"_id": name}, {"$set": {"answer": sealed}})

    def release(self, name: str) -> None:
        """Free the key of a request that was refused: it may be put right and sent again."""
        self._answers.delete_one({"_id": name, "answer": {"$exists": False}})

    def _known(self, name: str, print_: str) -> bytes | None:
        found = self._answers.find_one({"_id": name})
        if found is not None and found["print"] != print_:
            raise Conflict("该幂等键已用于另一项请求；请换一个 Idempotency-Key")
        if found is None or "answer" not in found:
            raise Conflict("使用同一幂等键的请求正在办理，请稍后再试")
        return self._vault.open_own(_place(name), bytes(found["answer"]))


def prepare(db: Database[dict[str, Any]]) -> None:
    """Let the database forget answers in time."""
    db["answers"].create_index([("until", 1)], expireAfterSeconds=0)


def _left(moment: datetime) -> dict[str, Any]:
    return {"answer": {"$exists": False}, "since": {"$lte": moment - PATIENCE}}


def _place(name: str) -> str:
    return f"answer#{name}"
