"""Who follows whom, and what an outlet shows, as the services declare and the city's description fills in."""

from dataclasses import replace
from datetime import date

import pytest

from shared.city.logs import follows, may_read, outlets_of
from shared.city.sites import Department, Lead, Sites

SITES = Sites(
    city="411300000000",
    first_convener="lead",
    departments={
        "lead": Department("lead", "牵头"),
        "union": Department("union", "总工会", recommends="anyone"),
        "other": Department("other", "另一部门"),
    },
    grants={},
)


MAIN_LOGS = ("registry", "development", "supervision", "union", "lead", "other")
OUTLETS = (
    "registry.public",
    "development.union",
    "supervision.union",
    "supervision.lead",
    "supervision.other",
)


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize(
    ("instance", "logs"),
    [
        ("registry", {"development"}),
        ("development", {"registry", "supervision", "union"}),
        ("reporting", {"registry", "development", "notifications", "supervision", "lead", "union", "other"}),
        ("supervision", {"registry", "lead", "union", "other"}),
        ("lead", {"registry.public", "union", "other", "supervision.lead"}),
        ("union", {"registry.public", "lead", "development.union", "supervision.union"}),
        ("other", {"registry.public", "lead", "supervision.other"}),
    ],
)
def test_each_instance_follows_what_its_service_declares(instance: str, logs: set[str]) -> None:
    assert set(follows(instance, SITES)) == logs
    for log in (*MAIN_LOGS, *OUTLETS):
        assert may_read(instance, log, SITES) is (log in logs)


@pytest.mark.rule("R-JM-01")
def test_who_leads_a_county_s_meeting_is_followed_and_follows_all() -> None:
    second = replace(SITES, leads=(Lead("other", date(2026, 1, 1), "411302000000"),))

    assert set(follows("union", second)) == {*follows("union", SITES), "other"}
    assert set(follows("other", second)) == {"registry.public", "lead", "union", "supervision.other"}
    assert set(follows("lead", second)) == set(follows("lead", SITES))


def test_another_convener_changes_who_follows_whom() -> None:
    moved = replace(SITES, first_convener="other")

    assert set(follows("lead", moved)) == {"registry.public", "other", "supervision.lead"}
    assert set(follows("other", moved)) == {"registry.public", "lead", "union", "supervision.other"}


def test_an_optional_service_is_followed_where_it_runs() -> None:
    assert "training" in follows("development", replace(SITES, optional=("training",)))
    assert "training" not in replace(SITES, optional=()).instances


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize(
    ("stream", "shown"),
    [("difficulty:union:1", True), ("difficulty:other:1", False), ("meeting:1", False), ("duty:1", False)],
)
def test_a_department_sees_the_difficulties_that_are_its_own(stream: str, shown: bool) -> None:
    outlets = {outlet.name: outlet for outlet in outlets_of("supervision", SITES)}

    assert outlets["supervision.union"].shows({"stream": stream}) is shown


@pytest.mark.rule("R-PRV-15")
@pytest.mark.parametrize(
    ("stream", "shown"),
    [("enterprise:1", True), ("day", True), ("area:1", True), ("member:1", False), ("post:1", False)],
)
def test_the_public_outlet_of_the_registry_shows_no_person(stream: str, shown: bool) -> None:
    (outlet,) = outlets_of("registry", SITES)

    assert (outlet.name, outlet.shows({"stream": stream})) == ("registry.public", shown)


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize(
    ("stream", "shown"),
    [("recommendation:union:1", True), ("recommendation:unions:1", False), ("case:1", False)],
)
def test_a_department_s_outlet_shows_its_own_recommendations_only(stream: str, shown: bool) -> None:
    (outlet,) = outlets_of("development", SITES)

    assert (outlet.name, outlet.shows({"stream": stream})) == ("development.union", shown)
