"""Supervision's rules; pure functions, all violations at once."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.supervision.model import STEPS, Count, DemonstrationPoint, Exemption, Finding, PointState
from shared.contracts.registry.terms import COMMITTEE
from shared.contracts.supervision import facts
from shared.contracts.supervision.terms import (
    COMMITTEE_MEETING,
    FINDING_ENDS,
    FINDING_STATES,
    MEETINGS,
    MEMBERS_MEETING,
    SUPERIOR_MEETING,
    Colour,
)
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

PACK = "supervision"
HUNDRED = 100
ACTIVITY = "activity_day"


def meeting_violations(
    rules: RulePack, meeting: facts.Meeting, type_of_organisation: str, on: date
) -> list[Violation]:
    """
    Return what speaks against a meeting, put on record on *on*, of an organisation of a type.

    Source: R-ACT-03, R-ACT-04, R-ACT-07, R-ACT-08, R-ACT-20, E-06.
    """
    found = [*_consistent(rules, meeting, type_of_organisation, on), *_attended(rules, meeting)]
    if meeting.kind == ACTIVITY:
        found += _activity(rules, meeting)
    if not counts(rules, meeting):
        message = (
            f"{_named(meeting)}到会不足{rules.number('R-ACT-20')}%，或缺会议记录、佐证材料，不计入组织生活"
        )
        found.append(rules.violation("R-ACT-20", message, field="present"))
    return found


def counts(rules: RulePack, meeting: facts.Meeting) -> bool:
    """Return whether a meeting counts: attendance, minutes and evidence are there. Source: R-ACT-20."""
    attended = meeting.due > 0 and meeting.present * HUNDRED >= meeting.due * rules.number("R-ACT-20")
    return attended and meeting.minutes is not None and bool(meeting.evidence)


def _named(meeting: facts.Meeting) -> str:
    return f"{meeting.held_on.isoformat()}{MEETINGS[meeting.kind]}（{meeting.meeting}）"


def _consistent(
    rules: RulePack, meeting: facts.Meeting, type_of_organisation: str, on: date
) -> Iterator[Violation]:
    if meeting.held_on > on:
        yield rules.violation("E-06", f"{_named(meeting)}尚未召开", field="held_on", earliest=meeting.held_on)
    if meeting.present > meeting.due:
        yield rules.violation("E-06", f"{_named(meeting)}实到人数多于应到人数", field="present")
    if (meeting.voters_due is None) != (meeting.voters_present is None):
        yield rules.violation(
            "E-06", f"{_named(meeting)}有表决权的应到、实到人数应同时填写", field="voters_due"
        )
    elif meeting.voters_due is not None and meeting.voters_present is not None:
        if meeting.voters_present > meeting.voters_due or meeting.voters_due > meeting.due:
            yield rules.violation(
                "E-06", f"{_named(meeting)}有表决权的人数与应到、实到人数不符", field="voters_due"
            )
        if meeting.voters_present > meeting.present:
            yield rules.violation(
                "E-06", f"{_named(meeting)}有表决权的实到人数多于实到人数", field="voters_present"
            )
    if meeting.kind == SUPERIOR_MEETING and type_of_organisation != COMMITTEE:
        yield rules.violation("E-06", "党委会议应由党委登记", field="kind")


def _attended(rules: RulePack, meeting: facts.Meeting) -> Iterator[Violation]:
    due, present = meeting.due, meeting.present
    if meeting.voters_due is not None and meeting.voters_present is not None:
        due, present = meeting.voters_due, meeting.voters_present
    if "R-ACT-07" in rules and meeting.kind == MEMBERS_MEETING and present * rules.number("R-ACT-07") <= due:
        yield rules.violation("R-ACT-07", f"{_named(meeting)}到会未超过应到会的半数", field="present")
    if "R-ACT-08" not in rules or meeting.kind != COMMITTEE_MEETING:
        return
    if meeting.present * rules.number("R-ACT-08") < meeting.due:
        yield rules.violation("R-ACT-08", f"{_named(meeting)}到会委员不足半数", field="present")


def _activity(rules: RulePack, meeting: facts.Meeting) -> Iterator[Violation]:
    if meeting.hours is None or meeting.hours < rules.number("R-ACT-03"):
        message = f"{_named(meeting)}不足半天（{rules.number('R-ACT-03')}小时）"
        yield rules.violation("R-ACT-03", message, field="hours")
    if not {"study", "suggestions"} <= set(meeting.contents):
        yield rules.violation("R-ACT-04", f"{_named(meeting)}应包括学习和献言献策", field="contents")


def granting_violations(rules: RulePack, exemption: Exemption, user: str) -> list[Violation]:
    """Return what keeps *user* from granting an exemption. Source: R-PRV-23."""
    if exemption.asked_by == user:
        return [rules.violation("R-PRV-23", "申请人不得批准本申请，请由另一人办理", field="exemption")]
    return []


def step_violations(rules: RulePack, finding: Finding, step: str, on: date, user: str) -> list[Violation]:
    """
    Return what keeps *user* from taking a step of a finding on *on*.

    Source: R-SUP-02.
    """
    needed = STEPS[step][0]
    if finding.state is not needed:
        message = f"现为“{FINDING_STATES[finding.state]}”，此步骤要求“{FINDING_STATES[needed]}”"
        return [rules.violation("R-SUP-02", message, field="finding")]
    found = []
    if on < finding.last_on:
        message = "日期早于上一步骤"
        found.append(rules.violation("R-SUP-02", message, field="finding", earliest=finding.last_on))
    if step == "recheck" and finding.replied_by == user:
        found.append(rules.violation("R-PRV-23", "复查应由回复整改情况以外的人办理", field="finding"))
    return found


def put_right_by(rules: RulePack, severity: str, on: date) -> date:
    """Return until when a finding has to be put right that is notified on *on*. Source: R-SUP-03."""
    return on + timedelta(days=rules.number("R-SUP-03-SERIOUS" if severity == "serious" else "R-SUP-03"))


def notice_violations(rules: RulePack, severity: str, on: date, due_on: date) -> list[Violation]:
    """Return whether a day for putting a finding right is further off than its severity allows. Source: R-SUP-03."""
    latest = put_right_by(rules, severity, on)
    if on <= due_on <= latest:
        return []
    rule = "R-SUP-03-SERIOUS" if severity == "serious" else "R-SUP-03"
    message = f"整改期限应在{on.isoformat()}至{latest.isoformat()}之间"
    return [rules.violation(rule, message, field="due_on")]


def colour(rules: RulePack, finding: Finding, today: date) -> Colour:
    """Return how near the day is until which a finding has to be put right. Source: R-SUP-03."""
    if finding.due_on is None or finding.state in FINDING_ENDS:
        return Colour.GREEN
    if today > finding.due_on:
        return Colour.RED
    near = timedelta(days=rules.number("R-SUP-03-NEAR"))
    return Colour.YELLOW if finding.due_on - today <= near else Colour.GREEN


def approving_violations(rules: RulePack, point: DemonstrationPoint, user: str) -> list[Violation]:
    """Return what keeps *user* from approving a demonstration point. Source: R-SUP-09, R-PRV-23."""
    found = []
    if point.state is not PointState.NOMINATED:
        found.append(rules.violation("R-SUP-09", "该示范点已批准或已撤销", field="point"))
    if point.nominated_by == user:
        found.append(rules.violation("R-PRV-23", "推荐人不得批准本示范点，请由另一人办理", field="point"))
    return found


def differs(rules: RulePack, count: Count) -> bool:
    """
    Return whether what was reported and what was seen differ too much (E-10).

    Source: R-SUP-05: by more than five per cent of what was reported, or by three or more.
    """
    if count.verified is None:
        return False
    difference = abs(count.reported - count.verified)
    by_share = difference * HUNDRED > count.reported * rules.number("R-SUP-05")
    return by_share or difference >= rules.number("R-SUP-05-UNITS")
