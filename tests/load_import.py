"""
Import at size, beside the plain way: ``python -m tests.load_import``.

The same workbook of invented enterprises goes in twice in one run: through portal and registry, with every rule and
entry, and read with openpyxl and inserted with pymongo. Figures go to ``var/load/import.json``.
"""

import io
import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from openpyxl import Workbook, load_workbook
from pymongo import MongoClient

from services.portal.excel.store import DONE
from shared.rules.credit_code import check_character
from shared.rules.periods import ZONE
from tests.importing_stack import ImportingStack, Json

HEADINGS = (
    *("credit_code", "name", "area", "ownership", "industry", "size", "employees", "operation_state"),
    *("registered_on", "sample"),
)
TOWNSHIP = "411323001000"
TOGETHER = 1_000
PATIENCE_SECONDS = 6 * 3600
USER = "clerk"


def workbook(rows: int, first: int) -> bytes:
    """Write invented enterprises, numbered from *first* on."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(first, first + rows):
        stem = f"91411323X{number:08}"
        code = stem + check_character(stem)
        rest = (TOWNSHIP, "私营有限责任公司", "C31", "小型", 42, "在营", "2020/5/18", "是")
        sheet.append((code, f"虚构第{number}厂", *rest))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def plainly(content: bytes, uri: str) -> float:
    """Read a workbook and insert its rows; return the seconds it took."""
    begun = time.perf_counter()
    with MongoClient[Json](uri, w="majority", journal=True) as client:
        client.drop_database("load_import")
        collection = client["load_import"]["rows"]
        together: list[Json] = []
        lines = load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)
        heading = [str(cell) for cell in next(lines)]
        for line in lines:
            together.append(dict(zip(heading, line, strict=True)))
            if len(together) == TOGETHER:
                collection.insert_many(together)
                together = []
        if together:
            collection.insert_many(together)
        took = time.perf_counter() - begun
        client.drop_database("load_import")
    return took


def measure(importing: ImportingStack, rows: int, first: int) -> dict[str, Any]:
    """Import *rows* both ways; return the figures."""
    content = workbook(rows, first)
    before = importing.peak_memory()
    begun = time.perf_counter()
    job_id = importing.upload(USER, "enterprises", content)
    reading = importing.until(USER, job_id, lambda job: job["phase"] != "reading", PATIENCE_SECONDS)
    read = time.perf_counter() - begun
    importing.until(USER, job_id, lambda job: job["phase"] == "writing", PATIENCE_SECONDS)
    tried = time.perf_counter() - begun - read
    job = importing.ended(USER, job_id, PATIENCE_SECONDS)
    took = time.perf_counter() - begun
    if (job["state"], job["done"]) != (DONE, rows):
        raise RuntimeError(f"{job['message']} {job['problems'][:3]}")
    plain = plainly(content, importing.stack.mongodb_uri)
    return {
        "rows": reading["total"],
        "file_mb": round(len(content) / (1 << 20), 2),
        "seconds": {"reading": round(read, 1), "trying": round(tried, 1), "all": round(took, 1)},
        "rows_per_second": round(rows / took),
        "plain_seconds": round(plain, 2),
        "plain_rows_per_second": round(rows / plain),
        "ratio": round(took / plain, 1),
        "portal_peak_mb": {"before": before >> 10, "import": importing.peak_memory() >> 10},
    }


def main(
    rows: Annotated[list[int] | None, typer.Option(help="行数，可重复给出；默认 10000 和 100000")] = None,
    directory: Annotated[Path, typer.Option(help="数据目录")] = Path("var") / "load",
) -> None:
    """在一台机器上导入大文件，与直接读表写库比较。例：python -m tests.load_import --rows 1000 --rows 10000"""
    say = sys.stdout.write
    directory.mkdir(parents=True, exist_ok=True)
    found, first = [], 0
    with ImportingStack(directory / "importing") as importing:
        for many in rows or (10_000, 100_000):
            found.append(measure(importing, many, first))
            first += many
            say(f"{json.dumps(found[-1])}\n")
            sys.stdout.flush()
    result = {"measured_on": datetime.now(ZONE).date().isoformat(), "cores": os.cpu_count(), "of": found}
    (directory / "import.json").write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    typer.run(main)
