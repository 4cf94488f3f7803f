"""The pages a person opens in a browser."""

from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from services.portal.api import cookies
from services.portal.api.attached import attached
from services.portal.api.edge import Edge
from services.portal.api.problems import PAGE_POLICY
from services.portal.api.rates import TooOften
from services.portal.identity.passwords import TooMany
from services.portal.pack import KINDS, Pack, content, file_name
from services.portal.pages.foreign import refuse_foreign
from services.portal.pages.going import signed_in, target_of
from services.portal.pages.steps import next_step
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
        return _login_page("", target_of(request.args.get("next")), 200)

    @app.post("/login")
    def sign_in() -> Answer:
        refuse_foreign()
        target = target_of(request.form.get("next"))
        try:
            user, password = (request.form.get(name, "") for name in ("user", "password"))
            person, device = edge.sign_in(user, password, cookies.place_of(request))
        except (NotSignedIn, TooMany, TooOften) as refusal:
            return _login_page(refusal.message, target, 401 if isinstance(refusal, NotSignedIn) else 429)
        step = next_step(edge, person)
        if step is None:
            answer = signed_in(edge, person.user, target)
        else:
            answer = redirect(f"{step}?next={quote(target)}", 303)
            cookies.put(answer, request, cookies.WAITING, edge.sessions.wait(person.user))
        cookies.put(answer, request, cookies.DEVICE, device)
        return answer

    @app.post("/logout")
    def sign_out() -> Answer:
        refuse_foreign()
        edge.sessions.end(cookies.read(request, cookies.SESSION))
        answer = redirect("/login", 303)
        cookies.drop(answer, request, cookies.SESSION)
        return answer


def _reports(app: Flask, edge: Edge) -> None:
    @app.get(REPORT)
    def report_page() -> Answer:
        return _for_whom_is_known(edge, lambda token: _report_page(edge, token))

    @app.get(f"{REPORT}/<kind>")
    def report_file(kind: str) -> Answer:
        if kind not in KINDS:
            raise NotFound(f"报告没有这种文件：{kind}；可用：{'、'.join(KINDS)}")
        return _for_whom_is_known(edge, lambda token: _report_file(edge, token, kind))


def _for_whom_is_known(edge: Edge, answer: Callable[[str], Answer]) -> Answer:
    """Answer whoever is signed in; let others sign in first and come back."""
    try:
        token = edge.page_token(request)
    except NotSignedIn:
        return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
    return answer(token)


def _report_page(edge: Edge, token: str) -> Response:
    area = request.args.get("area", edge.settings.sites.city)
    report = _report(edge, token, request.args.get("period"), area, request.args.get("version"))
    page = make_response(
        render(report, _names(edge, token), signed_in=cookies.read(request, cookies.SESSION) is not None)
    )
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
    made = _made(kind, content(report, names, before))
    user = edge.actor(token).user
    log.info("packed", user=user, area=area, period=report["period"], kind=kind)
    name = file_name(names.get(area, area), report["period"], kind)
    return attached(made, name, KINDS[kind].media_type)


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
