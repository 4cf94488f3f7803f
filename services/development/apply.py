"""What development learns from others: members, organisations, courses, recommendations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo.database import Database

from services.development import store
from services.development.commands import cases, recommendations
from shared.city import copies
from shared.ledger import Entry, Unit


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Keep the local copies, and take the steps that other services report."""
    for entry in entries:
        copies.learn(unit, entry)
        if effect := EFFECTS.get(entry.type):
            effect(unit, entry)


def reset(db: Database[dict[str, Any]]) -> None:
    """Empty the copies of the registry; courses and recommendations led to entries of our own, and stay."""
    copies.forget(db)


def _course(unit: Unit, entry: Entry) -> None:
    told = {name: entry.data[name] for name in ("days", "hours", "organiser", "completed_on")}
    key = {"_id": entry.data["case_id"]}
    unit.db["courses"].update_one(key, {"$set": told}, upsert=True, session=unit.session)
    if (case := store.find_case(unit, entry.data["case_id"])) is not None:
        cases.complete_training(unit, case)


def _recommended(unit: Unit, entry: Entry) -> None:
    # Whose log it comes from says who recommends, whatever the event claims.
    case = recommendations.receive(unit, entry.log, entry.data, entry.effective_on)
    if case is not None:
        facts = {"body": entry.log, "recommendation": entry.data["recommendation"]}
        cases.record_step(unit, case, "record_recommendation", entry.effective_on, facts)


EFFECTS: Mapping[str, Callable[[Unit, Entry], None]] = {
    "training.candidate_course_completed.v1": _course,
    "department.recommendation_made.v1": _recommended,
}
