"""The pages between a password and a session: the second factor, and passwords chosen by a one-time code."""

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from services.portal.api import cookies
from services.portal.api.edge import Edge
from services.portal.api.problems import PAGE_POLICY
from services.portal.identity.person import Person
from services.portal.identity.second import picture
from services.portal.pages.foreign import refuse_foreign
from services.portal.pages.going import signed_in, target_of
from shared.contracts.errors import Conflict, InvalidInput, LianxiError, NotSignedIn

CODE, ENROL, INVITATION = "/login/code", "/login/enrol", "/invitation"


def next_step(edge: Edge, person: Person) -> str | None:
    """Return the page that stands between the password of *person* and a session; None: nothing does."""
    if edge.second.is_enrolled(person.user):
        return CODE
    return ENROL if edge.demands_second(person) else None


def register(app: Flask, edge: Edge) -> None:
    """Add the pages to *app*."""
    _code(app, edge)
    _enrolment(app, edge)
    _invitation(app, edge)


def _code(app: Flask, edge: Edge) -> None:
    @app.get(CODE)
    def code_form() -> Answer:
        return _page("code.html", target=target_of(request.args.get("next")), problem="")

    @app.post(CODE)
    def give_code() -> Answer:
        refuse_foreign()
        target = target_of(request.form.get("next"))
        user = _waiting(edge)
        if user is None:
            return redirect("/login", 303)
        try:
            edge.second.check(user, request.form.get("code", ""), cookies.place_of(request))
        except NotSignedIn as refusal:
            return _page("code.html", 401, target=target, problem=refusal.message)
        return _entered(edge, user, target)


def _enrolment(app: Flask, edge: Edge) -> None:
    @app.get(ENROL)
    def enrolment() -> Answer:
        target, user = target_of(request.args.get("next")), _waiting(edge)
        if user is None:
            return redirect("/login", 303)
        try:
            address = edge.second.begin(user)
        except Conflict:
            return redirect(CODE, 303)
        return _page("enrol.html", target=target, picture=picture(address), address=address, problem="")

    @app.post(ENROL)
    def confirm_enrolment() -> Answer:
        refuse_foreign()
        target, user = target_of(request.form.get("next")), _waiting(edge)
        if user is None:
            return redirect("/login", 303)
        try:
            codes = edge.second.confirm(user, request.form.get("code", ""))
        except (InvalidInput, Conflict) as refusal:
            return _page("enrol.html", 422, target=target, picture="", address="", problem=refusal.message)
        answer = _entered(edge, user, target)
        shown = _page("recovery.html", target=target, codes=codes)
        for cookie in answer.headers.getlist("Set-Cookie"):
            shown.headers.add("Set-Cookie", cookie)
        return shown


def _invitation(app: Flask, edge: Edge) -> None:
    @app.get(INVITATION)
    def invitation() -> Answer:
        return _page("invitation.html", problem="")

    @app.post(INVITATION)
    def accept() -> Answer:
        refuse_foreign()
        code, password, again = (request.form.get(name, "") for name in ("code", "password", "again"))
        if password != again:
            return _page("invitation.html", 422, problem="两次填写的密码不同")
        try:
            edge.accept(code, password)
        except LianxiError as refusal:
            return _page("invitation.html", 422, problem=refusal.message)
        return redirect("/login", 303)


def _waiting(edge: Edge) -> str | None:
    """Return who gave a password and still has an account that is open."""
    user = edge.sessions.waiting(cookies.read(request, cookies.WAITING))
    person = edge.people.find(user) if user else None
    return user if person is not None and not person.locked else None


def _entered(edge: Edge, user: str, target: str) -> Answer:
    edge.sessions.end(cookies.read(request, cookies.WAITING))
    answer = signed_in(edge, user, target)
    cookies.drop(answer, request, cookies.WAITING)
    return answer


def _page(template: str, status: int = 200, **shown: object) -> Answer:
    page = make_response(render_template(template, **shown), status)
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page
