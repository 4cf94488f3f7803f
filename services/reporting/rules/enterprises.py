"""How the registry's facts become figures of enterprises and members."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.model import About, Figures, Thing
from shared.contracts.registry.terms import (
    ATTACHED,
    FULL,
    INDEPENDENT,
    NO_FORM,
    OPERATING,
    ORGANISATION_FORMS,
    PROBATIONARY,
)
from shared.rules import pack

COVERED_FORMS = (*ORGANISATION_FORMS, ATTACHED)

# What the cross-checks compare the departments' figures with (R-JM-17).
STAFF = "staff"
MEMBERS = "K-20"


@dataclass(slots=True)
class Enterprise:
    """
    An enterprise as of one day, with the members it employs then.

    Attributes:
        ripe: The fewest full members with whom it forms an organisation of its own, then and there (R-ORG-01).
    """

    area: str
    operating: bool
    form: str
    employees: int
    ripe: int
    full: int = 0
    probationary: int = 0

    @property
    def members(self) -> int:
        """Members of any standing that counts."""
        return self.full + self.probationary


Condition = Callable[[Enterprise], bool]


@dataclass(frozen=True)
class Measure:
    """A population and a condition; what is counted is their intersection (R-IND-03)."""

    population: Condition
    condition: Condition


MEASURES: Mapping[str, Measure] = {
    # R-IND-04: with enough full members on its own, with fewer jointly or attached: due in either case.
    "K-01": Measure(lambda e: e.operating and e.members > 0, lambda e: e.form in COVERED_FORMS),
    "K-01b": Measure(lambda e: e.operating and e.full >= e.ripe, lambda e: e.form in ORGANISATION_FORMS),
    "K-02": Measure(lambda e: e.operating, lambda e: e.form in ORGANISATION_FORMS),
    "K-03": Measure(lambda e: e.operating, lambda e: e.form == INDEPENDENT),
    "K-05": Measure(lambda e: e.operating and e.full >= e.ripe, lambda e: e.form == NO_FORM),
    "K-06": Measure(lambda e: e.operating and e.members > 0, lambda e: e.form in COVERED_FORMS),
}
MOBILE, AGES = "K-21", "K-24"
# The last year of life of each band of K-24; those above the last one, and those of unknown age, follow.
BANDS = (28, 35, 45, 55, 60)
MONTHS = 12


def empty() -> Figures:
    """Return the figures of an area where nothing is."""
    return {**{measure: [0, 0] for measure in MEASURES}, MEMBERS: [0, 0], STAFF: [0, 0], **_no_members()}


def _no_members() -> Figures:
    return {MOBILE: [0, 0], AGES: [0] * (len(BANDS) + 2)}


def band(birth_month: str | None, day: date) -> int:
    """
    Return the place of a member's age on *day* among the parts of K-24.

    Of the birth the month is known (``1975-08``), which counts as reached from its first day on.
    """
    if birth_month is None:
        return len(BANDS) + 1
    year, month = (int(part) for part in birth_month.split("-"))
    age = (day.year * MONTHS + day.month - year * MONTHS - month) // MONTHS
    return next((place for place, last in enumerate(BANDS) if age <= last), len(BANDS))


def count(
    things: Iterable[Thing],
    day: date,
    homes: Mapping[str, str | None],
    counted: Mapping[str, Figures],
    paths: Mapping[str, Sequence[str]],
) -> None:
    """
    Add enterprises, members and staff as of *day* to the areas of *counted*.

    Args:
        homes: The area of each organisation.
        paths: Each area of *counted* with those above it, the nearest first.
    """
    known = list(things)
    states = {about: _states(known, about, day) for about in About}
    enterprises = _enterprises(states, day, paths)
    _count_members(states[About.MEMBER].values(), day, enterprises, homes, counted)
    for enterprise in enterprises.values():
        if enterprise.area in counted:
            _count_enterprise(enterprise, counted[enterprise.area])


def _states(things: Iterable[Thing], about: About, day: date) -> dict[str, dict[str, Any]]:
    return {thing.code: thing.as_of(day) for thing in things if thing.about is about}


def _enterprises(
    states: Mapping[About, Mapping[str, Mapping[str, Any]]], day: date, paths: Mapping[str, Sequence[str]]
) -> dict[str, Enterprise]:
    organisations = states[About.ORGANISATION]
    found = {}
    for code, state in states[About.ENTERPRISE].items():
        if "area" not in state:
            continue  # registered, but only from a later day on
        affiliation = states[About.AFFILIATION].get(code, {})
        home = organisations.get(affiliation.get("org_code") or "", {})
        found[code] = Enterprise(
            area=state["area"],
            operating=state.get("operation_state") == OPERATING,
            form=NO_FORM if home.get("dissolved") else affiliation.get("form", NO_FORM),
            employees=state.get("employees") or 0,
            ripe=pack.load("organisation", day, paths.get(state["area"], ())).number("R-ORG-01"),
        )
    return found


def _count_members(
    members: Iterable[Mapping[str, Any]],
    day: date,
    enterprises: Mapping[str, Enterprise],
    homes: Mapping[str, str | None],
    counted: Mapping[str, Figures],
) -> None:
    """Count each person once: at the employer, and in the area of the organisation."""
    for member in members:
        full, probationary = member.get("status") in FULL, member.get("status") == PROBATIONARY
        employer = enterprises.get(member.get("credit_code") or "")
        if employer is not None:
            employer.full += full
            employer.probationary += probationary
        area = homes.get(member.get("org_code") or "")
        if area is not None and area in counted:
            numbers = counted[area][MEMBERS]
            numbers[0] += full
            numbers[1] += probationary
            if full or probationary:
                _count_person(member, day, counted[area])


def _count_person(member: Mapping[str, Any], day: date, into: Figures) -> None:
    since = member.get("mobile_since")
    into[MOBILE][0] += since is not None and since <= day.isoformat()
    into[MOBILE][1] += 1
    into[AGES][band(member.get("birth_month"), day)] += 1


def _count_enterprise(enterprise: Enterprise, into: Figures) -> None:
    for name, measure in MEASURES.items():
        if measure.population(enterprise):
            into[name][1] += 1
            into[name][0] += measure.condition(enterprise)
    if enterprise.operating:
        into[STAFF][0] += enterprise.employees
        into[STAFF][1] += enterprise.members
