"""Fields that many contracts share, with their checks and Chinese messages."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared.rules import credit_code
from shared.rules import id_number as id_number_rules
from shared.rules.periods import Quarter

# Python's $ also matches before a last line break; codes become stream names and URLs.
END = r"$(?!\n)"
AREA = validate.Regexp(r"^[0-9]{12}" + END, error="地区代码应为12位数字")
CODE = validate.Regexp(
    r"^[0-9A-Za-z][0-9A-Za-z_-]{0,39}" + END, error="编号只能用字母、数字、横线，不超过40位"
)
COUNT = validate.Range(min=0, max=10**12, error="应为不小于0的整数")
NAME = validate.Length(min=1, max=100, error="不能为空，且不超过100字")
TEXT = validate.Length(min=1, max=2000, error="不能为空，且不超过2000字")


def label(text: str) -> dict[str, str]:
    """Give the metadata that names a field to people."""
    return {"label": text}


def area(text: str = "地区", **options: Any) -> fields.Str:
    """A 12-digit area code."""
    return fields.Str(validate=AREA, metadata=label(text), **options)


def code(text: str, **options: Any) -> fields.Str:
    """A code of ours: letters, digits and dashes."""
    return fields.Str(validate=CODE, metadata=label(text), **options)


def credit(text: str = "统一社会信用代码", **options: Any) -> fields.Str:
    """A unified social credit code with a right check character (GB 32100)."""
    return fields.Str(validate=_credit_code, metadata=label(text), **options)


def id_number(text: str = "身份证号", **options: Any) -> fields.Str:
    """An identity number with a right check character (GB 11643)."""
    return fields.Str(validate=_id_number, metadata=label(text), **options)


def day(text: str, **options: Any) -> fields.Date:
    """A calendar day, ISO form."""
    return fields.Date(
        metadata=label(text), error_messages={"invalid": "日期应为 2026-07-01 的形式"}, **options
    )


def choice(text: str, *allowed: str, **options: Any) -> fields.Str:
    """One of a few words."""
    one_of = validate.OneOf(allowed, error=f"应为其中之一：{'、'.join(allowed)}")
    return fields.Str(validate=one_of, metadata=label(text), **options)


def words(text: str, check: validate.Validator = TEXT, **options: Any) -> fields.Str:
    """A text for people."""
    return fields.Str(validate=check, metadata=label(text), **options)


def count(text: str, **options: Any) -> fields.Int:
    """A whole number of things, 0 or more; a text is no number."""
    return fields.Int(strict=True, validate=COUNT, metadata=label(text), **options)


def period(text: str = "季度", **options: Any) -> fields.Str:
    """A quarter in the form 2026Q3."""
    return fields.Str(validate=_quarter, metadata=label(text), **options)


def distinct(value: Sequence[str]) -> None:
    """Refuse a list that names one thing twice."""
    if twice := sorted({one for one in value if value.count(one) > 1}):
        raise ValidationError(f"重复填写：{'、'.join(twice)}")


def _credit_code(value: str) -> None:
    if problem := credit_code.problem(value):
        raise ValidationError(problem)


def _id_number(value: str) -> None:
    if problem := id_number_rules.problem(value):
        raise ValidationError(problem)


def _quarter(value: str) -> None:
    try:
        Quarter.parse(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error
