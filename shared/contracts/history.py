"""What happened to one thing, as every service that keeps a ledger answers it."""

from datetime import date
from typing import Any

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.answers import Answer, page_of
from shared.contracts.base import MAX_PAGE_ROWS, PAGE_ROWS, Query


class FindHistory(Query):
    """Ask page by page for what happened to one thing, the newest first."""

    after: int | None = v.whole("从此序号之后（由新到旧）", load_default=None, allow_none=True)
    limit: int = v.whole("条数", validate.Range(1, MAX_PAGE_ROWS), load_default=PAGE_ROWS)


class Change(Answer):
    """A field before and after; what it was is None where nothing was known of it on that day."""

    field: str = v.words("字段", required=True)
    label: str = v.words("字段名称", required=True)
    old: Any = v.anything("原值", required=True)
    new: Any = v.anything("新值", required=True)
    old_text: str | None = v.text("原值（文字）", required=True)
    new_text: str | None = v.text("新值（文字）", required=True)


class Happening(Answer):
    """One entry: what happened, who put it on record and why, and what it changed."""

    seq: int = v.count("序号", required=True)
    type: str = v.words("事件类型", required=True)
    title: str = v.words("事项", required=True)
    recorded_on: date = v.day("登记日", required=True)
    effective_on: date = v.day("生效日", required=True)
    user: str = v.words("登记人", required=True)
    department: str = v.words("登记部门", required=True)
    reason: str | None = v.text("理由", required=True)
    changes: tuple[Change, ...] = v.rows(Change, "变更内容", required=True)


HISTORY = page_of(Happening)
