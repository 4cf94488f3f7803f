"""What all workbooks that are written have in common."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The sheets that stand beside the rows in workbooks of our own: no rows of anybody's.
GUIDE = "填写说明"
RESULTS = ("结果", "问题", "不符合规则之处")
BESIDE = frozenset((GUIDE, *RESULTS[1:]))
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TEXT = "@"
BOLD = Font(bold=True)
GREY = PatternFill("solid", start_color="FFD9E1F2")
RED = PatternFill("solid", start_color="FFF8CBAD")


def safe(value: Any) -> Any:
    """Return a value as it may stand in a cell: no formula runs, and nothing that a workbook cannot hold."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def heading_cells(sheet: Any) -> None:
    """Make the first row of *sheet* its heading, which stays in view."""
    for cell in sheet[1]:
        cell.font, cell.fill = BOLD, GREY
    sheet.freeze_panes = "A2"


def text_cells(sheet: Any) -> None:
    """Let every cell of *sheet* stay text, whatever is typed into it."""
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.number_format = TEXT


def as_bytes(book: Workbook) -> bytes:
    """Return the file of a workbook."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
