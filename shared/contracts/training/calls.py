"""Training's commands and questions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validate

from shared.contracts import values as v
from shared.contracts.base import Command, Paged, Query
from shared.contracts.history import FindHistory
from shared.contracts.training import facts
from shared.contracts.training import terms as t


class DraftPlan(Command, facts.Plan):
    """Draft a plan, or draft one anew that is not approved yet."""

    items: tuple[facts.PlanItem, ...] = v.rows(
        facts.PlanItem, "计划项目", validate.Length(1, facts.MAX_ITEMS), required=True
    )


class ApprovePlan(Command, facts.PlanNamed):
    """Approve a plan that another drafted."""


class PlanClass(Command, facts.Class):
    """Plan a class, for an item of an approved plan or outside any."""


class HoldClass(Command, facts.Sessions):
    """Record that a class was held."""


class PutOffClass(Command, facts.PutOff):
    """Give a planned class another day."""


class CancelClass(Command, facts.ClassNamed):
    """Call a class off."""


class RecordAttendance(Command, facts.ClassNamed):
    """Record which sessions of a class each of its members and candidates attended."""

    attendees: tuple[facts.Attended, ...] = v.rows(
        facts.Attended,
        "出勤人员",
        validate.Length(1, facts.MAX_ATTENDEES, error=f"应为1到{facts.MAX_ATTENDEES}人"),
        required=True,
    )


class IssueCertificate(Command, facts.Certificate):
    """Issue a certificate."""


class RequestHoursExemption(Command, facts.ExemptionAsked):
    """Ask for a member's exemption from the hours of a year; what for stays with training (R-PRV-05)."""

    exempt_for: str = v.choice("免训理由", t.EXEMPT_FOR, required=True)


class GrantHoursExemption(Command, facts.ExemptionNamed):
    """Grant an exemption that another asked for."""


class FindPlans(Query):
    """Ask for the plans of an area and year."""

    area: str = v.area(required=True)
    year: int = v.whole("年度", required=True)


class FindClass(Query):
    """Ask for a class."""

    class_id: str = v.code("培训班编号", required=True)


class FindClasses(Paged):
    """Ask for the classes of an area (with all below it), by the year they are planned for and by state."""

    area: str | None = v.area(load_default=None, allow_none=True)
    year: int | None = v.whole("年度", v.YEAR, load_default=None, allow_none=True)
    state: str | None = v.choice("状态", t.CLASS_STATES, load_default=None, allow_none=True)


class FindClassHistory(FindHistory, facts.ClassNamed):
    """Ask for what happened to a class."""


class FindStudyHistory(FindHistory):
    """Ask for what happened to the attendance, certificates and exemptions of a member, or of a candidate."""

    member_id: str | None = v.code("党员编号", load_default=None, allow_none=True)
    case_id: str | None = v.code("发展编号", load_default=None, allow_none=True)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """One of both."""
        if (data.get("member_id") is None) == (data.get("case_id") is None):
            raise ValidationError("党员编号与发展编号二选一", "member_id")


class FindHoursExemptions(Paged):
    """Ask for the exemptions of a year in an area (with all below it), granted ones or those that wait for it."""

    year: int = v.whole("年度", v.YEAR, required=True)
    area: str | None = v.area(load_default=None, allow_none=True)
    granted: bool | None = v.flag("已批准", load_default=None, allow_none=True)


class FindHours(Query):
    """Ask for a member's study hours of a year, and the classes they come from."""

    member_id: str = v.code("党员编号", required=True)
    year: int = v.whole("年度", v.YEAR, required=True)


class FindShortfall(Paged):
    """Ask which members of an area or an organisation have not reached the hours of a year by a day."""

    year: int = v.whole("年度", v.YEAR, required=True)
    as_of: date = v.day("截至日期", required=True)
    area: str | None = v.area(load_default=None)
    org_code: str | None = v.code("党组织代码", load_default=None)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """One of area and organisation, and a day of the year or after it."""
        if (data.get("area") is None) == (data.get("org_code") is None):
            raise ValidationError("地区与党组织二选一", "area")
        if data["as_of"].year < data["year"]:
            raise ValidationError("不得早于该年度", "as_of")


class CheckCertificate(Query):
    """Ask whether a certificate is genuine, by its number and the check code printed on it."""

    certificate: str = v.code("证书编号", required=True)
    code: str = v.words("校验码", validate.Length(1, 40), required=True)
