"""Workbooks for the portal, and what it gives back."""

import io
import time
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from services.portal.excel.kinds import columns_of, label_of
from services.portal.excel.sheets import MEDIA_TYPE
from shared.rules.credit_code import check_character
from tests.integration.services.portal.conftest import Client

TOWNSHIP = "411323001000"
SECONDS = 60
Json = dict[str, Any]


def credit_code(number: int) -> str:
    """Return a code with a right check character."""
    stem = f"91411323XLA{number:06}"
    return stem + check_character(stem)


def enterprise(number: int, **changed: Any) -> Json:
    return {
        "credit_code": credit_code(number),
        "name": f"虚构第{number}厂",
        "area": TOWNSHIP,
        "ownership": "私营有限责任公司",
        "industry": "C31",
        "size": "小型",
        "employees": 42,
        "operation_state": "在营",
        "registered_on": "2020/5/18",
        "sample": "是",
        **changed,
    }


def workbook(kind: str, rows: Sequence[Json]) -> bytes:
    """Write rows under the labels of their fields."""
    columns = columns_of(kind)
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append([label_of(name, columns[name]) for name in rows[0]])
    for row in rows:
        sheet.append([*row.values()])
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def opened(answer: TestResponse) -> Workbook:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == MEDIA_TYPE
    return load_workbook(io.BytesIO(answer.data))


def upload(client: Client, kind: str, content: bytes, query: str = "") -> Json:
    """Send a file and wait for the end of its job."""
    answer = client("POST", f"/imports/{kind}/files{query}", data=content)
    assert answer.status_code == 202, answer.text
    return ended(client, answer.json["id"])  # type: ignore[index]


def ended(client: Client, job_id: str) -> Json:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        job: Json = client("GET", f"/jobs/{job_id}").json  # type: ignore[assignment]
        if job["state"] != "running":
            return job
        time.sleep(0.05)
    raise TimeoutError(job_id)
