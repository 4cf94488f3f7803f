"""Supervision's commands and questions."""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Command, Contract, Paged, Query
from shared.contracts.history import FindHistory
from shared.contracts.supervision import facts
from shared.contracts.supervision import terms as t

MAX_MEETINGS = 200


class RecordMeetings(Command):
    """Record meetings and activities that were held, all of them or none."""

    meetings: tuple[facts.Meeting, ...] = v.rows(
        facts.Meeting, "会议记录", validate.Length(1, MAX_MEETINGS, error="应为1到200次"), required=True
    )


class TellPlan(Command, facts.Plan):
    """Record when a quarter's plan was told to the owner and to the members."""


class RequestExemption(Command, facts.Exemption):
    """Ask for an exemption from a duty that comes each period."""


class GrantExemption(Command, facts.ExemptionNamed):
    """Grant an exemption that another person asked for."""


class CheckPossessions(Command, facts.Possessions):
    """Record which of the five possessions an organisation has."""


class IssueChecklist(Command, facts.Checklist):
    """Put a version of the checklist into force."""


class RecordedFinding(Contract):
    """A finding as it is recorded with its inspection."""

    finding: str = v.code("问题编号", required=True)
    item: str = v.code("项目编号", required=True)
    severity: str = v.choice("程度", t.SEVERITIES, required=True)
    text: str = v.words("问题", required=True)


class RecordInspection(Command, facts.InspectionNamed):
    """Record an inspection with what was found."""

    org_code: str = v.code("党组织代码", required=True)
    inspected_on: date = v.day("督查日期", required=True)
    version: str = v.code("清单版本", required=True)
    seen: int = v.count("现场核实活动次数", load_default=0)
    findings: tuple[RecordedFinding, ...] = v.rows(
        RecordedFinding, "发现的问题", validate.Length(max=facts.MOST_ITEMS), load_default=()
    )


class IssueNotice(Command, facts.FindingNamed):
    """Order that a finding be put right; its day follows from its severity when none is given."""

    due_on: date | None = v.day("整改期限", load_default=None, allow_none=True)


class ReplyToNotice(Command, facts.Reply):
    """Tell what was done about a finding."""


class RecheckFinding(Command, facts.Recheck):
    """Record whether a finding was put right."""


class CloseFinding(Command, facts.Closing):
    """Close a finding that was rechecked."""


class SetContactPoint(Command, facts.ContactPoint):
    """Make an organisation the contact point of a leading cadre."""


class EndContactPoint(Command, facts.PointEnd):
    """End a contact point."""


class VisitContactPoint(Command, facts.Visit):
    """Record a visit."""


class HandOverDifficulty(Command, facts.Difficulty):
    """Hand a difficulty over to a department."""


class NominatePoint(Command, facts.Nomination):
    """Nominate a demonstration point."""


class ApprovePoint(Command):
    """Approve a demonstration point that another person nominated."""

    point: str = v.code("示范点编号", required=True)


class ReviewPoint(Command):
    """Record the yearly review of a demonstration point."""

    point: str = v.code("示范点编号", required=True)
    reviewed_on: date = v.day("复核日期", required=True)
    passed: bool = v.flag("复核合格", required=True)


class RevokePoint(Command):
    """Revoke a demonstration point."""

    point: str = v.code("示范点编号", required=True)


class RecordStaffVisit(Command, facts.StaffVisit):
    """Record a visit of one of the two staff."""


class CompileBulletin(Command, facts.Bulletin):
    """Put a bulletin of an area and quarter together from what is reported and what was inspected."""


class FindMeetings(Paged):
    """Ask for the meetings of an organisation."""

    org_code: str = v.code("党组织代码", required=True)


class OfOrganisations(Paged):
    """Ask for what organisations of an area (with all below it) have, or one organisation."""

    area: str | None = v.area(load_default=None, allow_none=True)
    org_code: str | None = v.code("党组织代码", load_default=None, allow_none=True)


class FindMeetingHistory(FindHistory, facts.MeetingNamed):
    """Ask for what happened to the record of a meeting."""


class FindDuties(OfOrganisations):
    """Ask for duties, by state."""

    state: str | None = v.choice("状态", t.DUTY_STATES, load_default=None, allow_none=True)


class FindFindings(OfOrganisations):
    """Ask for findings, by state."""

    state: str | None = v.choice("状态", t.FINDING_STATES, load_default=None, allow_none=True)


class FindFindingHistory(FindHistory, facts.FindingNamed):
    """Ask for what happened to a finding."""


class FindInspectionHistory(FindHistory, facts.InspectionNamed):
    """Ask for what happened to the record of an inspection."""


class FindPointHistory(FindHistory, facts.PointNamed):
    """Ask for what happened to a contact point: its visits, its end."""


class FindInspections(OfOrganisations):
    """Ask for inspections."""


class FindExemptions(OfOrganisations):
    """Ask for exemptions, granted ones or those that wait for it."""

    granted: bool | None = v.flag("已批准", load_default=None, allow_none=True)


class FindPoints(OfOrganisations):
    """Ask for contact points and difficulties."""


class FindDemonstrationPoints(OfOrganisations):
    """Ask for demonstration points, by state."""

    state: str | None = v.choice("状态", t.POINT_STATES, load_default=None, allow_none=True)


class FindChecklists(Paged):
    """Ask for the versions of the checklist."""


class FindBulletins(Paged):
    """Ask for the bulletins of an area (with all below it)."""

    area: str | None = v.area(load_default=None, allow_none=True)


class FindBulletin(Query):
    """Ask for a bulletin."""

    bulletin: str = v.code("通报编号", required=True)
