"""The facts of plans, classes and attendance: what commands bring and events carry alike."""

from datetime import date

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.training import terms as t

MAX_SESSIONS = 100
MAX_ITEMS = 200
# One transaction, which may not take long.
MAX_ATTENDEES = 200
NOTE = validate.Length(max=500)


class Axes(Contract):
    """What a plan is drawn by; an axis that is not thought of yet is blank (R-TRN-01)."""

    industry: str = v.words(t.AXES["industry"], NOTE, required=True)
    education: str = v.words(t.AXES["education"], NOTE, required=True)
    business: str = v.words(t.AXES["business"], NOTE, required=True)


class PlanItem(Contract):
    """One line of a plan."""

    item: str = v.code("项目编号", required=True)
    layer: str = v.choice("培训对象", t.LAYERS, required=True)
    content: str = v.words("培训内容", required=True)
    form: str = v.choice("培训方式", t.FORMS, required=True)
    classes: int = v.count("计划期数", required=True)


class PlanNamed(Contract):
    """A plan."""

    plan_id: str = v.code("计划编号", required=True)


class Plan(PlanNamed):
    """A plan of an area for a year (R-TRN-01)."""

    year: int = v.year(required=True)
    area: str = v.area(required=True)
    axes: Axes = v.nested(Axes, "三个方面", required=True)
    items: tuple[PlanItem, ...] = v.rows(PlanItem, "计划项目", required=True)


class ClassNamed(Contract):
    """A class."""

    class_id: str = v.code("培训班编号", required=True)


class Class(ClassNamed):
    """A class as it is planned; without ``plan_id`` it is outside any plan (R-TRN-13)."""

    plan_id: str | None = v.code("计划编号", required=True, allow_none=True)
    item: str | None = v.code("项目编号", required=True, allow_none=True)
    area: str = v.area(required=True)
    layer: str = v.choice("培训对象", t.LAYERS, required=True)
    organiser: str = v.choice("主办单位", t.ORGANISERS, required=True)
    planned_on: date = v.day("计划日期", required=True)
    form: str = v.choice("培训方式", t.FORMS, load_default=t.CONCENTRATED)


class PutOff(ClassNamed):
    """Another day for a class that is planned."""

    planned_on: date = v.day("新的计划日期", required=True)


class Session(Contract):
    """A part of a class on one day."""

    on: date = v.day("日期", required=True)
    part: str = v.choice("时段", t.PARTS, required=True)
    count: int = v.whole("数量", validate.Range(1, 12, error="应为1到12"), load_default=1)


class Sessions(ClassNamed):
    """A class with its sessions, in order."""

    sessions: tuple[Session, ...] = v.rows(
        Session, "培训时段", validate.Length(1, MAX_SESSIONS, error="至少一次"), required=True
    )


class Person(Contract):
    """Somebody in a class: a member or a candidate, one of the two."""

    member_id: str | None = v.code("党员编号", required=True, allow_none=True)
    case_id: str | None = v.code("发展编号", required=True, allow_none=True)


class Sat(Contract):
    """The sessions of a class that somebody attended; numbers from 1."""

    sessions: tuple[int, ...] = v.several(
        fields.Int(strict=True, validate=validate.Range(1, MAX_SESSIONS)),
        "出勤时段",
        validate.Length(1, MAX_SESSIONS),
        required=True,
    )


class Attended(Sat):
    """One line of a class's attendance: a member or a candidate, and the sessions."""

    member_id: str | None = v.code("党员编号", load_default=None, allow_none=True)
    case_id: str | None = v.code("发展编号", load_default=None, allow_none=True)


class Attendance(ClassNamed, Person, Sat):
    """Which sessions of a class somebody attended."""


class Certificate(ClassNamed, Person):
    """A certificate of a class."""

    certificate: str = v.code("证书编号", required=True)


class ExemptionNamed(Contract):
    """An exemption."""

    exemption: str = v.code("免训编号", required=True)


class Exemption(Contract):
    """A member's exemption from the hours of a year."""

    member_id: str = v.code("党员编号", required=True)
    year: int = v.year(required=True)


class ExemptionAsked(ExemptionNamed, Exemption):
    """A member's exemption as it is asked for."""
