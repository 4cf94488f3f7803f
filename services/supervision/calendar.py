"""The calendar of duties: what each organisation has to do in each period, opened when a day is over."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.supervision import store
from shared.city import areas, copies, duties
from shared.city.duties import MET, Duties, Holder
from shared.contracts.registry.terms import COMMITTEE
from shared.contracts.supervision import events
from shared.contracts.supervision.terms import COMMITTEE_MEETING
from shared.ledger import Unit
from shared.rules.deadlines import Deadline, first_day, table

DUTIES = Duties(events.DutyOpened, events.DutyMet, events.DutyLate, events.DutyLapsed)
CONTACT_VISIT = "contact_visit"
CORRECTED = "登记更正"
# A transaction opens up to a dozen duties of each of these many.
ORGANISATIONS, POINTS = 8, 50
AT_POINTS = "point:"
PERIODIC = tuple(
    deadline for deadline in table().values() if deadline.each is not None and deadline.pack == "supervision"
)
OF_ORGANISATIONS = tuple(one for one in PERIODIC if one.name != CONTACT_VISIT)


def open_day(unit: Unit, today: date, after: str | None) -> str | None:
    """
    Open a batch of the duties that became known by the end of the day before *today*; return where to go on.

    On the last day of nothing the organisations that are new are looked at only; on the first day of a month,
    all of them. What an organisation owes in a period binds it when it was there on the period's first day.
    """
    day = today - timedelta(days=1)
    begins = day.day == 1
    if after is None or not after.startswith(AT_POINTS):
        codes = store.organisations(unit.db, after, ORGANISATIONS, only_new=not begins)
        for org_code in codes:
            open_for(unit, org_code, day)
        store.is_no_longer_new(unit, codes)
        if codes:
            return codes[-1]
        after = AT_POINTS
    return _open_visits(unit, day, after.removeprefix(AT_POINTS))


def open_for(unit: Unit, org_code: str, day: date) -> None:
    """Open what an organisation has to do in the periods that *day* lies in, if it is there on that day."""
    copy = store.find(unit.db, copies.ORGANISATIONS, org_code)
    if copies.there_on(copy, day) is None:
        return
    store.hold(unit, copies.ORGANISATIONS, org_code)
    for deadline in OF_ORGANISATIONS:
        since = first_day(str(deadline.each), day)
        found = copies.there_on(copy, since)
        if found is None or found["form"] is None or found["type"] == COMMITTEE:
            continue
        if _owed(unit, deadline, org_code, found["area"], since):
            DUTIES.open(unit, deadline, org_code, since, Holder(org_code, found["area"]))
            _meet_if_done(unit, deadline, org_code, since)


def _meet_if_done(unit: Unit, deadline: Deadline, org_code: str, since: date) -> None:
    """Meet a duty by what was put on record before it was opened: a meeting on a period's first day."""
    for done_on in store.days_done(unit.db, org_code, deadline, since)[:1]:
        DUTIES.meet_since(unit, deadline.name, org_code, since, done_on)


def look_again(unit: Unit, org_code: str, kind: str, day: date) -> None:
    """
    Put right the duties that something of a *kind*, done on *day*, meets or met, after a correction (R-GEN-09).

    What was met stays so as long as something was done on that day.
    """
    for deadline in OF_ORGANISATIONS:
        if kind in deadline.met_by:
            since = first_day(str(deadline.each), day)
            done = store.days_done(unit.db, org_code, deadline, since)
            for found in duties.of_subject(unit.db, org_code, deadline.name, since):
                _redo(unit, deadline, found, done)


def look_at_all(unit: Unit, deadline: Deadline, subject: str, done: list[date]) -> None:
    """Put right the duties of a *deadline* that whatever is done later meets as well; *done*: the days in order."""
    for found in duties.of_subject(unit.db, subject, deadline.name):
        _redo(unit, deadline, found, [day for day in done if day.isoformat() >= found["set_on"]])


def _redo(unit: Unit, deadline: Deadline, found: Mapping[str, Any], done: list[date]) -> None:
    duty = found["_id"]
    if found["state"] == MET:
        if date.fromisoformat(found["met_on"]) in done:
            return
        DUTIES.retire(unit, duty, CORRECTED)
        if not done and not _owed_still(unit, deadline, found):
            return
        holder, since = Holder(found["org_code"], found["area"]), date.fromisoformat(found["set_on"])
        duty = DUTIES.open(unit, deadline, found["subject"], since, holder)
    for first in done[:1]:
        DUTIES.meet_one(unit, duty, first)


def _owed_still(unit: Unit, deadline: Deadline, found: Mapping[str, Any]) -> bool:
    """Return whether what is undone now was not lapsed meanwhile: organisation and point are there, and not exempt."""
    org_code, since = found["org_code"], date.fromisoformat(found["set_on"])
    if store.is_exempt(unit.db, org_code, deadline.name, since):
        return False
    point = store.find(unit.db, store.CONTACT_POINTS, found["subject"])
    if deadline.name == CONTACT_VISIT and (point is None or _ends_by(point, found["last_on"])):
        return False
    until = min(unit.stamp.recorded_on, date.fromisoformat(found["last_on"]))
    return copies.organisation(unit.db, org_code, until) is not None


def _ends_by(point: Mapping[str, Any], last_on: str) -> bool:
    return point["ended_on"] is not None and point["ended_on"] <= last_on


def _owed(unit: Unit, deadline: Deadline, org_code: str, area: str, since: date) -> bool:
    in_force = areas.rules(unit.db, deadline.pack, since, area)
    if deadline.rule not in in_force:
        return False
    if deadline.name == COMMITTEE_MEETING:
        least = in_force.number("R-ORG-20")
        if store.full_members(unit.db, org_code, since) < least:
            return False
    return not store.is_exempt(unit.db, org_code, deadline.name, since)


def _open_visits(unit: Unit, day: date, after: str) -> str | None:
    deadline = table()[CONTACT_VISIT]
    since = first_day(str(deadline.each), day)
    last = deadline.last_on(since)
    points = store.contact_points(unit.db, since, last, after or None, POINTS)
    for point in points:
        # Of what was dissolved there is nothing to visit (R-ORG-16b); the point itself may be on record still.
        if copies.organisation(unit.db, point["org_code"], day) is None:
            continue
        holder = Holder(point["org_code"], copies.area_of(unit.db, point["org_code"]))
        store.hold(unit, store.CONTACT_POINTS, point["_id"])
        DUTIES.open(unit, deadline, point["_id"], since, holder)
        if (visited := store.first_visit(unit.db, point["_id"], since)) is not None:
            DUTIES.meet_since(unit, CONTACT_VISIT, point["_id"], since, visited)
    return f"{AT_POINTS}{points[-1]['_id']}" if points else None
