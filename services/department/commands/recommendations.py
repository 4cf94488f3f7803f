"""Recommendations for membership (推优) by the department's own meetings."""

from services.department import rules, store
from services.department.model import Recommendation
from shared.contracts.errors import Conflict, NotAllowed
from shared.ledger import Unit


def recommend(unit: Unit, recommendation: Recommendation, *, may_recommend: bool) -> None:
    """
    Put a recommendation on record; development hears of it by event.

    Args:
        may_recommend: Whether the city's description lets this department recommend (R-DEV-11).

    Raises:
        NotAllowed: it does not.
        Conflict: the number is used.
    """
    if not may_recommend:
        raise NotAllowed("本部门不推荐入党积极分子")
    number = recommendation.recommendation
    if unit.db["recommendations"].find_one({"_id": number}, session=unit.session) is not None:
        raise Conflict(f"推荐编号{number}已使用", {"fields": {"recommendation": ["该编号已使用"]}})
    unit.check(rules.recommendation_violations(recommendation, unit.stamp.recorded_on))
    data = store.recommendation_data(recommendation)
    unit.db["recommendations"].insert_one(
        {"_id": number, "version": store.VERSION, **data, "outcome": None}, session=unit.session
    )
    unit.record(
        f"recommendation:{number}",
        "department.recommendation_made.v1",
        data,
        effective_on=recommendation.held_on,
    )
