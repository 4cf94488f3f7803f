"""The registry's duties that one command sets and another keeps: elections, posts, moves (R-GEN-13)."""

from datetime import date

from services.registry import store
from services.registry.model import Affiliation, Post
from shared.city.duties import Duties, Holder
from shared.contracts.registry import events
from shared.contracts.registry.terms import NO_FORM, SECRETARY
from shared.ledger import Unit
from shared.rules.deadlines import table

DUTIES = Duties(events.DutyOpened, events.DutyMet, events.DutyLate, events.DutyLapsed)
RE_ELECTION, VACANCY, TEMPORARY, RESET = "re_election", "vacancy", "temporary_head", "reset_affiliation"
DISSOLVED, OVERTAKEN, EXTENDED = "党组织撤销", "登记更正", "临时负责人延期"


def elected(unit: Unit, org_code: str, on: date, term_end: date, *, is_last: bool) -> None:
    """An election keeps the term before, and sets the day of the next; one that is told late sets none (R-ORG-24)."""
    DUTIES.meet(unit, RE_ELECTION, org_code, on)
    if is_last:
        DUTIES.open(unit, table()[RE_ELECTION], org_code, on, holder_of(unit, org_code), due_on=term_end)


def post_assigned(unit: Unit, post: Post) -> None:
    """A secretary fills a vacancy; a temporary head is there until the day that was named (R-WRK-02)."""
    if post.is_temp and post.expected_end is not None:
        holder = _holder_of_post(unit, post)
        DUTIES.open(
            unit, table()[TEMPORARY], post.post_id, post.assigned_on, holder, due_on=post.expected_end
        )
    if post.org_code is not None and post.kind == SECRETARY:
        DUTIES.meet(unit, VACANCY, post.org_code, post.assigned_on)
        # What is left was set for a later day: there was a secretary by then.
        DUTIES.lapse(unit, post.org_code, post.assigned_on, OVERTAKEN, (VACANCY,))


def post_extended(unit: Unit, post: Post, on: date, until: date) -> None:
    """A temporary head who stays longer is due to go on another day."""
    DUTIES.lapse(unit, post.post_id, on, EXTENDED, (TEMPORARY,))
    DUTIES.open(unit, table()[TEMPORARY], post.post_id, on, _holder_of_post(unit, post), due_on=until)


def post_ended(unit: Unit, post: Post, on: date) -> None:
    """Who leaves as secretary leaves a vacancy, unless another is there or known to come (R-ORG-27)."""
    DUTIES.meet(unit, TEMPORARY, post.post_id, on)
    code = post.org_code
    if code is None or post.kind != SECRETARY:
        return
    others = [one for one in store.posts_in(unit.db, code, SECRETARY) if one.post_id != post.post_id]
    found = store.organisation(store.get(unit.db, store.ORGANISATIONS, code), on)
    if found.exists_on(on) and not any(one.ended_on is None or one.ended_on > on for one in others):
        DUTIES.open(unit, table()[VACANCY], code, on, Holder(code, found.area))


def moved(unit: Unit, credit_code: str, area: str, on: date) -> None:
    """An enterprise that moves sets its affiliation anew, where it had one (R-ORG-12); duties go along."""
    holder = Holder(area=area)
    DUTIES.hand_on(unit, credit_code, holder, on)
    affiliation = store.affiliation(unit.db, credit_code)
    if is_affiliated(unit, affiliation, on) and not any(one.on > on for one in affiliation.statements):
        DUTIES.open(unit, table()[RESET], credit_code, on, holder)


def affiliated(unit: Unit, credit_code: str, on: date) -> None:
    """An affiliation, whichever, is what a move asks for."""
    DUTIES.meet(unit, RESET, credit_code, on)


def dissolved(unit: Unit, org_code: str, on: date) -> None:
    """An organisation that ended owes nothing any more, its posts neither."""
    DUTIES.lapse(unit, org_code, on, DISSOLVED)
    DUTIES.lapse_due_after(unit, org_code, on, DISSOLVED)


def is_affiliated(unit: Unit, affiliation: Affiliation, day: date) -> bool:
    """Return whether an enterprise is affiliated on a day, to an organisation that is there."""
    held = affiliation.on(day)
    if held["form"] == NO_FORM:
        return False
    found = store.get(unit.db, store.ORGANISATIONS, held["org_code"])
    return store.organisation(found, day).exists_on(day)


def holder_of(unit: Unit, org_code: str) -> Holder:
    """Return who holds what an organisation has to do."""
    return Holder(org_code, store.get(unit.db, store.ORGANISATIONS, org_code)["area"])


def _holder_of_post(unit: Unit, post: Post) -> Holder:
    if post.org_code is not None:
        return holder_of(unit, post.org_code)
    return Holder(area=store.get(unit.db, store.ENTERPRISES, str(post.credit_code))["area"])
