"""``lianxi user``: the portal's accounts; the first administrator is made here on an empty system."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from deploy.cli import running
from services.portal.identity.people import People
from services.portal.identity.person import Held, Person
from shared import storage
from shared.contracts.errors import LianxiError
from shared.contracts.services import ROLES
from shared.rules.periods import ZONE
from shared.settings import Settings

PORTAL = "portal"
ADMINISTRATOR = "administrator"
# Twenty characters.
MADE_UP_BYTES = 15


def register(app: typer.Typer) -> None:
    """Add the account commands to *app*."""
    users = typer.Typer(
        help="用户：新增、列出、改密码、锁定、角色。例：lianxi user add zhang --department union "
        "--role department_clerk --area 411302000000"
    )
    users.command("add")(add)
    users.command("list")(show)
    users.command("password")(password)
    users.command("first")(first)
    users.command("lock")(lock)
    users.command("unlock")(unlock)
    roles = typer.Typer(
        help="角色：增加、到期。例：lianxi user role end zhang --role inspector --until 2026-12-31"
    )
    roles.command("add")(add_role)
    roles.command("end")(end_role)
    users.add_typer(roles, name="role")
    app.add_typer(users, name="user")


Roles = Annotated[list[str], typer.Option("--role", help=f"角色，可多次给出：{' '.join(ROLES)}")]
Areas = Annotated[list[str], typer.Option("--area", help="地区代码，可多次给出；全市填地级市代码")]
Organisations = Annotated[list[str], typer.Option("--organisation", help="党组织代码，可多次给出")]
Cases = Annotated[list[str], typer.Option("--case", help="申请人本人的发展编号，可多次给出")]
Since = Annotated[str, typer.Option(help="起始日，如 2026-07-01；不填为一直")]
Until = Annotated[str, typer.Option(help="截止日（含）；不填为没有截止日")]


def add(
    user: str,
    department: Annotated[str, typer.Option(help="部门，如 union")],
    roles: Roles,
    areas: Areas = [],  # noqa: B006
    organisations: Organisations = [],  # noqa: B006
    cases: Cases = [],  # noqa: B006
    name: Annotated[str, typer.Option(help="姓名")] = "",
    since: Since = "",
    until: Until = "",
) -> None:
    """新增用户。密码从标准输入读取一行；终端上留空则生成一个并显示一次。"""
    settings = _settings()
    _check_department(settings, department)
    held = _held(roles, (areas, organisations, cases), since, until)
    chosen, generated = _password()
    with _people(settings) as people:
        _run(lambda: people.add(Person(user, name or user, department, held), chosen))
    _tell(user, chosen, generated)


def first(user: str, name: Annotated[str, typer.Option(help="姓名")] = "") -> None:
    """在还没有系统管理员的系统上新增第一个系统管理员；密码读取方式同 add。"""
    settings = _settings()
    chosen, generated = _password()
    sites = settings.sites
    person = Person.always(user, name or user, sites.convener, (ADMINISTRATOR,), (sites.city,))
    with _people(settings) as people:
        if people.has(ADMINISTRATOR):
            Console(stderr=True).print("已有系统管理员；请由系统管理员新增用户", style="red")
            raise typer.Exit(1)
        _run(lambda: people.add(person, chosen))
    _tell(user, chosen, generated)


def lock(user: str) -> None:
    """锁定用户：立即退出登录，不能再登录。"""
    with _people(_settings()) as people:
        _run(lambda: people.lock(user))
    Console().print(f"用户 {user} 已锁定", markup=False)


def unlock(user: str) -> None:
    """解除锁定。"""
    with _people(_settings()) as people:
        _run(lambda: people.lock(user, False))
    Console().print(f"用户 {user} 已解除锁定", markup=False)


def add_role(
    user: str,
    roles: Roles,
    areas: Areas = [],  # noqa: B006
    organisations: Organisations = [],  # noqa: B006
    cases: Cases = [],  # noqa: B006
    since: Since = "",
    until: Until = "",
) -> None:
    """增加角色，可写明起止日。"""
    held = _held(roles, (areas, organisations, cases), since, until)
    with _people(_settings()) as people:
        for one in held:
            _run(partial(people.give, user, one))
    Console().print(f"用户 {user} 的角色已增加", markup=False)


def end_role(
    user: str,
    roles: Roles,
    until: Annotated[str, typer.Option(help="最后一日（含）；不填为昨日，即立即结束")] = "",
) -> None:
    """结束角色。"""
    last = _day(until, "--until") or datetime.now(ZONE).date() - timedelta(days=1)
    with _people(_settings()) as people:
        for role in roles:
            _run(partial(people.end_role, user, role, last))
    Console().print(f"用户 {user} 的角色至 {last} 止", markup=False)


def show(format: Annotated[str, typer.Option("--format", help="text 或 json")] = "text") -> None:  # noqa: A002
    """列出用户。"""
    with _people(_settings()) as people:
        found = people.all()
    rows = [
        {
            **{name: getattr(one, name) for name in ("user", "name", "department", "locked")},
            "held": [held.as_row() for held in one.held],
        }
        for one in found
    ]
    if format == "json":
        sys.stdout.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    for row in rows:
        state = "  已锁定" if row["locked"] else ""
        Console().print(f"{row['user']}  {row['department']}{state}", markup=False)
        for held in row["held"]:
            where = "、".join((*held["areas"], *held["organisations"], *held["cases"]))
            ends = f"  {held['since'] or ''}—{held['until'] or ''}" if held["since"] or held["until"] else ""
            Console().print(f"  {ROLES.get(held['role'], held['role'])}  {where}{ends}", markup=False)


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
    person = Person.always(user, name, department, roles, areas)
    with _people(settings) as people:
        people.add(person, password)


def _check_department(settings: Settings, department: str) -> None:
    if department not in settings.sites.departments:
        known = "、".join(settings.sites.departments)
        raise typer.BadParameter(f"没有部门 {department}；可用：{known}", param_hint="--department")


def _held(
    roles: Sequence[str], over: tuple[Sequence[str], Sequence[str], Sequence[str]], since: str, until: str
) -> tuple[Held, ...]:
    """Return each role over all areas, organisations and cases; nobody gets the whole city by leaving them out."""
    if not any(over):
        raise typer.BadParameter("请写明地区（--area）或党组织（--organisation）", param_hint="--area")
    days = _day(since, "--since"), _day(until, "--until")
    areas, organisations, cases = ((*codes,) for codes in over)
    return tuple(Held(role, areas, organisations, cases, *days) for role in roles)


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("日期应为 2026-07-01 的形式", param_hint=option) from error


def _password() -> tuple[str, bool]:
    """Read a password from standard input, never from the command line; return it and whether it was made up."""
    typed = (
        typer.prompt("密码（留空则生成）", hide_input=True, default="")
        if sys.stdin.isatty()
        else sys.stdin.readline()
    )
    chosen = str(typed).rstrip("\r\n")
    return (chosen, False) if chosen else (secrets.token_urlsafe(MADE_UP_BYTES), True)


def _tell(user: str, chosen: str, generated: bool) -> None:
    shown = f"，密码：{chosen}（只显示这一次）" if generated else ""
    Console().print(f"用户 {user} 已设置{shown}", markup=False, highlight=False)


@contextmanager
def _people(settings: Settings) -> Iterator[People]:
    with storage.client(settings, "cli") as client:
        yield People(client[settings.database], settings.sites.city_names)


def _settings() -> Settings:
    return running.settings(PORTAL)[0]


def _run(act: Any) -> None:
    try:
        act()
    except LianxiError as refusal:
        Console(stderr=True).print(refusal.message, style="red", markup=False)
        raise typer.Exit(1) from refusal
