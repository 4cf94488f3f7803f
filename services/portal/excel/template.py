"""The workbook that a clerk fills in."""

from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.portal.excel.kinds import (
    IMPORTS,
    NO,
    YES,
    Columns,
    columns_of,
    form_of,
    is_needed,
    label_of,
    names_of,
)
from services.portal.excel.opening import MAX_ROWS
from services.portal.excel.sheets import GUIDE, as_bytes, heading_cells, text_cells
from shared.contracts.values import MOST_NAMED

CHOICES = "可选值"
GUIDE_HEADINGS = ("列名", "字段名", "是否必填", "可填的值", "格式")
TEXT = "@"
WIDTH = 20


def template(kind: str) -> bytes:
    """Return the workbook for a kind of file; raises NotFound."""
    columns = columns_of(kind)
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = IMPORTS[kind]
    sheet.append([label_of(name, field) for name, field in columns.items()])
    heading_cells(sheet)
    choices = book.create_sheet(CHOICES)
    choices.sheet_state = "hidden"
    for index, field in enumerate(columns.values(), 1):
        letter = get_column_letter(index)
        column = sheet.column_dimensions[letter]
        column.width, column.number_format = WIDTH, TEXT
        if values := values_of(field):
            for row, value in enumerate(values, 1):
                choices.cell(row, index, value)
            _validate(sheet, letter, f"{CHOICES}!${letter}$1:${letter}${len(values)}")
    _guide(book, columns)
    return as_bytes(book)


def values_of(field: Any) -> list[str]:
    """Return the words that a field takes, where it takes a few only."""
    if names := names_of(field):
        return list(names.values())
    return [YES, NO] if form_of(field) == f"{YES}或{NO}" else []


def _validate(sheet: Any, letter: str, source: str) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.error, rule.errorTitle, rule.showErrorMessage = "请从下拉列表中选择", "不在可选的值之中", True
    rule.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook, columns: Columns) -> None:
    sheet = book.create_sheet(GUIDE, 1)
    sheet.append(GUIDE_HEADINGS)
    heading_cells(sheet)
    for name, field in columns.items():
        needed = "必填" if is_needed(field) else "选填"
        values = values_of(field)
        listed = "、".join(values) if len(values) <= MOST_NAMED else f"{len(values)}个值，见下拉列表"
        sheet.append([label_of(name, field), name, needed, listed, form_of(field)])
    sheet.append(["留空的单元格不填写该项；变更类文件中填“-”表示取消原有的值。", None, None, None, None])
    text_cells(sheet)
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = WIDTH
