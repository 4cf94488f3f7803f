"""What only the convener does besides meetings: resolutions, openings and freezes."""

from services.department import rules, store
from services.department.commands.leading import lead
from services.department.effects import record
from services.department.model import Resolution, figures_of
from shared.city import areas
from shared.city.sites import Sites
from shared.contracts.base import Event
from shared.contracts.department import calls, events, facts
from shared.contracts.errors import Conflict
from shared.ledger import Unit
from shared.rules.pack import RulePack


def open_figures(unit: Unit, command: calls.OpenFigures, sites: Sites) -> None:
    """Let a department hand in the first figures of a quarter after the lock (R-JM-16)."""
    lead(unit, sites)
    unit.check(
        rules.opening_violations(
            rules.of_quarter(command.period), command, sites.reporters, unit.stamp.recorded_on
        )
    )
    event = events.FiguresOpened(**command.only(facts.Opening), reason=command.comment)
    record(unit, f"opening:{figures_of(command.department, command.period)}", event)


def freeze_quarter(unit: Unit, command: calls.FreezeQuarter, sites: Sites) -> None:
    """Put on record what a quarter's figures are made of; reporting counts just that from then on (R-IND-07)."""
    lead(unit, sites)
    last = store.last_freeze(unit, command.period)
    unit.check(
        rules.freeze_violations(
            rules.of_quarter(command.period), command, unit.stamp.recorded_on, last, command.comment
        )
    )
    event = events.QuarterFrozen(**command.only(facts.Manifest), reason=command.comment)
    store.insert(unit, store.FREEZES, f"{command.period}#{command.version}", {"period": command.period})
    unit.record(f"freeze:{command.period}", event)


def issue_resolution(unit: Unit, command: calls.IssueResolution, sites: Sites) -> None:
    """Issue a resolution; the lead department's task comes of it (R-JM-09, R-JM-10)."""
    if store.exists(unit, store.RESOLUTIONS, command.no):
        raise Conflict.at("no", f"编号{command.no}已使用", "编号已使用")
    meeting = store.find_meeting(unit, command.meeting)
    if meeting is None or meeting.held_on is None:
        raise Conflict.at("meeting", f"会议{command.meeting}尚未登记", "请先登记会议")
    lead(unit, sites, meeting.area)
    if command.area is not None:
        areas.within(unit, command.area)
    known = {**command.only(facts.Resolution), "convened_for": meeting.area}
    resolution = Resolution(**known, original_due_on=command.due_on)
    on = unit.stamp.recorded_on
    in_force = areas.rules(unit.db, rules.PACK, on, meeting.area)
    issued = store.numbers_of(unit, rules.split(command.no)[0])
    unit.check(
        [
            *rules.resolution_violations(in_force, resolution, sites.departments, issued, on),
            *rules.issue_violations(in_force, resolution, meeting.held_on, on),
            *rules.frozen_violations(in_force, meeting),
        ]
    )
    _record(unit, events.ResolutionIssued(**known))


def return_resolution(unit: Unit, command: calls.ReturnResolution, sites: Sites) -> None:
    """Give submitted work back."""
    _check(unit, command.no, "return", sites)
    _record(unit, events.ResolutionReturned(no=command.no, reason=command.comment))


def verify_resolution(unit: Unit, command: calls.VerifyResolution, sites: Sites) -> None:
    """Note that the evidence was checked, by another than who handed it in (R-JM-13)."""
    _check(unit, command.no, "verify", sites)
    _record(unit, events.ResolutionVerified(no=command.no))


def close_resolution(unit: Unit, command: calls.CloseResolution, sites: Sites) -> None:
    """Close a verified resolution (R-JM-13)."""
    _check(unit, command.no, "close", sites)
    _record(unit, events.ResolutionClosed(no=command.no))


def cancel_resolution(unit: Unit, command: calls.CancelResolution, sites: Sites) -> None:
    """Give a resolution up, with a reason; nothing is due any more."""
    resolution = _decided(unit, command.no, sites)
    unit.check(rules.cancellation_violations(_in_force(unit, resolution), resolution))
    _record(unit, events.ResolutionCancelled(no=command.no, reason=command.comment))


def extend_resolution(unit: Unit, command: calls.ExtendResolution, sites: Sites) -> None:
    """Put the due date off; the original one stays on record (R-JM-12)."""
    resolution = _decided(unit, command.no, sites)
    unit.check(rules.extension_violations(_in_force(unit, resolution), resolution, command.due_on))
    event = events.ResolutionExtended(
        no=command.no,
        due_on=command.due_on,
        original_due_on=resolution.original_due_on,
        reason=command.comment,
    )
    _record(unit, event)


def _in_force(unit: Unit, resolution: Resolution) -> RulePack:
    return areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, resolution.convened_for)


def _check(unit: Unit, no: str, step: str, sites: Sites) -> None:
    resolution, task = _decided(unit, no, sites), store.get_task(unit, no)
    unit.check(
        rules.convener_violations(_in_force(unit, resolution), resolution, task, step, unit.actor.user)
    )


def _decided(unit: Unit, no: str, sites: Sites) -> Resolution:
    """Return a resolution of a meeting that the actor's department leads now; raises NotAllowed, NotFound."""
    found = store.get_resolution(unit, no)
    lead(unit, sites, found.convened_for)
    return found


def _record(unit: Unit, event: Event) -> None:
    record(unit, f"resolution:{event.given()['no']}", event)
