"""A raw cell to the text that a service takes for a field."""

import re
import unicodedata
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from marshmallow import fields
from openpyxl.cell.cell import ERROR_CODES

from services.portal.excel.kinds import NO, YES, is_code, is_credit, is_month, names_of
from services.portal.excel.opening import MAX_CELL, Formula, Serial
from services.portal.excel.problems import Unreadable
from shared.contracts.values import MOST_NAMED

NOTHING = "-"  # takes a value away
TRUE = frozenset({"是", "true", "1", "y", "yes", "√", "✓", "对", "有"})
FALSE = frozenset({"否", "false", "0", "n", "no", "×", "x", "错", "无"})
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")
COUNT = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.0+)?")
DAY = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?"
)
COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})月?")
SERIAL = re.compile(r"[1-9][0-9]{4}")
# The days that a serial number is taken for: from 1927 to 2099.
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050
EXACT_DIGITS = 15
FORMULA = "不能是公式；请复制后选择性粘贴为“数值”"
DESTROYED = "电子表格把编号变成了数字，末尾几位已经丢失；请先把整列设为“文本”格式，再重新填写编号"
# Of many words a problem names the nearest.
CLOSE = 3
SEPARATORS = re.compile(r"[;；、，,\n]")


def text_of(raw: Any, field: fields.Field[Any]) -> str:
    """
    Return what a cell says, in the form that the registry takes; empty where it says nothing.

    Raises:
        Unreadable: it says nothing that the field can take, or it could be read in two ways.
    """
    text = plain(raw)
    if text in ("", NOTHING):
        return text
    if text.startswith("="):
        raise Unreadable(FORMULA)
    if text in ERROR_CODES:
        raise Unreadable(f"是出错的公式（{text}）；请改填内容")
    if isinstance(field, fields.Date):
        return _day(raw, text)
    if is_month(field):
        return _month(raw, text)
    if names := names_of(field):
        return _choice(text, dict(names))
    if isinstance(field, fields.Boolean):
        return _flag(text)
    if isinstance(field, fields.Integer):
        return _count(text)
    if isinstance(field, fields.List):
        return ";".join(_parts(raw, text, field.inner))
    return _code(text, raw, field) if is_code(field) else text


def _parts(raw: Any, text: str, inner: Any) -> list[str]:
    """Return what a cell with several values says; one day or number that a spreadsheet made of it is one value."""
    parts = [part for part in SEPARATORS.split(text) if part.strip()]
    whole = len(parts) == 1 and not isinstance(raw, str)
    if is_code(inner):
        return [_code(part, raw, inner) for part in parts]
    return [text_of(raw if whole else part, inner) for part in parts]


def plain(raw: Any) -> str:
    """Return a cell as text: composed (NFC) and without space around; raises Unreadable for a formula."""
    if isinstance(raw, Formula):
        raise Unreadable(FORMULA)
    if isinstance(raw, Serial):
        number = raw.number
        return str(int(number)) if float(number).is_integer() else repr(number)
    if isinstance(raw, bool):
        return YES if raw else NO
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    text = unicodedata.normalize("NFC", "" if raw is None else str(raw)).strip(
        " \t\r\n\u3000\u00a0\u200b\ufeff"
    )
    if len(text) > MAX_CELL:
        raise Unreadable(f"超过{MAX_CELL}字；请缩短")
    if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    return text


def half(text: str) -> str:
    """Return codes and numbers in half-width characters, without space around or inside."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _day(raw: Any, text: str) -> str:
    if isinstance(raw, Serial) and FIRST_SERIAL <= raw.number <= LAST_SERIAL:
        raw = raw.moment()
    elif SERIAL.fullmatch(text) and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        raw = Serial(int(text)).moment()
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    folded = re.sub(r"\s*([-/.年月日])\s*", r"\1", folded)
    if found := DAY.fullmatch(folded) or COMPACT.fullmatch(folded):
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        except ValueError as error:
            raise Unreadable(f"没有“{text}”这一天；请填写如 2026-07-01 的日期") from error
    raise Unreadable(f"“{text}”不能确定是哪一天；请按年、月、日的顺序填写，如 2026-07-01")


def _month(raw: Any, text: str) -> str:
    if isinstance(raw, date):
        return f"{raw.year:04}-{raw.month:02}"
    found = None if isinstance(raw, Serial) else MONTH.fullmatch(half(text))
    if found and 1 <= int(found["month"]) <= 12:
        return f"{found['year']}-{int(found['month']):02}"
    raise Unreadable(f"“{text}”不能确定是哪一月；请填写如 1990-01 的年月，并把该列设为“文本”格式")


def _choice(text: str, names: dict[str, str]) -> str:
    if text in names:
        return text
    folded = half(text)
    codes = [code for code, title in names.items() if half(title) == folded or code.lower() == folded.lower()]
    if len(codes) == 1:
        return codes[0]
    if len(names) <= MOST_NAMED:
        raise Unreadable(f"“{text}”不在可选的值之中；请填写其中之一：{'、'.join(names.values())}")
    near = "、".join(get_close_matches(folded, names.values(), CLOSE, cutoff=0.2))
    raise Unreadable(f"“{text}”不在可选的值之中；请从模板的下拉列表中选择{f'，如：{near}' if near else ''}")


def _flag(text: str) -> str:
    folded = half(text).lower()
    if folded in TRUE:
        return "true"
    if folded in FALSE:
        return "false"
    raise Unreadable(f"“{text}”既不是“{YES}”也不是“{NO}”；请填写{YES}或{NO}")


def _count(text: str) -> str:
    found = COUNT.fullmatch(half(text))
    if found is None:
        raise Unreadable(f"“{text}”不是整数；请只填写数字，如 1200")
    return str(int(found["whole"].replace(",", "")))


def _code(text: str, raw: Any, field: fields.Field[Any]) -> str:
    code = half(text)
    if SCIENTIFIC.fullmatch(code) or (isinstance(raw, Serial) and len(code) > EXACT_DIGITS):
        raise Unreadable(f"“{text}”：{DESTROYED}")
    return code.upper() if is_credit(field) else code
