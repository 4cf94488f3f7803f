"""What a workbook that came back says otherwise than when it went out, cell by cell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import fields

from services.portal.excel.cells import NOTHING, half, plain, text_of
from services.portal.excel.exporting import Item, route_of
from services.portal.excel.kinds import label_of
from services.portal.excel.labels import Declared, row_of, shown, titles_of
from services.portal.excel.opening import Line, lines_of
from services.portal.excel.problems import Column, Problem, Unreadable, at
from services.portal.excel.reading import folded
from services.portal.excel.roundtrip import EXPORT_FIRST, Exported, Subject, version_of
from shared.contracts.errors import InvalidInput

Json = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """
    A cell that the person changed.

    Attributes:
        new: The value as the command takes it.
        theirs: The value on record, where others changed it meanwhile; else what it was.
    """

    row: int
    key: str
    column: Column
    field: Any
    was: Any
    new: Any
    theirs: Any

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else changed it, too."""
        return bool(self.theirs != self.was)

    def as_dict(self) -> Json:
        """Return the JSON form, with values as people read them."""
        place = {
            "row": self.row,
            "key": self.key,
            "column": self.column.letter,
            "field": self.column.field,
            "label": self.column.heading,
        }
        was, new, theirs = (shown(value, self.field) for value in (self.was, self.new, self.theirs))
        if self.is_conflict:
            return {**place, "was": was, "yours": new, "theirs": theirs}
        return {**place, "old": was, "new": new}


@dataclass
class Difference:
    """All that is different, and what is wrong."""

    cells: list[Cell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self) -> Json:
        """Return the JSON form."""
        return {
            "changes": [cell.as_dict() for cell in self.cells if not cell.is_conflict],
            "conflicts": [cell.as_dict() for cell in self.cells if cell.is_conflict],
            "problems": [problem.as_dict() for problem in self.problems],
        }


@dataclass(frozen=True)
class Sheet:
    """The sheet that people see, by keys."""

    columns: tuple[Column, ...]
    rows: Mapping[str, tuple[int, Line]]
    problems: tuple[Problem, ...]
    labels: Declared


def sheet_of(content: bytes, subject: Subject, exported: Exported) -> Sheet:
    """Read the visible sheet; raises InvalidInput when it lacks the heading or the column of keys."""
    known = row_of(route_of(subject.operation)) or {}
    labels = {name: known[name] for name in exported.names if name in known}
    titles = titles_of(labels)
    named = dict(zip(map(folded, titles), labels, strict=True))
    lines = list(lines_of(content))
    first = next(
        (i for i, (_, line) in enumerate(lines) if subject.key in map(named.get, map(folded, line))), None
    )
    if first is None:
        raise InvalidInput(f"表中没有“{label_of(subject.key, labels[subject.key])}”一列；{EXPORT_FIRST}")
    number, heading = lines[first]
    columns = [
        Column(i, named.get(folded(cell), ""), str(cell or "").strip()) for i, cell in enumerate(heading)
    ]
    problems = [
        at(number, one, "导出的表中没有这一列，未处理") for one in columns if one.heading and not one.field
    ]
    told = tuple(one for one in columns if one.field)
    rows = _by_key(lines[first + 1 :], told, subject.key, exported.was, problems)
    return Sheet(told, rows, tuple(problems), labels)


def _by_key(
    lines: list[tuple[int, Line]],
    columns: tuple[Column, ...],
    name: str,
    was: Collection[str],
    problems: list[Problem],
) -> dict[str, tuple[int, Line]]:
    column = next(one for one in columns if one.field == name)
    rows: dict[str, tuple[int, Line]] = {}
    for number, line in lines:
        try:
            key = half(plain(_raw(line, column)))
        except Unreadable as unreadable:
            problems.append(at(number, column, str(unreadable)))
            continue
        if key not in was:
            text = f"“{key}”不在导出的名册中；不要修改这一列，新增的请用导入"
            problems.append(at(number, column, text))
        elif key in rows:
            problems.append(at(number, column, f"“{key}”出现了两次；请只保留一行"))
        else:
            rows[key] = (number, line)
    return rows


def compare(subject: Subject, exported: Exported, sheet: Sheet, current: Mapping[str, Item]) -> Difference:
    """Compare what is in the sheet with what was exported, and that with what is on record now."""
    found = Difference(problems=[*sheet.problems])
    for key, (number, line) in sheet.rows.items():
        version, was = exported.was[key]
        now = current.get(key)
        if now is None:
            found.problems.append(at(number, None, f"“{key}”已不在名册中，或者您无权查看"))
            continue
        same = version_of(now) == version
        for column in sheet.columns:
            if column.field == subject.key:
                continue
            before = was.get(column.field)
            label = sheet.labels.get(column.field)
            try:
                new = _edited(_raw(line, column), before, label, subject, column.field)
            except Unreadable as unreadable:
                found.problems.append(at(number, column, str(unreadable)))
                continue
            theirs = before if same else now.get(column.field)
            if new not in (before, theirs):
                found.cells.append(Cell(number, key, column, label, before, new, theirs))
    return found


def _edited(raw: Any, before: Any, label: Any, subject: Subject, name: str) -> Any:
    """Return what a cell says now, as the command takes it; raises Unreadable when it may not say that."""
    told = shown(before, label)
    was = plain(None if told is None else str(told))
    if getattr(raw, "text", None) != was and plain(raw) == was:
        return before
    if name not in subject.changeable:
        raise Unreadable(f"这一列不能在表中修改；请恢复为“{was}”，或者使用专门的业务办理")
    declared = subject.command.declared[name]
    text = text_of(raw, declared)
    if text in ("", NOTHING):
        if not declared.allow_none:
            raise Unreadable(f"不能清空；请填写，或者恢复为“{was}”")
        return None
    return typed(text, declared)


def typed(text: str, declared: fields.Field[Any]) -> Any:
    """Return a text as the value that a command takes."""
    if isinstance(declared, fields.Boolean):
        return text == "true"
    if isinstance(declared, fields.List):
        return text.split(";")
    return int(text) if isinstance(declared, fields.Integer) else text


def _raw(line: Line, column: Column) -> Any:
    return line[column.index] if column.index < len(line) else None
