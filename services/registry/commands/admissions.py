"""Members by what development decided: admitted, converted, struck off; no clerk has a hand in it (R-MEM-13)."""

from datetime import date
from hashlib import sha256

from services.registry import store
from services.registry.commands.people import STATED, check_there, note_growth, state_member
from services.registry.rules import status_violations
from shared.contracts.base import load
from shared.contracts.development.events import CaseOpened, StepCompleted
from shared.contracts.development.facts import Standing
from shared.contracts.development.terms import CLOSED, State
from shared.contracts.registry import events
from shared.contracts.registry.terms import ADMISSION, ADMITTED, LONGEST_CODE, PROBATIONARY
from shared.ledger import Entry, Unit

DIGITS = 32


def member_of(case_id: str) -> str:
    """Return the number that a case's person has as a member, always the same."""
    plain = f"{ADMITTED}{case_id}"
    return plain if len(plain) <= LONGEST_CODE else ADMITTED + sha256(case_id.encode()).hexdigest()[:DIGITS]


def case_opened(unit: Unit, entry: Entry) -> None:
    """Keep that an organisation has a case, which does not end with it (R-ORG-16b)."""
    opened = load(CaseOpened, entry.data)
    store.put_case(unit, opened.case_id, opened.org_code)


def step_completed(unit: Unit, entry: Entry) -> None:
    """
    Let a step's standing hold from its day on; a step without one, and one heard before, change nothing.

    Raises:
        NotFound: development converts or strikes off whom this register does not have.
        RuleViolated: the status cannot follow the one on record, or the branch was not there (R-MEM-01).
    """
    step = load(StepCompleted, entry.data)
    _note_case(unit, step)
    if "standing" not in step.given():
        return
    if step.standing.status == PROBATIONARY:
        _admit(unit, step)
    else:
        _change(unit, member_of(step.case_id), step.standing)


def _admit(unit: Unit, step: StepCompleted) -> None:
    member_id, since = member_of(step.case_id), step.standing.since
    if store.find(unit.db, store.MEMBERS, member_id) is not None:
        return
    check_there(unit, step.org_code, since)
    event = events.MemberRegistered(
        member_id=member_id,
        status=PROBATIONARY,
        org_code=step.org_code,
        credit_code=_known(unit, step.standing.credit_code),
        basis=ADMISSION,
    )
    known = event.as_json()
    stated = {name: known[name] for name in STATED}
    values = {**known, store.UNNAMED: True, "statements": [store.statement(since, stated)]}
    store.insert(unit, store.MEMBERS, values, f"党员编号{member_id}已使用")
    unit.record(f"member:{member_id}", event, effective_on=since)
    note_growth(unit, stated, since)
    _follow(unit, member_id, step.org_code)


def _follow(unit: Unit, member_id: str, org_code: str) -> None:
    """Move who came into an organisation that has ended since to who received its members (R-ORG-16b)."""
    ended = store.get(unit.db, store.ORGANISATIONS, org_code)
    while ended.get("dissolved_on") and ended.get("received_by"):
        member = store.member(store.get(unit.db, store.MEMBERS, member_id))
        receiver, on = ended["received_by"], date.fromisoformat(ended["dissolved_on"])
        state_member(unit, member, on, {"org_code": receiver})
        ended = store.get(unit.db, store.ORGANISATIONS, receiver)


def _note_case(unit: Unit, step: StepCompleted) -> None:
    """Keep where a case is gone on with: under transfer already with whom it was sent to."""
    place = step.told.to_org if step.state == State.IN_TRANSFER else step.org_code
    store.put_case(unit, step.case_id, None if step.state in CLOSED else place)


def _known(unit: Unit, credit_code: str | None) -> str | None:
    """An application may name an employer that is not on record here; then none is kept."""
    found = credit_code and store.find(unit.db, store.ENTERPRISES, credit_code)
    return credit_code if found else None


def _change(unit: Unit, member_id: str, standing: Standing) -> None:
    since, status = standing.since, standing.status
    member = store.member(store.get(unit.db, store.MEMBERS, member_id))
    if any(one.on == since and one.values.get("status") == status for one in member.statements):
        return
    unit.check(status_violations(member.on(since).get("status"), status, member.status_after(since)))
    state_member(unit, member, since, {"status": status})
