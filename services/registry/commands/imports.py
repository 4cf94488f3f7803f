"""Importing rows of a CSV file: every row goes through the command and the rules it would meet alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.registry import schemas
from services.registry.commands import people, places, settings
from shared.contracts.base import Contract, load
from shared.contracts.errors import InvalidInput, LianxiError, NotAllowed
from shared.ledger import Unit
from shared.ledger.ledger import Rehearsed

Row = dict[str, Any]
NOTHING = "-"  # in a change: the value is taken away; blank: it stays
WHOLE = re.compile(r"[0-9]{1,12}")
KEEPER, KEEPERS = "registry_clerk", {"areas": "administrator"}  # who may do the same one by one
TRUE = ("1", "true", "是")


def import_rows(
    unit: Unit, kind: str, rows: Sequence[Mapping[str, str | None]], first_row: int, dry_run: bool
) -> dict[str, Any]:
    """
    Run the command of *kind* for each of *rows*, all in one transaction; give ``{"accepted", "errors"}``.

    Args:
        rows: Text by column, as it stood in the file.
        first_row: The number of the first of *rows* in the file.

    Raises:
        NotAllowed: the actor has not the role for this kind.
        InvalidInput: some rows cannot be taken, and so none was; ``details["rows"]`` lists each problem with
            row, field and what to do.
    """
    needed = KEEPERS.get(kind, KEEPER)
    if needed not in unit.stamp.actor.roles:
        raise NotAllowed("您的角色无权导入此类数据", {"needs_one_of": [needed]})
    schema, prepare, act = KINDS[kind]
    loader = schema()
    errors: list[Row] = []
    for offset, row in enumerate(rows):
        try:
            act(
                unit,
                load(loader, prepare({name: value for name, value in row.items() if name != "recorded_on"})),
            )
        except LianxiError as refusal:
            errors += [{"row": first_row + offset, **problem} for problem in _problems(refusal)]
    if errors:
        message = f"第{errors[0]['row']}行：{errors[0]['problem']}"
        rest = f"（共{len(errors)}处问题，未导入任何数据）"
        raise InvalidInput(message + rest, {"fields": {}, "rows": errors})
    answer = {"accepted": len(rows), "errors": []}
    if dry_run:
        raise Rehearsed(
            {"stream": None, "seq": 0, "warnings": [w.as_dict() for w in unit.warnings], **answer}
        )
    return answer


def _problems(refusal: LianxiError) -> list[Row]:
    fields: Mapping[str, Sequence[str]] = refusal.details.get("fields") or {}
    if fields:
        return [
            {"field": field, "problem": f"{refusal.message}（{'；'.join(texts)}）"}
            for field, texts in fields.items()
        ]
    violations: Sequence[Mapping[str, Any]] = refusal.details.get("violations") or ()
    if violations:
        return [{"field": v["field"], "problem": v["message"], "rule": v["rule"]} for v in violations]
    return [{"field": None, "problem": refusal.message}]


def _filled(row: Row) -> Row:
    """Leave out blank cells; ``-`` stands for nothing."""
    return {
        name: None if value == NOTHING else value for name, value in row.items() if value not in ("", None)
    }


def _area(row: Row) -> Row:
    return {**_filled(row), "parent": row.get("parent") or None}


def _enterprise(row: Row) -> Row:
    return {**_whole(_filled(row)), "sample": _is_true(row.get("sample"))}


def _is_true(text: str | None) -> bool:
    return (text or "").lower() in TRUE


def _whole(row: Row) -> Row:
    """Turn the number of employees into a number; what is none stays text, and the schema says so."""
    text = str(row.get("employees"))
    return {**row, "employees": int(text)} if WHOLE.fullmatch(text) else row


def _enterprise_change(row: Row) -> Row:
    return _whole(_filled(row))


def _organisation(row: Row) -> Row:
    lists = {
        name: [part for part in (row.get(name) or "").split(";") if part] for name in ("units", "members")
    }
    return {**_filled(row), **lists, "can_approve_member": _is_true(row.get("can_approve_member"))}


def _post(row: Row) -> Row:
    return {**_filled(row), "is_temp": _is_true(row.get("is_temp"))}


def _assign(unit: Unit, wanted: schemas.PostRowWish) -> None:
    people.assign_post(unit, wanted.post)
    if wanted.ended_on is not None:
        people.end_post(unit, wanted.post.post_id, wanted.ended_on)


Kind = tuple[type[Contract], Callable[[Row], Row], Callable[[Unit, Any], None]]
KINDS: dict[str, Kind] = {
    "areas": (schemas.AreaRow, _area, lambda unit, area: places.add_areas(unit, [area])),
    "enterprises": (
        schemas.EnterpriseRow,
        _enterprise,
        lambda unit, wish: places.register_enterprise(unit, *wish),
    ),
    "enterprise_changes": (
        schemas.EnterpriseChangeRow,
        _enterprise_change,
        lambda unit, wish: places.change_enterprise(unit, *wish),
    ),
    "organisations": (
        schemas.OrganisationRow,
        _organisation,
        lambda unit, wish: settings.establish_organisation(unit, *wish),
    ),
    "organisation_endings": (
        schemas.EndingRow,
        _filled,
        lambda unit, wish: settings.dissolve_organisation(unit, *wish),
    ),
    "affiliations": (
        schemas.AffiliationRow,
        _filled,
        lambda unit, wish: settings.set_affiliation(unit, *wish),
    ),
    "members": (schemas.MemberRow, _filled, lambda unit, wish: people.register_member(unit, *wish)),
    "member_changes": (
        schemas.MemberChangeRow,
        _filled,
        lambda unit, wish: people.change_member(unit, *wish),
    ),
    "posts": (schemas.PostRow, _post, _assign),
}
