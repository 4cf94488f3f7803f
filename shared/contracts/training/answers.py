"""What training's questions give."""

from datetime import date

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.training import facts
from shared.contracts.training import terms as t


class Plan(Answer, facts.Plan):
    """A plan."""

    drafted_by: str = v.words("拟定人", required=True)
    approved: bool = v.flag("已审批", required=True)


class HeldSession(Answer):
    """A part of a class that was held."""

    on: date = v.day("日期", required=True)
    hours: float = v.hours("学时", required=True)


class Class(Answer, facts.Class):
    """A class, and whether it was held."""

    state: str = v.choice("状态", t.CLASS_STATES, required=True)
    state_name: str = v.words("状态名称", required=True)
    hours: float = v.hours("总学时", required=True)


class OneClass(Class):
    """A class with its sessions, and how many attended."""

    sessions: tuple[HeldSession, ...] = v.rows(HeldSession, "培训时段", required=True)
    attended: int = v.count("出勤人数", required=True)


class ClassHours(Answer, facts.ClassNamed):
    """The hours that a class gave somebody."""

    hours: float = v.hours("学时", required=True)
    certificate: str | None = v.code("证书编号", required=True, allow_none=True)
    check_code: str | None = v.text("校验码", required=True)


class Exemption(Answer, facts.ExemptionAsked):
    """A member's exemption, and whether it is granted; what for is not told (R-PRV-05)."""

    asked_by: str = v.words("申请人", required=True)
    granted: bool = v.flag("已批准", required=True)


class Hours(Answer, facts.Exemption):
    """A member's study hours of a year, and what is asked for."""

    hours: float = v.hours("已修学时", required=True)
    due: float = v.hours("应修学时", required=True)
    exempt: bool = v.flag("免训", required=True)
    classes: tuple[ClassHours, ...] = v.rows(ClassHours, "培训班", required=True)


class Shortfall(Answer):
    """What a member is short of."""

    member_id: str = v.code("党员编号", required=True)
    org_code: str = v.code("所在党组织", required=True)
    secretary: bool = v.flag("书记", required=True)
    hours: float = v.hours("已修学时", required=True)
    due: float = v.hours("应修学时", required=True)
    missing: float = v.hours("尚缺学时", required=True)
    classes: int = v.count("已参加集中培训期数", required=True)
    classes_missing: int = v.count("尚缺集中培训期数", required=True)


class Genuine(Answer):
    """Whether a certificate is genuine, and of which class and day."""

    valid: bool = v.flag("属实", required=True)
    class_id: str | None = v.code("培训班编号", required=True, allow_none=True)
    on: date | None = v.day("结业日期", required=True, allow_none=True)
