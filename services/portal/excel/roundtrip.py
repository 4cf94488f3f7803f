"""A list that goes out as a workbook and comes back edited: what the person changed, and what others did meanwhile."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.portal.excel.exporting import Item, route_of, workbook
from services.portal.excel.opening import BROKEN, MAX_COLUMNS, MAX_LINES, ZIP, check_size
from services.portal.excel.sheets import as_bytes, safe
from shared.contracts.base import Command
from shared.contracts.errors import InvalidInput, NotFound
from shared.contracts.registry import calls

SHEET, FORMAT = "_lianxi", "1"
EXPORT_FIRST = "请重新导出，在新导出的表中修改后再上传"


@dataclass(frozen=True)
class Subject:
    """
    What comes back.

    Attributes:
        operation: The list it was exported from.
        one: The question for one of them.
        method: The command that changes it.
        key: The field that names one of them.
    """

    operation: str
    one: str
    method: str
    command: type[Command]
    key: str

    @property
    def changeable(self) -> frozenset[str]:
        """The fields that the command changes."""
        return frozenset(self.command.declared) - {self.key, "effective_on"}


SUBJECTS: Mapping[str, Subject] = {
    "enterprises": Subject(
        "enterprises_in_enterprises",
        "enterprise",
        "change_enterprise",
        calls.ChangeEnterprise,
        "credit_code",
    ),
    "organisations": Subject(
        "organisations_in_organisations",
        "organisation",
        "change_organisation",
        calls.ChangeOrganisation,
        "org_code",
    ),
}
BY_OPERATION = {subject.operation: kind for kind, subject in SUBJECTS.items()}


def subject_of(kind: str) -> Subject:
    """Return what a kind of returning workbook is about; raises NotFound."""
    if kind not in SUBJECTS:
        raise NotFound(f"没有此类往返修改：{kind}；可用：{'、'.join(SUBJECTS)}")
    return SUBJECTS[kind]


def version_of(item: Item) -> str:
    """Return what tells whether a record is still as it was."""
    return hashlib.sha256(_written(item).encode()).hexdigest()


def export(kind: str, items: list[Item]) -> bytes:
    """Return *items* as a workbook that knows what it was exported from."""
    subject = subject_of(kind)
    book, declared = workbook(route_of(subject.operation), items)
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "veryHidden"
    hidden.append([FORMAT, kind, *declared])
    for item in items:
        was = _written({name: item.get(name) for name in declared})
        key, version = str(item[subject.key]), version_of(item)
        hidden.append([safe(key), version, _checksum(key, version, was), was])
    return as_bytes(book)


@dataclass(frozen=True)
class Exported:
    """
    What a workbook was exported from.

    Attributes:
        names: The fields of its columns, in order.
        was: By key the version and the values of each record.
    """

    names: tuple[str, ...]
    was: Mapping[str, tuple[str, Item]]


def exported(kind: str, content: bytes) -> Exported:
    """
    Read what an edited workbook was exported from.

    Raises:
        InvalidInput: it is no workbook that was exported here for this kind, or its hidden sheet was changed.
    """
    if not content.startswith(ZIP):
        raise InvalidInput(f"文件不是从本系统导出的 .xlsx 工作簿；{EXPORT_FIRST}")
    check_size(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        rows = _hidden(book)
        book.close()
    except (*BROKEN, InvalidFileException) as error:
        raise InvalidInput(f"工作簿已损坏，不能读取；{EXPORT_FIRST}") from error
    if not rows or [str(cell) for cell in rows[0][:2]] != [FORMAT, kind]:
        raise InvalidInput(f"工作簿中没有本系统导出此名册时的记录；{EXPORT_FIRST}")
    names = tuple(str(cell) for cell in rows[0][2:] if cell is not None)
    return Exported(names, dict(_kept(rows[1:])))


def _hidden(book: Any) -> list[list[Any]]:
    if SHEET not in book.sheetnames:
        return []
    sheet = book[SHEET]
    sheet.reset_dimensions()
    return [[*row] for row in sheet.iter_rows(max_row=MAX_LINES, max_col=MAX_COLUMNS, values_only=True)]


def _kept(rows: Iterable[list[Any]]) -> Iterable[tuple[str, tuple[str, Item]]]:
    for row in rows:
        key, version, checksum, was = (str(cell) for cell in [*row, *[None] * 4][:4])
        if checksum != _checksum(key, version, was):
            raise InvalidInput(f"工作簿中导出时的记录已被改动；{EXPORT_FIRST}")
        yield key, (version, json.loads(was))


def _checksum(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _written(item: Item) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
