"""What training tells: plans, classes, hours, courses of candidates."""

from marshmallow import fields

from shared.contracts import values as v
from shared.contracts.base import Contract, event
from shared.contracts.training import parts as p
from shared.contracts.training import terms as t


class PlanNamed(Contract):
    """A plan."""

    plan_id = v.code("计划编号", required=True)


class ClassNamed(Contract):
    """A class."""

    class_id = v.code("培训班编号", required=True)


@event("training.plan_drafted.v1")
class PlanDrafted(PlanNamed):
    """A plan of an area for a year was drafted, or drafted anew (R-TRN-01)."""

    year = p.year()
    area = v.area(required=True)
    axes = fields.Nested(p.Axes, required=True, metadata=v.label("三个方面"))
    items = fields.List(fields.Nested(p.Item), required=True, metadata=v.label("计划项目"))


@event("training.plan_approved.v1")
class PlanApproved(PlanNamed):
    """A plan was approved by another than who drafted it."""


@event("training.class_planned.v1")
class ClassPlanned(ClassNamed):
    """A class was planned; without ``plan_id`` it is outside any plan (R-TRN-13)."""

    plan_id = v.code("计划编号", required=True, allow_none=True)
    item = v.code("项目编号", required=True, allow_none=True)
    area = v.area(required=True)
    layer = v.choice("培训对象", *t.LAYERS, required=True)
    organiser = v.choice("主办单位", *t.ORGANISERS, required=True)
    planned_on = v.day("计划日期", required=True)


@event("training.class_held.v1")
class ClassHeld(ClassNamed):
    """A class was held."""

    sessions = p.sessions()


@event("training.class_cancelled.v1")
class ClassCancelled(ClassNamed):
    """A class will not be held."""


@event("training.attendance_recorded.v1")
class AttendanceRecorded(ClassNamed):
    """A member or a candidate attended sessions of a class; hours by day, since they count per year (R-TRN-09)."""

    member_id = v.code("党员编号", required=True, allow_none=True)
    case_id = v.code("发展编号", required=True, allow_none=True)
    sessions = fields.List(fields.Int(), required=True, metadata=v.label("出勤时段"))
    hours = fields.Dict(keys=fields.Str(), values=fields.Float(), required=True, metadata=v.label("各日学时"))


@event("training.certificate_issued.v1")
class CertificateIssued(ClassNamed):
    """Who attended enough got a certificate (R-TRN-10)."""

    member_id = v.code("党员编号", required=True, allow_none=True)
    case_id = v.code("发展编号", required=True, allow_none=True)
    certificate = v.code("证书编号", required=True)


@event("training.exemption_granted.v1")
class ExemptionGranted(Contract):
    """A member has no hard requirement in a year (R-TRN-11)."""

    member_id = v.code("党员编号", required=True)
    year = p.year()


@event("training.candidate_course_completed.v1")
class CandidateCourseCompleted(Contract):
    """A candidate's attendance reached what is required (R-DEV-27); told by training itself, typed by nobody."""

    case_id = v.code("发展编号", required=True)
    days = p.hours("培训天数", required=True)
    hours = p.hours("培训学时", required=True)
    organiser = v.choice("主办单位", *t.ORGANISERS, required=True)
    classes = fields.List(v.code("培训班编号"), required=True, metadata=v.label("培训班"))
    completed_on = v.day("完成日期", required=True)
