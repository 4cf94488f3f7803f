"""Importing rows of a file: every row goes through the command and the rules it would meet alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from shared.contracts.base import Command, check_days, load, refusing
from shared.contracts.errors import InvalidInput, LianxiError
from shared.contracts.imports import ImportedRows
from shared.ledger import Unit
from shared.ledger.ledger import Rehearsed
from shared.rules.violation import Level

Row = dict[str, Any]
NOTHING = "-"  # in a change: the value is taken away; blank: it stays
WHOLE = re.compile(r"[0-9]{1,12}")
TRUE = ("1", "true", "是")


@dataclass(frozen=True)
class Kind:
    """
    What one row of a kind of file stands for.

    Attributes:
        method: The command whose roles it needs.
    """

    method: str
    command: type[Command]
    act: Callable[[Unit, Any], None]


def take_rows(unit: Unit, kind: Kind, command: ImportedRows) -> dict[str, Any]:
    """
    Run the command of a kind for each row, all in one transaction; return ``{"accepted", "errors", "report"}``.

    The report lists, row by row, the rules that a row does not keep and that do not keep it out.

    Raises:
        InvalidInput: some rows cannot be taken, and so none was; ``details["rows"]`` lists each problem with
            row, field and what to do.
    """
    errors: list[Row] = []
    report: list[Row] = []
    for number, row in enumerate(command.rows, command.first_row):
        before = len(unit.warnings)
        try:
            told = load(kind.command, _values(kind.command, row))
            with refusing(kind.command.schema):
                check_days(told, unit.stamp.recorded_on)
            kind.act(unit, told)
        except LianxiError as refusal:
            errors += [{"row": number, **problem} for problem in _problems(refusal)]
        report += [{"row": number, **warning.as_dict()} for warning in unit.warnings[before:]]
    if errors:
        message = f"第{errors[0]['row']}行：{errors[0]['problem']}"
        rest = f"（共{len(errors)}处问题，未导入任何数据）"
        raise InvalidInput(message + rest, {"fields": {}, "rows": errors, "report": report})
    answer = {"accepted": len(command.rows), "errors": [], "report": report}
    if command.dry_run:
        warnings = [warning.as_dict() for warning in unit.warnings]
        raise Rehearsed({"stream": None, "seq": 0, "warnings": warnings, **answer})
    return answer


def _problems(refusal: LianxiError) -> list[Row]:
    named: Mapping[str, Sequence[str]] = refusal.details.get("fields") or {}
    if named:
        return [
            {"field": field, "problem": f"{refusal.message}（{'；'.join(texts)}）"}
            for field, texts in named.items()
        ]
    violations: Sequence[Mapping[str, Any]] = refusal.details.get("violations") or ()
    blocking = [one for one in violations if one["level"] == Level.BLOCK.value]
    if violations:
        return [
            {"field": one["field"], "problem": one["message"], "rule": one["rule"]}
            for one in blocking or violations
        ]
    return [{"field": None, "problem": refusal.message}]


def _values(command: type[Command], row: Mapping[str, str | None]) -> Row:
    """
    Return what the cells of a row mean to the fields of *command*; what cannot be read stays text.

    Blank cells are left out, as is the column that says when a row was put on record, which is not for a file
    to say; ``-`` stands for nothing.
    """
    return {
        name: None if text == NOTHING else _value(command.declared.get(name), text)
        for name, text in row.items()
        if text and name != "recorded_on"
    }


def _value(field: Any, text: str) -> Any:
    if isinstance(field, fields.List):
        return [part for part in text.split(";") if part]
    if isinstance(field, fields.Boolean):
        return text.lower() in TRUE
    return int(text) if isinstance(field, fields.Integer) and WHOLE.fullmatch(text) else text
