"""What supervision tells: duties, meetings, inspections, contact points, bulletins."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from shared.contracts import corrections, duties
from shared.contracts import values as v
from shared.contracts.base import Contract, Event, event
from shared.contracts.supervision import facts


@event("supervision.duty_opened.v1", "产生应办事项")
class DutyOpened(duties.DutyOpened):
    """An organisation has to do something by a day."""


@event("supervision.duty_met.v1", "事项已办")
class DutyMet(duties.DutyMet):
    """It was done."""


@event("supervision.duty_late.v1", "事项逾期")
class DutyLate(duties.DutyLate):
    """The last day has passed, and it is not done."""


@event("supervision.duty_lapsed.v1", "事项不需办理")
class DutyLapsed(duties.DutyLapsed):
    """It need not be done any more."""


@event("supervision.meeting_held.v1", "登记会议或活动")
class MeetingHeld(Event, facts.Meeting):
    """An organisation held a meeting or an activity; votes and decisions elsewhere point to it."""

    counts: bool = v.flag("计入组织生活", required=True)


@event("supervision.plan_told.v1", "告知季度计划")
class PlanTold(Event, facts.Plan):
    """A quarter's plan was told to the owner, the members, or both (R-ACT-02)."""


@event("supervision.exemption_requested.v1", "申请免办")
class ExemptionRequested(Event, facts.Exemption):
    """An exemption was asked for."""


@event("supervision.exemption_granted.v1", "批准免办")
class ExemptionGranted(Event, facts.Exemption):
    """An exemption was granted by another person."""


@event("supervision.possessions_checked.v1", "五有核查")
class PossessionsChecked(Event, facts.Possessions):
    """The five possessions of an organisation were looked at (R-ACT-18)."""


@event("supervision.checklist_issued.v1", "发布督查清单")
class ChecklistIssued(Event, facts.Checklist):
    """A version of the checklist came into force."""


@event("supervision.organisation_inspected.v1", "督查")
class OrganisationInspected(Event, facts.Inspection):
    """An organisation was inspected (R-SUP-01)."""


@event("supervision.finding_recorded.v1", "发现问题")
class FindingRecorded(Event, facts.Finding):
    """Something was not in order (R-SUP-02)."""


@event("supervision.notice_issued.v1", "下发整改通知")
class NoticeIssued(Event, facts.Notice):
    """A finding has to be put right by a day (R-SUP-03)."""


@event("supervision.notice_answered.v1", "回复整改情况")
class NoticeAnswered(Event, facts.Reply):
    """The organisation told what it did."""


@event("supervision.finding_rechecked.v1", "复查")
class FindingRechecked(Event, facts.Recheck):
    """A finding was looked at again by another person."""


@event("supervision.finding_closed.v1", "整改销号")
class FindingClosed(Event, facts.Closing):
    """A finding is done with."""


@event("supervision.finding_handed_over.v1", "问题移交接收党组织")
class FindingHandedOver(Event, facts.FindingNamed):
    """The organisation ended, and who received its members goes on with the finding (R-ORG-16b)."""

    org_code: str = v.code("接收的党组织", required=True)


@event("supervision.finding_ended.v1", "问题终止")
class FindingEnded(Event, facts.FindingNamed):
    """The organisation ended, and nobody received what it left (R-ORG-16b)."""


@event("supervision.contact_point_set.v1", "确定联系点")
class ContactPointSet(Event, facts.ContactPoint):
    """A leading cadre got a contact point (R-SUP-06)."""


@event("supervision.contact_point_ended.v1", "终止联系点")
class ContactPointEnded(Event, facts.PointEnd):
    """A contact point ended."""


@event("supervision.contact_point_visited.v1", "走访联系点")
class ContactPointVisited(Event, facts.Visit):
    """A leading cadre visited a contact point."""


@event("supervision.difficulty_handed_over.v1", "交办企业困难")
class DifficultyHandedOver(Event, facts.Difficulty):
    """A difficulty went to a department (R-SUP-08); the county is that of its contact point, where it has one."""

    county: str | None = v.area("所属县（市、区）", load_default=None, allow_none=True)


@event("supervision.difficulty_settled.v1", "企业困难办结")
class DifficultySettled(Event, facts.Answer):
    """A department's answer to a difficulty arrived."""


@event("supervision.demonstration_point_nominated.v1", "推荐示范点")
class PointNominated(Event, facts.Nomination):
    """An organisation was nominated as demonstration point (R-SUP-09)."""


@event("supervision.demonstration_point_approved.v1", "批准示范点")
class PointApproved(Event):
    """A demonstration point was approved by another person."""

    point: str = v.code("示范点编号", required=True)


@event("supervision.demonstration_point_reviewed.v1", "复核示范点")
class PointReviewed(Event):
    """A demonstration point was reviewed."""

    point: str = v.code("示范点编号", required=True)
    reviewed_on: date = v.day("复核日期", required=True)
    passed: bool = v.flag("复核合格", required=True)


@event("supervision.demonstration_point_revoked.v1", "撤销示范点")
class PointRevoked(Event):
    """A demonstration point was revoked."""

    point: str = v.code("示范点编号", required=True)


@event("supervision.staff_visited.v1", "两员走访")
class StaffVisited(Event, facts.StaffVisit):
    """One of the two staff visited a unit (R-WRK-08)."""


class BulletinLine(Contract):
    """One line of a bulletin: what organisations reported, what inspections saw, and whether they differ."""

    item: str = v.words("项目", v.NAME, required=True)
    reported: int = v.count("上报数", required=True)
    verified: int | None = v.count("核实数", required=True, allow_none=True)
    differs: bool = v.flag("差异较大", required=True)


@event("supervision.bulletin_issued.v1", "发布通报")
class BulletinIssued(Event, facts.Bulletin):
    """A bulletin was put together; its figures never change (R-SUP-04, R-SUP-05)."""

    lines: tuple[BulletinLine, ...] = v.rows(BulletinLine, "通报内容", required=True)
    colours: Mapping[str, Any] = fields.Dict(
        keys=fields.Str(), values=fields.Int(), required=True, metadata=v.label("整改情况")
    )  # type: ignore[assignment]


@event("supervision.correction_proposed.v1", "提出更正")
class CorrectionProposed(corrections.CorrectionProposed):
    """A correction was proposed; nothing changes before another person approves it (R-GEN-09)."""


@event("supervision.correction_approved.v1", "批准更正")
class CorrectionApproved(corrections.CorrectionApproved):
    """A second person approved it."""


@event("supervision.correction_rejected.v1", "驳回更正")
class CorrectionRejected(corrections.CorrectionRejected):
    """It was turned down or taken back."""


@event("supervision.entry_corrected.v1", "更正登记")
class EntryCorrected(corrections.EntryCorrected):
    """What an earlier entry says from now on."""
