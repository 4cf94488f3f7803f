"""The pages a person opens in a browser."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from services.portal.api.edge import COOKIE, Edge
from services.portal.api.problems import PAGE_POLICY
from services.portal.identity.sessions import HOURS
from services.portal.pages.console import HOME
from services.portal.pages.foreign import refuse_foreign
from services.portal.report import CONTENT_SECURITY_POLICY, render
from shared.contracts.errors import NotFound, NotSignedIn
from shared.contracts.reporting import SERVICE as REPORTING
from shared.rules.periods import Quarter

REPORT = "/reports/joint-meeting"


def register(app: Flask, edge: Edge) -> None:
    """Add the pages to *app*."""

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

    @app.get(REPORT)
    def report_page() -> Answer:
        try:
            token = edge.page_token(request)
        except NotSignedIn:
            return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
        return _report_page(edge, token)


def _report_page(edge: Edge, token: str) -> Response:
    area = request.args.get("area", edge.settings.sites.city)
    report = _report(edge, token, request.args.get("period"), area)
    page = make_response(render(report, _names(edge, token), signed_in=COOKIE in request.cookies))
    page.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page


def _report(edge: Edge, token: str, period: str | None, area: str) -> dict[str, Any]:
    """Ask for the report of *period*; None: of the last quarter or, when that is before our time, of this one."""

    def of(quarter: str) -> dict[str, Any]:
        asked = {"period": quarter, "area": area}
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
