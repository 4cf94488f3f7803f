"""How the steps of cases become figures of membership development."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.reporting.model import About, Figures, Statement, Thing
from shared.contracts.development.terms import MEMBERS, State
from shared.rules.periods import Quarter

PIPELINE, RECOMMENDED, COMPLIANT = "K-22", "K-34", "K-36"
# Of the states of rules §11.1: applicants, activists, candidates.
STAGES = (
    frozenset({State.APPLIED, State.TALKED, State.ACTIVIST_DECIDED}),
    frozenset({State.ACTIVIST, State.CANDIDATE_PROPOSED, State.NOTICE}),
    frozenset(state for state in State if State.CANDIDATE <= state <= State.INTERVIEWED),
)


def empty() -> Figures:
    """
    Return the figures of an area without cases.

    K-22 is ``[applicants, activists, candidates]``, K-34 ``[recommended, admitted]``.
    """
    return {PIPELINE: [0] * len(STAGES), RECOMMENDED: [0, 0], COMPLIANT: [0, 0]}


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
    # What development takes as a body is the branch itself, or a department that the city lets recommend.
    recommended = [s for s in steps if s.values.get("body") not in (None, MEMBERS)]
    if any(period.first <= statement.on for statement in recommended):
        into[RECOMMENDED][0] += 1
    if recommended and any(s.values["step"] == "approve_admission" and period.first <= s.on for s in steps):
        into[RECOMMENDED][1] += 1


def _last(steps: list[Statement], name: str) -> Any:
    return next((statement.values[name] for statement in reversed(steps) if name in statement.values), None)
