"""Events over HTTP: by whoever may speak for the department, through the same door as those of an exchange."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from shared.contracts.carried import MAX_EVENT_BYTES
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_access_tokens import TODAY, used
from tests.integration.services.portal.test_api import problem

SYSTEM, TYPE = "union_system", "department.figures_reported.v1"
EVENTS = "/departments/union/events"
ATTRIBUTES = {"specversion": "1.0", "source": SYSTEM, "type": TYPE}
STRUCTURED = "application/cloudevents+json"


@pytest.fixture(scope="module", autouse=True)
def people(city: City) -> None:
    people = People(city.client[f"{city.prefix}_portal"])
    for department in ("union", "youth_league"):
        held = (Held("integrator", (city.sites.city,)), Held("department_clerk", (city.sites.city,)))
        people.add(Person(f"{department}_it", "虚构人", department, held), PASSWORD)


@pytest.fixture
def integrator(web: FlaskClient) -> Client:
    return Client(web, "union_it")


def figures(period: str = "2026Q3") -> dict[str, Any]:
    return {"period": period, "figures": []}


def structured(person: Client, event_id: str, data: Any, query: str = "", **more: Any) -> TestResponse:
    body = {**ATTRIBUTES, "id": event_id, "data": data, **more}
    return person("POST", f"{EVENTS}{query}", body, content_type=STRUCTURED)


def receipt(person: Client, answer: TestResponse) -> dict[str, Any]:
    told = person("GET", answer.headers["Location"].removeprefix("/api/v1"))
    assert told.status_code == 200, told.json
    return dict(told.json or {})


def test_an_event_comes_in_and_its_receipt_says_what_became_of_it(integrator: Client) -> None:
    answer = structured(integrator, "http-1", {"period": "soon"})

    assert answer.status_code == 202
    assert answer.json["receipt"] == answer.headers["Location"]  # type: ignore[index]
    told = receipt(integrator, answer)
    assert (told["source"], told["id"], told["state"]) == (SYSTEM, "http-1", "quarantined")
    assert told["problem"]["details"]["fields"]["period"]
    assert told["quarantine"]


def test_an_event_in_binary_mode_has_its_attributes_in_headers(integrator: Client) -> None:
    named = {**ATTRIBUTES, "id": "%E4%BA%8C", "reason": "%E8%A1%A5%E6%8A%A5"}
    headers = {f"ce-{name}": value for name, value in named.items()}
    answer = integrator("POST", EVENTS, figures(), headers=headers)

    assert answer.status_code == 202
    told = receipt(integrator, answer)
    assert (told["id"], told["type"]) == ("二", TYPE)


def test_what_would_become_of_an_event_is_told_and_nothing_is_recorded(integrator: Client) -> None:
    answer = structured(integrator, "http-dry", {"period": "soon"}, "?dry_run=1")

    assert (answer.status_code, answer.json["state"]) == (200, "quarantined")  # type: ignore[index]
    asked = f"/departments/union/receipts?source={SYSTEM}&id=http-dry"
    problem(integrator("GET", asked), 404, "not_found")
    problem(structured(integrator, "x", {}, "?dry_run=yes"), 422, "invalid_input")


def test_who_speaks_for_another_department_or_for_none_is_refused(web: FlaskClient) -> None:
    for user in ("youth_league_it", "union", "clerk"):
        problem(structured(Client(web, user), "http-2", figures()), 403, "not_allowed")


def test_a_system_of_another_department_is_not_believed(integrator: Client) -> None:
    answer = structured(integrator, "http-3", figures(), source="youth_league_system")

    told = receipt(integrator, answer)
    assert (told["source"], told["state"]) == (SYSTEM, "quarantined")
    assert SYSTEM in told["problem"]["message"]


def test_a_program_with_a_token_of_that_role_sends_events(integrator: Client, web: FlaskClient) -> None:
    body = {"name": "对接", "until": TODAY, "password": PASSWORD, "read_only": False}
    tokens = {
        role: (integrator("POST", "/tokens", {**body, "roles": [role]}).json or {})["token"]
        for role in ("integrator", "department_clerk")
    }
    event = {**ATTRIBUTES, "id": "http-4", "data": figures()}

    assert used(web, tokens["integrator"], "POST", EVENTS, event).status_code == 202
    problem(used(web, tokens["department_clerk"], "POST", EVENTS, event), 403, "not_allowed")


def test_what_cannot_be_read_has_a_receipt_as_well(integrator: Client) -> None:
    answer = integrator("POST", EVENTS, data=b"\xff{", content_type=STRUCTURED)

    assert answer.status_code == 202
    told = receipt(integrator, answer)
    assert told["state"] == "quarantined"
    assert "JSON" in told["problem"]["message"]


def test_an_event_has_a_size(integrator: Client) -> None:
    answer = integrator("POST", EVENTS, data=b" " * (MAX_EVENT_BYTES + 1), content_type=STRUCTURED)
    assert "1 MB" in problem(answer, 413, "http")["detail"]
