"""What each deadline of the table means to a case: since when it runs, and whether a step keeps it (R-GEN-13)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.development.model import FALLS, Case, Taken
from services.development.rules.request import Guard, StepRequest
from shared.contracts.development.terms import State
from shared.rules.deadlines import Deadline, table
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

PACK = "development"
DEADLINES: Mapping[str, Deadline] = {
    name: deadline for name, deadline in table().items() if deadline.pack == PACK
}
PROBATION_END = "probation_end"
ENDED = (State.TERMINATED, State.CANCELLED)


def since(case: Case, deadline: Deadline, rules: RulePack) -> date | None:
    """Return the day from which a deadline runs for a case; None: nothing that holds has set it."""
    held = case.since_fall()
    number = _set_by(held, deadline)
    return None if number is None else _begun(case, held, number, deadline, rules)


def _begun(
    case: Case, held: Sequence[Taken], number: int, deadline: Deadline, rules: RulePack
) -> date | None:
    """Return the day from which a deadline runs that the step at the place *number* of those held has set."""
    if deadline.counted_from == PROBATION_END:
        return case.probation_end(rules.number("R-DEV-62"))
    again = [taken.on for taken in held[number:] if fell(taken)] if repeats(deadline) else []
    return again[-1] if again else held[number].on


def repeats(deadline: Deadline) -> bool:
    """Return whether keeping the limit sets it anew: such a one runs from a fall back on, too."""
    return bool({*deadline.opened_by} & {*deadline.met_by})


def fell(taken: Taken) -> bool:
    """Return whether a step undid others; who receives a case goes on with it (R-DEV-80)."""
    return taken.step != "receive" and taken.to in FALLS.get(taken.step, ())


def owed(case: Case, rules_on: Callable[[date], RulePack]) -> Iterator[tuple[str, date]]:
    """
    Return the deadlines that run for a case and are not kept yet, each with the day it runs from.

    Args:
        rules_on: The rules in force on a day where the case lies.
    """
    held = case.since_fall()
    for name, deadline in DEADLINES.items():
        number = _set_by(held, deadline)
        if number is None or not deadline.applies(rules_on(held[number].on)):
            continue
        over = {*deadline.met_by, *deadline.ended_by}
        begun = _begun(case, held, number, deadline, rules_on(case.last_on))
        if begun is not None and not any(taken.step in over for taken in held[number + 1 :]):
            yield name, begun


def course(case: Case, rules_on: Callable[[date], RulePack]) -> dict[tuple[str, date], date | None]:
    """
    Return the duties that the steps of a case set, by deadline and the day each runs from, with the day it was kept.

    None: not yet. One that became needless before it was kept is left out.

    Args:
        rules_on: The rules in force on a day where the case lies.
    """
    found: dict[tuple[str, date], date | None] = {}
    for number, last in enumerate(case.taken, 1):
        so_far = replace(case, taken=case.taken[:number])
        for key in [key for key, kept in found.items() if kept is None]:
            if last.step in DEADLINES[key[0]].met_by:
                found[key] = last.on
        due = {} if so_far.state in ENDED else dict(owed(so_far, rules_on))
        needless = [key for key, kept in found.items() if kept is None and key[0] not in due]
        for key in needless:
            del found[key]
        for key in due.items():
            found.setdefault(key, None)
    return found


def _set_by(held: Sequence[Taken], deadline: Deadline) -> int | None:
    """Return the place among the steps that hold of the last one that set a deadline."""
    places = [place for place, taken in enumerate(held) if taken.step in deadline.opened_by]
    return places[-1] if places else None


def in_time(name: str) -> Guard:
    """Return the guard that says when a step comes after the last day of the deadline *name*."""
    deadline = DEADLINES[name]

    def guard(request: StepRequest) -> Iterator[Violation]:
        if deadline.rule not in request.rules:
            return
        begun = since(request.case, deadline, request.rules)
        if begun is not None and request.on > deadline.last_on(begun, request.rules):
            due = deadline.due_on(begun, request.rules).isoformat()
            message = f"{deadline.title}应在{due}之前完成，现已逾期"
            yield request.violation(deadline.rule, message, field="on")

    return guard
