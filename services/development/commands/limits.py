"""The duties of a case, opened and met by its steps as the table of deadlines says (R-GEN-13)."""

from collections.abc import Callable
from datetime import date

from services.development.model import Case
from services.development.rules.limits import DEADLINES, ENDED, PACK, course, owed
from shared.city import copies
from shared.city.duties import MET, Duties, Holder, of_subject
from shared.contracts.development import events
from shared.contracts.development.steps import NAMES
from shared.ledger import Unit
from shared.rules.pack import RulePack

DUTIES = Duties(events.DutyOpened, events.DutyMet, events.DutyLate, events.DutyLapsed)
CORRECTED = "登记更正"


def keep(unit: Unit, case: Case) -> None:
    """Meet, void and open duties after the last step of *case*; a fall back makes due again what it undid."""
    last = case.taken[-1]
    for name, deadline in DEADLINES.items():
        if last.step in deadline.met_by:
            DUTIES.meet(unit, name, case.case_id, last.on)
    due = {} if case.state in ENDED else dict(owed(case, _rules_on(unit, case)))
    void = [name for name in DEADLINES if name not in due]
    DUTIES.lapse(unit, case.case_id, last.on, NAMES[last.step], void)
    holder = Holder(case.org_code, copies.area_of(unit.db, case.org_code))
    if last.step == "receive":
        DUTIES.hand_on(unit, case.case_id, holder, last.on)
    for name, begun in due.items():
        DUTIES.open(unit, DEADLINES[name], case.case_id, begun, holder)


def redo(unit: Unit, case: Case) -> None:
    """Put the duties of *case* right after a correction: those that stand as they are stay (R-GEN-09)."""
    wanted = course(case, _rules_on(unit, case))
    for found in of_subject(unit.db, case.case_id):
        key = (found["deadline"], date.fromisoformat(found["set_on"]))
        kept = found.get("met_on") if found["state"] == MET else None
        if key in wanted and (kept and date.fromisoformat(kept)) == wanted[key]:
            del wanted[key]
        else:
            DUTIES.retire(unit, found["_id"], CORRECTED)
    if not wanted:
        return  # as of an application that is void, which lies nowhere
    holder = Holder(case.org_code, copies.area_of(unit.db, case.org_code))
    for (name, begun), kept_on in sorted(wanted.items(), key=lambda one: one[0][1]):
        duty = DUTIES.open(unit, DEADLINES[name], case.case_id, begun, holder)
        if kept_on is not None:
            DUTIES.meet_one(unit, duty, kept_on)


def _rules_on(unit: Unit, case: Case) -> Callable[[date], RulePack]:
    return lambda day: copies.rules(unit.db, PACK, day, case.org_code)
