"""``lianxi user``: the portal's accounts; the first administrator is made here on an empty system."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from deploy.cli import running
from services.portal.identity.people import People, Person
from shared import storage
from shared.contracts.errors import LianxiError
from shared.contracts.services import ROLES
from shared.settings import Settings

PORTAL = "portal"


def register(app: typer.Typer) -> None:
    """Add the account commands to *app*."""
    users = typer.Typer(
        help="用户：新增、列出、改密码。例：lianxi user add zhang --department union --role department_clerk "
        "--area 411302000000"
    )
    users.command("add")(add)
    users.command("list")(show)
    users.command("password")(password)
    app.add_typer(users, name="user")


def add(
    user: str,
    department: Annotated[str, typer.Option(help="部门，如 union")],
    role: Annotated[list[str], typer.Option(help=f"角色，可多次给出：{' '.join(ROLES)}")],
    area: Annotated[list[str], typer.Option(help="地区代码，可多次给出；全市填地级市代码")],
    name: Annotated[str, typer.Option(help="姓名")] = "",
) -> None:
    """新增用户。密码从标准输入读取一行；终端上留空则生成一个并显示一次。"""
    settings = _settings()
    if department not in settings.sites.departments:
        known = "、".join(settings.sites.departments)
        raise typer.BadParameter(f"没有部门 {department}；可用：{known}", param_hint="--department")
    chosen, generated = _password()
    _run(lambda: add_person(settings, user, name or user, department, role, area, chosen))
    _tell(user, chosen, generated)


def show(format: Annotated[str, typer.Option("--format", help="text 或 json")] = "text") -> None:  # noqa: A002
    """列出用户。"""
    with _people(_settings()) as people:
        found = people.all()
    rows = [
        {"user": p.user, "name": p.name, "department": p.department, "roles": p.roles, "areas": p.areas}
        for p in found
    ]
    if format == "json":
        sys.stdout.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    for row in rows:
        Console().print(
            f"{row['user']}  {row['department']}  {'、'.join(row['roles'])}  {'、'.join(row['areas'])}"
        )


def password(user: str) -> None:
    """为用户设置新密码；读取方式同 add。"""
    chosen, generated = _password()
    with _people(_settings()) as people:
        _run(lambda: people.set_password(user, chosen))
    _tell(user, chosen, generated)


def add_person(
    settings: Settings,
    user: str,
    name: str,
    department: str,
    roles: Sequence[str],
    areas: Sequence[str],
    password: str,
) -> None:
    """Add an account to the portal that *settings* are of; raises Conflict or InvalidInput."""
    person = Person(user, name, department, tuple(roles), tuple(areas))
    with _people(settings) as people:
        people.add(person, password)


def _password() -> tuple[str, bool]:
    """Read a password from standard input, never from the command line; return it and whether it was made up."""
    typed = (
        typer.prompt("密码（留空则生成）", hide_input=True, default="")
        if sys.stdin.isatty()
        else sys.stdin.readline()
    )
    chosen = str(typed).rstrip("\r\n")
    return (chosen, False) if chosen else (secrets.token_urlsafe(12) + "-1a", True)


def _tell(user: str, chosen: str, generated: bool) -> None:
    shown = f"，密码：{chosen}（只显示这一次）" if generated else ""
    Console().print(f"用户 {user} 已设置{shown}", markup=False, highlight=False)


@contextmanager
def _people(settings: Settings) -> Iterator[People]:
    with storage.client(settings, "cli") as client:
        yield People(client[settings.database])


def _settings() -> Settings:
    return running.settings(PORTAL)[0]


def _run(act: Any) -> None:
    try:
        act()
    except LianxiError as refusal:
        Console(stderr=True).print(refusal.message, style="red", markup=False)
        raise typer.Exit(1) from refusal
