"""Cases of dissolved branches: handed to who received the members, so that none is left behind (R-DEV-86, E-07)."""

from datetime import date

from services.development import store
from services.development.commands import cases
from services.development.commands.limits import DUTIES
from services.development.rules.handing_over import handed_over
from shared.city import copies
from shared.city.duties import Holder
from shared.ledger import Unit
from shared.rules import pack


def hand_over(unit: Unit, org_code: str, today: date) -> None:
    """Send on what a branch, dissolved by *today*, still has; nothing while the receiver has not been heard of."""
    receiver, ended = copies.heir(unit.db, org_code, today), copies.dissolved_on(unit.db, org_code)
    if receiver == org_code or ended is None or copies.area_if_known(unit.db, receiver) is None:
        return
    holder = Holder(receiver, copies.area_of(unit.db, receiver))
    for case in store.cases_left_in(unit, org_code):
        step = handed_over(case, receiver, ended, pack.edition_on(cases.PACK, max(ended, case.last_on)))
        if step is not None:
            cases.put_step(unit, case, step)
            DUTIES.hand_on(unit, case.case_id, holder, step.on)


def hand_over_what_is_left(unit: Unit, today: date, after: str | None) -> str | None:
    """Do so for the first dissolved branch behind *after* that still has cases; days.Work."""
    left = store.organisations_with_cases(unit)
    for org_code in copies.dissolved_by(unit.db, today, left):
        if org_code > (after or ""):
            hand_over(unit, org_code, today)
            return org_code
    return None
