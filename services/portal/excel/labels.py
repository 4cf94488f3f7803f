"""What people call the fields of an answer, and how its values are shown."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from services.portal.api.routes import Route
from services.portal.excel.kinds import NO, YES, label_of, names_of
from shared.contracts.answers import ListOf

Declared = Mapping[str, fields.Field[Any]]


def row_of(route: Route) -> Declared | None:
    """Return the fields of a row of the list that *route* gives; None where it gives no list."""
    gives = route.call.gives
    if gives is None:
        return None
    if isinstance(gives, ListOf):
        return gives.row.declared
    items = gives.declared.get("items")
    if not isinstance(items, fields.List) or not isinstance(items.inner, fields.Nested):
        return None
    schema = items.inner.schema
    return schema.fields if isinstance(schema, Schema) else None


def flat_of(declared: Declared) -> Declared:
    """Return the fields whose values fit into a cell."""
    return {name: field for name, field in declared.items() if _is_flat(field)}


def _is_flat(field: fields.Field[Any]) -> bool:
    inner = field.inner if isinstance(field, fields.List) else field
    return not isinstance(inner, fields.Nested | fields.Mapping | fields.List)


def shown(value: Any, field: fields.Field[Any] | None) -> str | int | float | None:
    """Return a value of an answer as people read it: the Chinese names of codes, yes and no."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        inner = field.inner if isinstance(field, fields.List) else field
        return ";".join(str(shown(one, inner)) for one in value)
    if isinstance(value, str) and field is not None:
        return names_of(field).get(value, value)
    return value if isinstance(value, str | int | float) else None


def titles_of(declared: Declared) -> list[str]:
    """Return the headings of columns, each different from the others."""
    titles = [label_of(name, field) for name, field in declared.items()]
    return [
        f"{title}（{name}）" if titles.count(title) > 1 else title
        for title, name in zip(titles, declared, strict=True)
    ]
