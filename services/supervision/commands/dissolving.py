"""What a dissolved organisation leaves: points end, findings go to who received its members (R-ORG-16b)."""

from datetime import date

from services.supervision import store
from services.supervision.calendar import DUTIES
from services.supervision.commands import points
from services.supervision.commands.inspections import RECTIFICATION
from services.supervision.model import PointState
from shared.city import copies
from shared.city.duties import Holder
from shared.contracts.supervision import events
from shared.contracts.supervision.terms import FINDING_ENDS, FindingState
from shared.ledger import Unit

DISSOLVED = "党组织撤销"


def announced(unit: Unit, org_code: str, on: date, today: date) -> None:
    """Let nothing be due any more from the day *on* which an organisation ends; settle the rest once it has."""
    DUTIES.lapse_due_after(unit, org_code, on, DISSOLVED, [RECTIFICATION])
    settle(unit, org_code, today)


def settle(unit: Unit, org_code: str, today: date) -> None:
    """
    End or hand over what an organisation, dissolved by *today*, still has.

    Findings wait while who received the members has not been heard of; what is settled stays so when the
    dissolution is corrected, until people set it anew.
    """
    ended = copies.dissolved_on(unit.db, org_code)
    if ended is None or ended > today:
        return
    wanted = {"org_code": org_code}
    for row in store.every(unit.db, store.CONTACT_POINTS, {**wanted, **store.GOES_ON}):
        points.end(unit, row, max(ended, date.fromisoformat(row["since"])))
    for row in store.every(unit.db, store.POINTS, {**wanted, "state": {"$ne": PointState.REVOKED.value}}):
        points.revoke(unit, row["_id"], ended)
    heir = copies.heir(unit.db, org_code, today)
    waits = heir != org_code and copies.area_if_known(unit.db, heir) is None
    if not waits:
        receiver = heir if copies.organisation(unit.db, heir, today) is not None else None
        for row in store.every(unit.db, store.FINDINGS, {**wanted, "state": {"$nin": list(FINDING_ENDS)}}):
            _settle_finding(unit, row["_id"], receiver, max(ended, date.fromisoformat(row["last_on"])))
    DUTIES.lapse_left(unit, org_code, ended, DISSOLVED, [RECTIFICATION] if waits else [])


def settle_what_is_left(unit: Unit, today: date, after: str | None) -> str | None:
    """Do so for the first dissolved organisation behind *after* that has anything left; days.Work."""
    for org_code in copies.ended_by(unit.db, today, after):
        if store.has_left(unit.db, org_code):
            settle(unit, org_code, today)
            return org_code
    return None


def _settle_finding(unit: Unit, finding: str, receiver: str | None, on: date) -> None:
    stream = f"finding:{finding}"
    if receiver is None:
        store.change(unit, store.FINDINGS, finding, {"state": FindingState.ENDED.value})
        unit.record(stream, events.FindingEnded(finding=finding), effective_on=on)
        DUTIES.lapse(unit, finding, on, DISSOLVED, [RECTIFICATION])
        return
    store.change(unit, store.FINDINGS, finding, {"org_code": receiver})
    event = events.FindingHandedOver(finding=finding, org_code=receiver)
    unit.record(stream, event, effective_on=on)
    DUTIES.hand_on(unit, finding, Holder(receiver, copies.area_of(unit.db, receiver)), on)
