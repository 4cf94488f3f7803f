"""Recommendations that departments made (推优), and what became of them (R-DEV-10, R-DEV-11)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.model import Case
from services.development.rules import unfit
from shared.city import areas, copies
from shared.contracts.development.events import RecommendationAnswered
from shared.contracts.development.terms import State
from shared.ledger import Unit

OPEN_FOR_RECOMMENDATION = (State.APPLIED, State.TALKED)
PACK = "development"


def receive(unit: Unit, body: str, circle: str | None, data: Mapping[str, Any], on: date) -> Case | None:
    """
    Keep a recommendation of a department; return the case when it is one whose step can now be recorded.

    A case that is unknown here, or further on already, is answered as such, and so is a person whom the department
    may not recommend; nothing is refused, since what a department decided is a fact. What is known already, as
    after a rebuild, is left alone.

    Args:
        circle: Whom the city lets the department recommend.
        on: The day of the recommending meeting.
    """
    number = data["recommendation"]
    if store.find_recommendation(unit, body, number) is not None:
        return None
    case = store.find_case(unit, data["case_id"])
    outcome = _outcome(unit, case, circle, on)
    store.insert_recommendation(unit, data["case_id"], body, number, outcome)
    _answer(unit, body, number, outcome, case)
    return case if outcome == "taken" else None


def tell_admitted(unit: Unit, case: Case) -> None:
    """Tell the departments that recommended a person that the admission was approved (R-JM-15: no more)."""
    for row in store.recommendations_taken(unit, case.case_id):
        store.change_outcome(unit, row["_id"], "admitted")
        _answer(unit, row["body"], row["recommendation"], "admitted", case)


def _outcome(unit: Unit, case: Case | None, circle: str | None, on: date) -> str:
    if case is None:
        return "unknown_case"
    if case.state not in OPEN_FOR_RECOMMENDATION or on < case.last_on:
        return "too_late"
    rules = copies.rules(unit.db, PACK, on, case.org_code)
    return "unfit" if any(unfit(circle, store.recommended(unit, case.case_id), on, rules)) else "taken"


def _answer(unit: Unit, body: str, recommendation: str, outcome: str, case: Case | None) -> None:
    # The county is that of the figures that the department reports; where in it, is not told.
    area = copies.area_if_known(unit.db, case.org_code) if case else None
    county = areas.county_of(unit.db, area) if area else None
    event = RecommendationAnswered(recommendation=recommendation, body=body, outcome=outcome, county=county)
    unit.record(f"recommendation:{body}:{recommendation}", event)
