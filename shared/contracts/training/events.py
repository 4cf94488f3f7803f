"""What training tells: plans, classes, hours, courses of candidates."""

from collections.abc import Mapping
from datetime import date

from marshmallow import fields

from shared.contracts import corrections, notices
from shared.contracts import values as v
from shared.contracts.base import Event, event
from shared.contracts.erasure import Erasure
from shared.contracts.training import facts
from shared.contracts.training import terms as t


@event("training.plan_drafted.v1", "拟定培训计划")
class PlanDrafted(Event, facts.Plan):
    """A plan was drafted, or drafted anew."""


@event("training.plan_approved.v1", "审批培训计划")
class PlanApproved(Event, facts.PlanNamed):
    """A plan was approved by another than who drafted it."""


@event("training.class_planned.v1", "计划培训班")
class ClassPlanned(Event, facts.Class):
    """A class was planned."""


@event("training.class_held.v1", "举办培训班")
class ClassHeld(Event, facts.Sessions):
    """A class was held."""


@event("training.class_put_off.v1", "改期培训班")
class ClassPutOff(Event, facts.PutOff):
    """A planned class was given another day; what it was planned for first stays in the history."""


@event("training.class_cancelled.v1", "取消培训班")
class ClassCancelled(Event, facts.ClassNamed):
    """A class will not be held."""


@event("training.attendance_recorded.v1", "登记出勤")
class AttendanceRecorded(Event, facts.Attendance):
    """Somebody attended sessions of a class; hours by day, since they count per year (R-TRN-09)."""

    hours: Mapping[str, float] = fields.Dict(
        keys=fields.Str(), values=fields.Float(), required=True, metadata=v.label("各日学时")
    )  # type: ignore[assignment]
    form: str = v.choice("培训方式", t.FORMS, required=True)


@event("training.certificate_issued.v1", "颁发证书")
class CertificateIssued(Event, facts.Certificate):
    """Who attended enough got a certificate (R-TRN-10), with a code by which it can be checked."""

    check_code: str | None = v.text("校验码")


@event("training.exemption_requested.v1", "申请免训")
class ExemptionRequested(Event, facts.ExemptionAsked):
    """Somebody asked for a member's exemption; what for is not told (R-PRV-05)."""


@event("training.exemption_granted.v1", "批准免训")
class ExemptionGranted(Event, facts.Exemption):
    """A member has no hard requirement in a year (R-TRN-11)."""


@event("training.hours_behind.v1", "学时进度提示")
class HoursBehind(notices.Notice):
    """Members of an organisation are behind with the study hours of the year (A-32); how many, not who."""

    org_code: str = v.code("党组织", required=True)
    behind: int = v.count("未达进度人数", required=True)
    members: int = v.count("应达人数", required=True)


@event("training.person_erased.v1", "依规删除个人信息")
class PersonErased(Erasure):
    """What a member was exempted for was erased with the member's other values; what counts stays (R-PRV-17)."""


@event("training.candidate_course_completed.v1", "发展对象完成集中培训")
class CandidateCourseCompleted(Event):
    """A candidate's attendance reached what is required (R-DEV-27); told by training itself, typed by nobody."""

    case_id: str = v.code("发展编号", required=True)
    days: float = v.hours("培训天数", required=True)
    hours: float = v.hours("培训学时", required=True)
    organiser: str = v.choice("主办单位", t.ORGANISERS, required=True)
    classes: tuple[str, ...] = v.several(v.code("培训班编号"), "培训班", required=True)
    completed_on: date = v.day("完成日期", required=True)


@event("training.correction_proposed.v1", "提出更正")
class CorrectionProposed(corrections.CorrectionProposed):
    """A correction was proposed; nothing changes before another person approves it (R-GEN-09)."""


@event("training.correction_approved.v1", "批准更正")
class CorrectionApproved(corrections.CorrectionApproved):
    """A second person approved it."""


@event("training.correction_rejected.v1", "驳回更正")
class CorrectionRejected(corrections.CorrectionRejected):
    """It was turned down or taken back."""


@event("training.entry_corrected.v1", "更正登记")
class EntryCorrected(corrections.EntryCorrected):
    """What an earlier entry says from now on."""
