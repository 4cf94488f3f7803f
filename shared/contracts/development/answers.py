"""What development's questions give."""

import datetime
from collections.abc import Mapping

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.base import Contract
from shared.contracts.development import facts
from shared.contracts.development import terms as t
from shared.contracts.development.steps import NAMES

RECORDERS: Mapping[str, str] = {"branch": "党支部", "committee": "上级党委", "training": "教育培训"}

LEVELS: Mapping[str, str] = {"block": "不可办理", "warn": "说明理由可办", "unconfirmed": "须先核实文本"}


class Against(Answer):
    """What stands against a step, as far as that is known beforehand."""

    rule: str = v.words("规则", required=True)
    source: str = v.words("依据", required=True)
    level: str = v.words("级别", required=True)
    field: str | None = v.text("字段", required=True)
    message: str = v.words("问题", required=True)
    earliest: datetime.date | None = v.day("最早合法日期", required=True, allow_none=True)


class Prospect(Answer):
    """A step that may come next, and from when."""

    step: str = v.choice("步骤", NAMES, required=True)
    name: str = v.words("步骤名称", required=True)
    by: str = v.choice("由谁登记", RECORDERS, required=True)
    leads_on: bool = v.flag("进入下一状态", required=True)
    done: bool = v.flag("已办过", required=True)
    earliest: datetime.date | None = v.day("最早可办理日期", required=True, allow_none=True)
    against: tuple[Against, ...] = v.rows(Against, "尚缺", required=True)


class Confirmation(Answer, facts.Confirmation):
    """A confirmation of a rule's text, and where it stands."""

    by: str = v.words("核实人", required=True)
    state: str = v.choice("状态", t.CONFIRMATION_STATES, required=True)
    approved_by: str | None = v.words("确认人", required=True, allow_none=True)
    approved_on: datetime.date | None = v.day("确认日期", required=True, allow_none=True)
    withdrawn_on: datetime.date | None = v.day("撤销日期", required=True, allow_none=True)
    reason: str | None = v.words("撤销理由", required=True, allow_none=True)


class Case(Answer, facts.CaseNamed):
    """A case; whoever does not work with cases sees a masked name (field table, 13.1)."""

    name: str | None = v.text("姓名", required=True)
    org_code: str = v.code("所在党组织", required=True)
    credit_code: str | None = v.credit("工作单位", required=True, allow_none=True)
    state: str = v.choice("状态", t.STATES, required=True)
    state_name: str = v.words("状态名称", required=True)
    since: datetime.date = v.day("自何日起", required=True)
    next: tuple[Prospect, ...] = v.rows(Prospect, "下一步")


class OwnStep(Answer):
    """A step of a case as the applicant sees it: what was done, and when."""

    name: str = v.words("步骤名称", required=True)
    on: datetime.date = v.day("办理日期", required=True)


class OwnNext(Answer):
    """What comes next, for the applicant."""

    name: str = v.words("步骤名称", required=True)
    by: str = v.choice("由谁登记", RECORDERS, required=True)
    earliest: datetime.date | None = v.day("最早日期", required=True, allow_none=True)


class OwnCase(Answer, facts.CaseNamed):
    """A case as the applicant sees it: how far it is, and nothing of others or of what was said (R-PRV-06)."""

    name: str | None = v.text("姓名", required=True)
    org_code: str = v.code("所在党组织", required=True)
    state_name: str = v.words("状态名称", required=True)
    since: datetime.date = v.day("自何日起", required=True)
    steps: tuple[OwnStep, ...] = v.rows(OwnStep, "已办步骤", required=True)
    next: tuple[OwnNext, ...] = v.rows(OwnNext, "下一步", required=True)


class Step(Answer):
    """A step of a case."""

    step: str = v.choice("步骤", NAMES, required=True)
    name: str = v.words("步骤名称", required=True)
    on: datetime.date = v.day("办理日期", required=True)
    edition: str = v.words("规则版本", required=True)
    state: str = v.choice("状态", t.STATES, required=True)
    told: facts.StepFacts = v.nested(facts.StepFacts, "内容", required=True)
    backfilled: bool = v.flag("补录", required=True)


class Doubt(Answer, facts.Doubt):
    """What speaks against a step, since something it relies on was corrected; it has to be put right (R-GEN-09)."""

    name: str = v.words("步骤名称", required=True)


class OneCase(Case):
    """A case with its steps and dates."""

    seq: int = v.count("最后一项登记的序号", required=True)
    probation_end: datetime.date | None = v.day("预备期满日", required=True, allow_none=True)
    extended_by: int = v.count("预备期延长月数", required=True)
    again: tuple[str, ...] = v.several(v.choice("步骤", NAMES), "退回后需重新办理", required=True)
    steps: tuple[Step, ...] = v.rows(Step, "步骤", required=True)
    doubts: tuple[Doubt, ...] = v.rows(Doubt, "存疑", required=True)


class Quota(Answer, facts.Quota):
    """The places of an organisation for a year, and how many are left."""

    used: int = v.count("已用名额", required=True)
    left: int = v.whole("剩余名额", required=True)
    dissolved_on: datetime.date = v.day("党组织撤销日期")


class Wording(Answer):
    """A rule as it reads for a while."""

    text: str = v.words("内容", required=True)
    number: str | None = v.text("数值", required=True)
    source: str = v.words("依据", required=True)
    level: str = v.choice("级别", LEVELS, required=True)
    effective_from: datetime.date = v.day("自何日起", required=True)


class EditionChange(Answer):
    """A rule that reads otherwise; where it is not in force, there is no wording."""

    rule: str = v.words("规则", required=True)
    place: str | None = v.area("地区", required=True, allow_none=True)
    before: Wording | None = v.nested(Wording, "原来", required=True, allow_none=True)
    after: Wording | None = v.nested(Wording, "新的", required=True, allow_none=True)


class Touch(Answer):
    """A next step of a case that would be judged otherwise, and from when."""

    step: str = v.choice("步骤", NAMES, required=True)
    step_name: str = v.words("步骤名称", required=True)
    rule: str = v.words("规则", required=True)
    before: str | None = v.text("原来的数值", required=True)
    after: str | None = v.text("新的数值", required=True)
    since: datetime.date = v.day("自何日起", required=True)


class TouchedCase(Answer, facts.CaseNamed):
    """An open case that would be judged otherwise."""

    org_code: str = v.code("所在党组织", required=True)
    state: str = v.choice("状态", t.STATES, required=True)
    state_name: str = v.words("状态名称", required=True)
    touches: tuple[Touch, ...] = v.rows(Touch, "涉及的步骤", required=True)


class Compared(Contract):
    """Which two days are compared, what differs, and on which days to come something changes."""

    against: datetime.date = v.day("与哪一日相比", required=True)
    on: datetime.date = v.day("按哪一日的规则", required=True)
    edition_against: str = v.words("原来的版本", required=True)
    edition_on: str = v.words("新的版本", required=True)
    announced: tuple[datetime.date, ...] = v.several(v.day("将有变化的日期"), "将有变化的日期", required=True)
    changes: tuple[EditionChange, ...] = v.rows(EditionChange, "不同的规则", required=True)
