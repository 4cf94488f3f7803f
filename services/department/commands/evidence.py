"""Evidence of work: files brought in before a task is handed in; nothing is a fact until then."""

from datetime import date
from typing import Any

from services.department import rules
from shared.contracts.files import AddPart, BeginFile, FinishFile
from shared.files import store as files
from shared.files.kinds import kind_of
from shared.ledger import Unit
from shared.rules import pack

Document = dict[str, Any]
MORE = "more"


def begin_file(unit: Unit, transfer: BeginFile) -> Document:
    """Begin to bring a file in."""
    unit.check(
        rules.size_violations(
            pack.load(rules.PACK, unit.stamp.recorded_on), transfer.size, files.waiting(unit)
        )
    )
    return files.begin(unit, transfer.name, transfer.size)


def add_part(unit: Unit, transfer: AddPart) -> Document:
    """Keep a part of a file."""
    files.add(unit, transfer.file, transfer.number, transfer.data)
    return {"file": transfer.file, "number": transfer.number}


def finish_file(unit: Unit, transfer: FinishFile) -> Document:
    """Keep a file that came whole and is of a kind that evidence may be (R-JM-13)."""
    told = kind_of(files.content(unit, transfer.file, transfer.sha256))
    unit.check(
        rules.kind_violations(
            pack.load(rules.PACK, unit.stamp.recorded_on), told.kind, has_macros=told.has_macros
        )
    )
    return files.finish(unit, transfer.file, transfer.sha256, told)


def sweep(unit: Unit, today: date, _: str | None = None) -> str | None:
    """Delete what was brought in and never named by a task (days.Work)."""
    return MORE if files.sweep(unit, today, rules.keep_days(pack.load(rules.PACK, today))) else None
