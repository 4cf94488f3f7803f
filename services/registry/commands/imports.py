"""Importing rows of a CSV file: every row goes through the command and the rules it would meet alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields

from services.registry.commands import areas, enterprises, organisations, people, posts, reorganising
from shared.contracts import values as v
from shared.contracts.base import Command, load
from shared.contracts.errors import InvalidInput, LianxiError, NotAllowed
from shared.contracts.registry import SERVICE, calls, facts
from shared.ledger import Unit
from shared.ledger.ledger import Rehearsed

Row = dict[str, Any]
NOTHING = "-"  # in a change: the value is taken away; blank: it stays
WHOLE = re.compile(r"[0-9]{1,12}")
TRUE = ("1", "true", "是")


class AddArea(Command, facts.Area):
    """A row of areas."""


class AssignFormerPost(calls.AssignPost):
    """A row of posts, which may have ended already."""

    ended_on: date | None = v.day("离任日期", load_default=None, allow_none=True)


def import_rows(unit: Unit, command: calls.ImportRows) -> dict[str, Any]:
    """
    Run the command of a kind for each row, all in one transaction; return ``{"accepted", "errors"}``.

    Raises:
        NotAllowed: the actor has not the role for this kind.
        InvalidInput: some rows cannot be taken, and so none was; ``details["rows"]`` lists each problem with
            row, field and what to do.
    """
    kind = KINDS[command.kind]
    needed = SERVICE.commands[kind.method].roles
    if not set(needed) & set(unit.actor.roles):
        raise NotAllowed("您的角色无权导入此类数据", {"needs_one_of": list(needed)})
    errors: list[Row] = []
    for number, row in enumerate(command.rows, command.first_row):
        try:
            kind.act(unit, load(kind.command, _values(kind.command, row)))
        except LianxiError as refusal:
            errors += [{"row": number, **problem} for problem in _problems(refusal)]
    if errors:
        message = f"第{errors[0]['row']}行：{errors[0]['problem']}"
        rest = f"（共{len(errors)}处问题，未导入任何数据）"
        raise InvalidInput(message + rest, {"fields": {}, "rows": errors})
    answer = {"accepted": len(command.rows), "errors": []}
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
    if violations:
        return [{"field": one["field"], "problem": one["message"], "rule": one["rule"]} for one in violations]
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


def _add_area(unit: Unit, command: AddArea) -> None:
    areas.add_areas(unit, calls.AddAreas(areas=(facts.Area(**vars(command)),)))


def _assign(unit: Unit, command: AssignFormerPost) -> None:
    posts.assign_post(unit, command)
    if command.ended_on is not None:
        posts.end_post(unit, calls.EndPost(post_id=command.post_id, effective_on=command.ended_on))


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


KINDS: Mapping[str, Kind] = {
    "areas": Kind("add_areas", AddArea, _add_area),
    "enterprises": Kind("register_enterprise", calls.RegisterEnterprise, enterprises.register_enterprise),
    "enterprise_changes": Kind("change_enterprise", calls.ChangeEnterprise, enterprises.change_enterprise),
    "organisations": Kind(
        "establish_organisation", calls.EstablishOrganisation, organisations.establish_organisation
    ),
    "organisation_changes": Kind(
        "change_organisation", calls.ChangeOrganisation, reorganising.change_organisation
    ),
    "organisation_endings": Kind(
        "dissolve_organisation", calls.DissolveOrganisation, organisations.dissolve_organisation
    ),
    "affiliations": Kind("set_affiliation", calls.SetAffiliation, organisations.set_affiliation),
    "members": Kind("register_member", calls.RegisterMember, people.register_member),
    "member_changes": Kind("change_member", calls.ChangeMember, people.change_member),
    "posts": Kind("assign_post", AssignFormerPost, _assign),
}
