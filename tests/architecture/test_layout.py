"""The layout, the container files and the description of the city agree with each other."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.definitions import users_of
from shared.city.sites import Sites

ROOT = Path(__file__).parents[2]
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)(_|$)")


@pytest.fixture
def sites() -> Sites:
    return Sites.load()


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def modules() -> list[Path]:
    return sorted(
        path for folder in ("services", "shared", "deploy") for path in (ROOT / folder).rglob("*.py")
    )


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [path for path in modules() if FORBIDDEN_NAMES.search(path.stem)] == []


def test_every_module_says_what_is_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_containers_run_every_instance_and_a_relay_for_each_ledger(
    sites: Sites, compose: dict[str, Any]
) -> None:
    wanted = {*sites.instances, "portal", *(f"{name}-relay" for name in sites.ledger_instances)}

    assert wanted == set(compose["services"]) - {"broker", "database", "topology", "accounts", "secrets"}


def test_a_container_sees_the_secrets_of_its_own_instance_only(sites: Sites, compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        owner = name.removesuffix("-relay")
        if owner in (*sites.instances, "portal"):
            assert service["volumes"] == [f"./var/compose/{owner}:/run/lianxi:ro"]
            assert service["environment"]["LIANXI_INSTANCE"] == owner


def test_who_makes_the_accounts_alone_sees_all_of_them_and_before_anybody_needs_one(
    sites: Sites, compose: dict[str, Any]
) -> None:
    services = compose["services"]
    seeing = {name for name, service in services.items() if "var/compose/accounts" in str(service)}
    holding = {name for name, service in services.items() if "database.key" in service.get("secrets", [])}
    needing = {
        name for name, service in services.items() if "LIANXI_INSTANCE" in service.get("environment", {})
    }

    assert (seeing, holding) == ({"accounts"}, {"database"})
    assert len(needing) > len(sites.instances)
    for name in needing:
        assert services[name]["depends_on"]["accounts"] == {"condition": "service_completed_successfully"}
        assert services[name]["environment"]["LIANXI_MONGODB_URI_FILE"] == "/run/lianxi/mongodb_uri"
        assert "LIANXI_MONGODB_URI" not in services[name]["environment"]


def test_the_database_asks_who_somebody_is(compose: dict[str, Any]) -> None:
    database = compose["services"]["database"]

    assert "--keyFile" in database["command"]
    assert "enableLocalhostAuthBypass=false" in database["command"]


def test_only_the_portal_publishes_a_port(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if service.get("ports")] == ["portal"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_every_instance_and_every_system_has_a_broker_user_of_its_own(sites: Sites) -> None:
    users = users_of(sites)

    assert len(users) == len(set(users))
    assert {"reporting", "union", "union_system"} <= set(users)
