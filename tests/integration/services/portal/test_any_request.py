"""Any request that the OpenAPI document allows: nobody meets a defect, nor an answer that is not described."""

import json
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from services.portal.api.openapi import document
from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client

pytestmark = pytest.mark.timeout(600)
ROLES = ("operator", "clerk", "branch", "union")
EXAMPLES = 2
# They end sessions, change passwords, lock people: the next request would be nobody's.
OWN = ("/login", "/password", "/second-factor", "/sessions", "/lock", "/reset")


@pytest.fixture(scope="module")
def operations() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(document())
        yield [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("user", ROLES)
def test_no_request_meets_a_defect(city: City, operations: list[Any], user: str) -> None:
    person, found = Client(city.web.application.test_client(), user), set()

    for operation in (one for one in operations if not one.path.endswith(OWN)):
        found |= strange(person, operation)

    assert found == set()


def strange(person: Client, operation: Any) -> set[tuple[str, str, int]]:
    """Return what a few requests of *operation* were answered that they should not have been."""
    described = {int(status) for status in operation.definition.raw["responses"]}
    found = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=timedelta(seconds=30),
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Any) -> None:
        status = answered(person, case)
        if status >= 500 or status not in described:
            found.add((operation.method.upper(), operation.path, status))

    ask()
    return found


def answered(person: Client, case: Any) -> int:
    """Send a request and return the status of its answer."""
    told = case.as_transport_kwargs(base_url="http://localhost")
    sent = (told.get("headers") or {}).items()
    headers = {name: value for name, value in sent if name.lower() not in ("authorization", "user-agent")}
    body = (
        {"data": json.dumps(told["json"]), "content_type": "application/json"}
        if told.get("json") is not None
        else {"data": told.get("data") or b""}
    )
    path = case.formatted_path.removeprefix("/api/v1")
    asked = told.get("params") or {}
    return person(case.method, path, query_string=asked, headers=headers, **body).status_code
