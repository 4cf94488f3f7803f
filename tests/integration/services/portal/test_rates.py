"""What one person, or one address, may ask within a while; others are not held up by it."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.portal.server import create_app
from shared.settings import COMMANDS, LOGINS, QUESTIONS, STRANGERS, Settings, SettingsError
from tests.e2e.city import UNLIMITED, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import problem

LIMIT = 5


@pytest.fixture
def limited(city: City, request: pytest.FixtureRequest) -> FlaskClient:
    settings = replace(city._settings("portal"), rates={**UNLIMITED, request.param: f"{LIMIT}/day"})
    caller: Any = SimpleNamespace(call=city.call, is_up=True)
    return create_app(settings, caller, city.client[f"{city.prefix}_portal"]).test_client()


def too_many(answer: Any) -> None:
    told = problem(answer, 429, "too_many")["detail"]
    assert f"至多{LIMIT}次" in told
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("limited", [QUESTIONS], indirect=True)
def test_a_person_asks_so_much_and_another_is_not_held_up(limited: FlaskClient) -> None:
    clerk, leader = Client(limited, "clerk"), Client(limited, "leader")
    assert [clerk("GET", "/indicators").status_code for _ in range(LIMIT)] == [200] * LIMIT

    too_many(clerk("GET", "/indicators"))
    # Neither another person, nor what the same one does, nor what needs two looks at the token.
    assert leader("GET", "/jobs").status_code == 200
    assert clerk("POST", "/operations/nobody/retry", {}).status_code == 404


@pytest.mark.parametrize("limited", [COMMANDS], indirect=True)
def test_a_person_does_so_much_and_may_still_ask(limited: FlaskClient) -> None:
    clerk = Client(limited, "clerk")
    for _ in range(LIMIT):
        clerk("POST", "/enterprises", {})

    too_many(clerk("POST", "/enterprises", {}, headers={"Idempotency-Key": "counted-once"}))
    assert clerk("GET", "/indicators").status_code == 200


@pytest.mark.parametrize("limited", [LOGINS], indirect=True)
def test_from_one_address_so_many_sign_in_whoever_they_are(limited: FlaskClient) -> None:
    def sign_in(user: str, address: str = "203.0.113.7") -> Any:
        body = {"user": user, "password": "wrong-passw0rd"}
        return limited.post("/api/v1/login", json=body, environ_base={"REMOTE_ADDR": address})

    assert [sign_in(f"nobody{n}").status_code for n in range(LIMIT)] == [401] * LIMIT
    too_many(sign_in("clerk"))
    page = limited.post("/login", data={"user": "x"}, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert page.status_code == 429
    assert sign_in("nobody", "203.0.113.8").status_code == 401


@pytest.mark.parametrize("limited", [STRANGERS], indirect=True)
def test_who_is_not_signed_in_is_counted_by_address(limited: FlaskClient) -> None:
    assert [limited.get("/api/v1/areas").status_code for _ in range(LIMIT)] == [401] * LIMIT
    too_many(limited.get("/api/v1/areas"))
    assert Client(limited, "clerk")("GET", "/indicators").status_code == 200


ENVIRONMENT: Mapping[str, str] = {
    "LIANXI_INSTANCE": "portal", "LIANXI_AMQP_URI": "a", "LIANXI_MONGODB_URI": "m", "LIANXI_KEYS": "k",
}  # fmt: skip


def test_the_numbers_are_settings() -> None:
    told = Settings.from_environment({**ENVIRONMENT, "LIANXI_RATE_QUESTIONS": "10/second"}).rates
    assert (told[QUESTIONS], told[LOGINS]) == ("10/second", "600/minute")
    with pytest.raises(SettingsError, match="LIANXI_RATE_LOGINS"):
        Settings.from_environment({**ENVIRONMENT, "LIANXI_RATE_LOGINS": "many"})
