"""Training's commands and questions."""

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.training import facts
from shared.contracts.training import terms as t


class DraftPlan(Command, facts.Plan):
    """Draft a plan, or draft one anew that is not approved yet."""

    items: tuple[facts.Item, ...] = v.rows(
        facts.Item, "计划项目", validate.Length(1, facts.MAX_ITEMS), required=True
    )


class ApprovePlan(Command, facts.PlanNamed):
    """Approve a plan that another drafted."""


class PlanClass(Command, facts.Class):
    """Plan a class, for an item of an approved plan or outside any."""


class HoldClass(Command, facts.Sessions):
    """Record that a class was held."""


class CancelClass(Command, facts.ClassNamed):
    """Call a class off."""


class RecordAttendance(Command, facts.Attendance):
    """Record which sessions a member or a candidate attended."""


class IssueCertificate(Command, facts.Certificate):
    """Issue a certificate."""


class GrantExemption(Command, facts.Exemption):
    """Grant a member an exemption from the hours of a year; what for stays with training (R-PRV-05)."""

    exempt_for: str = v.choice("免训理由", t.EXEMPT_FOR, required=True)


class FindPlans(Query):
    """Ask for the plans of an area and year."""

    area: str = v.area(required=True)
    year: int = v.whole("年度", required=True)


class FindClass(Query):
    """Ask for a class."""

    class_id: str = v.code("培训班编号", required=True)


class FindHours(Query):
    """Ask for a member's study hours of a year, and the classes they come from."""

    member_id: str = v.code("党员编号", required=True)
    year: int = v.whole("年度", required=True)
