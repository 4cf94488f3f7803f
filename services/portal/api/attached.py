"""Answers that a browser saves as a file."""

from urllib.parse import quote

from flask import Response


def attached(content: bytes, name: str, media_type: str) -> Response:
    """Return *content* as a file of that name, which may be Chinese (RFC 6266, RFC 8187)."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
