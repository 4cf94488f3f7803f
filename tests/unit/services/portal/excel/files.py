"""Files as clerks have them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from services.portal.excel.kinds import columns_of, label_of

ENTERPRISE = {
    "credit_code": "91411323DEM000001E",
    "name": "虚构机械厂",
    "area": "411323001000",
    "ownership": "私营有限责任公司",
    "industry": "C31",
    "size": "小型",
    "employees": "1,200",
    "operation_state": "在营",
    "registered_on": "2020/5/18",
    "sample": "是",
}
FIELDS = [*ENTERPRISE]
LABELS = [label_of(name, columns_of("enterprises")[name]) for name in FIELDS]


def separated(*rows: Sequence[str], by: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(by.join(row) for row in rows).encode(encoding)


def workbook(*rows: Iterable[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def enterprise(**changed: Any) -> list[Any]:
    return [{**ENTERPRISE, **changed}[name] for name in FIELDS]


def day(text: str) -> date:
    return date.fromisoformat(text)
