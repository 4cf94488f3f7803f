"""Requests for exports that need a second person, in the portal's own database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import uuid6
from pymongo.database import Database

from shared.contracts.errors import Conflict, NotFound

WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"
STATES = {WAITING: "待批准", APPROVED: "已批准", REFUSED: "未批准"}
# Nobody needs a list for longer than it takes to use it; after that it is asked for anew.
GOOD_FOR = timedelta(days=3)
KEPT = timedelta(days=90)
MOST_LISTED = 200


@dataclass(frozen=True)
class ExportRequest:
    """
    A request for a list with more rows than one person takes out alone.

    Attributes:
        until: When an approved one ends.
    """

    request: str
    user: str
    operation: str
    filters: Mapping[str, str]
    purpose: str
    rows: int
    asked_at: datetime
    state: str = WAITING
    decided_by: str | None = None
    until: datetime | None = None

    def is_good_at(self, moment: datetime) -> bool:
        """Return whether the list may be fetched at *moment*; the end is exclusive."""
        return self.state == APPROVED and self.until is not None and moment < self.until


class ExportRequests:
    """The requests of everybody."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._requests = db["export_requests"]

    def prepare(self) -> None:
        """Let the database forget requests in time."""
        self._requests.create_index([("asked_at", 1)], expireAfterSeconds=int(KEPT.total_seconds()))

    def ask(
        self, user: str, operation: str, filters: Mapping[str, str], purpose: str, rows: int, now: datetime
    ) -> ExportRequest:
        """Keep a request."""
        made = ExportRequest(str(uuid6.uuid7()), user, operation, filters, purpose, rows, now)
        row = {name: value for name, value in vars(made).items() if name != "request"}
        self._requests.insert_one({"_id": made.request, **row, "filters": dict(filters)})
        return made

    def get(self, request: str) -> ExportRequest:
        """Return a request; raises NotFound."""
        found = self._requests.find_one({"_id": request})
        if found is None:
            raise NotFound("没有这项导出申请")
        return _made(found)

    def all(self) -> Sequence[ExportRequest]:
        """Return the latest requests, the newest first."""
        return [_made(row) for row in self._requests.find().sort("_id", -1).limit(MOST_LISTED)]

    def decide(self, request: str, state: str, by: str, now: datetime) -> ExportRequest:
        """Approve or refuse a request; raises Conflict when somebody has decided already."""
        until = now + GOOD_FOR if state == APPROVED else None
        changed = self._requests.update_one(
            {"_id": request, "state": WAITING}, {"$set": {"state": state, "decided_by": by, "until": until}}
        )
        if not changed.matched_count:
            raise Conflict(f"这项导出申请{STATES[self.get(request).state]}，不能再办理")
        return self.get(request)


def _made(row: Mapping[str, Any]) -> ExportRequest:
    return ExportRequest(row["_id"], **{name: value for name, value in row.items() if name != "_id"})
