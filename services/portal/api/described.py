"""Answers as the OpenAPI document describes them."""

from collections.abc import Iterable
from typing import Any

from services.portal.api.problems import MEDIA_TYPE, TITLES

Json = dict[str, Any]
JSON = "application/json"
STATUSES = (401, 403, 404, 409, 422, 502, 503, 504)


def answered(description: str, schema: Any, media_type: str = JSON) -> Json:
    """Return the description of an answer; *schema* is JSON Schema or a marshmallow schema."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def problems(statuses: Iterable[int] = STATUSES) -> dict[str, Json]:
    """Return the refusals of an operation by status."""
    problem = {"$ref": "#/components/schemas/Problem"}
    return {str(status): answered(TITLES[status], problem, MEDIA_TYPE) for status in statuses}
