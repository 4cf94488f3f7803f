"""The kinds of files that can be imported, with their columns."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.development import SERVICE as DEVELOPMENT
from shared.contracts.development.paper import PaperCase
from shared.contracts.development.terms import IMPORTS as CASES
from shared.contracts.errors import NotFound
from shared.contracts.imports import MAX_IMPORT_ROWS
from shared.contracts.registry import SERVICE as REGISTRY
from shared.contracts.registry import calls, facts
from shared.contracts.registry.terms import IMPORTS as REGISTER

Columns = Mapping[str, fields.Field[Any]]

YES, NO = "是", "否"
IMPORTS: Mapping[str, str] = {**REGISTER, **CASES}
_CREDIT = v.credit().validators[0]
_POST: Columns = {
    **calls.AssignPost.declared,
    "ended_on": v.day("离任日期", load_default=None, allow_none=True),
}
# What a row of each kind takes; the services have the same list with what they do with a row.
COLUMNS: Mapping[str, Columns] = {
    "areas": facts.Area.declared,
    "enterprises": calls.RegisterEnterprise.declared,
    "enterprise_changes": calls.ChangeEnterprise.declared,
    "organisations": calls.EstablishOrganisation.declared,
    "organisation_changes": calls.ChangeOrganisation.declared,
    "organisation_endings": calls.DissolveOrganisation.declared,
    "affiliations": calls.SetAffiliation.declared,
    "members": calls.RegisterMember.declared,
    "member_changes": calls.ChangeMember.declared,
    "posts": _POST,
    "cases": PaperCase.declared,
}
# The field that names what a row is about.
KEYS: Mapping[str, str] = {
    "areas": "code",
    "enterprises": "credit_code",
    "enterprise_changes": "credit_code",
    "organisations": "org_code",
    "organisation_changes": "org_code",
    "organisation_endings": "org_code",
    "affiliations": "credit_code",
    "members": "member_id",
    "member_changes": "member_id",
    "posts": "post_id",
    "cases": "case_id",
}
# A case has twenty steps: more rows would come near the five seconds after which MongoDB ends a transaction.
AT_ONCE: Mapping[str, int] = {"cases": 25}
# Other columns in which no two rows may say the same; such rows are tried together.
ALONE: Mapping[str, tuple[str, ...]] = {"cases": ("id_number", "pre_review_pass_form_no", "member_id")}

# Where a row names an organisation other than the one it is about.
ORGANISATIONS = frozenset({"org_code", "parent", "received_by"})


def rows_at_once(kind: str) -> int:
    """Return how many rows of a file are sent together."""
    return AT_ONCE.get(kind, MAX_IMPORT_ROWS)


def service_of(kind: str) -> str:
    """Return the service that takes a kind of file."""
    return DEVELOPMENT.name if kind in CASES else REGISTRY.name


def columns_of(kind: str) -> Columns:
    """Return the columns of a kind of file, its key first; raises NotFound."""
    if kind not in COLUMNS:
        known = "、".join(f"{name}（{title}）" for name, title in IMPORTS.items())
        raise NotFound(f"没有此类导入：{kind}；可用：{known}")
    key, declared = KEYS[kind], COLUMNS[kind]
    return {key: declared[key], **declared}


def label_of(name: str, field: fields.Field[Any]) -> str:
    """Return what people call a field."""
    return str(field.metadata.get("label", name))


def names_of(field: fields.Field[Any]) -> Mapping[str, str]:
    """Return the Chinese names of the values of a choice by value; empty where any value goes."""
    names: Mapping[str, str] = field.metadata.get("names") or {}
    return names


def is_code(field: fields.Field[Any]) -> bool:
    """Tell a code, of which spreadsheets make numbers, from a text."""
    return type(field) is fields.String and not names_of(field) and not is_words(field)


def is_words(field: fields.Field[Any]) -> bool:
    """Tell a text for people; its only check is of its length."""
    return all(isinstance(check, validate.Length) for check in field.validators)


def is_credit(field: fields.Field[Any]) -> bool:
    """Tell a unified social credit code, which has no small letters."""
    return _CREDIT in field.validators


def names_area(field: fields.Field[Any]) -> bool:
    """Tell a field that names an area."""
    return v.AREA in field.validators


def names_organisation(name: str, field: fields.Field[Any]) -> bool:
    """Tell a field that names a party organisation."""
    return name in ORGANISATIONS and is_code(field)


def is_month(field: fields.Field[Any]) -> bool:
    """Tell a month from other texts."""
    return v.MONTH in field.validators


def is_needed(field: fields.Field[Any]) -> bool:
    """Return whether a row must have a value."""
    return bool(field.required) and not field.allow_none


def form_of(field: fields.Field[Any]) -> str:
    """Say how a value is written."""
    if names_of(field):
        return "从下拉列表中选择"
    if isinstance(field, fields.List):
        one = names_of(field.inner) or ("如 2026-07-01" if isinstance(field.inner, fields.Date) else "")
        said = "、".join(one.values()) if isinstance(one, Mapping) else one
        return f"多个值用分号（;）隔开{f'：{said}' if said else ''}"
    if isinstance(field, fields.Boolean):
        return f"{YES}或{NO}"
    if isinstance(field, fields.Date):
        return "日期，如 2026-07-01"
    if isinstance(field, fields.Integer):
        return "整数"
    if is_month(field):
        return "年月，如 1990-01"
    if names_area(field):
        return "地区的名称（重名时写明上级）或12位代码"
    return "文字" if is_words(field) else "编号，按文本填写"
