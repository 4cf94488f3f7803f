"""``lianxi user`` on a real database: accounts that can sign in, passwords that never show."""

import json
from datetime import date
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
            "locked": False,
            "held": [
                {
                    "role": "department_clerk",
                    "areas": ["411300000000"],
                    "organisations": [],
                    "cases": [],
                    "since": None,
                    "until": None,
                }
            ],
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
    assert "密码不合适" in weak.output
    assert database["people"].count_documents({}) == 0


def test_a_role_is_given_for_a_while_and_ended(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    add(environment)
    days = ("--since", "2026-07-01", "--until", "2026-09-30")
    given = run(environment, "role", "add", "zhang", "--role", "inspector", "--area", "411302000000", *days)
    assert given.exit_code == 0, given.output

    zhang = People(database).known("zhang")
    assert zhang.actor(date(2026, 6, 30)).roles == ("department_clerk",)
    assert zhang.actor(date(2026, 9, 30)).roles == ("department_clerk", "inspector")

    ended = run(environment, "role", "end", "zhang", "--role", "inspector", "--until", "2026-07-31")
    assert ended.exit_code == 0, ended.output
    zhang = People(database).known("zhang")
    assert "inspector" in zhang.actor(date(2026, 7, 31)).roles
    assert "inspector" not in zhang.actor(date(2026, 8, 1)).roles


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("role", "add", "zhang", "--role", "branch_secretary"), "--area"),
        (("role", "end", "zhang", "--role", "leader"), "没有角色领导"),
        (("lock", "nobody"), "没有用户nobody"),
    ],
)
def test_what_cannot_be_changed_is_said(
    environment: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    add(environment)
    refused = run(environment, *words)
    assert refused.exit_code != 0
    assert said in refused.output


def test_a_branch_secretary_may_be_given_an_organisation_alone(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    add(environment)
    given = run(environment, "role", "add", "zhang", "--role", "branch_secretary", "--organisation", "XX-001")
    assert given.exit_code == 0, given.output
    assert People(database).known("zhang").held[-1].organisations == ("XX-001",)


def test_a_locked_person_cannot_sign_in_until_unlocked(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    add(environment)
    assert run(environment, "lock", "zhang").exit_code == 0
    with pytest.raises(NotSignedIn):
        People(database).check("zhang", PASSWORD)
    assert run(environment, "unlock", "zhang").exit_code == 0
    assert People(database).check("zhang", PASSWORD).user == "zhang"


def test_the_first_administrator_is_made_once(
    environment: dict[str, str], database: Database[dict[str, Any]]
) -> None:
    made = run(environment, "first", "root", typed=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert People(database).known("root").actor(date(2026, 7, 1)).roles == ("administrator",)

    again = run(environment, "first", "second", typed=f"{PASSWORD}\n")
    assert again.exit_code == 1
    assert "已有系统管理员" in again.output
    assert People(database).find("second") is None
