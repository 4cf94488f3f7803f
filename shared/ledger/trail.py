"""
Who looked at what, took it away, or was refused: chained by day, read by auditors, edited by nobody (R-PRV-20).

These are no facts: they lie in ``access``, are never published, and have an end.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.access import NOTED, FindAccess, Noted
from shared.ledger.bound import Collections
from shared.rules import pack, workdays
from shared.rules.periods import ZONE
from shared.security.sealing import Vault
from shared.security.tokens import Actor
from shared.telemetry import ACCESS_ALARMS

ACCESS = "access"
LOOK, EXPORT, REFUSAL, OPERATION, ALARM, ACCOUNT = NOTED
# R-PRV-20 asks for six months at least, and R-PRV-08 for three years of what an impact assessment rests on.
KEPT = timedelta(days=3 * 366)
# One page of a list holds no more.
MOST_SUBJECTS = 200
TRIES = 100
HOUR = timedelta(hours=1)
Document = dict[str, Any]

log = structlog.get_logger()


def prepare(db: Database[Document]) -> None:
    """Create the indexes of the trail; running it again changes nothing."""
    db[ACCESS].create_index([("at", 1)], expireAfterSeconds=int(KEPT.total_seconds()))
    db[ACCESS].create_index([("user", 1), ("at", 1)])


def _now() -> datetime:
    return datetime.now(UTC)


class Trail:
    """
    The trail of one instance.

    Each entry carries a keyed hash over itself and the hash before it: who can write to the database, but has not
    the key of the instance, can neither change an entry nor take one out of its day without its showing.
    """

    def __init__(self, db: Collections, vault: Vault, now: Callable[[], datetime] = _now) -> None:
        self._access = db[ACCESS]
        self._vault = vault
        self._now = now

    def note(self, what: str, actor: Actor, **details: Any) -> None:
        """Note what *actor* did or tried; *details* say at what, for which purpose, and from where."""
        at = self._now()
        # The database keeps milliseconds.
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        told = {"at": at, "what": what, "user": actor.user, "department": actor.department}
        self._append({**told, "roles": [*actor.roles], **details})
        if what in (LOOK, EXPORT):
            self._watch(actor, at, what, int(details.get("count") or 0))

    def told(self, question: FindAccess) -> Document:
        """Return a page of a day's entries, and where its chain is broken."""
        asked = {"user": question.user, "what": question.what}
        wanted = {name: value for name, value in asked.items() if value is not None}
        of_day = {"day": question.day.isoformat(), "n": {"$gt": question.after}, **wanted}
        rows = list(self._access.find(of_day).sort("n", 1).limit(question.limit + 1))
        shown = [_shown(row) for row in rows[: question.limit]]
        following = shown[-1]["n"] if len(rows) > question.limit else None
        return {"items": shown, "next": following, "broken": self.broken(question.day)}

    def broken(self, day: date) -> int | None:
        """Return the number of the first entry of a day that is not what was noted, or is missing; None: all is."""
        before = self._last({"_id": {"$lt": _id(day.isoformat(), 0)}})
        hashed = before["hash"] if before else None
        for number, row in enumerate(self._access.find({"day": day.isoformat()}).sort("n", 1), 1):
            foreign = hashed is not None and row["before"] != hashed
            if row["n"] != number or foreign or row["hash"] != self._hash(row):
                return number
            hashed = row["hash"]
        return None

    def _append(self, told: Document) -> None:
        for _ in range(TRIES):
            last = self._last({})
            day = told["at"].astimezone(ZONE).date().isoformat()
            # Clocks of two processes differ a little at midnight.
            day = max(day, last["day"]) if last else day
            n = last["n"] + 1 if last and last["day"] == day else 1
            row = {"_id": _id(day, n), "day": day, "n": n, **told, "before": last["hash"] if last else ""}
            try:
                self._access.insert_one({**row, "hash": self._hash(row)})
            except DuplicateKeyError:
                continue  # another call was noted meanwhile
            return
        log.error("access_not_noted", what=told["what"], user=told["user"])

    def _last(self, wanted: Mapping[str, Any]) -> Document | None:
        # Beside entries of versions that kept no chain.
        chained = {"day": {"$gt": ""}, **wanted}
        found: Document | None = self._access.find_one(chained, sort=[("_id", -1)])
        return found

    def _hash(self, row: Mapping[str, Any]) -> str:
        return self._vault.fingerprint({name: value for name, value in row.items() if name != "hash"})

    def _watch(self, actor: Actor, at: datetime, what: str, count: int) -> None:
        """Tell auditors of what the rule does not let pass unseen (R-PRV-21)."""
        local = at.astimezone(ZONE)
        in_force = pack.load("privacy", local.date())
        if what == EXPORT:
            most = in_force.number("R-PRV-21-ROWS")
            hours = (in_force.number("R-PRV-21-FROM"), in_force.number("R-PRV-21-UNTIL"))
            if count > most:
                self._alarm(actor, at, "rows", f"一次导出{count}行，超过{most}行（R-PRV-21）")
            if not (workdays.is_workday(local.date()) and hours[0] <= local.hour < hours[1]):
                self._alarm(actor, at, "off_hours", "在工作时间以外导出（R-PRV-21）")
            return
        most = in_force.number("R-PRV-21")
        lately = {"user": actor.user, "at": {"$gt": at - HOUR}}
        seen = self._access.count_documents({**lately, "full": {"$gt": 0}}, limit=most + 1)
        if seen > most and self._access.find_one({**lately, "what": ALARM, "method": "full_values"}) is None:
            self._alarm(actor, at, "full_values", f"一小时内查看完整个人信息超过{most}次（R-PRV-21）")

    def _alarm(self, actor: Actor, at: datetime, alarm: str, detail: str) -> None:
        ACCESS_ALARMS.labels(alarm).inc()
        told = {"at": at, "what": ALARM, "user": actor.user, "department": actor.department}
        self._append({**told, "roles": [*actor.roles], "method": alarm, "detail": detail})


def _id(day: str, n: int) -> str:
    return f"{day}#{n:09}"


def _shown(row: Mapping[str, Any]) -> Document:
    known = {name: row.get(name) for name in Noted.declared}
    return {
        **known,
        "at": row["at"].isoformat(),
        "roles": row.get("roles", []),
        "subjects": row.get("subjects", []),
    }
