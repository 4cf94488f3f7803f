"""Recommendations for membership (推优) by the department's own meetings."""

from services.department import rules, store
from shared.city.sites import Department
from shared.contracts.department import calls, events, facts
from shared.contracts.errors import Conflict, NotAllowed
from shared.ledger import Unit
from shared.rules import pack


def recommend(unit: Unit, command: calls.Recommend, department: Department) -> None:
    """
    Put a recommendation on record; development hears of it by event.

    Raises:
        NotAllowed: the city's description does not let *department* recommend (R-DEV-11).
        Conflict: the number is used.
    """
    if not department.recommends:
        raise NotAllowed("本部门不推荐入党积极分子")
    number = command.recommendation
    if store.exists(unit, store.RECOMMENDATIONS, number):
        raise Conflict.at("recommendation", f"推荐编号{number}已使用", "该编号已使用")
    unit.check(
        rules.recommendation_violations(
            pack.load(rules.PACK, unit.stamp.recorded_on), command, unit.stamp.recorded_on
        )
    )
    event = events.RecommendationMade(**command.only(facts.Recommendation))
    store.insert(unit, store.RECOMMENDATIONS, number, {**event.as_json(), "outcome": None})
    unit.record(f"recommendation:{number}", event, effective_on=command.held_on)
