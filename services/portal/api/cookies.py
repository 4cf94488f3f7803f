"""The cookies of the portal: out of reach of scripts and of other sites, and for HTTPS only where there is HTTPS."""

from flask import Request
from werkzeug.wrappers import Response

from services.portal.identity.attempts import DEVICE_DAYS, Place
from services.portal.identity.sessions import HOURS, WAITING_MINUTES

SESSION, WAITING, DEVICE = "lianxi_session", "lianxi_waiting", "lianxi_device"
LIFE_SECONDS = {SESSION: HOURS * 3600, WAITING: WAITING_MINUTES * 60, DEVICE: DEVICE_DAYS * 24 * 3600}
# Such a one no other host can set, nor anybody on a line that is not encrypted.
HOST = "__Host-"


def name_of(cookie: str, request: Request) -> str:
    """Return what *cookie* is called on the line that *request* came by."""
    return f"{HOST}{cookie}" if request.is_secure else cookie


def read(request: Request, cookie: str) -> str | None:
    """Return the value of a cookie, if the browser sent it."""
    return request.cookies.get(name_of(cookie, request))


def put(answer: Response, request: Request, cookie: str, value: str) -> None:
    """Give the browser a cookie."""
    answer.set_cookie(
        name_of(cookie, request),
        value,
        max_age=LIFE_SECONDS[cookie],
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def drop(answer: Response, request: Request, cookie: str) -> None:
    """Take a cookie back."""
    answer.delete_cookie(name_of(cookie, request), httponly=True, samesite="Lax", secure=request.is_secure)


def place_of(request: Request) -> Place:
    """Return where a request comes from."""
    return Place(request.remote_addr or "", read(request, DEVICE))
