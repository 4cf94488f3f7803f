"""When the county's organisers are told of places used and of admissions at the end of a year (A-18, A-19)."""

from services.development.rules.request import Quota
from shared.rules.pack import RulePack

HUNDRED = 100
STEPS = ("A-18", "A-18-FULL")


def step_reached(before: Quota | None, after: Quota, rules: RulePack) -> int | None:
    """
    Return the highest share of the places, in per cent, that is reached now and was not before; None: none.

    Source: R-DEV-93, A-18.
    """
    steps = [rules.number(rule) for rule in STEPS]
    reached = [step for step in steps if _reaches(after, step) and not (before and _reaches(before, step))]
    return max(reached, default=None)


def is_bunched(fourth_quarter: int, admissions: int, rules: RulePack) -> bool:
    """Return whether the fourth quarter has more than its share of a year's admissions. Source: R-DEV-94, A-19."""
    return fourth_quarter * HUNDRED > admissions * rules.number("A-19")


def _reaches(quota: Quota, step: int) -> bool:
    return quota.used > 0 and quota.used * HUNDRED >= quota.places * step
