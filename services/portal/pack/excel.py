"""The pack as a workbook: figures are numbers that can be reckoned with, written as everywhere else."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import Scaling
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from services.portal.excel.sheets import BOLD, GREY, as_bytes, safe
from services.portal.pack.model import Block, Chart, Entry, Figure, Note, Pack, Part, Table

COVER = "封面"
BASIS = "分子 / 分母"
RATE, COUNT, TENTHS = '0.0"%"', "#,##0", "#,##0.0"
FIRST_WIDTH, WIDTH, WIDEST = 22, 14, 36
LINE_HEIGHT = 16.0  # points
LINE = Side(style="thin", color="FFB0B0B0")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
CHART_COLUMN, CHART_HEIGHT, CHART_WIDTH = "D", 10.0, 17.0
WIDE_FROM = 0x2000
CHART_ROWS = 22  # that it is as high as


def as_xlsx(pack: Pack) -> bytes:
    """Return the pack as a .xlsx file: a cover, and a sheet for each part."""
    book = Workbook()
    cover = book.active
    _cover(cover, pack)
    _page(cover, pack, landscape=False)
    for part in pack.parts:
        sheet = book.create_sheet(part.short)
        _part(sheet, part)
        _page(sheet, pack, landscape=True)
    return as_bytes(book)


def _cover(sheet: Any, pack: Pack) -> None:
    sheet.title = COVER
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 50
    for size, text in ((20, pack.title), (16, pack.area), (14, pack.quarter)):
        sheet.append([safe(text)])
        sheet.cell(sheet.max_row, 1).font = Font(size=size, bold=True)
    _skip(sheet)
    for fact in pack.facts:
        sheet.append([safe(text) for text in fact])
    for notice in pack.notices:
        sheet.append([safe(notice)])
    _skip(sheet)
    for name in pack.signatures:
        sheet.append([name, None])
        row = sheet.max_row
        sheet.row_dimensions[row].height = 28
        sheet.cell(row, 2).border = Border(bottom=Side(style="thin"))


def _page(sheet: Any, pack: Pack, *, landscape: bool) -> None:
    """Let a sheet be printed on A4, as wide as the paper, with page numbers."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.oddHeader.left.text = f"{pack.area} {pack.quarter}".replace("&", "&&")
    sheet.oddFooter.left.text = f"核验码 {pack.mark}"
    sheet.oddFooter.right.text = "第 &P 页　共 &N 页"


def _part(sheet: Any, part: Part) -> None:
    sheet.append([safe(part.title)])
    sheet.cell(1, 1).font = Font(size=14, bold=True)
    tables = [block for block in part.blocks if isinstance(block, Table)]
    for block in part.blocks:
        _skip(sheet)
        _block(sheet, block)
    _widths(sheet, tables)
    _heights(sheet)


def _block(sheet: Any, block: Block) -> None:
    if isinstance(block, Note):
        sheet.append([safe(block.text)])
        return
    sheet.append([safe(block.title)])
    sheet.cell(sheet.max_row, 1).font = BOLD
    if isinstance(block, Chart):
        _chart(sheet, block)
        return
    _table(sheet, block.heads, block.rows)


def _table(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Entry]]) -> None:
    """Write a table; what a figure is made of gets a column of its own."""
    based = [any(_basis(row[at]) for row in rows) for at in range(len(heads))]
    sheet.append([safe(head) for head in _spread(heads, based, head=True)])
    for cell in sheet[sheet.max_row][: len(heads) + sum(based)]:
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, GREY, FRAME, HEAD
    for row in rows:
        at = sheet.max_row + 1
        for column, entry in enumerate(_spread(row, based), 1):
            _entry(sheet.cell(at, column), entry)


def _spread(entries: Sequence[Entry], based: Sequence[bool], *, head: bool = False) -> Iterator[Entry]:
    for entry, more in zip(entries, based, strict=True):
        yield entry
        if more:
            yield BASIS if head else _basis(entry)


def _basis(entry: Entry) -> str:
    return entry.basis if isinstance(entry, Figure) else ""


def _entry(cell: Any, entry: Entry) -> None:
    cell.border = FRAME
    if not isinstance(entry, Figure):
        cell.value, cell.alignment = safe(entry), WRAPPED
        return
    cell.alignment = RIGHT
    cell.value = entry.text if entry.number is None else entry.number
    cell.number_format = _format(entry)


def _format(figure: Figure) -> str:
    """Return the number format that shows a figure as its text."""
    if figure.unit == "%":
        return RATE
    return COUNT if figure.number is None or float(figure.number).is_integer() else TENTHS


def _chart(sheet: Any, block: Chart) -> None:
    first = sheet.max_row + 1
    _table(sheet, block.heads, block.bars)
    last = sheet.max_row
    chart: Any = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "col", 10, block.title, None
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=last))
    chart.y_axis.scaling = Scaling(min=0, max=block.most)
    chart.y_axis.number_format = '0"%"'
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.series[0].graphicalProperties.solidFill = "B3261E"
    chart.height, chart.width = CHART_HEIGHT, CHART_WIDTH
    sheet.add_chart(chart, f"{CHART_COLUMN}{first}")
    while sheet.max_row < first + CHART_ROWS:
        _skip(sheet)


def _widths(sheet: Any, tables: Sequence[Table]) -> None:
    """Give the first column room for names, others as much as the widest text in them needs, within bounds."""
    for index in range(1, sheet.max_column + 1):
        texts = [row[index - 1] for table in tables for row in table.rows if index <= len(row)]
        longest = max((_room(text) for text in texts if isinstance(text, str)), default=0)
        least = FIRST_WIDTH if index == 1 else WIDTH
        sheet.column_dimensions[get_column_letter(index)].width = min(max(least, longest), WIDEST)


def _heights(sheet: Any) -> None:
    """Make rows as high as their texts need once they are wrapped; not every program does so by itself."""
    for row in sheet.iter_rows():
        lines = max(_lines(sheet, cell) for cell in row)
        if lines > 1:
            sheet.row_dimensions[row[0].row].height = lines * LINE_HEIGHT


def _lines(sheet: Any, cell: Any) -> int:
    if not (isinstance(cell.value, str) and cell.alignment.wrap_text):
        return 1
    width = sheet.column_dimensions[cell.column_letter].width
    return sum(math.ceil(max(_room(line), 1) / width) for line in cell.value.split("\n"))


def _room(text: str) -> int:
    """Return how wide a text is, in the width of a digit: a Chinese character takes two; with some room beside it."""
    return sum(1 if ord(letter) < WIDE_FROM else 2 for letter in text) + 3


def _skip(sheet: Any) -> None:
    sheet.append([None])
