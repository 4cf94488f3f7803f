"""What each event does to resolutions and tasks; the same for one's own and for those of others."""

from collections.abc import Callable, Mapping
from typing import Any

from services.department import store
from shared.ledger import Unit

Data = Mapping[str, Any]
Update = dict[str, Any]


def _issued(data: Data) -> Update:
    kept = {name: data[name] for name in ("meeting", "text", "lead", "co", "deliverable", "measure")}
    return {"$set": {**kept, "original_due_on": data["due_on"], "version": store.VERSION}}


# event type -> collection and the update it makes; only sums and sets, so that order does not matter.
EFFECTS: dict[str, tuple[str, Callable[[Data], Update]]] = {
    "development.recommendation_answered.v1": (
        "recommendations",
        lambda data: {"$set": {"outcome": data["outcome"]}},
    ),
    "department.resolution_issued.v1": ("resolutions", _issued),
    "department.resolution_returned.v1": ("resolutions", lambda _: {"$inc": {"returns": 1}}),
    "department.resolution_extended.v1": (
        "resolutions",
        lambda data: {"$inc": {"extensions": 1}, "$max": {"extended_to": data["due_on"]}},
    ),
    "department.resolution_verified.v1": ("resolutions", lambda _: {"$set": {"verified": True}}),
    "department.resolution_closed.v1": ("resolutions", lambda _: {"$set": {"closed": True}}),
    "department.task_accepted.v1": ("tasks", lambda _: {"$set": {"accepted": True}}),
    "department.task_progressed.v1": ("tasks", lambda _: {"$inc": {"notes": 1}}),
    "department.task_submitted.v1": ("tasks", lambda _: {"$inc": {"submissions": 1}}),
}


# What names the document in the event's data, where it is not "no".
KEYS = {"recommendations": "recommendation"}


def take_effect(unit: Unit, event_type: str, data: Data) -> None:
    """Change the documents as an event says; an event that is none of these changes nothing."""
    if event_type in EFFECTS:
        collection, update = EFFECTS[event_type]
        store.change(unit, collection, data[KEYS.get(collection, "no")], update(data))
