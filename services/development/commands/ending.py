"""Cases of members whose death or removal the registry put on record (R-DEV-74b)."""

from datetime import date

from services.development import store
from services.development.commands import cases
from services.development.model import Case, Taken
from services.development.rules.standing import ENDED_BY
from services.development.rules.transitions import TRANSITIONS
from shared.city import copies
from shared.city.admitted import member_of
from shared.contracts.development.terms import State
from shared.contracts.registry.terms import ADMITTED
from shared.ledger import Unit
from shared.rules import pack

STEP = "end_case"
ENDINGS = {status: ending for ending, status in ENDED_BY.items()}


def end_of(unit: Unit, member_id: str, today: date) -> None:
    """End the open case of a member who has died or was removed by *today*; of others nothing is done."""
    status = copies.statuses(unit.db, [member_id], today)[member_id]
    if status in ENDINGS and member_id.startswith(ADMITTED):
        for case in store.admitted_cases(unit):
            if member_of(case.case_id) == member_id:
                _end(unit, case, ENDINGS[status], today)


def end_what_ended(unit: Unit, today: date, _after: str | None) -> None:
    """Do so for all whose last day was put on record ahead of it; days.Work, in one batch."""
    known = {member_of(case.case_id): case for case in store.admitted_cases(unit)}
    for member_id, status in copies.statuses(unit.db, known, today).items():
        if status in ENDINGS:
            _end(unit, known[member_id], ENDINGS[status], today)


def _end(unit: Unit, case: Case, ending: str, today: date) -> None:
    if case.state not in TRANSITIONS[STEP].sources:
        return
    since = copies.status_since(unit.db, member_of(case.case_id), today)
    on = max(since or today, case.last_on)
    step = Taken(STEP, on, pack.edition_on(cases.PACK, on), State.TERMINATED, {"ending": ending})
    cases.put_step(unit, case, step)
