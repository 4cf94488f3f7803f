"""Recommendations that departments made (推优), and what became of them (R-DEV-10, R-DEV-11)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.model import Case
from shared.contracts.development.events import RecommendationAnswered
from shared.contracts.development.terms import State
from shared.ledger import Unit

OPEN_FOR_RECOMMENDATION = (State.APPLIED, State.TALKED)


def receive(unit: Unit, body: str, data: Mapping[str, Any], on: date) -> Case | None:
    """
    Keep a recommendation of a department; return the case when it is one whose step can now be recorded.

    A case that is unknown here, or further on already, is answered as such; nothing is refused, since what a
    department decided is a fact. What is known already, as after a rebuild, is left alone.
    """
    number = data["recommendation"]
    if store.find_recommendation(unit, body, number) is not None:
        return None
    case = store.find_case(unit, data["case_id"])
    taken = case is not None and case.state in OPEN_FOR_RECOMMENDATION and on >= case.last_on
    outcome = "taken" if taken else ("too_late" if case else "unknown_case")
    store.insert_recommendation(unit, data["case_id"], body, number, outcome)
    _answer(unit, body, number, outcome)
    return case if taken else None


def tell_admitted(unit: Unit, case_id: str) -> None:
    """Tell the departments that recommended a person that the admission was approved (R-JM-15: no more)."""
    for row in store.recommendations_taken(unit, case_id):
        store.change_outcome(unit, row["_id"], "admitted")
        _answer(unit, row["body"], row["recommendation"], "admitted")


def _answer(unit: Unit, body: str, recommendation: str, outcome: str) -> None:
    event = RecommendationAnswered(recommendation=recommendation, body=body, outcome=outcome)
    unit.record(f"recommendation:{body}:{recommendation}", event)
