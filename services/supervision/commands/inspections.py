"""Inspections and what becomes of their findings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.supervision import rules, store
from services.supervision.calendar import DUTIES
from services.supervision.commands.life import existing
from services.supervision.model import STEPS, Finding
from services.supervision.rules import PACK
from shared.city import copies
from shared.city.duties import Holder
from shared.contracts.base import Event
from shared.contracts.errors import InvalidInput
from shared.contracts.supervision import calls, events, facts
from shared.contracts.supervision.terms import FindingState
from shared.ledger import Unit
from shared.rules.deadlines import first_day, table

RECTIFICATION, INSPECTION = "rectification", "inspection"


def issue_checklist(unit: Unit, command: calls.IssueChecklist) -> None:
    """Put a version of the checklist into force; it is never changed."""
    event = events.ChecklistIssued(**command.only(facts.Checklist))
    store.insert(unit, store.CHECKLISTS, command.version, "version", event.as_json())
    unit.record(f"checklist:{command.version}", event)


def record_inspection(unit: Unit, command: calls.RecordInspection) -> None:
    """Record an inspection by a version of the checklist, with what was found (R-SUP-01..03)."""
    copies.within(unit, command.org_code)
    existing(unit, command.org_code, command.inspected_on)
    if command.inspected_on > unit.stamp.recorded_on:
        raise InvalidInput.at("inspected_on", "督查日期晚于登记日", "晚于登记日")
    checklist = store.get(unit.db, store.CHECKLISTS, command.version, "version")
    known = {item["item"] for item in checklist["items"]}
    if unknown := sorted({one.item for one in command.findings} - known):
        raise InvalidInput.at(
            "findings", f"清单{command.version}没有项目{'、'.join(unknown)}", "清单没有该项目"
        )
    event = events.OrganisationInspected(
        inspection=command.inspection,
        org_code=command.org_code,
        inspected_on=command.inspected_on,
        version=command.version,
        seen=command.seen,
        failed=tuple(sorted({one.item for one in command.findings})),
    )
    store.insert(unit, store.INSPECTIONS, command.inspection, "inspection", event.as_json())
    unit.record(f"inspection:{command.inspection}", event, effective_on=command.inspected_on)
    for one in command.findings:
        _find(unit, command, one)
    store.hold(unit, copies.ORGANISATIONS, command.org_code)
    since = first_day(str(table()[INSPECTION].each), command.inspected_on)
    DUTIES.meet_since(unit, INSPECTION, command.org_code, since, command.inspected_on)


def _find(unit: Unit, command: calls.RecordInspection, one: calls.RecordedFinding) -> None:
    event = events.FindingRecorded(**vars(one), inspection=command.inspection)
    on = command.inspected_on.isoformat()
    state = {"org_code": command.org_code, "state": FindingState.FOUND.value, "last_on": on}
    store.insert(unit, store.FINDINGS, one.finding, "findings", {**event.as_json(), **state})
    unit.record(f"finding:{one.finding}", event, effective_on=command.inspected_on)


def issue_notice(unit: Unit, command: calls.IssueNotice) -> None:
    """Order that a finding be put right by a day (R-SUP-03)."""
    finding, on = store.get_finding(unit.db, command.finding), unit.stamp.recorded_on
    in_force = copies.rules(unit.db, PACK, on, finding.org_code)
    due_on = command.due_on or rules.put_right_by(in_force, finding.severity, on)
    event = events.NoticeIssued(finding=finding.finding, org_code=finding.org_code, due_on=due_on)
    more = rules.notice_violations(in_force, finding.severity, on, due_on)
    _take_step(unit, finding, "notice", on, event, {"due_on": due_on.isoformat()}, more)
    area = copies.area_of(unit.db, finding.org_code)
    holder = Holder(finding.org_code, area)
    DUTIES.open(unit, table()[RECTIFICATION], finding.finding, on, holder, due_on=due_on)


def reply_to_notice(unit: Unit, command: calls.ReplyToNotice) -> None:
    """Tell what was done; who does so will not recheck it."""
    finding = store.get_finding(unit.db, command.finding)
    event = events.NoticeAnswered(**command.only(facts.Reply))
    _take_step(unit, finding, "reply", command.replied_on, event, {"replied_by": unit.actor.user})


def recheck_finding(unit: Unit, command: calls.RecheckFinding) -> None:
    """Record whether a finding was put right; if not, it is answered anew, and its day stays."""
    finding = store.get_finding(unit.db, command.finding)
    event = events.FindingRechecked(**command.only(facts.Recheck))
    back = {} if command.passed else {"state": FindingState.NOTIFIED.value}
    _take_step(unit, finding, "recheck", command.rechecked_on, event, back)


def close_finding(unit: Unit, command: calls.CloseFinding) -> None:
    """Close a finding that was rechecked."""
    finding = store.get_finding(unit.db, command.finding)
    event = events.FindingClosed(**command.only(facts.Closing))
    _take_step(unit, finding, "close", command.closed_on, event, {})
    DUTIES.meet(unit, RECTIFICATION, finding.finding, command.closed_on)


def _take_step(
    unit: Unit,
    finding: Finding,
    step: str,
    on: date,
    event: Event,
    kept: Mapping[str, Any],
    more: list[Any] | None = None,
) -> None:
    copies.within(unit, finding.org_code)
    if on > unit.stamp.recorded_on:
        raise InvalidInput.at("finding", "办理日期晚于登记日", "晚于登记日")
    in_force = copies.rules(unit.db, PACK, on, finding.org_code)
    unit.check(
        [
            *rules.step_violations(in_force, finding, step, on, unit.actor.user),
            *(more or ()),
        ]
    )
    values = {"state": STEPS[step][1].value, "last_on": on.isoformat(), **kept}
    store.change(unit, store.FINDINGS, finding.finding, values)
    unit.record(f"finding:{finding.finding}", event, effective_on=on)
