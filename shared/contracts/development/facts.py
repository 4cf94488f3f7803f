"""What is told of a step besides its day: ids, numbers and days, never a person's values."""

from typing import Any

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.development import terms as t

HOURS = validate.Range(min=0, max=1000, error="应为0到1000的数")


def meeting(**options: Any) -> fields.Str:
    """The record of the meeting that decided (I-5)."""
    return v.code("会议记录编号", **options)


def members(text: str, most: int = 9, **options: Any) -> fields.List[Any]:
    """Members, by their numbers."""
    checks = (validate.Length(1, most, error="至少填写1名"), v.distinct)
    return fields.List(v.code(text), validate=checks, metadata=v.label(text), **options)


def several(text: str, allowed: tuple[str, ...], **options: Any) -> fields.List[Any]:
    """Some of a few words."""
    return fields.List(v.choice(text, *allowed), metadata=v.label(text), **options)


class Told(Contract):
    """
    Everything that may be told of a step, as it travels; each step tells its own part.

    Of a vote only totals are told (R-DEV-43).
    """

    meeting = meeting()
    body = v.choice("推荐单位", *t.BODIES)
    recommendation = v.code("推荐编号")
    talker = v.choice("谈话人职务", *t.TALKERS, *t.APPROVAL_TALKERS)
    decided_by = v.choice("研究决定方式", *t.DECIDERS)
    filing = v.code("备案编号")
    members = members("党员编号")
    opinions = several("已听取的意见", t.OPINIONS)
    approver = v.code("审批党组织")
    reply = v.choice("上级意见", *t.REPLIES)
    objection = v.code("异议编号")
    posted_on = v.day("公示张贴日")
    days = fields.Float(validate=HOURS, metadata=v.label("培训天数"))
    hours = fields.Float(validate=HOURS, metadata=v.label("培训学时"))
    organiser = v.choice("培训组织者", *t.TRAINERS)
    approved_by = v.code("批准人")
    reviewer = v.choice("政审单位", "branch", "committee")
    form_no = v.code("志愿书编号")
    leaves_soon = fields.Bool(metadata=v.label("三个月内将离开"))
    due = v.count("应到会人数")
    present = v.count("实到人数")
    yes = v.count("到会赞成票")
    no = v.count("到会反对票")
    abstain = v.count("到会弃权票")
    written_yes = v.count("书面赞成")
    written_no = v.count("书面反对")
    persons = v.count("本次计票人数")
    reviewed_on = v.day("支委会审查日")
    months = v.count("延长月数")
    documents = several("归档材料", t.DOCUMENTS)
    org_code = v.code("接收党组织")
    to_org = v.code("转往党组织")
    confirmed = several("重新确认的材料", t.CONFIRMED)
    to = v.choice("退回到", *t.RETURNS)
