"""The facts of figures, recommendations, meetings and resolutions: what commands bring and events carry alike."""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.department.terms import HEADINGS, MEETING_KINDS
from shared.contracts.indicators import NAMES

# One way to write each number: two digits, more only where they are needed.
RESOLUTION_NO = validate.Regexp(
    r"^JM-([0-9]{6}([0-9]{3}){0,2}-)?[0-9]{4}-(0[1-9]|[1-9][0-9]+)" + v.END,
    error="议定事项编号应为 JM-2026-01 的形式，县（市、区）的为 JM-411302-2026-01",
)
ITEM = validate.Regexp(r"^R-JM-[0-9]+(\.[a-z]+)?" + v.END)
MAX_FIGURES = 2000
MAX_COVERED = 20_000
SHA256 = validate.Regexp("^[0-9a-f]{64}" + v.END, error="应为64位十六进制的SHA-256")


class Figure(Contract):
    """One aggregated number of one area; never anything about a person (R-JM-15)."""

    item: str = v.words("数据项", ITEM, required=True)
    area: str = v.area("县（市、区）", required=True)
    value: int = v.count("数值", required=True)


class Figures(Contract):
    """A department's figures of a quarter."""

    period: str = v.period(required=True)
    figures: tuple[Figure, ...] = v.rows(Figure, "数据", validate.Length(1, MAX_FIGURES), required=True)


class Part(Contract):
    """One area's part of a department's figures of a quarter; the city's stands for the whole (R-JM-16)."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)


class Value(Contract):
    """One aggregated number of the area it is drafted for."""

    item: str = v.words("数据项", ITEM, required=True)
    value: int = v.count("数值", required=True)


class Draft(Part):
    """What a county's part comes to so far; it may be incomplete."""

    figures: tuple[Value, ...] = v.rows(Value, "数据", validate.Length(1, MAX_FIGURES), required=True)


class CoveredEnterprise(Contract):
    """An enterprise that a department covers, and the county it counts it in."""

    credit_code: str = v.credit(required=True)
    area: str = v.area("县（市、区）", required=True)


class CoveredEnterprises(Contract):
    """
    The enterprises that a department covers at the end of a quarter, such as those with a union; maybe none.

    They never leave the department: others hear of them under pseudonyms (``shared.contracts.coverage``).
    """

    period: str = v.period(required=True)
    enterprises: tuple[CoveredEnterprise, ...] = v.rows(
        CoveredEnterprise, "覆盖企业", validate.Length(max=MAX_COVERED), required=True
    )


class Opening(Contract):
    """What lets a department hand in the first figures of a quarter after the lock, to a last day (R-JM-16)."""

    department: str = v.code("成员单位", required=True)
    period: str = v.period(required=True)
    until: date = v.day("开放至", required=True)


class Source(Contract):
    """How far one log goes into a frozen quarter, and the hash of its last entry, which stands for all before."""

    log: str = v.words("账簿", v.NAME, required=True)
    n: int = v.count("编号", required=True)
    hash: str = v.words("哈希", v.SHA256, required=True)


class Manifest(Contract):
    """
    What a frozen quarter is made of: with it the same figures can be counted years later (R-IND-07).

    Attributes:
        definitions: The definition of each indicator with its version, such as ``K-01.v1``.
        packs: The rule packs with their editions.
        figures: The SHA-256 of the figures, as reporting makes it.
    """

    period: str = v.period(required=True)
    version: int = v.whole("冻结版本", validate.Range(min=1), required=True)
    as_of: date = v.day("截至日期", required=True)
    sources: tuple[Source, ...] = v.rows(Source, "各账簿", required=True)
    definitions: tuple[str, ...] = v.several(v.words("口径", v.NAME), "口径版本", required=True)
    packs: tuple[str, ...] = v.several(v.words("规则包"), "规则包版本", required=True)
    figures: str = v.words("数据哈希", v.SHA256, required=True)


