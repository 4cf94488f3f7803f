"""What reporting's questions give."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.department import facts as department
from shared.contracts.department.facts import Numbered
from shared.contracts.department.terms import HEADINGS, RESOLUTION_STATES
from shared.contracts.indicators import NAMES
from shared.contracts.registry.terms import ORGANISATION_TYPES
from shared.contracts.reporting.terms import FREEZE_STATES, HIDDEN, NOT_COMPARED, STANDINGS


def _reasons(text: str) -> Any:
    return v.table(v.choice(text, HIDDEN), text)


class Cell(Answer):
    """
    A figure as reports show it: never a rate without numerator, denominator and version (R-IND-03).

    In what is shared with others numbers of persons may be null (R-PRV-14): *hidden* says why the figure is, of a
    rate because a side of it is; *hidden_parts* why a side or part is.
    """

    numerator: int | None = v.whole("分子", required=True, allow_none=True)
    denominator: int | None = v.whole("分母", required=True, allow_none=True)
    value: float | None = v.anything("数值", required=True)
    unit: str = v.words("单位", required=True)
    definition: str = v.words("口径", required=True)
    parts: Mapping[str, int | None] = v.table(fields.Int(allow_none=True), "其中")
    hidden: str = v.choice("不显示的原因", HIDDEN)
    hidden_parts: Mapping[str, str] = _reasons("不显示的各项及原因")


# What the records behind a figure are.
RECORDS: Mapping[str, str] = {
    "enterprise": "企业",
    "organisation": "党组织",
    "member": "党员",
    "case": "发展材料",
    "duty": "应办事项",
    "class": "培训班",
    "plan": "培训计划",
    "meeting": "会议活动",
    "difficulty": "企业困难",
}


def _cells() -> Any:
    return fields.Nested(Cell.Schema)


class Reported(Answer):
    """What a department that owes figures has reported."""

    on_time: bool = v.flag("按时报送", required=True)
    submitted_on: date | None = v.day("报送日", required=True, allow_none=True)
    version: int | None = v.whole("版本", required=True, allow_none=True)
    figures: Mapping[str, int | None] = v.table(fields.Int(allow_none=True), "数据", required=True)
    hidden: Mapping[str, str] = _reasons("不显示的数据及原因")


class Aim(Answer):
    """What a resolution is to move: the figure before it was issued, now, and where it should come to."""

    indicator: str = v.words("对应指标", required=True)
    area: str = v.area("针对地区", required=True)
    target: float = v.amount("目标值", required=True)
    before: float | None = v.anything("印发前", required=True)
    now: float | None = v.anything("本季度", required=True)
    hidden: Mapping[str, str] = _reasons("不显示的数字及原因")


class Resolution(Answer, Numbered):
    """A resolution as the report lists it."""

    text: str = v.words("内容", required=True)
    aim: Aim = v.nested(Aim, "对应的数字")
    lead: str = v.code("牵头单位", required=True)
    due: date = v.day("完成期限", required=True)
    state: str = v.choice("状态", RESOLUTION_STATES, required=True)
    overdue: bool = v.flag("已逾期", required=True)


class Check(Answer):
    """One figure that exceeds another which must be at least as large (R-JM-17)."""

    rule: str = v.words("规则编号", required=True)
    area: str = v.area(required=True)
    detail: str = v.words("说明", required=True)


class Freeze(Answer):
    """A frozen version of a quarter, and whether its figures, counted anew, are those of its manifest."""

    version: int = v.whole("冻结版本", required=True)
    as_of: date = v.day("截至日期", required=True)
    frozen_on: date = v.day("冻结日", required=True)
    state: str = v.choice("核对", FREEZE_STATES, required=True)
    reason: str | None = v.words("更正说明", required=True, allow_none=True)


class Manifest(Answer, department.Manifest):
    """What freezing a quarter now would name."""


class Restated(Answer):
    """A figure that is another now than when its quarter was frozen; None where there was or is none."""

    area: str = v.area(required=True)
    name: str = v.words("指标或数据项", required=True)
    frozen: Cell | None = v.nested(Cell, "冻结时", required=True, allow_none=True)
    now: Cell | None = v.nested(Cell, "现在", required=True, allow_none=True)


class Bridge(Answer):
    """What leads, in an area, from the total at the end of the quarter before to the one at the end of this one."""

    area: str = v.area(required=True)
    kind: str | None = v.choice("种类", ORGANISATION_TYPES, STANDINGS, required=True, allow_none=True)
    then: int = v.count("上季度末", required=True)
    corrected_in: int = v.count("追溯调增", required=True)
    corrected_out: int = v.count("追溯调减", required=True)
    entered: int = v.count("新增", required=True)
    left: int = v.count("减少", required=True)
    moved_in: int = v.count("转入", required=True)
    moved_out: int = v.count("转出", required=True)
    changed_in: int = v.count("由其他种类转为", required=True)
    changed_out: int = v.count("转为其他种类", required=True)
    now: int = v.count("本季度末", required=True)


class Suggestion(Answer):
    """A topic that figures suggest; whether it is dealt with, the convener decides."""

    heading: str = v.choice("议程", HEADINGS, required=True)
    text: str = v.words("议题", required=True)
    indicator: str | None = v.choice("有关指标", NAMES, required=True, allow_none=True)
    area: str | None = v.area("有关地区", required=True, allow_none=True)
    resolution: str | None = v.words("有关议定事项", required=True, allow_none=True)


class Rate(Answer):
    """How well departments report: so many of so many; of none there is no value."""

    numerator: int = v.count("分子", required=True)
    denominator: int = v.count("分母", required=True)
    value: float | None = v.amount("百分比", required=True, allow_none=True)
    unit: str = v.words("单位", required=True)


class Report(Answer):
    """The joint meeting's report of a quarter."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)
    as_of: date = v.day("截至日期", required=True)
    indicators: Mapping[str, Any] = v.table(_cells(), "指标", required=True)
    by_area: Mapping[str, Any] = v.table(
        fields.Dict(keys=fields.Str(), values=_cells()), "下级地区指标", required=True
    )
    departments: Mapping[str, Any] = v.table(fields.Nested(Reported.Schema), "各部门报送", required=True)
    reporting: Mapping[str, Any] = v.table(fields.Nested(Rate.Schema), "报送质量", required=True)
    resolutions: tuple[Resolution, ...] = v.rows(Resolution, "议定事项", required=True)
    checks: tuple[Check, ...] = v.rows(Check, "核对", required=True)
    version: int = v.whole("冻结版本")
    freezes: tuple[Freeze, ...] = v.rows(Freeze, "各冻结版本", required=True)
    complete_to: Mapping[str, int] = v.table(fields.Int(), "各账簿统计到的编号", required=True)
    halted: int = v.count("暂停的数据流", required=True)
    updating: bool = v.flag("正在更新")
    generated_at: str = v.words("生成时间", required=True)


