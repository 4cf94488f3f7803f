"""Meetings as supervision tells of them; cases that rely on one are looked at again when it is corrected (R-GEN-09)."""

from services.development import store
from services.development.commands.going_through import go_through, steps_of
from services.development.commands.relying import look_again
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected

KEPT = ("org_code", "kind", "held_on", "voters_due", "voters_present")


def told(unit: Unit, entry: Entry) -> None:
    """Keep a meeting; doubts that its record was missing may go."""
    _hear(unit, entry, void=False, correction=None)


def corrected(unit: Unit, correction: Corrected) -> None:
    """
    Keep a meeting as it stands now, and look at the steps again that name it.

    Totals of votes that still hold follow its record. What does not hold any more is told as a doubt and stays:
    whoever corrected the meeting did not see what it would undo here, and what a meeting decided is never inferred.
    """
    _hear(unit, correction.entry, void=correction.void, correction=correction.number)


def _hear(unit: Unit, entry: Entry, *, void: bool, correction: str | None) -> None:
    number = entry.data["meeting"]
    # After a rebuild it is heard again; the cases have been looked at then.
    touched = store.relying_on(unit, number, entry.n, only_doubted=correction is None)
    before = {case_id: go_through(unit, case_id, steps_of(unit, case_id), ()) for case_id in touched}
    store.put_meeting(unit, number, None if void else {name: entry.data[name] for name in KEPT})
    for case_id, was in before.items():
        look_again(unit, case_id, was, correction)
        store.has_heard(unit, case_id, entry.n)
