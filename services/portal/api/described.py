"""Answers as the OpenAPI document describes them."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.api.problems import MEDIA_TYPE, TITLES

Json = dict[str, Any]
JSON = "application/json"
PROBLEM = "Problem"
STATUSES = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 502, 503, 504)


def answered(description: str, schema: Any, media_type: str = JSON) -> Json:
    """Return the description of an answer; *schema* is JSON Schema or a marshmallow schema."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def problems(statuses: Iterable[int] = STATUSES) -> dict[str, Json]:
    """Return the refusals of an operation by status."""
    return {str(status): {"$ref": f"#/components/responses/{PROBLEM}{status}"} for status in statuses}


def refusals() -> dict[str, Json]:
    """Return the refusals that all operations share, by name."""
    problem = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {f"{PROBLEM}{status}": answered(TITLES[status], problem, MEDIA_TYPE) for status in STATUSES}


def parameter(place: str, name: str, title: str, schema: Json) -> Json:
    """Return the description of a parameter; one in the path is required."""
    return {"in": place, "name": name, "required": place == "path", "description": title, "schema": schema}


def an_object(properties: Mapping[str, Json], required: Iterable[str] | None = None) -> Json:
    """Return the schema of an object; *required* are its fields that are always there, None: all."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [*(properties if required is None else required)],
    }


def a_list(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}
