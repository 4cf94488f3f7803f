"""Accounts over REST and the pages: invited, given roles, locked, reset; and one's own password and second factor."""

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask.testing import FlaskClient

from services.portal.api.cookies import SESSION, WAITING
from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from services.portal.server import create_app
from shared.contracts.portal.accounts import SECOND_FACTOR_ROLES
from shared.contracts.services import ROLES
from shared.settings import REQUIRED
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client

XIXIA, IN_XIXIA, WANCHENG = "411323000000", "411323001000", "411302000000"
NEW = "three willows by the river"


@pytest.fixture(scope="module")
def people(city: City) -> People:
    people = People(city.client[f"{city.prefix}_portal"])
    county = Held("area_administrator", (XIXIA,))
    people.add(
        Person("county_admin", "县管理员", city.sites.convener, (county, Held("leader", (WANCHENG,)))),
        PASSWORD,
    )
    return people


@pytest.fixture
def root(web: FlaskClient) -> Client:
    return Client(web, "administrator")


@pytest.fixture
def county(people: People, web: FlaskClient) -> Client:
    return Client(web, "county_admin")


def body(user: str, *held: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"user": user, "name": "样例", "department": "union", "held": [*held], **more}


def held(role: str = "leader", *areas: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "areas": [*(areas or (XIXIA,))], **more}


def login(web: FlaskClient, user: str, password: str, **more: str) -> int:
    return web.post("/api/v1/login", json={"user": user, "password": password, **more}).status_code


def accept(web: FlaskClient, code: str, password: str = NEW, again: str | None = None) -> int:
    form = {"code": code, "password": password, "again": again or password}
    return web.post("/invitation", data=form).status_code


def test_an_invited_person_chooses_a_password_and_signs_in(root: Client, web: FlaskClient) -> None:
    made = root("POST", "/people", body("invited", held(until="2099-12-31")))
    assert made.status_code == 201, made.json
    code = made.json["code"]
    assert login(web, "invited", NEW) == 401

    assert accept(web, code, NEW, "another one by the river") == 422
    assert accept(web, code, "short") == 422
    assert accept(web, code) == 303
    assert accept(web, code) == 422
    assert login(web, "invited", NEW) == 200
    assert root("POST", "/people", body("invited")).status_code == 409


def test_a_reset_ends_the_password_and_the_sessions_at_once(
    root: Client, web: FlaskClient, people: People
) -> None:
    people.add(Person.always("forgetful", "样例", "union", ("leader",), (XIXIA,)), PASSWORD)
    web.post("/login", data={"user": "forgetful", "password": PASSWORD})
    code = root("POST", "/people/forgetful/reset", {}).json["code"]
    assert web.post("/session/token").status_code == 401
    assert login(web, "forgetful", PASSWORD) == 401
    assert accept(web, code) == 303
    assert login(web, "forgetful", NEW) == 200


def test_a_code_is_of_no_use_to_a_locked_person(root: Client, web: FlaskClient, people: People) -> None:
    code = root("POST", "/people", body("never_came", held())).json["code"]
    people.lock("never_came")
    assert accept(web, code) == 422
    assert root("POST", "/people/never_came/lock", {"locked": False}).status_code == 200
    assert accept(web, code) == 303


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (held("leader", XIXIA), 201),
        (held("inspector", IN_XIXIA), 201),
        (held("leader", WANCHENG), 403),
        (held("leader", "411300000000"), 403),
        (held("leader", XIXIA, WANCHENG), 403),
        (held("administrator", XIXIA), 403),
        (held("area_administrator", IN_XIXIA), 403),
        (held("operator", XIXIA), 403),
        ({"role": "leader"}, 403),
        (held("emperor", XIXIA), 422),
        (held("leader", XIXIA, until="soon"), 422),
    ],
)
def test_the_administrator_of_an_area_gives_what_lies_in_it(
    county: Client, people: People, given: dict[str, Any], status: int
) -> None:
    user = f"of_xixia_{uuid.uuid4().hex[:8]}"
    assert county("POST", "/people", body(user, given)).status_code == status
    assert (people.find(user) is not None) == (status == 201)


