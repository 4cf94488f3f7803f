"""Questions to a department; asking changes nothing."""

from typing import Any

from pymongo.database import Database

from services.department import store
from services.department.model import Resolution, Task, state

Document = dict[str, Any]
Db = Database[Document]


def figures(db: Db, period: str) -> Document:
    """Give all versions of the department's figures of a quarter, the first one first."""
    found = db["figures"].find({"period": period}).sort("number", 1)
    return {
        "period": period,
        "versions": [
            {"version": row["number"], "recorded_on": row["recorded_on"], "figures": row["figures"]}
            for row in found
        ],
    }


def recommendations(db: Db) -> list[Document]:
    """Give the department's recommendations with their outcomes, in the order of their numbers."""
    rows = db["recommendations"].find({"held_on": {"$exists": True}}, {"_id": 0, "version": 0})
    return list(rows.sort("recommendation", 1))


def tasks(db: Db, department: str) -> list[Document]:
    """Give the resolutions that *department* leads, in the order of their numbers."""
    return [row for row in resolutions(db) if row["lead"] == department]


def resolutions(db: Db) -> list[Document]:
    """Give all resolutions this instance knows, with their states, in the order of their numbers."""
    found = list(db["resolutions"].find({"text": {"$exists": True}}).sort("_id", 1))
    known = {row["_id"]: row for row in db["tasks"].find({"_id": {"$in": [row["_id"] for row in found]}})}
    return [
        _row(store.resolution(row), store.task(known.get(row["_id"], {"_id": row["_id"]}))) for row in found
    ]


def _row(resolution: Resolution, task: Task) -> Document:
    return {
        "no": resolution.no,
        "meeting": resolution.meeting,
        "text": resolution.text,
        "lead": resolution.lead,
        "co": list(resolution.co),
        "due_on": resolution.due_on.isoformat(),
        "original_due_on": resolution.original_due_on.isoformat(),
        "deliverable": resolution.deliverable,
        "measure": resolution.measure,
        "extensions": resolution.extensions,
        "state": state(resolution, task).value,
    }
