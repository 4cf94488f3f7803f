"""The duties of a case, opened and met by its steps as the table of deadlines says (R-GEN-13)."""

from services.development.model import Case
from services.development.rules.limits import DEADLINES, owed
from shared.city import copies
from shared.city.duties import Duties, Holder
from shared.contracts.development import events
from shared.contracts.development.steps import NAMES
from shared.contracts.development.terms import State
from shared.ledger import Unit
from shared.rules.pack import RulePack

DUTIES = Duties(events.DutyOpened, events.DutyMet, events.DutyLate, events.DutyLapsed)
ENDED = (State.TERMINATED, State.CANCELLED)


def keep(unit: Unit, case: Case, rules: RulePack) -> None:
    """Meet, void and open duties after the last step of *case*; a fall back makes due again what it undid."""
    last = case.taken[-1]
    for name, deadline in DEADLINES.items():
        if last.step in deadline.met_by:
            DUTIES.meet(unit, name, case.case_id, last.on)
    due = {} if case.state in ENDED else dict(owed(case, rules))
    void = [name for name in DEADLINES if name not in due]
    DUTIES.lapse(unit, case.case_id, last.on, NAMES[last.step], void)
    holder = Holder(case.org_code, copies.area_of(unit.db, case.org_code))
    if last.step == "receive":
        DUTIES.hand_on(unit, case.case_id, holder, last.on)
    for name, begun in due.items():
        DUTIES.open(unit, DEADLINES[name], case.case_id, begun, holder)
