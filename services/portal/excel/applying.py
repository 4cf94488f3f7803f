"""Bringing the changes of a returned workbook to the registry, one command for each record."""

import hashlib
import json
from collections.abc import Callable, Collection
from typing import Any

from services.portal.excel.differences import Cell, Difference, Json
from services.portal.excel.roundtrip import Subject
from shared.contracts.errors import Conflict, DeadlinePassed, InvalidInput, LianxiError, Unavailable

MOST = 200
Look = Callable[[str], Json]
Tell = Callable[[str, Json, str], Any]


def apply(
    look: Look,
    tell: Tell,
    subject: Subject,
    difference: Difference,
    take: Collection[str],
    effective_on: str,
    digest: str,
) -> Json:
    """
    Give a command for each record with changes; a conflict is among them only when ``key:field`` is in *take*.

    A row with a problem is left as it is, and one that somebody changed since it was compared is refused.
    Return ``{"applied", "refused"}``.

    Args:
        look: Gives a record, by its key, as it is now.

    Raises:
        InvalidInput: too many records, or something in *take* is no conflict.
    """
    rows = _chosen(difference, take)
    if len(rows) > MOST:
        raise InvalidInput(f"一次最多修改{MOST}条记录，表中改了{len(rows)}条；请分几次修改")
    applied: list[Json] = []
    refused: list[Json] = []
    silent = False
    for cells in rows.values():
        values = {cell.column.field: cell.new for cell in cells}
        told = {"row": cells[0].row, "key": cells[0].key, "changed": [*values]}
        if silent:
            refused.append({**told, "problem": "服务未应答，这一行没有办理；请稍后重新上传"})
            continue
        arguments = {subject.key: cells[0].key, "effective_on": effective_on, **values}
        try:
            expected = _unchanged(look(cells[0].key), cells)
            answer = tell(subject.method, {**arguments, "expected": expected}, _key(digest, arguments))
        except (Unavailable, DeadlinePassed) as error:
            silent = True
            refused.append({**told, "problem": f"{error.message}；是否办理尚不知道，请稍后重新上传同一文件"})
        except LianxiError as refusal:
            refused.append({**told, "problem": refusal.message, **_details(refusal)})
        else:
            applied.append({**told, **{name: answer[name] for name in ("stream", "seq", "warnings")}})
    return {"applied": applied, "refused": refused}


def _chosen(difference: Difference, take: Collection[str]) -> dict[str, list[Cell]]:
    conflicts = {f"{cell.key}:{cell.column.field}" for cell in difference.cells if cell.is_conflict}
    if strange := sorted({*take} - conflicts):
        raise InvalidInput(
            f"这些单元格没有冲突，不能选择：{'、'.join(strange)}；请重新比较", {"fields": {"take": strange}}
        )
    wrong = {problem.row for problem in difference.problems}
    rows: dict[str, list[Cell]] = {}
    for cell in difference.cells:
        taken = not cell.is_conflict or f"{cell.key}:{cell.column.field}" in take
        if taken and cell.row not in wrong:
            rows.setdefault(cell.key, []).append(cell)
    return rows


def _unchanged(now: Json, cells: Collection[Cell]) -> int:
    """Return the number of a record; raises Conflict when one of *cells* is no more what it was compared with."""
    changed = [cell for cell in cells if now.get(cell.column.field) != cell.theirs]
    if changed:
        named = "、".join(cell.column.heading for cell in changed)
        raise Conflict(f"比较之后又有人修改了：{named}；请重新比较")
    return int(now["seq"])


def _key(digest: str, arguments: Json) -> str:
    written = json.dumps(arguments, ensure_ascii=False, sort_keys=True)
    return f"sheet-{hashlib.sha256(f'{digest}{written}'.encode()).hexdigest()[:48]}"


def _details(refusal: LianxiError) -> Json:
    return {
        name: refusal.details[name]
        for name in ("fields", "violations", "differences")
        if refusal.details.get(name)
    }
