"""Steps that rely on what other services count: looked at again when it was corrected there (R-GEN-09)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.development import store
from services.development.commands import doubts
from services.development.commands.correcting import CORRECTING, COUNTED
from services.development.commands.going_through import (
    OF_A_COURSE,
    Gone,
    go_through,
    is_told_by_training,
    named,
)
from shared.city.changes import Change
from shared.ledger import Unit


def look_again(unit: Unit, case_id: str, was: Sequence[Gone], correction: str | None) -> None:
    """
    Look at the steps of a case again after something they rely on has changed.

    Args:
        was: The steps as they were gone through before it changed.
        correction: The number of the correction, under which totals that still hold are put right; None: it was none.
    """
    now = go_through(unit, case_id, [one.entry for one in was], ())
    case = store.get_case(unit, case_id)
    doubtful = doubts.look(unit, case, now, {one.seq: named(one.found) for one in was})
    if correction is None:
        return
    kept = []
    for one, taken in zip(now, case.taken, strict=True):
        totals = {} if one.seq in doubtful else _counted(unit, one)
        kept.append(replace(taken, facts={**taken.facts, **totals}))
        if totals:
            data = one.entry["data"]
            told_now = {**data, "told": {**data["told"], **totals}}
            CORRECTING.tell(unit, correction, Change(one.entry, one.entry["effective_on"], told_now))
    store.update_case(unit, replace(case, taken=tuple(kept)))


def _counted(unit: Unit, one: Gone) -> dict[str, Any]:
    """Return what of a step others count, the meeting or training, where it says something else now."""
    said = one.entry["data"].get("told", {})
    if is_told_by_training(one.entry):
        course = store.course(unit, one.case.case_id) or {}
        now = {name: course[name] for name in OF_A_COURSE if name in course}
    else:
        now = {name: one.case.taken[-1].facts[name] for name in COUNTED if name in said}
    return now if any(said.get(name) != value for name, value in now.items()) else {}
