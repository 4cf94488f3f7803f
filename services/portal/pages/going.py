"""Where somebody goes who has signed in."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response as Answer

from services.portal.api import cookies
from services.portal.api.edge import Edge
from services.portal.pages.console import HOME


def signed_in(edge: Edge, user: str, target: str) -> Answer:
    """
    Lead *user*, who has shown who it is, to *target* in a session of a new name.

    The session that the browser held before ends: nobody is signed in by a name that somebody else chose.
    """
    answer = redirect(target, 303)
    edge.sessions.end(cookies.read(request, cookies.SESSION))
    agent = request.headers.get("User-Agent", "")
    name = edge.sessions.start(user, request.remote_addr or "", agent)
    cookies.put(answer, request, cookies.SESSION, name)
    return answer


def target_of(wanted: str | None) -> str:
    """Return where to go after signing in: a path of this site, whatever was asked for."""
    parts = urlsplit(wanted or HOME)
    local = (
        not parts.scheme
        and not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith("//")
    )
    # What browsers take for a slash, and what no header may hold.
    strange = any(one == "\\" or not one.isprintable() for one in wanted or "")
    return (wanted or HOME) if local and not strange else HOME
