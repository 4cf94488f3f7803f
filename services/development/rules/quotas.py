"""When the places of the yearly plan may be set; pure functions."""

from datetime import date

from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def quota_violations(rules: RulePack, year: int, on: date) -> list[Violation]:
    """
    Return what speaks against setting the places of *year* on a day: once it is over the plan is closed.

    Source: R-DEV-90.
    """
    if on.year <= year:
        return []
    message = f"{year}年度已结束，计划名额不再变动；确属年内已决定、未及登记的，请说明"
    return [rules.violation("R-DEV-90", message, field="year")]
