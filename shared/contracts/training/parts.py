"""What several of training's contracts have in common."""

from typing import Any

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.training import terms as t

MAX_SESSIONS = 100
HOURS = validate.Range(min=0, max=1000, error="应为0到1000的数")


def year() -> fields.Int:
    """A calendar year."""
    return fields.Int(
        required=True,
        strict=True,
        validate=validate.Range(2000, 2100, error="应为四位年份"),
        metadata=v.label("年度"),
    )


class Axes(Contract):
    """What a plan is drawn by; an axis that is not thought of yet is blank (R-TRN-01)."""

    industry = fields.Str(required=True, validate=validate.Length(max=500), metadata=v.label("行业分类"))
    education = fields.Str(required=True, validate=validate.Length(max=500), metadata=v.label("文化层次"))
    business = fields.Str(required=True, validate=validate.Length(max=500), metadata=v.label("经营需求"))


class Item(Contract):
    """One line of a plan."""

    item = v.code("项目编号", required=True)
    layer = v.choice("培训对象", *t.LAYERS, required=True)
    content = v.words("培训内容", required=True)
    form = v.choice("培训方式", *t.FORMS, required=True)
    classes = v.count("计划期数", required=True)


class Session(Contract):
    """A part of a class on one day."""

    on = v.day("日期", required=True)
    part = v.choice("时段", *t.PARTS, required=True)
    count = fields.Int(
        load_default=1, validate=validate.Range(1, 12, error="应为1到12"), metadata=v.label("数量")
    )


def sessions() -> Any:
    """The sessions of a class, in order."""
    return fields.List(
        fields.Nested(Session),
        required=True,
        validate=validate.Length(1, MAX_SESSIONS, error="至少一次"),
        metadata=v.label("培训时段"),
    )


def hours(text: str, **options: Any) -> fields.Float:
    """Study hours, or days."""
    return fields.Float(validate=HOURS, metadata=v.label(text), **options)
