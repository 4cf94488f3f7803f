"""The pages a person opens in a browser."""

from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from services.portal.api.edge import COOKIE, Edge
from services.portal.api.problems import PAGE_POLICY
from services.portal.identity.sessions import HOURS
from services.portal.pack import KINDS, Pack, content, file_name
from services.portal.pages.console import HOME
from services.portal.pages.foreign import refuse_foreign
from services.portal.report import CONTENT_SECURITY_POLICY, render
from shared.contracts.errors import NotFound, NotSignedIn, Unavailable
from shared.contracts.reporting import SERVICE as REPORTING
from shared.rules.periods import Quarter

REPORT = "/reports/joint-meeting"

MOST_SECONDS_IN_LINE = 10.0

making = Lock()
log = structlog.get_logger()


def register(app: Flask, edge: Edge) -> None:
    """Add the pages to *app*."""
    _sessions(app, edge)
    _reports(app, edge)


def _sessions(app: Flask, edge: Edge) -> None:
    @app.get("/login")
    def login_form() -> Response:
        return _login_page("", _target(request.args.get("next")), 200)

    @app.post("/login")
    def sign_in() -> Answer:
        refuse_foreign()
        target = _target(request.form.get("next"))
        try:
            person = edge.people.check(request.form.get("user", ""), request.form.get("password", ""))
        except NotSignedIn as refusal:
            return _login_page(refusal.message, target, 401)
        answer = redirect(target, 303)
        answer.set_cookie(
            COOKIE,
            edge.sessions.start(person.user),
            max_age=HOURS * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return answer

    @app.post("/logout")
    def sign_out() -> Answer:
        refuse_foreign()
        edge.sessions.end(request.cookies.get(COOKIE))
        answer = redirect("/login", 303)
        answer.delete_cookie(COOKIE)
        return answer


def _reports(app: Flask, edge: Edge) -> None:
    @app.get(REPORT)
    def report_page() -> Answer:
        return _signed_in(edge, lambda token: _report_page(edge, token))

    @app.get(f"{REPORT}/<kind>")
    def report_file(kind: str) -> Answer:
        if kind not in KINDS:
            raise NotFound(f"报告没有这种文件：{kind}；可用：{'、'.join(KINDS)}")
        return _signed_in(edge, lambda token: _report_file(edge, token, kind))


def _signed_in(edge: Edge, answer: Callable[[str], Answer]) -> Answer:
    """Answer whoever is signed in; let others sign in first and come back."""
    try:
        token = edge.page_token(request)
    except NotSignedIn:
        return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
    return answer(token)


def _report_page(edge: Edge, token: str) -> Response:
    area = request.args.get("area", edge.settings.sites.city)
    report = _report(edge, token, request.args.get("period"), area, request.args.get("version"))
    page = make_response(render(report, _names(edge, token), signed_in=COOKIE in request.cookies))
    page.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page


def _report_file(edge: Edge, token: str, kind: str) -> Response:
    """Return the report as a file: what may be asked for the page may be asked for it, and nothing else."""
    area = request.args.get("area", edge.settings.sites.city)
    report = _report(edge, token, request.args.get("period"), area, request.args.get("version"))
    try:
        before = _report(edge, token, str(Quarter.parse(report["period"]).previous()), area)
    except NotFound:
        before = None
    names = _names(edge, token)
    file = make_response(_made(kind, content(report, names, before)))
    user = edge.verifier.verify(token).user
    log.info("packed", user=user, area=area, period=report["period"], kind=kind)
    name = file_name(names.get(area, area), report["period"], kind)
    file.mimetype = KINDS[kind].media_type
    file.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return file


def _made(kind: str, pack: Pack) -> bytes:
    """Make a file, one at a time: a city's takes a hundred megabytes for its two seconds; raises Unavailable."""
    if not making.acquire(timeout=MOST_SECONDS_IN_LINE):
        raise Unavailable("正在生成其他报告文件，请稍后再试")
    try:
        return KINDS[kind].make(pack)
    finally:
        making.release()


def _report(
    edge: Edge, token: str, period: str | None, area: str, version: str | None = None
) -> dict[str, Any]:
    """Ask for the report of *period*; None: of the last quarter or, when that is before our time, of this one."""

    def of(quarter: str) -> dict[str, Any]:
        asked = {"period": quarter, "area": area, **({"version": version} if version else {})}
        answer: dict[str, Any] = edge.ask(REPORTING.name, "joint_meeting_report", asked, token)
        return answer

    if period:
        return of(period)
    now = Quarter.of(date.fromisoformat(edge.today(token)))
    try:
        return of(str(now.previous()))
    except NotFound:
        return of(str(now))


def _names(edge: Edge, token: str) -> dict[str, str]:
    names = {instance: department.name for instance, department in edge.settings.sites.departments.items()}
    areas: dict[str, dict[str, Any]] = edge.ask(REPORTING.name, "area_tree", {}, token)
    return names | {code: one["name"] for code, one in areas.items()}


def _login_page(problem: str, target: str, status: int) -> Response:
    page = make_response(render_template("login.html", problem=problem, target=target), status)
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


def _target(wanted: str | None) -> str:
    """Return where to go after signing in: a path of this site, whatever was asked for."""
    parts = urlsplit(wanted or HOME)
    local = (
        not parts.scheme
        and not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith("//")
    )
    return (wanted or HOME) if local and "\\" not in (wanted or "") else HOME
