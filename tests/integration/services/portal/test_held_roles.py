"""Roles are held for a while and over areas of their own; what is withdrawn ends at once."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import enterprise

XIXIA, WANCHENG = "411323000000", "411302000000"
IN_XIXIA, IN_WANCHENG = "411323001000", "411302001000"
DAY = date(2026, 7, 1)
MORE = {"size": "small", "operation_state": "operating", "registered_on": "2020-05-18", "sample": True}


@pytest.fixture
def people(city: City) -> People:
    return People(city.client[f"{city.prefix}_portal"])


def somebody(city: City, people: People, user: str, *held: Held) -> Person:
    person = Person(user, "样例", city.sites.convener, held)
    people.add(person, PASSWORD)
    return person


def test_a_role_is_held_on_its_first_and_last_day_and_not_beyond() -> None:
    held = Held("inspector", (XIXIA,), since=DAY, until=DAY + timedelta(days=9))
    days = [DAY + timedelta(days=n) for n in (-1, 0, 9, 10)]
    assert [held.is_on(day) for day in days] == [False, True, True, False]


def test_a_role_acts_in_its_own_areas_only() -> None:
    both = Person("li", "李四", "union", (Held("registry_clerk", (XIXIA,)), Held("inspector", (WANCHENG,))))
    clerk, anyone, nobody = (both.acting(roles, DAY) for roles in (("registry_clerk",), ("*",), ("leader",)))
    assert (clerk.roles, clerk.areas) == (("registry_clerk",), (XIXIA,))
    assert (anyone.roles, anyone.areas) == (("registry_clerk", "inspector"), (XIXIA, WANCHENG))
    assert (nobody.roles, nobody.areas) == ((), ())


def test_a_clerk_of_one_county_registers_nothing_where_only_an_inspector(
    city: City, people: People, web: FlaskClient
) -> None:
    somebody(city, people, "two_hats", Held("registry_clerk", (XIXIA,)), Held("inspector", (WANCHENG,)))
    client = Client(web, "two_hats")
    own, other = (
        {**enterprise(number), **MORE, "area": area} for number, area in ((81, IN_XIXIA), (82, IN_WANCHENG))
    )
    assert client("POST", "/enterprises", other).status_code == 403
    assert client("POST", "/enterprises", own).status_code == 201


def test_a_withdrawn_role_ends_with_the_token_still_good(
    city: City, people: People, web: FlaskClient
) -> None:
    somebody(city, people, "clerk_once", Held("registry_clerk", (XIXIA,)), Held("leader", (XIXIA,)))
    client = Client(web, "clerk_once")
    given = {**MORE, "area": IN_XIXIA}
    assert client("POST", "/enterprises", {**enterprise(83), **given}).status_code == 201

    people.end_role("clerk_once", "registry_clerk", date(2026, 1, 1))

    assert client("POST", "/enterprises", {**enterprise(84), **given}).status_code == 403
    assert client("GET", "/areas").status_code == 200


def test_a_locked_account_is_out_at_once_in_the_api_and_on_pages(
    city: City, people: People, web: FlaskClient
) -> None:
    somebody(city, people, "left", Held("leader", (XIXIA,)))
    client = Client(web, "left")
    web.post("/login", data={"user": "left", "password": PASSWORD})
    assert client("GET", "/areas").status_code == 200
    assert web.post("/session/token").status_code == 200

    people.lock("left")

    assert client("GET", "/areas").status_code == 401
    assert web.post("/session/token").status_code == 401
    assert web.post("/login", data={"user": "left", "password": PASSWORD}).status_code == 401
    people.lock("left", False)
    assert web.post("/session/token").status_code == 401
    assert client("GET", "/areas").status_code == 200


def test_an_account_of_before_holds_its_roles_over_its_areas_without_an_end(
    people: People, city: City
) -> None:
    flat = {"name": "旧", "department": "union", "roles": ["leader"], "areas": [XIXIA], "password": "x"}
    rows = city.client[f"{city.prefix}_portal"]["people"]
    rows.insert_one({"_id": "older", **flat})

    assert people.known("older").held == (Held("leader", (XIXIA,)),)
    people.give("older", Held("inspector", (WANCHENG,), until=DAY))
    assert people.known("older").held == (Held("leader", (XIXIA,)), Held("inspector", (WANCHENG,), until=DAY))
    assert "roles" not in rows.find_one({"_id": "older"})


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Held("emperor", (XIXIA,)), "没有这个角色"),
        (Held("branch_secretary", ()), "所在的党组织或地区"),
        (Held("leader", (XIXIA,), since=DAY, until=DAY - timedelta(days=1)), "截止日早于起始日"),
    ],
)
def test_a_role_that_cannot_be_held_is_refused(people: People, held: Held, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        people.give("leader", held)
    with pytest.raises(InvalidInput, match=said):
        people.add(Person("new_one", "新", "union", (held,)), PASSWORD)


def test_a_role_of_one_day_can_be_held(people: People, city: City) -> None:
    somebody(city, people, "a_day", Held("leader", (XIXIA,), since=DAY, until=DAY))
    assert people.known("a_day").actor(DAY).roles == ("leader",)


def test_two_who_change_the_same_roles_do_not_undo_one_another(people: People, city: City) -> None:
    before = somebody(city, people, "busy", Held("leader", (XIXIA,)))
    people.give("busy", Held("inspector", (XIXIA,)))
    with pytest.raises(Conflict, match="刚被修改"):
        people._hold(before, before.ending("leader", DAY))
    with pytest.raises(NotFound):
        people.end_role("busy", "convener", DAY)


def test_the_list_of_people_tells_what_holds_and_from_when_to_when(
    city: City, people: People, web: FlaskClient
) -> None:
    over = Held("inspector", (XIXIA,), since=date(2020, 1, 1), until=date(2020, 12, 31))
    somebody(city, people, "listed", Held("leader", (XIXIA,)), over)
    listed = {one["user"]: one for one in Client(web, "administrator")("GET", "/people").json}["listed"]
    assert listed["roles"] == ["leader"]
    assert [row["until"] for row in listed["held"]] == [None, "2020-12-31"]
    assert listed["held"][1]["role_name"]
    assert Client(web, "leader")("GET", "/people").status_code == 403