def test_the_administrator_of_an_area_manages_nobody_beyond_it(
    county: Client, root: Client, people: People, city: City
) -> None:
    people.add(Person.always("own_one", "样例", "union", ("leader",), (IN_XIXIA,)), PASSWORD)
    for user in ("administrator", "leader", "county_admin"):
        for path, given in (("lock", {}), ("reset", {}), ("roles", held()), ("roles/leader/end", {})):
            assert county("POST", f"/people/{user}/{path}", given).status_code == 403
    assert county("POST", "/people/own_one/roles", held("inspector", WANCHENG)).status_code == 403
    assert county("POST", "/people/own_one/roles", held("inspector", IN_XIXIA)).status_code == 201
    assert county("POST", "/people/own_one/roles/leader/end", {"until": "2026-06-30"}).status_code == 200
    seen = {one["user"] for one in county("GET", "/people").json}
    assert "own_one" in seen
    assert not {"administrator", "leader"} & seen
    assert {"own_one", "administrator"} <= {one["user"] for one in root("GET", "/people").json}
    # Who was given a role beyond the area meanwhile is no longer in reach.
    people.give("own_one", Held("leader", (WANCHENG,)))
    assert county("POST", "/people/own_one/lock", {}).status_code == 403


def test_whoever_manages_nothing_changes_nobody(web: FlaskClient) -> None:
    leader = Client(web, "leader")
    for path in ("/people", "/people/clerk/lock", "/people/clerk/reset", "/people/leader/roles"):
        assert leader("POST", path, body("x", held()) if path == "/people" else held()).status_code == 403


def test_one_sees_and_ends_ones_own_sessions(people: People, city: City) -> None:
    people.add(Person.always("traveller", "样例", "union", ("leader",), (XIXIA,)), PASSWORD)
    here, there = (city.web.application.test_client() for _ in range(2))
    for one, agent in ((here, "At home"), (there, "At work")):
        one.post("/login", data={"user": "traveller", "password": PASSWORD}, headers={"User-Agent": agent})
    mine = Client(here, "traveller")
    listed = {row["agent"]: row for row in mine("GET", "/sessions").json}
    assert (listed["At home"]["this"], listed["At work"]["this"]) == (True, False)

    other = Client(city.web.application.test_client(), "leader")
    assert other("DELETE", f"/sessions/{listed['At work']['session']}").status_code == 404
    assert there.post("/session/token").status_code == 200
    assert mine("DELETE", f"/sessions/{listed['At work']['session']}").status_code == 200
    assert there.post("/session/token").status_code == 401

    there.post("/login", data={"user": "traveller", "password": PASSWORD})
    assert mine("DELETE", "/sessions").status_code == 200
    assert there.post("/session/token").status_code == 401
    assert here.post("/session/token").status_code == 200


def test_a_changed_password_needs_the_old_one_and_ends_the_sessions(people: People, web: FlaskClient) -> None:
    people.add(Person.always("changing", "样例", "union", ("leader",), (XIXIA,)), PASSWORD)
    web.post("/login", data={"user": "changing", "password": PASSWORD})
    me = Client(web, "changing")
    assert me("POST", "/password", {"password": "not the one", "new_password": NEW}).status_code == 422
    assert me("POST", "/password", {"password": PASSWORD, "new_password": "short"}).status_code == 422
    assert web.post("/session/token").status_code == 200
    assert me("POST", "/password", {"password": PASSWORD, "new_password": NEW}).status_code == 200
    assert web.post("/session/token").status_code == 401
    assert (login(web, "changing", PASSWORD), login(web, "changing", NEW)) == (401, 200)


def authenticator(address: str) -> pyotp.TOTP:
    return pyotp.TOTP(parse_qs(urlsplit(address).query)["secret"][0])


