"""Recommendations that departments made (推优), and what became of them (R-DEV-10, R-DEV-11)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.model import Case, State
from shared.ledger import Unit

OPEN_FOR_RECOMMENDATION = (State.APPLIED, State.TALKED)


def receive(unit: Unit, body: str, told: Mapping[str, Any], on: date) -> Case | None:
    """
    Keep a recommendation of a department; give the case when it is one whose step can now be recorded.

    A case that is unknown here, or further on already, is answered as such; nothing is refused, since what a
    department decided is a fact. What is known already, as after a rebuild, is left alone.
    """
    recommendation = told["recommendation"]
    key = {"_id": f"{body}:{recommendation}"}
    if unit.db["recommendations"].find_one(key, session=unit.session) is not None:
        return None
    case = store.find_case(unit, told["case_id"])
    taken = case is not None and case.state in OPEN_FOR_RECOMMENDATION and on >= case.last_on
    outcome = "taken" if taken else ("too_late" if case else "unknown_case")
    kept = {"case_id": told["case_id"], "body": body, "recommendation": recommendation, "outcome": outcome}
    unit.db["recommendations"].insert_one({**key, **kept}, session=unit.session)
    _tell(unit, body, recommendation, outcome)
    return case if taken else None


def admitted(unit: Unit, case_id: str) -> None:
    """Tell the departments that recommended a person that the admission was approved (R-JM-15: no more)."""
    rows = unit.db["recommendations"].find({"case_id": case_id, "outcome": "taken"}, session=unit.session)
    for row in sorted(rows, key=lambda row: str(row["_id"])):
        unit.db["recommendations"].update_one(
            {"_id": row["_id"]}, {"$set": {"outcome": "admitted"}}, session=unit.session
        )
        _tell(unit, row["body"], row["recommendation"], "admitted")


def _tell(unit: Unit, body: str, recommendation: str, outcome: str) -> None:
    unit.record(
        f"recommendation:{body}:{recommendation}",
        "development.recommendation_answered.v1",
        {"recommendation": recommendation, "body": body, "outcome": outcome},
    )
