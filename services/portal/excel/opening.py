"""Files to lines of raw cells: workbooks and CSV of every make, with limits that hold before anything is parsed."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from operator import is_
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel
from openpyxl.utils.exceptions import InvalidFileException

from services.portal.excel.sheets import BESIDE
from shared.contracts.errors import InvalidInput

MAX_ROWS = 100_000
# Titles, headings and blank lines come on top.
MAX_LINES = MAX_ROWS + 1_000
MAX_COLUMNS = 100
EMPTY = (EMPTY_CELL,) * (MAX_COLUMNS + 1)
MAX_CELL = 5_000
# The file of a job is kept in one document, of which MongoDB takes no more than 16 MiB.
MAX_FILE_BYTES = 15 << 20
MAX_UNZIPPED_BYTES = 256 << 20
MAX_PARTS = 500
# Of a CSV file, what tells its separator; and how many characters are decoded together.
HEAD_LINES, DECODED = 10, 1 << 16
ZIP = b"PK\x03\x04"
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "旧版 Excel（.xls）或加密的工作簿"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
)
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table|meta)", re.IGNORECASE)
SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”后再上传"
BROKEN = (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError, TypeError, IndexError)

Line = list[Any]


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula."""

    text: str


@dataclass(frozen=True)
class Serial:
    """A number of a workbook, which may stand for a day."""

    number: int | float
    epoch: Any = WINDOWS_EPOCH

    def moment(self) -> Any:
        """Return the moment that it stands for."""
        return from_excel(self.number, self.epoch)


def lines_of(content: bytes) -> Iterator[tuple[int, Line]]:
    """
    Return the lines that hold something, with their numbers as the spreadsheet shows them.

    Raises:
        InvalidInput: the file is none that can be read, or too large.
    """
    _check_kind(content)
    lines = _workbook(content) if content.startswith(ZIP) else _separated(content)
    for number, line in lines:
        while line and (line[-1] is None or (isinstance(line[-1], str) and not line[-1].strip())):
            line.pop()
        if line and number > MAX_LINES:
            raise InvalidInput(
                f"第{number}行仍有内容，文件超过{MAX_ROWS}行；请分成几个文件，或删去远处的内容"
            )
        if len(line) > MAX_COLUMNS:
            raise InvalidInput(f"第{number}行超过{MAX_COLUMNS}列；请删去多余的列")
        if line:
            yield number, line


def _check_kind(content: bytes) -> None:
    if not content:
        raise InvalidInput(f"文件是空的；{SAVE_AS}")
    if len(content) > MAX_FILE_BYTES:
        raise InvalidInput(f"文件超过{MAX_FILE_BYTES >> 20} MB；请分成几个文件")
    for start, title in OTHERS:
        if content.startswith(start):
            raise InvalidInput(f"文件是{title}，不能读取；{SAVE_AS}")
    if MARKUP.match(content[:200].lstrip(b"\xef\xbb\xbf")):
        raise InvalidInput(f"文件是网页（HTML 或 XML），不是表格；{SAVE_AS}")


def _workbook(content: bytes) -> Iterator[tuple[int, Line]]:
    check_size(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        _check_alone(shown)
        for number, cells in _filled(shown[0]):
            yield number, [_raw(cell, book.epoch) for cell in cells]
        book.close()
    except BROKEN as error:
        raise InvalidInput(f"工作簿已损坏，不能读取；{SAVE_AS}") from error


def _check_alone(shown: list[Any]) -> None:
    """Raise InvalidInput where rows stand in other sheets too: they would be left out without a word."""
    if not shown:
        raise InvalidInput(f"工作簿中没有可见的工作表；{SAVE_AS}")
    first, *others = shown
    more = [one.title for one in others if one.title not in BESIDE and any(True for _ in _filled(one))]
    if more:
        raise InvalidInput(
            f"工作簿有{len(more) + 1}张有内容的工作表（{'、'.join([first.title, *more])}），一次只导入一张；"
            "请把每张表分别另存为一个文件，或删去不导入的工作表"
        )


def _filled(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet in which there is something, with their numbers."""
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        if not all(map(is_, cells, EMPTY)):
            yield number, cells


def check_size(content: bytes) -> None:
    """Raise InvalidInput for a workbook that would grow out of measure when it is opened."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (BadZipFile, ValueError, OSError) as error:
        raise InvalidInput(f"工作簿已损坏，不能读取；{SAVE_AS}") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise InvalidInput(f"文件是压缩包或其他文档，不是 Excel 工作簿；{SAVE_AS}")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES:
        raise InvalidInput(
            f"工作簿解压后超过{MAX_UNZIPPED_BYTES >> 20} MB；请只保留数据，删去图片和多余的工作表"
        )


def _raw(cell: Any, epoch: Any) -> Any:
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        return Formula(str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Serial(value, epoch)
    return value


def _separated(content: bytes) -> Iterator[tuple[int, Line]]:
    with io.TextIOWrapper(io.BytesIO(content), _encoding(content), newline="") as text:
        lines = [*islice(text, HEAD_LINES)]
        first = next((line for line in lines if line.strip()), "")
        head = "".join(lines)
        separator = max("\t;,", key=lambda one: (head.count(one), first.count(one)))
        try:
            reader = csv.reader(chain(lines, text), delimiter=separator, strict=True)
            yield from enumerate(map(list, reader), 1)
        except csv.Error as error:
            raise InvalidInput(f"文件不是有效的 CSV（引号不成对）；{SAVE_AS}") from error


def _encoding(content: bytes) -> str:
    """Tell by the mark at the beginning, else whether it is UTF-8, else what Chinese Excel writes."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8-sig"),
        (b"", "gb18030"),
    ):
        if content.startswith(mark) and _is_text(content, encoding):
            return encoding
    raise InvalidInput(f"文件的编码不能识别；{SAVE_AS}")


def _is_text(content: bytes, encoding: str) -> bool:
    try:
        with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as text:
            return all("\0" not in part for part in iter(partial(text.read, DECODED), ""))
    except UnicodeError:
        return False
