"""Members by what development decided: admitted, converted, struck off; no clerk has a hand in it (R-MEM-13)."""

from datetime import date
from typing import Any

from services.registry import cases_store, store
from services.registry.commands.correcting import put_right
from services.registry.commands.people import STATED, check_there, note_growth, rules_at, state_member
from services.registry.rules import status_violations
from shared.city.admitted import member_of
from shared.city.changes import Change, standing_in
from shared.contracts.base import load
from shared.contracts.development.events import CaseOpened, StepCompleted
from shared.contracts.development.facts import Standing
from shared.contracts.development.terms import CLOSED, State
from shared.contracts.registry import events
from shared.contracts.registry.terms import ADMISSION, DECEASED, PROBATIONARY, REMOVED
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected

FINAL = frozenset((DECEASED, REMOVED))
Document = dict[str, Any]


def case_opened(unit: Unit, entry: Entry) -> None:
    """Keep that an organisation has a case, which does not end with it (R-ORG-16b)."""
    opened = load(CaseOpened, entry.data)
    cases_store.put_case(unit, opened.case_id, entry.seq, opened.org_code)


def step_completed(unit: Unit, entry: Entry) -> None:
    """
    Let a step's standing hold from its day on; a step without one, and one heard before, change nothing.

    Raises:
        NotFound: development converts or strikes off whom this register does not have.
        RuleViolated: the status cannot follow the one on record, or the branch was not there (R-MEM-01).
    """
    step = load(StepCompleted, entry.data)
    _note_case(unit, step, entry.seq)
    if "standing" not in step.given():
        return
    if step.standing.status == PROBATIONARY:
        _admit(unit, step)
    else:
        _change(unit, _named(step) or member_of(step.case_id), step.standing)


def _named(step: StepCompleted) -> str | None:
    """Return the member of the opening stock whom a back-entered case is about, if it names one (R-GEN-10)."""
    number: str | None = step.standing.given().get("member_id")
    return number


def opening_corrected(unit: Unit, correction: Corrected) -> None:
    """Keep that a case was never opened; where one lies changes by steps only."""
    if correction.void:
        cases_store.take_back(unit, correction.entry.data["case_id"], correction.entry.seq)


def step_corrected(unit: Unit, correction: Corrected) -> None:
    """Let what a step made of a person count from another day, or not at all, as it was corrected (R-GEN-09)."""
    step = load(StepCompleted, correction.entry.data)
    if correction.void:
        cases_store.take_back(unit, step.case_id, correction.entry.seq)
    else:
        _note_case(unit, step, correction.entry.seq)
    if "standing" not in step.given() or (_named(step) and step.standing.status == PROBATIONARY):
        return
    own = _own(unit, step)
    if own is not None:
        changes = _voided(unit, own) if correction.void else [_as_now(unit, own, step)]
        put_right(unit, correction.number, [one for one in changes if one is not None])
    elif not correction.void:
        step_completed(unit, correction.entry)


def _own(unit: Unit, step: StepCompleted) -> Document | None:
    """Return the standing entry that a step's standing led to; None: there is none."""
    kind = events.MemberRegistered if step.standing.status == PROBATIONARY else events.MemberChanged
    found = [
        entry
        for entry in standing_in(unit, f"member:{_named(step) or member_of(step.case_id)}")
        if entry["type"] == kind.event_type and entry["data"].get("status") == step.standing.status
    ]
    return found[-1] if found else None


def _voided(unit: Unit, own: Document) -> list[Change]:
    """Return what does not count any more: of an admission all that was recorded of the member, posts included."""
    taken = [own]
    if own["type"] == events.MemberRegistered.event_type:
        taken = standing_in(unit, own["stream"])
        for row in store.pointing_at(unit.db, store.POSTS, "member_id", own["data"]["member_id"]):
            taken += standing_in(unit, store.stream_of(store.POSTS, row["_id"]))
    return [Change(entry, entry["effective_on"], entry["data"], void=True) for entry in taken]


def _as_now(unit: Unit, own: Document, step: StepCompleted) -> Change | None:
    on, data = step.standing.since.isoformat(), dict(own["data"])
    if own["type"] == events.MemberRegistered.event_type:
        data |= {"org_code": step.org_code, "credit_code": _known(unit, step.standing.credit_code)}
    return None if (on, data) == (own["effective_on"], own["data"]) else Change(own, on, data)


def _admit(unit: Unit, step: StepCompleted) -> None:
    if (named := _named(step)) is not None:
        # The opening stock has the person already, with the day that its clerk gave: nothing is stated twice.
        store.get(unit.db, store.MEMBERS, named)
        return
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


def _note_case(unit: Unit, step: StepCompleted, seq: int) -> None:
    """Keep where a case is gone on with: under transfer already with whom it was sent to."""
    place = step.told.to_org if step.state == State.IN_TRANSFER else step.org_code
    cases_store.put_case(unit, step.case_id, seq, None if step.state in CLOSED else place)


def _known(unit: Unit, credit_code: str | None) -> str | None:
    """An application may name an employer that is not on record here; then none is kept."""
    found = credit_code and store.find(unit.db, store.ENTERPRISES, credit_code)
    return credit_code if found else None


def _change(unit: Unit, member_id: str, standing: Standing) -> None:
    since, status = standing.since, standing.status
    member = store.member(store.get(unit.db, store.MEMBERS, member_id))
    if any(one.on == since and one.values.get("status") == status for one in member.statements):
        return
    if {member.on(since).get("status"), status} <= FINAL:
        return  # what ended the case was learnt here (R-DEV-74b)
    in_force = rules_at(unit, member.on(since)["org_code"], since)
    unit.check(
        status_violations(in_force, member.on(since).get("status"), status, member.status_after(since))
    )
    state_member(unit, member, since, {"status": status})
