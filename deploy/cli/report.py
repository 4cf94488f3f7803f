"""``lianxi report``: the joint meeting's report from a running system, requested as any user does."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import typer
from rich.console import Console

from deploy.cli import running
from services.portal.report import as_text
from shared.city.sites import SITES_FILE, Sites
from shared.rules.periods import Quarter

ANSWER_SECONDS = 15.0
# Longer than counting a whole city anew takes after one import.
UP_TO_DATE_SECONDS = 20.0
POLL_SECONDS = 0.5


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the reports to *app*."""
    reports = typer.Typer(help="报告。例：lianxi report joint-meeting --period 2026Q3 --area 411300000000")
    reports.command("joint-meeting")(joint_meeting)
    # With one command alone typer would drop its name; the callback keeps it.
    reports.callback()(lambda: None)
    app.add_typer(reports, name="report")


def joint_meeting(
    period: Annotated[str, typer.Option(help="季度，如 2026Q3")],
    area: Annotated[str, typer.Option(help="地区代码，12位；默认全市")] = "",
    format: Annotated[Format, typer.Option(help="输出格式")] = Format.TEXT,  # noqa: A002
    url: Annotated[str, typer.Option(envvar="LIANXI_URL", help="门户地址；默认是本机正在运行的系统")] = "",
    user: Annotated[str, typer.Option(envvar="LIANXI_USER", help="用户名")] = "leader",
) -> None:
    """输出联席会议报告。密码取自环境变量 LIANXI_PASSWORD，否则提示输入。"""
    sites = Sites.load(SITES_FILE)
    query = asked(period, area or sites.city)
    try:
        portal = signed_in(url, user)
        sys.stdout.write(_written(portal, query, format, sites))
    except PortalRefused as refusal:
        Console(stderr=True).print(str(refusal), style="red", markup=False)
        raise typer.Exit(1) from refusal


def asked(period: str, area: str) -> dict[str, str]:
    """Return the query of a report; raises BadParameter for what is no quarter."""
    try:
        Quarter.parse(period)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--period") from problem
    return {"period": period, "area": area}


class PortalRefused(Exception):
    """The portal said no or was out of reach; the message is for the user."""


@dataclass(frozen=True)
class Portal:
    """A signed-in session with the portal's REST interface."""

    url: str
    token: str
    opener: OpenerDirector

    @classmethod
    def sign_in(cls, url: str, user: str, password: str) -> "Portal":
        """Get a token; raises PortalRefused."""
        # The portal is on this machine or in the house: a proxy set for the outside does not lead to it.
        opener = build_opener(ProxyHandler({}))
        visitor = cls(url.rstrip("/"), "", opener)
        answer = visitor.ask("/api/v1/login", body={"user": user, "password": password})
        return cls(visitor.url, json.loads(answer)["token"], opener)

    def ask(
        self, path: str, query: Mapping[str, str] | None = None, body: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the body of the answer; raises PortalRefused."""
        return self.fetch(path, query, body)[0]

    def fetch(
        self, path: str, query: Mapping[str, str] | None = None, body: Mapping[str, str] | None = None
    ) -> tuple[bytes, str]:
        """Return the body of the answer and, of a file, its name; raises PortalRefused."""
        target = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        if not target.startswith(("http://", "https://")):
            raise PortalRefused(f"门户地址应以 http:// 或 https:// 开头：{self.url}")
        request = Request(target, data=json.dumps(body).encode() if body else None)  # noqa: S310 - checked above
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with self.opener.open(request, timeout=ANSWER_SECONDS) as answer:
                return answer.read(), answer.headers.get_filename() or ""
        except HTTPError as error:
            with error:
                raise PortalRefused(_detail(error)) from error
        except (URLError, TimeoutError, ConnectionError) as error:
            raise PortalRefused(f"无法连接门户 {self.url}：系统是否已启动？（lianxi up）") from error


def signed_in(url: str, user: str) -> Portal:
    """Sign in with the password that the environment or the person gives; raises PortalRefused."""
    password = os.environ.get("LIANXI_PASSWORD") or typer.prompt("密码", hide_input=True, err=True)
    return Portal.sign_in(url or _local_url(), user, password)


def _detail(error: HTTPError) -> str:
    try:
        problem = json.loads(error.read())
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"门户答复 {error.code}"


def _local_url() -> str:
    return f"http://127.0.0.1:{running.settings('portal')[0].http_port}"


def _written(portal: Portal, query: Mapping[str, str], format: Format, sites: Sites) -> str:  # noqa: A002
    report = up_to_date(portal, query)
    if format is Format.HTML:
        return portal.ask("/reports/joint-meeting", query).decode()
    if format is Format.JSON:
        return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    names = {name: department.name for name, department in sites.departments.items()}
    for below in ({}, {"parent": query["area"]}):
        names |= {row["code"]: row["name"] for row in json.loads(portal.ask("/api/v1/areas", below))}
    return as_text(report, names)


def up_to_date(portal: Portal, query: Mapping[str, str]) -> dict[str, Any]:
    """Ask until no figure waits to be counted anew; after a while take what there is, which says so."""
    give_up_at = time.monotonic() + UP_TO_DATE_SECONDS
    while True:
        report: dict[str, Any] = json.loads(portal.ask("/api/v1/reports/joint-meeting", query))
        if not report.get("updating") or time.monotonic() >= give_up_at:
            return report
        time.sleep(POLL_SECONDS)
