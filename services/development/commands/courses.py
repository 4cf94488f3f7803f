"""Courses of candidates as training tells of them: they complete a step, or take it back (R-DEV-27, R-GEN-09)."""

from collections.abc import Sequence

from services.development import store
from services.development.commands import cases, doubts, limits
from services.development.commands.correcting import CORRECTING, changes_of
from services.development.commands.going_through import (
    OF_A_COURSE,
    Gone,
    go_through,
    is_told_by_training,
    named,
    steps_of,
)
from services.development.commands.relying import look_again
from shared.city.changes import Change
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected


def told(unit: Unit, entry: Entry) -> None:
    """Keep a course; where the case has come so far, it completes the training."""
    _hear(unit, entry, void=False, correction=None)


def corrected(unit: Unit, correction: Corrected) -> None:
    """
    Keep a course as corrected attendance leaves it.

    One that is not enough any more takes its step back, which nobody typed; where people have gone on from it, the
    step stays in doubt until they put that right.
    """
    _hear(unit, correction.entry, void=correction.void, correction=correction.number)


def _hear(unit: Unit, entry: Entry, *, void: bool, correction: str | None) -> None:
    case_id = entry.data["case_id"]
    case = store.find_case(unit, case_id)
    was = [] if case is None else go_through(unit, case_id, steps_of(unit, case_id), ())
    course = None if void else {name: entry.data[name] for name in (*OF_A_COURSE, "completed_on")}
    # After a rebuild it is heard again; what follows was done then.
    if not store.put_course(unit, case_id, course, entry.n) or case is None:
        return
    if correction is not None and void and _take_back(unit, was, correction):
        return
    look_again(unit, case_id, was, correction)
    cases.complete_training(unit, store.get_case(unit, case_id))


def _take_back(unit: Unit, was: Sequence[Gone], correction: str) -> bool:
    """Take the step that training told out, if all others hold without it; return whether it is out."""
    before = [one.entry for one in was]
    own = [entry for entry in before if is_told_by_training(entry)]
    if not own:
        return False
    step = own[-1]
    known = {one.seq: named(one.against) for one in was}
    now = go_through(unit, was[0].case.case_id, [entry for entry in before if entry is not step], known)
    if not all(one.holds for one in now):
        return False
    case = now[-1].case
    store.put_corrected(unit, case, {})
    limits.redo(unit, case)
    change = Change(step, step["effective_on"], step["data"], void=True)
    for one in changes_of(unit, change, before, now):
        CORRECTING.tell(unit, correction, one)
    doubts.settle(unit, case, now)
    return True
