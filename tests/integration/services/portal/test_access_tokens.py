"""Tokens for programs: some of a person's roles, for a while, and nothing that the person does not hold any more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database
from werkzeug.test import TestResponse

from services.portal.identity.access_tokens import MOST_DAYS, MOST_TOKENS, AccessTokens, Scope
from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from shared.contracts.errors import Conflict, InvalidInput, NotSignedIn
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import enterprise, problem

TODAY = datetime.now(UTC).date().isoformat()
ROLES = ("registry_clerk", "operator")
BODY = {"name": "对接程序", "roles": ["registry_clerk"], "until": TODAY, "password": PASSWORD}
# Far ahead: the database forgets tokens by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
SCOPE = Scope("zhang", ("integrator",), False)


@pytest.fixture
def owner(city: City, web: FlaskClient) -> Client:
    people = People(city.client[f"{city.prefix}_portal"])
    if people.find("owner") is None:
        held = tuple(Held(role, (city.sites.city,)) for role in ROLES)
        people.add(Person("owner", "虚构人", city.sites.convener, held), PASSWORD)
    return Client(web, "owner")


def made(owner: Client, **changed: Any) -> str:
    answer = owner("POST", "/tokens", {**BODY, **changed})
    assert answer.status_code == 201, answer.json
    return str(answer.json["token"])  # type: ignore[index]


def used(web: FlaskClient, token: str, verb: str, path: str, body: Any = None) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"}
    return web.open(f"/api/v1{path}", method=verb, headers=headers, json=body)


def test_a_token_is_shown_once_and_listed_with_its_last_use(owner: Client, web: FlaskClient) -> None:
    token = made(owner, name="列表")
    assert token.startswith("lxp_")
    (before,) = [row for row in owner("GET", "/tokens").json or [] if row["name"] == "列表"]
    assert (before["used"], before["roles"], before["read_only"]) == (None, ["registry_clerk"], True)

    assert used(web, token, "GET", "/enterprises").status_code == 200

    listed = owner("GET", "/tokens")
    (after,) = [row for row in listed.json or [] if row["name"] == "列表"]
    assert after["used"] is not None
    assert token not in listed.text


def test_a_token_is_good_for_its_roles_only(owner: Client, web: FlaskClient) -> None:
    assert used(web, made(owner, roles=["operator"]), "GET", "/ledgers").status_code == 200
    problem(used(web, made(owner), "GET", "/ledgers"), 403, "not_allowed")
    problem(owner("POST", "/tokens", {**BODY, "roles": ["leader"]}), 422, "invalid_input")
    problem(owner("POST", "/tokens", {**BODY, "roles": []}), 422, "invalid_input")


@pytest.mark.parametrize(("read_only", "status"), [(True, 403), (False, 201)])
def test_a_token_that_reads_only_does_nothing(
    owner: Client, web: FlaskClient, read_only: bool, status: int
) -> None:
    token = made(owner, read_only=read_only)
    assert used(web, token, "POST", "/enterprises", enterprise()).status_code == status
    assert used(web, token, "GET", "/enterprises").status_code == 200


def test_what_is_not_held_any_more_ends_for_tokens_at_once(
    city: City, owner: Client, web: FlaskClient
) -> None:
    token = made(owner, roles=["operator"])
    people = People(city.client[f"{city.prefix}_portal"])
    assert used(web, token, "GET", "/ledgers").status_code == 200

    people.end_role("owner", "operator", date(2026, 6, 30))
    problem(used(web, token, "GET", "/ledgers"), 403, "not_allowed")
    people.give("owner", Held("operator", (city.sites.city,)))


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "/tokens"), ("POST", "/tokens"), ("GET", "/sessions"), ("POST", "/password"), ("GET", "/people"),
     ("DELETE", "/second-factor"), ("POST", "/people")],
)  # fmt: skip
def test_accounts_are_for_people_and_not_for_programs(
    owner: Client, web: FlaskClient, verb: str, path: str
) -> None:
    problem(used(web, made(owner, read_only=False), verb, path, BODY), 403, "not_allowed")
    for row in owner("GET", "/tokens").json or []:
        owner("DELETE", f"/tokens/{row['number']}")


def test_a_token_is_revoked_by_its_owner_only(owner: Client, web: FlaskClient) -> None:
    token = made(owner, name="撤销")
    (row,) = [row for row in owner("GET", "/tokens").json or [] if row["name"] == "撤销"]
    problem(Client(web, "leader")("DELETE", f"/tokens/{row['number']}"), 404, "not_found")

    assert owner("DELETE", f"/tokens/{row['number']}").status_code == 200

    problem(used(web, token, "GET", "/enterprises"), 401, "not_signed_in")


def test_tokens_end_with_a_lock(city: City, owner: Client, web: FlaskClient) -> None:
    token, administrator = made(owner), Client(web, "administrator")
    administrator("POST", "/people/owner/lock", {"locked": True})
    problem(used(web, token, "GET", "/enterprises"), 401, "not_signed_in")

    administrator("POST", "/people/owner/lock", {"locked": False})
    problem(used(web, token, "GET", "/enterprises"), 401, "not_signed_in")


def test_a_token_is_made_with_the_password_only(owner: Client) -> None:
    answer = owner("POST", "/tokens", {**BODY, "password": "wrong-passw0rd"})
    assert problem(answer, 422, "invalid_input")["fields"]["password"]


@pytest.fixture
def tokens(database: Database[dict[str, Any]]) -> AccessTokens:
    return AccessTokens(database)


def test_a_token_lies_as_a_digest_and_ends_after_its_last_day(
    tokens: AccessTokens, database: Database[dict[str, Any]]
) -> None:
    token, end = tokens.make(SCOPE, "a", NOON.date(), NOON), datetime(2226, 7, 2, tzinfo=UTC)

    assert token not in str(list(database["access_tokens"].find()))
    assert tokens.scope(token, "", end - timedelta(milliseconds=1)) == SCOPE
    with pytest.raises(NotSignedIn):
        tokens.scope(token, "", end)


@pytest.mark.parametrize(
    ("days", "is_taken"), [(-1, False), (0, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)]
)
def test_a_token_is_good_for_a_year_at_most(tokens: AccessTokens, days: int, is_taken: bool) -> None:
    last = NOON.date() + timedelta(days=days)
    if is_taken:
        assert tokens.make(SCOPE, "a", last, NOON)
    else:
        with pytest.raises(InvalidInput):
            tokens.make(SCOPE, "a", last, NOON)


def test_a_person_has_so_many_tokens(tokens: AccessTokens) -> None:
    for _ in range(MOST_TOKENS):
        tokens.make(SCOPE, "a", NOON.date(), NOON)
    with pytest.raises(Conflict):
        tokens.make(SCOPE, "a", NOON.date(), NOON)
