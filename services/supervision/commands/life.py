"""Organisational life: meetings, plans, exemptions, possessions."""

from datetime import date
from typing import Any

from services.supervision import rules, store
from services.supervision.calendar import DUTIES, OF_ORGANISATIONS
from services.supervision.rules import PACK
from shared.city import copies
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.supervision import calls, events, facts
from shared.contracts.supervision.terms import POSSESSIONS
from shared.ledger import Unit
from shared.rules.deadlines import first_day, table


def record_meetings(unit: Unit, command: calls.RecordMeetings) -> None:
    """
    Record meetings with those due and present; what counts meets the duties of its period.

    Raises:
        NotFound: an organisation did not exist on the day of its meeting.
    """
    violations = []
    for meeting in command.meetings:
        copies.within(unit, meeting.org_code)
        found = existing(unit, meeting.org_code, meeting.held_on)
        in_force = copies.rules(unit.db, PACK, meeting.held_on, meeting.org_code)
        violations += rules.meeting_violations(in_force, meeting, found["type"], unit.stamp.recorded_on)
    unit.check(violations)
    for meeting in command.meetings:
        in_force = copies.rules(unit.db, PACK, meeting.held_on, meeting.org_code)
        counts = rules.counts(in_force, meeting)
        event = events.MeetingHeld(**vars(meeting), counts=counts)
        values = event.as_json()
        store.insert(unit, store.MEETINGS, values.pop("meeting"), "meetings", values)
        unit.record(f"meeting:{meeting.meeting}", event, effective_on=meeting.held_on)
        if counts:
            store.hold(unit, copies.ORGANISATIONS, meeting.org_code)
            _meet(unit, meeting)


def _meet(unit: Unit, meeting: facts.Meeting) -> None:
    for deadline in OF_ORGANISATIONS:
        if meeting.kind in deadline.met_by:
            since = first_day(str(deadline.each), meeting.held_on)
            # What is missing after the last day stays missing (R-ACT-01).
            in_force = copies.rules(unit.db, PACK, since, meeting.org_code)
            if meeting.held_on <= deadline.last_on(since, in_force):
                DUTIES.meet_since(unit, deadline.name, meeting.org_code, since, meeting.held_on)


def existing(unit: Unit, org_code: str, on: date) -> dict[str, Any]:
    """Return an organisation as it was on a day; raises NotFound."""
    found = copies.organisation(unit.db, org_code, on)
    if found is None:
        message = f"党组织{org_code}在{on.isoformat()}不存在或尚未收到"
        raise NotFound.at("org_code", message, "当日不存在")
    return found


def tell_plan(unit: Unit, command: calls.TellPlan) -> None:
    """Record when a quarter's plan was told to the owner and to the members (R-ACT-02)."""
    copies.within(unit, command.org_code)
    told = [day for day in (command.owner_on, command.members_on) if day is not None]
    if not told:
        raise InvalidInput.at("owner_on", "至少填写告知业主或告知党员的日期", "至少填写一项")
    if max(told) > unit.stamp.recorded_on:
        raise InvalidInput.at("owner_on", "告知日期晚于登记日", "晚于登记日")
    existing(unit, command.org_code, max(told))
    event = events.PlanTold(**command.only(facts.Plan))
    values = {name: value for name, value in event.as_json().items() if value is not None}
    store.change(unit, store.PLANS, f"{command.org_code}:{command.period}", values)
    unit.record(f"plan:{command.org_code}:{command.period}", event, effective_on=max(told))


def request_exemption(unit: Unit, command: calls.RequestExemption) -> None:
    """Ask for an exemption; it binds once another person grants it."""
    copies.within(unit, command.org_code)
    if command.until_on < command.from_on:
        raise InvalidInput.at("until_on", "截止日早于起始日", "早于起始日")
    existing(unit, command.org_code, command.from_on)
    event = events.ExemptionRequested(**command.only(facts.Exemption))
    values = {**event.as_json(), "asked_by": unit.actor.user, "granted": False}
    store.insert(unit, store.EXEMPTIONS, command.exemption, "exemption", values)
    unit.record(f"exemption:{command.exemption}", event, effective_on=command.from_on)


def grant_exemption(unit: Unit, command: calls.GrantExemption) -> None:
    """Grant an exemption that another person asked for; undone duties within it lapse."""
    row = store.get(unit.db, store.EXEMPTIONS, command.exemption, "exemption")
    known = store.exemption(row)
    copies.within(unit, known.org_code)
    if known.granted:
        raise Conflict.at("exemption", "该免办已批准", "已批准")
    in_force = copies.rules(unit.db, PACK, unit.stamp.recorded_on, known.org_code)
    unit.check(rules.granting_violations(in_force, known, unit.actor.user))
    store.change(unit, store.EXEMPTIONS, known.exemption, {"granted": True})
    values = {name: row[name] for name in facts.Exemption.declared}
    unit.record(
        f"exemption:{known.exemption}",
        events.ExemptionGranted.schema.load(values),
        effective_on=known.from_on,
    )
    store.hold(unit, copies.ORGANISATIONS, known.org_code)
    since = first_day(str(table()[known.deadline].each), known.from_on)
    DUTIES.lapse_between(
        unit, known.org_code, known.deadline, since, known.until_on, f"免办{known.exemption}"
    )


def check_possessions(unit: Unit, command: calls.CheckPossessions) -> None:
    """Record which of the five possessions an organisation has (R-ACT-18)."""
    copies.within(unit, command.org_code)
    existing(unit, command.org_code, command.checked_on)
    if command.checked_on > unit.stamp.recorded_on:
        raise InvalidInput.at("checked_on", "核查日期晚于登记日", "晚于登记日")
    event = events.PossessionsChecked(**command.only(facts.Possessions))
    key = f"{command.org_code}:{command.checked_on.isoformat()}"
    values = {**event.as_json(), "all": set(command.has) == set(POSSESSIONS)}
    store.change(unit, store.POSSESSIONS, key, values)
    unit.record(f"possessions:{command.org_code}", event, effective_on=command.checked_on)
    store.hold(unit, copies.ORGANISATIONS, command.org_code)
    DUTIES.meet(unit, "possessions", command.org_code, command.checked_on)
