"""Files that lead elsewhere, that burst, or that do something of their own when somebody opens them."""

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook, load_workbook

from services.portal.excel.opening import MAX_UNZIPPED_BYTES
from services.portal.pages.console import BUILT
from tests.e2e.attacks.records import TOWN
from tests.e2e.attacks.web import API, Answer, send
from tests.e2e.attacks.world import World

PATIENCE_SECONDS = 60
# What the portal may need for a file, whatever it says of itself.
MAY_GROW_KIB = 64 << 10
ELSEWHERE = (
    "/console/assets/../../attacks/instances.json",
    "/console/assets/%2e%2e/%2e%2e/attacks/instances.json",
    "/console/assets/..%2f..%2fattacks%2finstances.json",
    "/console/assets/%2fetc%2fpasswd",
    "/console/assets/..%5c..%5cattacks%5cinstances.json",
    "/static/..%2fserver.py",
    "/static/%2e%2e/templates/login.html",
    f"{API}/jobs/..%2f..%2fpeople",
    f"{API}/jobs/%7b%22$ne%22:1%7d",
    f"{API}/departments/union/files/..%2f..%2fportal",
    f"{API}/departments/union/files/%7b%22$ne%22:1%7d",
    f"{API}/departments/portal/files/people",
    f"{API}/imports/..%2f..%2fconsole/template",
)
CALL_IDS = (
    "<script>alert(1)</script>",
    "a" * 65,
    "short",
    '{"event":"forged"}',
    "999999197508240014 of somebody",
)
FORMULAS = ("=1+1", '=HYPERLINK("https://evil.example","x")', "+1+1", "-1+1", "@SUM(1)")


def zipped(parts: Mapping[str, int]) -> bytes:
    """Return a file whose parts are so many MiB when it is opened."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as whole:
        for name, size in parts.items():
            with whole.open(name, "w") as part:
                for _ in range(size):
                    part.write(bytes(1 << 20))
    return written.getvalue()


BOMBS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "that bursts": (
        lambda: zipped({"xl/workbook.xml": 1, "xl/worksheets/sheet1.xml": (MAX_UNZIPPED_BYTES >> 20) + 1}),
        "工作簿解压后超过",
    ),
    "of very many parts": (
        lambda: zipped({"xl/workbook.xml": 0, **{f"xl/{number}.xml": 0 for number in range(600)}}),
        "工作簿解压后超过",
    ),
    "that is another document": (lambda: zipped({"word/document.xml": 0}), "不是 Excel 工作簿"),
    "of another kind": (lambda: b"%PDF-1.4", "文件是PDF"),
    "that is a page": (lambda: b"<html><script>alert(1)</script></html>", "文件是网页"),
}


def fetched(world: World, path: str) -> Answer:
    """Fetch a path as it is written."""
    return send(world.url, "GET", path, headers={"Authorization": f"Bearer {world.token('workers')}"})


def a_script() -> str:
    """Return the path of a file that is served."""
    return f"/console/assets/{next(iter(sorted((BUILT / 'assets').glob('*.js')))).name}"


def brought_in(world: World, content: bytes) -> dict[str, Any]:
    """Bring a file of enterprises in; return the job when it is over."""
    begun = world.call("registrar_a", "POST", "/imports/enterprises/files?name=x.xlsx", content)
    assert begun.status == 202, begun.text
    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        job: dict[str, Any] = world.call("registrar_a", "GET", f"/jobs/{begun.json['id']}").json
        if job["state"] != "running":
            return job
        assert time.monotonic() < limit
        time.sleep(0.1)


def template_with(row: Mapping[str, Any]) -> bytes:
    """Return a workbook with one row, its headings the names of the fields."""
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append([*row])
    sheet.append([str(value) for value in row.values()])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def exported(world: World, code: str) -> list[Any]:
    """Return the cells of the row of an enterprise in the export of all."""
    operation = "enterprises_in_enterprises"
    answer = world.call("registrar_a", "GET", f"/exports/{operation}?area={TOWN}")
    assert answer.status == 200, answer.text
    rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()
    return next([*row] for row in rows if code in {cell.value for cell in row})