class Recommendation(Contract):
    """
    A recommendation for membership by a mass organisation's meeting (推优); of the person only the case's number.

    Source: R-DEV-11.
    """

    recommendation: str = v.code("推荐编号", required=True)
    case_id: str = v.code("发展编号", required=True)
    held_on: date = v.day("推荐会日期", required=True)
    due: int = v.count("应到人数", required=True)
    present: int = v.count("实到人数", required=True)
    yes: int = v.count("赞成票", required=True)
    valid_until: date = v.day("有效期至", required=True)


class OfMeeting(Contract):
    """Of which joint meeting."""

    meeting: str = v.code("会议编号", required=True)


class Convened(OfMeeting):
    """A joint meeting and whose it is: a county's, or without ``area`` the city's (R-JM-01)."""

    area: str | None = v.area("会议所属县（市、区）", load_default=None, allow_none=True)


class Plan(Convened):
    """A joint meeting that is to be held: on which quarter, and when (R-JM-05)."""

    period: str = v.period(required=True)
    kind: str = v.choice("会议类型", MEETING_KINDS, required=True)
    planned_on: date = v.day("拟召开日期", required=True)


class Topic(Contract):
    """
    What a department wants a meeting to deal with (R-JM-06, R-JM-07).

    ``indicator``, ``area`` and ``resolution`` say which figure of the report, where, or which earlier resolution it is
    about, where it is about one.
    """

    topic: str = v.code("议题编号", required=True)
    meeting: str = v.code("会议编号", required=True)
    heading: str = v.choice("议程", HEADINGS, required=True)
    text: str = v.words("议题", required=True)
    indicator: str | None = v.choice("有关指标", NAMES, load_default=None, allow_none=True)
    area: str | None = v.area("有关地区", load_default=None, allow_none=True)
    resolution: str | None = v.words("有关议定事项", RESOLUTION_NO, load_default=None, allow_none=True)


class Agenda(OfMeeting):
    """The topics that a meeting deals with, in their order (R-JM-06)."""

    topics: tuple[str, ...] = v.several(v.words("议题编号", v.NAME), "议题", v.distinct, required=True)


class Minutes(OfMeeting):
    """The minutes of a meeting: what was decided, besides its resolutions (R-JM-09)."""

    text: str = v.words("会议议定", required=True)


class Meeting(Convened):
    """
    A joint meeting that was held.

    Attributes:
        substitutes: The departments, of those that attended, for which another than the responsible leader came.
    """

    period: str = v.period(required=True)
    held_on: date = v.day("召开日期", required=True)
    attended: tuple[str, ...] = v.several(v.code("部门"), "到会单位", required=True)
    absent: tuple[str, ...] = v.several(v.code("部门"), "缺席单位", required=True)
    substitutes: tuple[str, ...] = v.several(v.code("部门"), "由他人代会的单位", load_default=())


class Numbered(Contract):
    """One resolution, or the task that comes of it."""

    no: str = v.words("议定事项编号", RESOLUTION_NO, required=True)


class Resolution(Numbered):
    """
    A resolution of a joint meeting; every field is needed (R-JM-10), but what it aims at.

    The number of a county's has the county's code in it: each meeting counts its own (R-JM-09).

    ``indicator``, ``area`` and ``target`` say which figure of the report it is to move, where and how far: all of
    them, or none where nothing of the report measures it.
    """

    meeting: str = v.code("会议编号", required=True)
    text: str = v.words("内容", required=True)
    lead: str = v.code("牵头单位", required=True)
    co: tuple[str, ...] = v.several(v.code("协办单位"), "协办单位", required=True)
    due_on: date = v.day("完成期限", required=True)
    deliverable: str = v.words("成果", required=True)
    measure: str = v.words("完成标准", required=True)
    indicator: str | None = v.choice("对应指标", NAMES, load_default=None, allow_none=True)
    area: str | None = v.area("针对地区", load_default=None, allow_none=True)
    target: float | None = v.amount("目标值", load_default=None, allow_none=True)


class Progress(Numbered):
    """How far the work is."""

    note: str = v.words("进展", required=True)


class Work(Numbered):
    """The work as it is handed in."""

    evidence: str = v.words("完成情况", required=True)
