"""The rules on the two staff, instructors and liaisons; pure functions, all violations at once."""

from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def violations(rules: RulePack, units_served: int, *, is_full_member: bool) -> list[Violation]:
    """
    Return what speaks against an assignment with which somebody serves *units_served* enterprises in all.

    Source: R-WRK-05, R-WRK-06.
    """
    found: list[Violation] = []
    most = rules.number("R-WRK-05")
    if units_served > most:
        message = f"合计联系企业{units_served}个，一般不超过{most}个"
        found.append(rules.violation("R-WRK-05", message, field="units"))
    if not is_full_member:
        message = "指导员、联络员应为正式党员"
        found.append(rules.violation("R-WRK-06", message, field="member_id"))
    return found
