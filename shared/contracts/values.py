"""Fields that many contracts share, with their checks and Chinese messages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared.contracts import chinese  # noqa: F401 - before anything is made that would speak English
from shared.rules import credit_code
from shared.rules import id_number as id_number_rules
from shared.rules.periods import Quarter

# Python's $ also matches before a last line break; codes become stream names and URLs.
END = r"$(?!\n)"
AREA = validate.Regexp(r"^[0-9]{12}" + END, error="地区代码应为12位数字")
MONTH = validate.Regexp(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])" + END, error="年月应为 1990-01 的形式")
CODE = validate.Regexp(
    r"^[0-9A-Za-z][0-9A-Za-z_-]{0,39}" + END, error="编号只能用字母、数字、横线，不超过40位"
)
# Of the words that may stand somewhere, a refusal names so many.
MOST_NAMED = 30
KEY = validate.Length(min=1, max=64)
MAX_EVENT_ID = 256
EVENT_ID = validate.Length(min=1, max=MAX_EVENT_ID)
KEY_OF_DUTY = validate.Length(min=1, max=160)
MAX_REASON = 500
REASON = validate.Length(min=1, max=MAX_REASON)
COUNT = validate.Range(min=0, max=10**12, error="应为不小于0的整数")
MAX_NAME = 100
NAME = validate.Length(min=1, max=MAX_NAME, error="不能为空，且不超过100字")
SHA256 = validate.Regexp("^[0-9a-f]{64}" + END, error="应为64位十六进制的SHA-256")
YEAR = validate.Range(2000, 2100, error="年份应在2000至2100之间，请核对")
# Money of a city stays far below.
AMOUNT = validate.Range(min=0, max=1e12, error="应为0或更大的数")
HOURS = validate.Range(min=0, max=1000, error="应为0到1000的数")
TEXT = validate.Length(min=1, max=2000, error="不能为空，且不超过2000字")


# Nobody and nothing on record was born, founded or registered before, and nothing is planned so far ahead.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
DAY_FORM, DAY_HELP = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "日期应为 2026-07-01 的形式"


class Day(fields.Date):
    """A calendar day in its one form, between EARLIEST and LATEST."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            return day_of(value)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem


def day_of(value: Any) -> date:
    """Read a calendar day; raises ValueError with a Chinese message."""
    written = value.isoformat() if isinstance(value, date) else value
    if not isinstance(written, str) or not DAY_FORM.fullmatch(written):
        raise ValueError(DAY_HELP)
    try:
        found = date.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"没有{value}这一天；{DAY_HELP}") from error
    if not EARLIEST <= found <= LATEST:
        raise ValueError(f"应在{EARLIEST}至{LATEST}之间，请核对年份")
    return found


class Several(fields.List[Any]):
    """A list that loads as a tuple, since contracts do not change."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **options))


def label(text: str) -> dict[str, str]:
    """Return the metadata that names a field to people."""
    return {"label": text}


def area(text: str = "地区", **options: Any) -> Any:
    """A 12-digit area code."""
    return fields.Str(validate=AREA, metadata=label(text), **options)


def code(text: str, **options: Any) -> Any:
    """A code of ours: letters, digits and dashes."""
    return fields.Str(validate=CODE, metadata=label(text), **options)


def credit(text: str = "统一社会信用代码", **options: Any) -> Any:
    """A unified social credit code with a right check character (GB 32100)."""
    return fields.Str(validate=_credit_code, metadata=label(text), **options)


def id_number(text: str = "身份证号", **options: Any) -> Any:
    """An identity number with a right check character (GB 11643)."""
    return fields.Str(validate=_id_number, metadata=label(text), **options)


def day(text: str, **options: Any) -> Any:
    """A calendar day, ISO form."""
    return Day(metadata=label(text), **options)


def month(text: str, **options: Any) -> Any:
    """A calendar month in the form 1990-01."""
    return fields.Str(validate=MONTH, metadata=label(text), **options)


def choice(text: str, *terms: Iterable[str], **options: Any) -> Any:
    """One of a few words; *terms* are collections of them, such as a mapping to their Chinese names."""
    allowed = [word for part in terms for word in part]
    names = {word: title for part in terms if isinstance(part, Mapping) for word, title in part.items()}
    more = f" 等{len(allowed)}个值" if len(allowed) > MOST_NAMED else ""
    one_of = validate.OneOf(allowed, error=f"应为其中之一：{'、'.join(allowed[:MOST_NAMED])}{more}")
    return fields.Str(validate=one_of, metadata={**label(text), "names": names}, **options)


def words(text: str, check: validate.Validator = TEXT, **options: Any) -> Any:
    """A text for people."""
    return fields.Str(validate=check, metadata=label(text), **options)


def count(text: str, **options: Any) -> Any:
    """A whole number of things, 0 or more; a text is no number."""
    return fields.Int(strict=True, validate=COUNT, metadata=label(text), **options)


def period(text: str = "季度", **options: Any) -> Any:
    """A quarter in the form 2026Q3."""
    return fields.Str(validate=_quarter, metadata=label(text), **options)


def text(text: str, **options: Any) -> Any:
    """A text of any kind, absent unless it is given; one that is required may be null."""
    unless = {} if options.get("required") else {"load_default": None}
    return fields.Str(metadata=label(text), **({"allow_none": True} | unless | options))


def flag(text: str, **options: Any) -> Any:
    """Yes or no."""
    return fields.Bool(metadata=label(text), **options)


def whole(text: str, check: validate.Validator | None = None, **options: Any) -> Any:
    """A whole number."""
    return fields.Int(validate=check, metadata=label(text), **options)


def year(text: str = "年度", **options: Any) -> Any:
    """A calendar year."""
    return fields.Int(strict=True, validate=YEAR, metadata=label(text), **options)


def hours(text: str, **options: Any) -> Any:
    """Study hours, or days of study."""
    return fields.Float(validate=HOURS, metadata=label(text), **options)


def amount(text: str, **options: Any) -> Any:
    """A number of a figure: a count or a percentage, 0 or more."""
    return fields.Float(validate=AMOUNT, metadata=label(text), **options)


def table(inner: Any, text: str, **options: Any) -> Any:
    """Values of one kind by their keys."""
    return fields.Dict(keys=fields.Str(), values=inner, metadata=label(text), **options)


def anything(text: str, **options: Any) -> Any:
    """Any JSON value."""
    return fields.Raw(metadata=label(text), **({"allow_none": True} | options))


def several(inner: Any, text: str, *checks: Any, **options: Any) -> Any:
    """Several values of one kind, in order."""
    return Several(inner, validate=checks or None, metadata=label(text), **options)


def nested(contract: Any, text: str, **options: Any) -> Any:
    """Values of another contract."""
    return fields.Nested(contract.Schema, metadata=label(text), **options)


def rows(contract: Any, text: str, *checks: Any, **options: Any) -> Any:
    """Several values of another contract, in order."""
    return several(fields.Nested(contract.Schema), text, *checks, **options)


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
        YEAR(Quarter.parse(value).year)
    except ValueError as error:
        raise ValidationError(str(error)) from error
