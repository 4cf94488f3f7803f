"""Doubts about steps whose ground was corrected elsewhere; people put them right (R-GEN-08, R-GEN-09)."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.development import store
from services.development.commands.going_through import Against, Gone, named
from services.development.model import Case
from shared.contracts.base import load
from shared.contracts.development import events, facts
from shared.ledger import Unit
from shared.rules.violation import Violation

Document = dict[str, Any]


def settle(unit: Unit, case: Case, now: Iterable[Gone]) -> None:
    """Let doubts about a case go whose ground is gone, as after a correction of it; *now*: its steps that hold."""
    look(unit, case, now, {})


def look(unit: Unit, case: Case, now: Iterable[Gone], before: Mapping[int, Against]) -> set[int]:
    """
    Keep and tell what speaks against steps of a case that did not before; return the numbers of the doubtful ones.

    Args:
        before: What was known to speak against each step; of one that is not named nothing new is looked for.
    """
    was = store.doubts(unit.db, case.case_id)
    doubted = {(row["seq"], row["rule"], row["field"]) for row in was}
    found = [
        _doubt(one, violation)
        for one in now
        for violation in one.found
        if (one.seq, violation.rule, violation.field) in doubted or _is_new(one, violation, before)
    ]
    if found != was:
        store.put_doubts(unit, case.case_id, found)
        rows = tuple(load(facts.Doubt, row) for row in found)
        event = events.DoubtsNoted(case_id=case.case_id, org_code=case.org_code, doubts=rows)
        unit.record(f"case:{case.case_id}", event)
    return {int(row["seq"]) for row in found}


def _is_new(one: Gone, violation: Violation, before: Mapping[int, Against]) -> bool:
    if one.seq not in before or violation.rule in one.entry["data"].get("overridden", ()):
        return False
    return not named([violation]) <= before[one.seq]


def _doubt(one: Gone, violation: Violation) -> Document:
    last = one.case.taken[-1]
    return {
        "seq": one.seq,
        "step": last.step,
        "on": last.on.isoformat(),
        **{name: getattr(violation, name) for name in ("rule", "field", "message")},
    }
