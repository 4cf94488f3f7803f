"""How the steps of cases become figures of membership development."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.reporting.model import About, Figures, Statement, Thing
from shared.contracts.data_sets import ADMITTED, APPLICANTS
from shared.contracts.development.terms import MEMBERS, State
from shared.rules.periods import Quarter

PIPELINE, RECOMMENDED, COMPLIANT = "K-22", "K-34", "K-36"
_BY = " by "
# Of the states of rules §11.1: applicants, activists, candidates.
STAGES = (
    frozenset({State.APPLIED, State.TALKED, State.ACTIVIST_DECIDED}),
    frozenset({State.ACTIVIST, State.CANDIDATE_PROPOSED, State.NOTICE}),
    frozenset(state for state in State if State.CANDIDATE <= state <= State.INTERVIEWED),
)


def empty() -> Figures:
    """
    Return the figures of an area without cases.

    K-22 is ``[applicants, activists, candidates]``, K-34 ``[recommended, admitted]``; APPLICANTS is who was one at any
    time in the quarter. What K-34 is for each body has a measure of its own, where there is anything to count.
    """
    return {PIPELINE: [0] * len(STAGES), RECOMMENDED: [0, 0], COMPLIANT: [0, 0], APPLICANTS: [0]}


def on_record(known: Figures, name: str, body: str) -> int | None:
    """
    Return what a *name* of ON_RECORD is for a department; None: *known* was counted when nobody asked for it.

    Source: R-JM-17.
    """
    if APPLICANTS not in known:
        return None
    if name == APPLICANTS:
        return known[APPLICANTS][0]
    return known.get(_by(body), (0, 0))[name == ADMITTED]


def hashed(known: Figures) -> Figures:
    """Return what the hash of a frozen quarter goes over: of quarters that were frozen before, it stays what it is."""
    return {name: numbers for name, numbers in known.items() if name != APPLICANTS and _BY not in name}


def count(
    things: Iterable[Thing], day: date, homes: Mapping[str, str | None], counted: Mapping[str, Figures]
) -> None:
    """
    Add the cases to the areas of *counted*, each in the area of the organisation that has it at 24:00 of *day*.

    Source: R-IND-06.
    """
    for thing in things:
        if thing.about is not About.CASE:
            continue
        steps = _up_to(thing, day)
        area = homes.get(_last(steps, "org_code") or "") if steps else None
        if area is not None and area in counted:
            _count(steps, Quarter.of(day), counted[area])


def _up_to(thing: Thing, day: date) -> list[Statement]:
    known = [statement for statement in thing.statements if statement.on <= day]
    return sorted(known, key=lambda statement: (statement.on, statement.seq))


def _count(steps: list[Statement], period: Quarter, into: Figures) -> None:
    # Under way from one branch to another a case stays what it was.
    state = next((s.values["state"] for s in reversed(steps) if s.values["state"] != State.IN_TRANSFER), None)
    for number, stage in enumerate(STAGES):
        into[PIPELINE][number] += state in stage
    # What follows of itself was decided by nobody.
    now = [s for s in steps if period.first <= s.on and s.values["step"] != "complete_training"]
    into[COMPLIANT][1] += bool(now)
    into[COMPLIANT][0] += bool(now) and not any(statement.values.get("overridden") for statement in now)
    into[APPLICANTS][0] += _applied(steps, period)
    _recommended(steps, period, into)


def _applied(steps: list[Statement], period: Quarter) -> bool:
    """Return whether somebody was an applicant when the quarter began, or at any time in it."""
    held = [s for s in steps if s.values["state"] != State.IN_TRANSFER]
    before = [s for s in held if s.on < period.first]
    return any(s.values["state"] in STAGES[0] for s in [*before[-1:], *held[len(before) :]])


def _recommended(steps: list[Statement], period: Quarter, into: Figures) -> None:
    """Count who was recommended, and who was admitted: once for all, and once for each body that did."""
    # What development takes as a body is the branch itself, or a department that the city lets recommend.
    recommended = [s for s in steps if s.values.get("body") not in (None, MEMBERS)]
    bodies = {s.values["body"] for s in recommended}
    lately = {s.values["body"] for s in recommended if period.first <= s.on}
    admitted = any(s.values["step"] == "approve_admission" and period.first <= s.on for s in steps)
    into[RECOMMENDED][0] += bool(lately)
    into[RECOMMENDED][1] += bool(bodies) and admitted
    for body in sorted(bodies if admitted else lately):
        numbers = into.setdefault(_by(body), [0, 0])
        numbers[0] += body in lately
        numbers[1] += admitted


def _by(body: str) -> str:
    """Return the measure that is K-34 for one body."""
    return f"{RECOMMENDED}{_BY}{body}"


def _last(steps: list[Statement], name: str) -> Any:
    return next((statement.values[name] for statement in reversed(steps) if name in statement.values), None)
