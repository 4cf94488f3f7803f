"""How facts become figures: one pure function that counts everything anew."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from services.reporting.model import About, Figures, Thing, fold
from services.reporting.rules import cases, enterprises, life, training
from services.reporting.rules.cases import PIPELINE, RECOMMENDED, hashed, on_record
from services.reporting.rules.enterprises import MEMBERS, STAFF
from services.reporting.rules.life import CONTACT_POINTS
from shared.contracts.data_sets import EMPLOYEES, ENTERPRISES

# Measures that are rates, or counts without parts: numerator and denominator.
RATES = (*enterprises.MEASURES, enterprises.MOBILE, cases.COMPLIANT, *training.MEASURES, *life.MEASURES)
# Measures that are counts, with the parts they are shown by.
COUNTS = (MEMBERS, enterprises.AGES, PIPELINE, RECOMMENDED, CONTACT_POINTS)

# What data sets compare their items with, and where it is counted: measure and place among its numbers.
COUNTED = {ENTERPRISES: ("K-02", 1), EMPLOYEES: (STAFF, 0)}

__all__ = [
    "COUNTED",
    "COUNTS",
    "EMPLOYEES",
    "MEMBERS",
    "RATES",
    "STAFF",
    "counted",
    "empty",
    "figures",
    "hashed",
    "on_record",
]


def counted(known: Figures, name: str) -> int:
    """Return what the registry counts by a *name* of COUNTED."""
    measure, place = COUNTED[name]
    return known[measure][place]


def empty() -> Figures:
    """Return the figures of an area where nothing is."""
    return {**enterprises.empty(), **cases.empty(), **training.empty(), **life.empty()}


def figures(things: Collection[Thing], day: date, areas: Mapping[str, Sequence[str]]) -> dict[str, Figures]:
    """
    Count what is directly in each of *areas* at 24:00 of *day*, and in the quarter up to it.

    Args:
        things: In any order: every enterprise, organisation, class and plan that ever was in one of *areas*,
            every member, affiliation, case, duty, meeting, inspection and contact point that ever belonged to
            one of those, every organisation an affiliation of theirs names, the members' posts, the classes'
            plans and the contact points' difficulties. More does no harm.
        areas: Each with itself and those above it, the nearest first: of a day and a place are the rules (R-GEN-06).

    Returns:
        By area, for each of RATES ``[numerator, denominator]``; for K-20 ``[full, probationary]`` by the area
        of the members' organisation; for K-22, K-34 and K-65 as ``cases`` and ``life`` say; for staff
        ``[employees, members employed]`` of operating enterprises.

    Source: R-IND-03, R-IND-04, R-IND-05, R-IND-06, R-GEN-11.
    """
    totals = {area: empty() for area in areas}
    # An organisation's area is no matter of dates: a member must not fall out because it was set up later.
    homes = {t.code: fold(t.statements).get("area") for t in things if t.about is About.ORGANISATION}
    enterprises.count(things, day, homes, totals, areas)
    cases.count(things, day, homes, totals)
    training.count(things, day, homes, totals, areas)
    life.count(things, day, homes, totals)
    return totals
