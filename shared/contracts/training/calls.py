"""What training can be asked to do and to say."""

from marshmallow import Schema, fields, validate

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.training import parts as p
from shared.contracts.training import terms as t
from shared.contracts.training.events import ClassNamed, PlanDrafted, PlanNamed


class DraftPlan(PlanDrafted, Command):
    """Draft a plan, or draft one anew that is not approved yet."""

    items = fields.List(
        fields.Nested(p.Item), required=True, validate=validate.Length(1, 200), metadata=v.label("计划项目")
    )


class ApprovePlan(PlanNamed, Command):
    """Approve a plan that another drafted."""


class PlanClass(ClassNamed, Command):
    """Plan a class, for an item of an approved plan or outside any."""

    plan_id = v.code("计划编号", load_default=None, allow_none=True)
    item = v.code("项目编号", load_default=None, allow_none=True)
    area = v.area(required=True)
    layer = v.choice("培训对象", *t.LAYERS, required=True)
    organiser = v.choice("主办单位", *t.ORGANISERS, required=True)
    planned_on = v.day("计划日期", required=True)


class HoldClass(ClassNamed, Command):
    """Record that a class was held."""

    sessions = p.sessions()


class CancelClass(ClassNamed, Command):
    """Call a class off."""


class RecordAttendance(ClassNamed, Command):
    """Record which sessions a member or a candidate attended; numbers from 1."""

    member_id = v.code("党员编号", load_default=None, allow_none=True)
    case_id = v.code("发展编号", load_default=None, allow_none=True)
    sessions = fields.List(
        fields.Int(strict=True, validate=validate.Range(1, p.MAX_SESSIONS)),
        required=True,
        validate=validate.Length(1, p.MAX_SESSIONS),
        metadata=v.label("出勤时段"),
    )


class IssueCertificate(ClassNamed, Command):
    """Issue a certificate."""

    member_id = v.code("党员编号", load_default=None, allow_none=True)
    case_id = v.code("发展编号", load_default=None, allow_none=True)
    certificate = v.code("证书编号", required=True)


class GrantExemption(Command):
    """Grant a member an exemption from the hours of a year."""

    member_id = v.code("党员编号", required=True)
    year = p.year()
    exempt_for = v.choice("免训理由", *t.EXEMPT_FOR, required=True)


class FindPlans(Query):
    """Ask for the plans of an area and year."""

    area = v.area(required=True)
    year = fields.Int(required=True, metadata=v.label("年度"))


class FindClass(Query):
    """Ask for a class."""

    class_id = v.code("培训班编号", required=True)


class FindHours(Query):
    """Ask for a member's study hours of a year, and the classes they come from."""

    member_id = v.code("党员编号", required=True)
    year = fields.Int(required=True, metadata=v.label("年度"))


COMMANDS: dict[str, type[Schema]] = {
    "draft_plan": DraftPlan,
    "approve_plan": ApprovePlan,
    "plan_class": PlanClass,
    "hold_class": HoldClass,
    "cancel_class": CancelClass,
    "record_attendance": RecordAttendance,
    "issue_certificate": IssueCertificate,
    "grant_exemption": GrantExemption,
}
QUERIES: dict[str, type[Schema]] = {"plans": FindPlans, "training_class": FindClass, "hours": FindHours}
