"""What a department learns from others: the convener of tasks, the others of resolutions."""

from collections.abc import Sequence
from typing import Any

from pymongo.database import Database

from services.department.effects import take_effect
from shared.ledger import Entry, Unit


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Keep the local copies of resolutions and tasks."""
    for entry in entries:
        take_effect(unit, entry.type, entry.data)


def reset(db: Database[dict[str, Any]]) -> None:
    """
    Empty what came from others and is summed up; what the department recorded itself stays.

    The area tree stays too: it is only ever set, and figures that arrive meanwhile need it.
    """
    for collection, owner in (
        ("tasks", "^department[.]task_"),
        ("resolutions", "^department[.]resolution_issued"),
    ):
        # First what is there, then what is one's own: a task begun in between is in neither, and stays.
        known = db[collection].distinct("_id")
        own = set(db["ledger"].distinct("data.no", {"type": {"$regex": owner}}))
        db[collection].delete_many({"_id": {"$in": [no for no in known if no not in own]}})
