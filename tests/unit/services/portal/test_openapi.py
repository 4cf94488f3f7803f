"""The OpenAPI document is valid, committed, and says what the routes do."""

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.portal.api.openapi import FILE, document
from services.portal.api.routes import PREFIX, ROUTES

VERBS = {"get", "post", "patch"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def test_the_document_is_valid_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(json.loads(json.dumps(described))).validate()


def test_the_committed_document_is_up_to_date(described: dict[str, Any]) -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(described))


def test_every_route_is_described_with_its_problems(described: dict[str, Any]) -> None:
    for route in ROUTES:
        operation = described["paths"][PREFIX + re.sub(r"<(\w+)>", r"{\1}", route.path)][route.verb.lower()]
        assert operation["summary"] == route.call.title
        assert {"401", "403", "422", "503", "504"} <= set(operation["responses"])


def test_operations_have_ids_of_their_own(described: dict[str, Any]) -> None:
    ids = [
        operation["operationId"]
        for path in described["paths"].values()
        for verb, operation in path.items()
        if verb in VERBS
    ]
    assert len(ids) == len(set(ids))


def test_the_business_day_is_stamped_and_no_field_of_a_request(described: dict[str, Any]) -> None:
    body = described["paths"][f"{PREFIX}/affiliations"]["post"]["requestBody"]
    reference = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    schema = described["components"]["schemas"][reference]
    assert not {"recorded_on", "key"} & set(schema["properties"])
    assert "effective_on" in schema["properties"]
