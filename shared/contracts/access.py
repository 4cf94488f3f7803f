"""The trail of looks, exports and refusals, as every service tells it to auditors (R-PRV-20)."""

from datetime import date
from typing import Any

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.base import MAX_PAGE_ROWS, PAGE_ROWS, Query

# What is noted, with its Chinese name.
NOTED = {
    "look": "查看",
    "export": "导出",
    "refusal": "拒绝",
    "operation": "运维操作",
    "alarm": "告警",
    "account": "账户",
}
# What names a person in arguments and answers.
PERSONS = ("member_id", "case_id", "person_id")


class FindAccess(Query):
    """Ask page by page for what was noted on a day, in the order of the numbers."""

    day: date = v.day("日期", required=True)
    user: str | None = v.text("用户")
    what: str | None = v.choice("类别", NOTED, load_default=None, allow_none=True)
    after: int = v.whole("从此序号之后", validate.Range(0), load_default=0)
    limit: int = v.whole("条数", validate.Range(1, MAX_PAGE_ROWS), load_default=PAGE_ROWS)


class Noted(Answer):
    """One entry: who did or tried what, when, with which roles, for which purpose, at whose records."""

    n: int = v.count("序号", required=True)
    at: str = v.words("时间", required=True)
    what: str = v.choice("类别", NOTED, required=True)
    user: str = v.words("用户", required=True)
    department: str | None = v.text("部门", required=True)
    roles: tuple[str, ...] = v.several(v.words("角色"), "角色", required=True)
    method: str | None = v.text("事项", required=True)
    purpose: str | None = v.text("用途", required=True)
    address: str | None = v.text("来自", required=True)
    subjects: tuple[str, ...] = v.several(v.words("编号"), "涉及", required=True)
    count: int | None = v.whole("涉及条数", required=True, allow_none=True)
    full: int | None = v.whole("完整显示的条数", required=True, allow_none=True)
    detail: str | None = v.text("说明", required=True)


class Trail(Answer):
    """A page of a day; ``broken`` is the number of the first entry that is not as it was noted."""

    items: tuple[Any, ...] = v.rows(Noted, "记录", required=True)
    next: int | None = v.whole("下一页从此", required=True, allow_none=True)
    broken: int | None = v.whole("链条断在", required=True, allow_none=True)
