"""What other sites may not do in a browser's name."""

from flask import abort, request


def refuse_foreign() -> None:
    """Refuse a request that another site sends in the browser's name (every current browser says so)."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)