class CoveredSet(Answer):
    """Whose enterprises are compared: the registry's (with a party organisation) or a department's; None: not told."""

    member: str = v.code("单位", required=True)
    version: int | None = v.whole("版本", required=True, allow_none=True)
    key: str | None = v.words("密钥编号", required=True, allow_none=True)


class OverlapCell(Answer):
    """How many enterprises two cover; of one with itself, how many it covers. None where ``hidden`` says why."""

    one: str = v.code("单位", required=True)
    other: str = v.code("另一单位", required=True)
    both: int | None = v.count("共同覆盖企业数", required=True, allow_none=True)
    hidden: str = v.choice("不显示的原因", NOT_COMPARED, HIDDEN)


class Overlap(Answer):
    """Which enterprises several cover at the end of a quarter, two by two, in both orders."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)
    sets: tuple[CoveredSet, ...] = v.rows(CoveredSet, "各单位清单", required=True)
    cells: tuple[OverlapCell, ...] = v.rows(OverlapCell, "两两共同覆盖", required=True)


class Record(Answer):
    """A record that a figure counts."""

    about: str = v.choice("类别", RECORDS, required=True)
    code: str = v.words("编号", required=True)
    area: str = v.area(required=True)
    counts: Mapping[str, int] = v.table(fields.Int(), "计入", required=True)
