"""Whom the two staff serve, as their assignments tell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.registry.model import Statement, as_of
from services.registry.store import statements
from shared.ledger.bound import Collections


def units_served(
    db: Collections, whose: Mapping[str, str], day: date, besides: str | None = None
) -> set[str]:
    """Return the enterprises that somebody serves on *day* or later, *besides* what is one assignment's."""
    found = db["staff"].find({**whose, "_id": {"$ne": besides}})
    kept = [
        served(row)
        for row in found
        if (date.fromisoformat(row["ended_on"]) if row["ended_on"] else date.max) > day
    ]
    told = [as_of(one, day) for one in kept] + [one.values for all_ in kept for one in all_ if one.on > day]
    return {unit for values in told for unit in values.get("units", ())}


def served(document: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Return whom an assignment serves, by the days; one of before this could change has its first day only."""
    first = {"statements": [{"on": document["assigned_on"], "units": document["units"]}]}
    return statements({**first, **document})
