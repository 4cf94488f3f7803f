"""What several of the departments' contracts have in common."""

from typing import Any

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract

# One way to write each number: two digits, more only where they are needed.
RESOLUTION_NO = validate.Regexp(
    r"^JM-[0-9]{4}-(0[1-9]|[1-9][0-9]+)" + v.END, error="议定事项编号应为 JM-2026-01 的形式"
)
MAX_FIGURES = 2000


def number(text: str = "议定事项编号") -> fields.Str:
    """A resolution's number."""
    return fields.Str(required=True, validate=RESOLUTION_NO, metadata=v.label(text))


class Figure(Contract):
    """One aggregated number of one area; never anything about a person (R-JM-15)."""

    item = fields.Str(
        required=True,
        validate=validate.Regexp(r"^R-JM-[0-9]+(\.[a-z]+)?" + v.END),
        metadata=v.label("数据项"),
    )
    area = v.area("县（市、区）", required=True)
    value = v.count("数值", required=True)


def figures() -> Any:
    """The figures of a quarter."""
    return fields.List(
        fields.Nested(Figure),
        required=True,
        validate=validate.Length(1, MAX_FIGURES),
        metadata=v.label("数据"),
    )


class Recommendation(Contract):
    """
    A recommendation for membership by a mass organisation's meeting (推优); of the person only the case's number.

    Source: R-DEV-11.
    """

    recommendation = v.code("推荐编号", required=True)
    case_id = v.code("发展编号", required=True)
    held_on = v.day("推荐会日期", required=True)
    due = v.count("应到人数", required=True)
    present = v.count("实到人数", required=True)
    yes = v.count("赞成票", required=True)
    valid_until = v.day("有效期至", required=True)
