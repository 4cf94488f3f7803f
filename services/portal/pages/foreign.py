"""What other sites may not do in a browser's name."""

from urllib.parse import urlsplit

from flask import abort, request


def refuse_foreign() -> None:
    """
    Refuse a request that another site sends in the browser's name.

    Every current browser says so in ``Sec-Fetch-Site``, but on lines without encryption it sends ``Origin`` alone.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site in ("cross-site", "same-site"):
        abort(403)
    if site is None and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)
