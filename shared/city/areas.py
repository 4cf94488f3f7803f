"""The area tree as each service knows it, for rights; never by code prefix."""

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

COLLECTION = "area_tree"


def learn(db: Database[dict[str, Any]], code: str, parent: str | None, session: Any = None) -> None:
    """Keep that *parent* is the area right above *code* (None: *code* is the root)."""
    db[COLLECTION].update_one({"_id": code}, {"$set": {"parent": parent}}, upsert=True, session=session)


def covers(db: Database[dict[str, Any]], areas: Iterable[str], area: str) -> bool:
    """Tell whether *area* is one of *areas* or lies below one; an unknown area is covered by its own code."""
    wanted = set(areas)
    seen: set[str] = set()
    current: str | None = area
    while current is not None and current not in seen:
        if current in wanted:
            return True
        seen.add(current)
        found = db[COLLECTION].find_one({"_id": current})
        current = found["parent"] if found else None
    return False