def test_with_a_second_factor_the_password_alone_lets_nobody_in(people: People, web: FlaskClient) -> None:
    people.add(Person.always("careful", "样例", "union", ("leader",), (XIXIA,)), PASSWORD)
    me = Client(web, "careful")
    assert me("POST", "/second-factor", {"password": "not the one"}).status_code == 422
    totp = authenticator(me("POST", "/second-factor", {"password": PASSWORD}).json["address"])
    before = datetime.now(UTC) - timedelta(seconds=30)
    codes = me("POST", "/second-factor/confirm", {"code": totp.at(before)}).json["recovery_codes"]
    assert me("GET", "/second-factor").json == {"enrolled": True, "needed": False, "recovery": 10}

    assert login(web, "careful", PASSWORD) == 401
    assert login(web, "careful", PASSWORD, code="000000x") == 401
    assert login(web, "careful", PASSWORD, code=codes[0]) == 200

    led = web.post("/login", data={"user": "careful", "password": PASSWORD, "next": "/reports/joint-meeting"})
    assert led.location.startswith("/login/code?next=")
    assert web.get_cookie(SESSION) is None
    assert web.post("/session/token").status_code == 401
    assert web.post("/login/code", data={"code": "000000x"}).status_code == 401
    form = {"code": codes[1], "next": "/reports/joint-meeting"}
    entered = web.post("/login/code", data=form)
    assert (entered.status_code, entered.location) == (303, "/reports/joint-meeting")
    assert web.post("/session/token").status_code == 200
    assert web.get_cookie(WAITING) is None
    # With the second factor a shorter password will do.
    assert me("POST", "/password", {"password": PASSWORD, "new_password": "q7vmzk2w"}).status_code == 200

    gone = {"password": "q7vmzk2w", "code": codes[1]}
    assert me("DELETE", "/second-factor", gone).status_code == 401
    assert me("DELETE", "/second-factor", {**gone, "code": codes[2]}).status_code == 200
    assert login(web, "careful", "q7vmzk2w") == 200


@pytest.fixture
def strict(city: City) -> FlaskClient:
    """A browser before a portal that asks some roles for a second factor."""
    settings = replace(city._settings("portal"), second_factor=REQUIRED)
    caller: Any = SimpleNamespace(call=city.call, is_up=True)
    return create_app(settings, caller, city.client[f"{city.prefix}_portal"]).test_client()


def test_who_needs_a_second_factor_is_led_to_set_it_up(
    people: People, strict: FlaskClient, city: City
) -> None:
    people.add(Person.always("approver", "样例", "union", ("department_head",), (XIXIA,)), PASSWORD)
    people.add(Person.always("reader", "样例", "union", ("leader",), (XIXIA,)), PASSWORD)
    assert login(strict, "reader", PASSWORD) == 200
    assert login(strict, "approver", PASSWORD) == 403

    led = strict.post("/login", data={"user": "approver", "password": PASSWORD})
    assert led.location.startswith("/login/enrol")
    assert strict.post("/session/token").status_code == 401
    page = strict.get("/login/enrol").text
    [address] = re.findall(r"<code>(otpauth:[^<]+)</code>", page)
    assert 'src="data:image/svg+xml' in page
    totp = authenticator(address.replace("&amp;", "&"))
    assert strict.post("/login/enrol", data={"code": "000000x"}).status_code == 422
    shown = strict.post("/login/enrol", data={"code": totp.now()})
    assert shown.status_code == 200
    assert len(re.findall(r"<li><code>", shown.text)) == 10
    assert strict.post("/session/token").status_code == 200
    # Where it is only offered, who has one is asked for it as well.
    assert login(city.web.application.test_client(), "approver", PASSWORD) == 401


def test_without_a_password_no_step_after_it_can_be_taken(strict: FlaskClient) -> None:
    for path in ("/login/code", "/login/enrol"):
        assert strict.post(path, data={"code": "123456"}).location == "/login"
        foreign = strict.post(path, data={"code": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
    assert strict.get("/login/enrol").location == "/login"


def test_the_roles_that_need_a_second_factor_are_roles() -> None:
    assert {*SECOND_FACTOR_ROLES} <= {*ROLES}
