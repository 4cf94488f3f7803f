"""A file as clerks have it to rows of ``{field: text}``, with every problem named."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from services.portal.excel.cells import text_of
from services.portal.excel.kinds import Columns, is_needed, label_of
from services.portal.excel.naming import Naming
from services.portal.excel.opening import MAX_ROWS, Line, lines_of
from services.portal.excel.problems import MAX_PROBLEMS, Column, Problem, Unreadable, at
from services.portal.excel.rows import Row, Rows

# A heading is looked for in the first lines only; titles and remarks may stand above it.
TITLE_LINES = 10
SIGN_ROWS = 1_000
# Columns that people add for themselves, and the one that says what became of a row.
RESULT = "结果"
IGNORED = frozenset({"序号", RESULT})
USE_TEMPLATE = "请下载模板，按模板的表头填写"


@dataclass(frozen=True)
class Reading:
    """What was read of a file; *rows* are complete only where there is no problem."""

    columns: tuple[Column, ...]
    rows: Rows
    problems: tuple[Problem, ...]
    width: int = 0
    heading: tuple[Any, ...] = ()
    heading_number: int = 0

    def column(self, field: str | None) -> Column | None:
        """Return the column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def read(
    content: bytes,
    declared: Columns,
    naming: Naming | None = None,
    so_far: Callable[[int], object] = lambda _: None,
) -> Reading:
    """
    Read a workbook or a CSV file whose columns are *declared*, the key of a row first.

    Args:
        naming: Turns names of places into codes; None: they stay as they are.
        so_far: Is told from time to time how many rows were read.

    Raises:
        InvalidInput: it is no such file, or beyond the limits.
    """
    lines = lines_of(content)
    top = [*islice(lines, TITLE_LINES)]
    known = _known(declared)
    place = max(
        range(len(top)),
        key=lambda index: (sum(folded(cell) in known for cell in top[index][1]), -index),
        default=0,
    )
    if not top or not any(folded(cell) in known for cell in top[place][1]):
        labels = "、".join(label_of(name, field) for name, field in declared.items())
        return Reading(
            (), Rows(), (Problem(None, None, None, f"没有找到表头；{USE_TEMPLATE}。认识的列：{labels}"),)
        )
    number, heading = top[place]
    columns, problems = _columns(number, heading, declared, known)
    cells = _Cells(declared, naming)
    rows, width, count = Rows(), len(heading), 0
    for count, (one, line) in enumerate(chain(top[place + 1 :], lines), 1):
        width = max(width, len(line))
        if count <= MAX_ROWS and len(problems) < MAX_PROBLEMS:
            rows.add(cells.row(one, line, columns, problems))
        if count % SIGN_ROWS == 0:
            so_far(count)
    if not count:
        problems.append(Problem(None, None, None, "表头下面没有数据；请至少填写一行"))
    if count > MAX_ROWS:
        problems.insert(0, Problem(None, None, None, f"共{count}行，超过{MAX_ROWS}行；请分成几个文件"))
    return Reading(tuple(columns), rows, tuple(problems), width, tuple(heading), number)


def _known(declared: Columns) -> dict[str, str]:
    by_label = {folded(label_of(name, field)): name for name, field in reversed([*declared.items()])}
    return {**by_label, **{folded(name): name for name in declared}}


def folded(cell: Any) -> str:
    """Return a heading as it is compared: without width, space, case and marks."""
    text = "" if cell is None else str(cell)
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*\u200b\ufeff").lower()


def _columns(
    number: int, heading: Line, declared: Columns, known: Mapping[str, str]
) -> tuple[list[Column], list[Problem]]:
    columns: list[Column] = []
    problems: list[Problem] = []
    for index, cell in enumerate(heading):
        name = folded(cell)
        column = Column(index, known.get(name, ""), str(cell).strip() if name else "")
        if column.field in {one.field for one in columns if one.field}:
            problems.append(at(number, column, "同一列出现了两次；请删去一列"))
        elif column.field or (name and name not in IGNORED):
            columns.append(column)
    problems += _unknown(number, columns, declared)
    columns = [column for column in columns if column.field]
    given = {column.field for column in columns}
    missing = [label_of(name, one) for name, one in declared.items() if is_needed(one) and name not in given]
    if missing:
        text = f"第{number}行的表头缺少必填的列：{'、'.join(missing)}；{USE_TEMPLATE}"
        problems.append(Problem(number, None, None, text))
    return columns, problems


def _unknown(number: int, columns: list[Column], declared: Columns) -> list[Problem]:
    known = "、".join(label_of(name, field) for name, field in declared.items())
    return [
        at(number, column, f"没有这样的列；请改名或删去。认识的列：{known}")
        for column in columns
        if not column.field
    ]


@dataclass(frozen=True)
class _Cells:
    """How cells are read."""

    declared: Columns
    naming: Naming | None

    def row(self, number: int, line: Line, columns: list[Column], problems: list[Problem]) -> Row:
        """Read a row; what is wrong with it is added to *problems*."""
        values: dict[str, str] = {}
        for column in columns:
            raw = line[column.index] if column.index < len(line) else None
            try:
                values[column.field] = self._text(raw, column.field)
            except Unreadable as unreadable:
                problems.append(at(number, column, str(unreadable)))
                continue
            if not values[column.field] and is_needed(self.declared[column.field]):
                problems.append(at(number, column, "必填，不能为空；请填写"))
        told = {name: text for name, text in values.items() if text}
        if self.naming is not None:
            self.naming.learn(told)
        return Row(number, told)

    def _text(self, raw: Any, name: str) -> str:
        field = self.declared[name]
        text = text_of(raw, field)
        # What a row is about has its own code, and is not looked up.
        if self.naming is None or name == next(iter(self.declared)):
            return text
        return self.naming.coded(name, field, text)
