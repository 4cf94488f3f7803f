"""The facts of cases, steps and quotas: what commands bring and events carry alike."""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.development import terms as t
from shared.contracts.registry.terms import FORMER, MEMBER, SEXES
from shared.contracts.training.terms import ORGANISERS

MOST_MEMBERS = 9


class StepFacts(Contract):
    """
    All details of steps that may travel: ids, numbers and days, never a person's values.

    Each step has some of them; of a vote only totals are given (R-DEV-43).
    """

    meeting: str = v.code("会议记录编号")
    body: str = v.code("推荐单位")
    recommendation: str = v.code("推荐编号")
    valid_until: date = v.day("推荐有效期至")
    talker: str = v.choice("谈话人职务", t.TALKERS, t.APPROVAL_TALKERS)
    decided_by: str = v.choice("研究决定方式", t.DECIDERS)
    filing: str = v.code("备案编号")
    members: tuple[str, ...] = v.several(
        v.code("党员编号"), "党员编号", validate.Length(1, MOST_MEMBERS, error="至少填写1名"), v.distinct
    )
    opinions: tuple[str, ...] = v.several(v.choice("已听取的意见", t.OPINIONS), "已听取的意见")
    approver: str = v.code("审批党组织")
    reply: str = v.choice("上级意见", t.REPLIES)
    objection: str = v.code("异议编号")
    posted_on: date = v.day("公示张贴日")
    days: float = v.hours("培训天数")
    hours: float = v.hours("培训学时")
    organiser: str = v.choice("培训组织者", ORGANISERS)
    # Of exemptions on record from before they took two steps.
    approved_by: str = v.code("批准人")
    reviewer: str = v.choice("政审单位", t.REVIEWERS)
    form_no: str = v.code("志愿书编号")
    leaves_soon: bool = v.flag("三个月内将离开")
    due: int = v.count("应到会人数")
    present: int = v.count("实到人数")
    yes: int = v.count("到会赞成票")
    no: int = v.count("到会反对票")
    abstain: int = v.count("到会弃权票")
    written_yes: int = v.count("书面赞成")
    written_no: int = v.count("书面反对")
    persons: int = v.count("本次计票人数")
    reviewed_on: date = v.day("支委会审查日")
    months: int = v.count("延长月数")
    documents: tuple[str, ...] = v.several(v.choice("归档材料", t.DOCUMENTS), "归档材料")
    org_code: str = v.code("接收党组织")
    to_org: str = v.code("转往党组织")
    confirmed: tuple[str, ...] = v.several(v.choice("重新确认的材料", t.CONFIRMED), "重新确认的材料")
    group: str = v.words("党小组", v.NAME)
    to: str = v.choice("退回到", t.RETURNS)
    ending: str = v.choice("办结原因", t.ENDINGS)


class Standing(Contract):
    """
    What a step makes of the person in the register of members, and from which day on (R-DEV-71, R-DEV-72).

    Attributes:
        member_id: The number under which the opening stock has the person; absent: the one that the case gives.
    """

    status: str = v.choice("党员状态", MEMBER, FORMER, required=True)
    since: date = v.day("自何日起", required=True)
    credit_code: str | None = v.credit("工作单位", load_default=None, allow_none=True)
    member_id: str = v.code("党员编号")


class CaseNamed(Contract):
    """A case."""

    case_id: str = v.code("发展编号", required=True)


class Application(CaseNamed):
    """What travels of an application; who applies stays with development (R-PRV-05)."""

    org_code: str = v.code("受理党组织", required=True)
    credit_code: str | None = v.credit("工作单位", required=True, allow_none=True)
    sex: str = v.choice("性别", SEXES, required=True)
    focus_group: str = v.choice("重点群体", t.FOCUS_GROUPS, required=True)


class Doubt(Contract):
    """
    What speaks against a step that is on record, since something it relies on was corrected (R-GEN-09).

    Attributes:
        seq: The number of the step's entry in the record of the case.
    """

    seq: int = v.count("登记序号", required=True)
    step: str = v.words("步骤", v.NAME, required=True)
    on: date = v.day("办理日期", required=True)
    rule: str = v.words("规则", v.NAME, required=True)
    field: str | None = v.text("字段", required=True)
    message: str = v.words("问题", required=True)


class Quota(Contract):
    """The places of an organisation for a year (R-DEV-90, R-DEV-91)."""

    year: int = v.year(required=True)
    org_code: str = v.code("党组织代码", required=True)
    places: int = v.count("名额", required=True)
    weighting: str = v.words("倾斜依据", required=True)


class ConfirmationNamed(Contract):
    """One confirmation of a rule's text."""

    confirmation: str = v.code("核实编号", required=True)


class Confirmation(ConfirmationNamed):
    """
    The text of a rule, read by a named person (R-GEN-09, R-GEN-14).

    Attributes:
        edition: The edition of the regulation whose text was read; it says nothing of others.
        area: Where it binds: there and below.
        since: From which day on it binds, that day included; never what was done before it is approved.
    """

    rule: str = v.words("规则编号", v.NAME, required=True)
    text: str = v.words("核对依据", required=True)
    edition: str = v.words("规则版本", v.NAME, required=True)
    area: str = v.area("适用地区", required=True)
    since: date = v.day("起始日期", required=True)
