"""The file of a job once more, with what became of each row."""

from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from services.portal.excel.importing import IN, OUT, UNKNOWN
from services.portal.excel.kinds import columns_of
from services.portal.excel.opening import Formula, Serial, lines_of
from services.portal.excel.reading import RESULT, Reading, read
from services.portal.excel.sheets import BOLD, RED, RESULTS, as_bytes, safe
from services.portal.excel.store import DONE, RUNNING, Job
from shared.contracts.errors import Conflict

SAID = {IN: "已导入", OUT: "未导入", UNKNOWN: "是否导入尚不知道，请重新上传同一文件"}


def result(job: Job, content: bytes) -> bytes:
    """Return the workbook; raises Conflict while the job runs, InvalidInput when the file is none."""
    if job["state"] == RUNNING:
        raise Conflict("任务还在进行，请等它结束后再下载结果")
    reading = read(content, columns_of(job["kind"]))
    outcomes = _outcomes(job, reading)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(RESULTS[0])
    place = next((i for i, cell in enumerate(reading.heading) if str(cell).strip() == RESULT), reading.width)
    last = 0
    for number, line in lines_of(content):
        for _ in range(last + 1, number):
            sheet.append([])
        last = number
        cells = [*line, *[None] * (place + 1 - len(line))]
        marked, cells[place] = outcomes.get(number, (frozenset(), None))
        if number == reading.heading_number:
            cells[place] = RESULT
        sheet.append([_cell(sheet, index, raw, marked) for index, raw in enumerate(cells)])
    _problems(book, job)
    _report(book, job)
    return as_bytes(book)


def _outcomes(job: Job, reading: Reading) -> dict[int, tuple[frozenset[str], str]]:
    """Return by row which cells have a problem, and what became of it."""
    said = {row.number: "检查通过" if job["state"] == DONE else SAID[OUT] for row in reading.rows}
    for part in job["parts"]:
        for place in range(part["start"], part["start"] + part["count"]):
            said[reading.rows[place].number] = SAID[part["state"]]
    found = {number: (frozenset[str](), text) for number, text in said.items()}
    for problem in job["problems"]:
        row = problem["row"]
        if row not in found:
            continue
        marked, text = found[row]
        before = f"{text}；" if marked or text != SAID[OUT] else ""
        found[row] = (marked | {problem["column"] or ""}, f"{before}{problem['problem']}")
    return found


def _cell(sheet: Any, index: int, raw: Any, marked: frozenset[str]) -> Any:
    match raw:
        case Serial(number=number):
            value: Any = number
        case Formula(text=text):
            value = safe(text)
        case _:
            value = safe(raw)
    cell = WriteOnlyCell(sheet, value=value)
    if get_column_letter(index + 1) in marked:
        cell.fill, cell.font = RED, BOLD
    return cell


def _problems(book: Workbook, job: Job) -> None:
    sheet = book.create_sheet(RESULTS[1])
    sheet.append(["行", "列", "字段", "问题"])
    for problem in job["problems"]:
        sheet.append([problem["row"], problem["column"], problem["field"], safe(problem["problem"])])
    if job["message"]:
        sheet.append([None, None, None, safe(job["message"])])


def _report(book: Workbook, job: Job) -> None:
    """Add what rows come in with although it breaks a rule, if there is any."""
    if not job.get("report"):
        return
    sheet = book.create_sheet(RESULTS[2])
    sheet.append(["行", "列", "列名", "规则", "依据", "不符合之处", "最早合法日期"])
    for one in job["report"]:
        named = (one["row"], one["column"], one["heading"], one["rule"], one["source"])
        sheet.append([*map(safe, named), safe(one["message"]), one["earliest"]])
