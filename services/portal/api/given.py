"""Reading what a request body gives, field by field."""

from datetime import date
from typing import Any

from shared.contracts.errors import InvalidInput
from shared.contracts.values import day_of

Json = dict[str, Any]


def rows(body: Json, name: str) -> list[Any]:
    """Return a list; raises InvalidInput."""
    found = body.get(name, [])
    if not isinstance(found, list):
        raise InvalidInput.at(name, "应为列表")
    return found


def texts(body: Json, name: str) -> list[str]:
    """Return a list of codes; raises InvalidInput."""
    values = rows(body, name)
    if not all(isinstance(value, str) and value for value in values):
        raise InvalidInput.at(name, "应为代码的列表")
    return values


def text(body: Json, name: str) -> str:
    """Return a text that has to be there; raises InvalidInput."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput.at(name, "请填写", "必填")
    return value


def day(body: Json, name: str) -> date | None:
    """Return a day, None where there is none; raises InvalidInput."""
    value = body.get(name)
    try:
        return day_of(value) if value else None
    except ValueError as error:
        raise InvalidInput.at(name, str(error)) from error
