"""A department's collections, their indexes, and documents to and from the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.department.model import Recommendation, Resolution, Task
from shared.contracts.errors import NotFound
from shared.ledger import Unit

Document = dict[str, Any]
COLLECTIONS = (
    *("figures", "meetings", "resolutions", "tasks", "recommendations"),
    "area_tree",
)
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    existing = set(db.list_collection_names())
    for name in COLLECTIONS:
        if name not in existing:
            db.create_collection(name, check_exists=False)
    db["figures"].create_index([("period", 1), ("number", 1)])
    db["area_tree"].create_index([("parent", 1)])


def counties(unit: Unit, city: str) -> set[str]:
    """Give the codes of the areas right below the city, from the copy of the area tree."""
    return {row["_id"] for row in unit.db["area_tree"].find({"parent": city}, session=unit.session)}


def last_version(unit: Unit, period: str) -> int:
    """Give the number of the last version of a quarter's figures; 0 when there is none."""
    found = unit.db["figures"].find_one({"period": period}, sort=[("number", -1)], session=unit.session)
    return int(found["number"]) if found else 0


def get_resolution(unit: Unit, no: str) -> Resolution:
    """Read a resolution; raises NotFound (it may still be on its way from the convener)."""
    found = unit.db["resolutions"].find_one({"_id": no}, session=unit.session)
    if found is None or "text" not in found:
        raise NotFound(f"议定事项{no}不存在或尚未收到", {"fields": {"no": ["议定事项不存在或尚未收到"]}})
    return resolution(found)


def resolution(document: Mapping[str, Any]) -> Resolution:
    """Read a resolution document."""
    original = document["original_due_on"]
    return Resolution(
        no=document["_id"],
        meeting=document["meeting"],
        text=document["text"],
        lead=document["lead"],
        co=tuple(document["co"]),
        due_on=date.fromisoformat(document.get("extended_to") or original),
        deliverable=document["deliverable"],
        measure=document["measure"],
        original_due_on=date.fromisoformat(original),
        extensions=document.get("extensions", 0),
        returns=document.get("returns", 0),
        verified=document.get("verified", False),
        closed=document.get("closed", False),
    )


def get_task(unit: Unit, no: str) -> Task:
    """Read a task; one nobody touched yet is empty."""
    return task(unit.db["tasks"].find_one({"_id": no}, session=unit.session) or {"_id": no})


def task(document: Mapping[str, Any]) -> Task:
    """Read a task document."""
    return Task(
        no=document["_id"],
        accepted=document.get("accepted", False),
        notes=document.get("notes", 0),
        submissions=document.get("submissions", 0),
        submitted_by=document.get("submitted_by"),
    )


def recommendation_data(recommendation: Recommendation) -> Document:
    """Give the JSON form of a recommendation."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(recommendation).items()
    }


def change(unit: Unit, collection: str, key: str, update: Mapping[str, Any]) -> None:
    """Change a document, or begin it: events of two departments may come in any order."""
    unit.db[collection].update_one({"_id": key}, dict(update), upsert=True, session=unit.session)
