"""A joint meeting's way: called, its topics proposed, its agenda settled, held, its minutes issued."""

from services.department import rules, store
from services.department.commands.leading import lead
from services.department.effects import record
from services.department.model import Meeting, topic_of
from shared.city import areas
from shared.city.sites import Sites
from shared.contracts.base import Event
from shared.contracts.department import calls, events, facts
from shared.contracts.errors import Conflict, NotFound
from shared.ledger import Unit


def plan_meeting(unit: Unit, command: calls.PlanMeeting, sites: Sites) -> None:
    """Call a joint meeting, or put another day to it (R-JM-05)."""
    lead(unit, sites, command.area)
    known = store.find_meeting(unit, command.meeting)
    unit.check(
        rules.plan_violations(
            areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, command.area),
            command,
            known,
            unit.stamp.recorded_on,
        )
    )
    _record(unit, events.MeetingPlanned(**command.only(facts.Plan)))


def propose_topic(unit: Unit, command: calls.ProposeTopic, department: str) -> None:
    """
    Propose what a meeting is to deal with (R-JM-06).

    Raises:
        NotFound: no such meeting was called, or the call is still on its way from the convener.
        Conflict: the department has used the number.
    """
    meeting = store.find_meeting(unit, command.meeting)
    if meeting is None:
        raise NotFound.at("meeting", f"会议{command.meeting}尚未筹备或尚未收到", "尚未筹备或尚未收到")
    if store.exists(unit, store.TOPICS, topic_of(department, command.topic)):
        raise Conflict.at("topic", f"议题编号{command.topic}已使用", "编号已使用")
    for area in (command.area, meeting.area):
        if area is not None:
            areas.within(unit, area)
    unit.check(
        rules.topic_violations(
            areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, meeting.area),
            meeting,
            unit.stamp.recorded_on,
        )
    )
    event = events.TopicProposed(**command.only(facts.Topic), department=department)
    record(unit, f"topic:{topic_of(department, command.topic)}", event)


def confirm_agenda(unit: Unit, command: calls.ConfirmAgenda, sites: Sites) -> None:
    """Settle the agenda of topics that were proposed (R-JM-06, R-JM-07)."""
    meeting = _planned(unit, command.meeting, sites)
    proposed = store.headings_of(unit, command.meeting)
    unit.check(
        rules.agenda_violations(
            areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, meeting.area),
            command,
            meeting,
            proposed,
            unit.stamp.recorded_on,
        )
    )
    _record(unit, events.AgendaConfirmed(**command.only(facts.Agenda)))


def hold_meeting(unit: Unit, command: calls.HoldMeeting, sites: Sites) -> None:
    """Record a joint meeting that was held validly (R-JM-08)."""
    lead(unit, sites, command.area)
    known = store.find_meeting(unit, command.meeting)
    if known is not None and known.held_on is not None:
        raise Conflict.at("meeting", f"会议{command.meeting}已登记", "已登记")
    on = unit.stamp.recorded_on
    in_force = areas.rules(unit.db, rules.PACK, command.held_on, command.area)
    convener = sites.convener_of(command.area or sites.city, command.held_on)
    unit.check(
        [
            *rules.place_violations(in_force, command, known),
            *rules.meeting_violations(in_force, command, sites.departments, convener, on),
            *rules.preparation_violations(in_force, known),
        ]
    )
    event = events.MeetingHeld(**command.only(facts.Meeting))
    record(unit, f"meeting:{command.meeting}", event, effective_on=command.held_on)


def issue_minutes(unit: Unit, command: calls.IssueMinutes, sites: Sites) -> None:
    """Issue the minutes; no further resolution of the meeting is taken then (R-JM-09)."""
    meeting = _planned(unit, command.meeting, sites)
    on = unit.stamp.recorded_on
    unit.check(rules.minutes_violations(areas.rules(unit.db, rules.PACK, on, meeting.area), meeting, on))
    resolutions = store.resolutions_of(unit, command.meeting)
    told = command.only(facts.Minutes)
    _record(unit, events.MinutesIssued(**told, issued_on=on, resolutions=resolutions))


def supplement_minutes(unit: Unit, command: calls.SupplementMinutes, sites: Sites) -> None:
    """Correct or complete minutes that were issued (R-JM-09)."""
    meeting = _planned(unit, command.meeting, sites)
    unit.check(
        rules.supplement_violations(
            areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, meeting.area), meeting
        )
    )
    number = len(meeting.supplements) + 1
    _record(unit, events.MinutesSupplemented(**command.only(facts.Minutes), number=number))


def _planned(unit: Unit, number: str, sites: Sites) -> Meeting:
    found = store.find_meeting(unit, number)
    if found is None:
        raise NotFound.at("meeting", f"会议{number}尚未登记", "请先登记会议")
    lead(unit, sites, found.area)
    return found


def _record(unit: Unit, event: Event) -> None:
    record(unit, f"meeting:{event.given()['meeting']}", event)
