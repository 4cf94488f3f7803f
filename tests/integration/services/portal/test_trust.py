"""Who may speak for whom: each way in that a department's own key once opened, and its honest twin beside it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.registry.clock import keep_time
from shared.contracts.errors import NotAllowed, NotSignedIn
from shared.messaging.service import CurrentCall
from shared.rules.periods import ZONE
from shared.security import keys
from shared.security.tokens import Actor, issue
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import FIRST_DAY, Client
from tests.integration.services.portal.excel_files import credit_code, enterprise

CITY_AREA = "411300000000"
UNION, CLERK = (
    Actor.system("union"),
    Actor("wang", "union", ("registry_clerk", "administrator"), (CITY_AREA,)),
)
MORE = {"size": "small", "operation_state": "operating", "registered_on": "2020-05-18", "sample": True}
PAGE = {"after": 0, "limit": 10}


@pytest.fixture(scope="module", autouse=True)
def _wang(city: City) -> None:
    """Whom the portal speaks for has an account."""
    wang = Person.always(CLERK.user, "王样例", CLERK.department, CLERK.roles, CLERK.areas)
    People(city.client[f"{city.prefix}_portal"]).add(wang, PASSWORD)


def token(city: City, issuer: str, actor: Actor, audience: str) -> str:
    directory: Path = city._directory
    return issue(keys.private_key(directory, issuer), issuer, actor, audience)


def say(city: City, instance: str, method: str, given: str, **arguments: Any) -> Any:
    """Call a service as any process on the broker can."""
    service = city.services[instance]()
    service.calling = CurrentCall(city.runtimes[instance], {"token": given, "call_id": "call-1"})
    return getattr(service, method)(**arguments)


def over_rest(city: City, given: str, verb: str, path: str, body: Any = None) -> int:
    headers = {"Authorization": f"Bearer {given}"}
    return int(city.web.open(f"/api/v1{path}", method=verb, json=body, headers=headers).status_code)


@pytest.mark.parametrize("actor", [CLERK, UNION], ids=["as a clerk", "as the system"])
def test_a_departments_key_speaks_for_nobody_at_the_portal(city: City, actor: Actor) -> None:
    forged, honest = token(city, "union", actor, "portal"), token(city, "portal", CLERK, "portal")

    assert over_rest(city, forged, "GET", "/members") == 403
    assert over_rest(city, forged, "POST", "/days", {"date": "2099-01-01"}) == 403
    assert over_rest(city, honest, "GET", "/members") == 200


@pytest.mark.parametrize("method", ["members", "enterprises", "today", "start_day"])
@pytest.mark.parametrize("actor", [CLERK, UNION], ids=["as a clerk", "as the system"])
def test_a_departments_key_opens_no_command_and_no_question_of_a_service(
    city: City, method: str, actor: Actor
) -> None:
    told = {"recorded_on": FIRST_DAY, "date": FIRST_DAY} if method == "start_day" else {}

    with pytest.raises(NotAllowed):
        say(city, "registry", method, token(city, "union", actor, "registry"), **told)
    if method != "start_day":
        assert say(city, "registry", method, token(city, "portal", CLERK, "registry"), **told)


def test_a_departments_key_opens_the_log_that_it_follows_and_no_other(city: City) -> None:
    own = token(city, "union", UNION, "registry")

    assert say(city, "registry", "ledger_page", own, log="registry.public", **PAGE)
    with pytest.raises(NotAllowed, match="无权读取该账簿"):
        say(city, "registry", "ledger_page", own, log="registry", **PAGE)


def test_no_role_widens_what_a_key_opens(city: City) -> None:
    both = Actor("system:union", "union", ("system", "operator"))
    with pytest.raises(NotAllowed):
        say(city, "registry", "ledger_page", token(city, "union", both, "registry"), log="registry", **PAGE)

    operator = token(city, "portal", Actor("op", "organisation", ("operator",), (CITY_AREA,)), "registry")
    with pytest.raises(NotAllowed):
        say(city, "registry", "ledger_page", operator, log="registry", **PAGE)
    assert say(city, "registry", "ledger_head", operator, log="registry")["n"] > 0


def test_a_token_that_was_sent_to_one_service_opens_no_other(city: City) -> None:
    sent = token(city, "reporting", Actor.system("reporting"), "union")

    assert say(city, "union", "ledger_head", sent, log="union")["n"] >= 0
    with pytest.raises(NotSignedIn, match="不是签发给本服务的"):
        say(city, "registry", "ledger_head", sent, log="registry")


def test_nobodys_key_keeps_the_clock_from_starting_a_day(city: City) -> None:
    tomorrow = "2026-07-02"
    clerk, key = Client(city.web, "clerk"), {"Idempotency-Key": f"day-{tomorrow}"}
    answer = clerk("POST", "/enterprises", {**enterprise(71), **MORE}, headers=key)
    assert answer.status_code == 201, answer.text

    now = datetime(2026, 7, 2, 1, tzinfo=ZONE)
    keep_time(city.runtimes["registry"].ledger, now, now)

    city.pump()
    assert city.ask("clerk", "days/current")["date"] == tomorrow


def test_the_day_is_stamped_and_never_given(city: City) -> None:
    clerk = Client(city.web, "clerk")
    answer = clerk("POST", "/enterprises", {**enterprise(72), **MORE, "recorded_on": "2026-01-05"})

    assert answer.status_code == 422
    assert "登记日由系统加盖" in answer.json["detail"]
    assert clerk("GET", f"/enterprises/{credit_code(72)}").status_code == 404
    assert clerk("POST", "/enterprises", {**enterprise(72), **MORE}).status_code == 201


def test_a_key_is_ones_own(city: City) -> None:
    key, body = {"Idempotency-Key": "one-key-for-all"}, {**enterprise(73), **MORE}
    clerk = Client(city.web, "clerk")
    first = clerk("POST", "/enterprises", body, headers=key)
    assert first.status_code == 201

    assert clerk("POST", "/enterprises", body, headers=key).json == first.json
    assert Client(city.web, "leader")("POST", "/enterprises", body, headers=key).status_code == 403
    # For another method, or of another person, it is another key.
    change = {"employees": 7, "effective_on": "2026-07-01"}
    path = f"/enterprises/{credit_code(73)}"
    assert clerk("PATCH", path, change, headers=key).status_code == 201
