"""The facts of meetings, inspections, contact points: what commands bring and events carry alike."""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.supervision import terms as t
from shared.rules.deadlines import table

MOST_ITEMS = 100
PERIODIC = {
    name: deadline.title
    for name, deadline in table().items()
    if deadline.each and deadline.pack == "supervision"
}


class MeetingNamed(Contract):
    """A meeting."""

    meeting: str = v.code("会议记录编号", required=True)


class Meeting(MeetingNamed):
    """
    A meeting or activity that an organisation held.

    ``due`` and ``present`` count all who belong to it; ``voters_due`` and ``voters_present`` those of them who
    have a vote (R-DEV-42), where something is decided. ``evidence`` names papers or pictures, no persons.
    """

    org_code: str = v.code("党组织代码", required=True)
    kind: str = v.choice("类别", t.MEETINGS, required=True)
    held_on: date = v.day("召开日期", required=True)
    theme: str = v.words("主题", v.NAME, required=True)
    due: int = v.count("应到人数", required=True)
    present: int = v.count("实到人数", required=True)
    voters_due: int | None = v.count("应到有表决权人数", load_default=None, allow_none=True)
    voters_present: int | None = v.count("实到有表决权人数", load_default=None, allow_none=True)
    hours: float | None = v.hours("时长（小时）", load_default=None, allow_none=True)
    contents: tuple[str, ...] = v.several(v.choice("内容", t.CONTENTS), "内容", load_default=())
    minutes: str | None = v.words("会议记录存放处", v.NAME, load_default=None, allow_none=True)
    evidence: tuple[str, ...] = v.several(
        v.words("佐证材料", v.NAME), "佐证材料", validate.Length(max=MOST_ITEMS), load_default=()
    )


class Plan(Contract):
    """A quarter's plan of an organisation, told to the owner and to all members (R-ACT-02)."""

    org_code: str = v.code("党组织代码", required=True)
    period: str = v.period(required=True)
    owner_on: date | None = v.day("告知业主日期", required=True, allow_none=True)
    members_on: date | None = v.day("告知党员日期", required=True, allow_none=True)


class ExemptionNamed(Contract):
    """An exemption."""

    exemption: str = v.code("免办编号", required=True)


class Exemption(ExemptionNamed):
    """What an organisation need not do for a time, both days included; it always has an end."""

    org_code: str = v.code("党组织代码", required=True)
    deadline: str = v.choice("免办事项", PERIODIC, required=True)
    from_on: date = v.day("起始日", required=True)
    until_on: date = v.day("截止日", required=True)
    ground: str = v.words("事由", required=True)


class Possessions(Contract):
    """Which of the five possessions an organisation has (R-ACT-18)."""

    org_code: str = v.code("党组织代码", required=True)
    checked_on: date = v.day("核查日期", required=True)
    has: tuple[str, ...] = v.several(v.choice("五有", t.POSSESSIONS), "已具备", v.distinct, required=True)


class Item(Contract):
    """One line of a checklist."""

    item: str = v.code("项目编号", required=True)
    text: str = v.words("检查内容", required=True)


class Checklist(Contract):
    """What inspections look at; a version is never changed."""

    version: str = v.code("清单版本", required=True)
    items: tuple[Item, ...] = v.rows(Item, "检查项目", validate.Length(1, MOST_ITEMS), required=True)


class InspectionNamed(Contract):
    """An inspection."""

    inspection: str = v.code("督查编号", required=True)


class Inspection(InspectionNamed):
    """An inspection of an organisation by a version of the checklist: the items that were not in order."""

    org_code: str = v.code("党组织代码", required=True)
    inspected_on: date = v.day("督查日期", required=True)
    version: str = v.code("清单版本", required=True)
    seen: int = v.count("现场核实活动次数", required=True)
    failed: tuple[str, ...] = v.several(v.code("项目编号"), "不合格项目", v.distinct, required=True)


