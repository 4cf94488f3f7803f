"""``lianxi user`` on a real database: accounts that can sign in, passwords that never show."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from pymongo.database import Database
from typer.testing import CliRunner, Result

from deploy.cli import user as commands
from services.portal.identity.people import People
from shared.contracts.errors import NotSignedIn

PASSWORD = "an-invented-passw0rd"


@pytest.fixture
def environment(database: Database[dict[str, Any]], mongodb_uri: str, tmp_path: Path) -> dict[str, str]:
    return {
        "LIANXI_INSTANCE": "portal",
        "LIANXI_AMQP_URI": "amqp://unused",
        "LIANXI_MONGODB_URI": mongodb_uri,
        "LIANXI_DATABASE": database.name,
        "LIANXI_KEYS": str(tmp_path),
    }


def run(environment: dict[str, str], *words: str, typed: str = "") -> Result:
    app = typer.Typer()
    commands.register(app)
    return CliRunner().invoke(app, ["user", *words], input=typed, env=environment)


AREA = ("--area", "411300000000")


def add(
    environment: dict[str, str],
    typed: str = f"{PASSWORD}\n",
    department: str = "union",
    area: tuple[str, ...] = AREA,
) -> Result:
    words = ("add", "zhang", "--department", department, "--role", "department_clerk", "--name", "张三")
    return run(environment, *words, *area, typed=typed)


def test_nobody_gets_the_whole_city_by_default(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    refused = add(environment, area=())

    assert refused.exit_code == 2
    assert "--area" in refused.output
    assert database["people"].count_documents({}) == 0


def test_an_added_person_can_sign_in_and_is_listed(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    added = add(environment)
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    assert People(database).check("zhang", PASSWORD).name == "张三"
    listed = run(environment, "list", "--format", "json")
    assert json.loads(listed.stdout) == [
        {
            "user": "zhang",
            "name": "张三",
            "department": "union",
            "roles": ["department_clerk"],
            "areas": ["411300000000"],
        }
    ]


def test_a_password_is_made_up_when_none_is_given(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    shown = add(environment, typed="\n").output
    made_up = shown.split("密码：")[1].split("（")[0].replace("\n", "")
    assert People(database).check("zhang", made_up).user == "zhang"


def test_a_new_password_replaces_the_old_one(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    add(environment)
    assert run(environment, "password", "zhang", typed="another-passw0rd\n").exit_code == 0
    assert People(database).check("zhang", "another-passw0rd").user == "zhang"
    with pytest.raises(NotSignedIn):
        People(database).check("zhang", PASSWORD)


def test_what_is_wrong_is_said_and_nothing_is_added(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    assert add(environment, department="treasury").exit_code == 2
    weak = add(environment, typed="short\n")
    assert weak.exit_code == 1
    assert "密码过于简单" in weak.output
    assert database["people"].count_documents({}) == 0
