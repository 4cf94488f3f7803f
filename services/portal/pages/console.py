"""The console in the browser: its files, and the session it works with."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, request, send_from_directory
from werkzeug.wrappers import Response as Answer

from services.portal.api import cookies
from services.portal.api.edge import Edge
from services.portal.pages.foreign import refuse_foreign
from shared.contracts.errors import NotFound, NotSignedIn
from shared.contracts.services import ROLES
from shared.security.tokens import LIFETIME_SECONDS

BUILT = Path(__file__).parents[3] / "var" / "console"
HOME = "/console/"
# The console's own scripts and nothing else; Element Plus and ECharts place what they draw by style attributes.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
YEAR_SECONDS = 31_536_000
PACKED = {"br": ".br", "gzip": ".gz"}


def register(app: Flask, edge: Edge) -> None:
    """Add the console to *app*."""

    @app.get("/")
    def home() -> Answer:
        return redirect(HOME)

    @app.get(HOME, defaults={"path": "index.html"})
    @app.get(f"{HOME}<path:path>")
    def console(path: str) -> Response:
        return page_file(path if path.startswith("assets/") else "index.html")

    @app.post("/session/token")
    def token() -> dict[str, Any]:
        """Give the console, which holds the cookie of a session, a token for the API."""
        refuse_foreign()
        # A page asks by itself as long as it is open; that keeps no session alive.
        active = request.headers.get("X-Active") != "no"
        user = edge.sessions.user(cookies.read(request, cookies.SESSION), active=active)
        if user is None:
            raise NotSignedIn("请先登录")
        person = edge.person(user)
        held = person.actor(edge.civil_day())
        departments = edge.settings.sites.departments
        own = departments[person.department]
        return {
            "token": edge.sign(person.user),
            "expires_in": LIFETIME_SECONDS,
            "user": person.user,
            "name": person.name,
            "department": {"code": own.instance, "name": own.name, "data_set": own.data_set},
            "departments": {code: one.name for code, one in departments.items()},
            "convener": edge.settings.sites.convener,
            "city": edge.settings.sites.city,
            "roles": {role: ROLES[role] for role in held.roles},
            "areas": list(held.areas),
        }


def page_file(path: str) -> Response:
    """Return a file of the built console, packed as the browser likes it; what is missing is said."""
    if not (BUILT / "index.html").is_file():
        raise NotFound("控制台尚未构建：请执行 make console")
    for encoding, suffix in PACKED.items():
        if request.accept_encodings[encoding] and (BUILT / f"{path}{suffix}").is_file():
            answer = make_response(send_from_directory(BUILT, f"{path}{suffix}", mimetype=_mimetype(path)))
            answer.headers["Content-Encoding"] = encoding
            return _dressed(answer, path)
    return _dressed(make_response(send_from_directory(BUILT, path)), path)


def _mimetype(path: str) -> str:
    return {"js": "text/javascript", "css": "text/css", "html": "text/html", "json": "application/json"}.get(
        path.rsplit(".", 1)[-1], "application/octet-stream"
    )


def _dressed(answer: Response, path: str) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Vary"] = "Accept-Encoding"
    # The names of assets change with what is in them.
    kept = f"public, max-age={YEAR_SECONDS}, immutable" if path.startswith("assets/") else "no-cache"
    answer.headers["Cache-Control"] = kept
    return answer