class FindingNamed(Contract):
    """A finding."""

    finding: str = v.code("问题编号", required=True)


class Finding(FindingNamed):
    """Something that was not in order, of an inspection (R-SUP-03)."""

    inspection: str = v.code("督查编号", required=True)
    item: str = v.code("项目编号", required=True)
    severity: str = v.choice("程度", t.SEVERITIES, required=True)
    text: str = v.words("问题", required=True)


class Notice(FindingNamed):
    """What has to be put right, and by when (R-SUP-02, R-SUP-03)."""

    org_code: str = v.code("党组织代码", required=True)
    due_on: date = v.day("整改期限", required=True)


class Reply(FindingNamed):
    """What was done about a finding."""

    replied_on: date = v.day("回复日期", required=True)
    text: str = v.words("整改情况", required=True)


class Recheck(FindingNamed):
    """Whether a finding was found to be put right, by another person than who replied."""

    rechecked_on: date = v.day("复查日期", required=True)
    passed: bool = v.flag("复查合格", required=True)


class Closing(FindingNamed):
    """A finding is done with."""

    closed_on: date = v.day("销号日期", required=True)


class PointNamed(Contract):
    """A contact point, or a demonstration point."""

    point: str = v.code("联系点编号", required=True)


class ContactPoint(PointNamed):
    """A leading cadre's contact point (R-SUP-06); the cadre is named by a number."""

    cadre: str = v.code("领导干部编号", required=True)
    org_code: str = v.code("党组织代码", required=True)
    credit_code: str | None = v.credit("企业", required=True, allow_none=True)
    since: date = v.day("确定日期", required=True)


class PointEnd(PointNamed):
    """The end of a contact point."""

    ended_on: date = v.day("终止日期", required=True)


class Visit(PointNamed):
    """A visit to a contact point."""

    visited_on: date = v.day("走访日期", required=True)
    problems: int = v.count("发现问题数", required=True)


class DifficultyNamed(Contract):
    """A difficulty of an enterprise."""

    difficulty: str = v.code("困难编号", required=True)


class Difficulty(DifficultyNamed):
    """A difficulty that is handed over to a department, with a day (R-SUP-08)."""

    point: str | None = v.code("联系点编号", required=True, allow_none=True)
    credit_code: str = v.credit("企业", required=True)
    field: str = v.choice("类别", t.FIELDS, required=True)
    text: str = v.words("困难", required=True)
    department: str = v.code("承办部门", required=True)
    due_on: date = v.day("办理期限", required=True)


class Answer(DifficultyNamed):
    """What became of a difficulty."""

    outcome: str = v.choice("办理结果", t.OUTCOMES, required=True)
    text: str = v.words("办理情况", required=True)


class Nomination(Contract):
    """An organisation that is to be a demonstration point, and by which criteria (R-SUP-09)."""

    point: str = v.code("示范点编号", required=True)
    org_code: str = v.code("党组织代码", required=True)
    criteria: str = v.words("评定依据", required=True)


class Bulletin(Contract):
    """A bulletin of an area and quarter (R-SUP-04)."""

    bulletin: str = v.code("通报编号", required=True)
    area: str = v.area(required=True)
    period: str = v.period(required=True)


class StaffVisit(Contract):
    """A visit of one of the two staff to a unit (R-WRK-07..09)."""

    visit: str = v.code("走访编号", required=True)
    staff: str = v.code("两员编号", required=True)
    org_code: str = v.code("党组织代码", required=True)
    credit_code: str = v.credit("企业", required=True)
    visited_on: date = v.day("走访日期", required=True)
    role: str = v.choice("职责", t.STAFF_ROLES, required=True)
    phrase: str = v.choice("工作原则", t.PHRASES, required=True)
    problem: str | None = v.words("问题", required=True, allow_none=True)
    result: str | None = v.words("结果", required=True, allow_none=True)
