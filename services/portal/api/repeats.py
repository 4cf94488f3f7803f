"""Idempotency-Key on every POST: a request that is sent again is answered as it was, and nothing is done twice."""

import hashlib
import json

from flask import Flask, Response, g, request

from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX, ROUTES
from services.portal.repeating.store import Answers
from shared.contracts.errors import InvalidInput

MAX_KEY = 64
HEADER = "Idempotency-Key"
# A service knows again by itself what it was told with a key, a job its file; and a token is made anew each time.
BY_THEMSELVES = frozenset(
    {*(f"{route.verb} {route.path}" for route in ROUTES), "import_file", "import_file_as_job", "login"}
)
# They pass on what comes in and never hold it whole: of them the length has to be the same, and the question.
PASSED_ON = frozenset({"upload_file"})


def key_given() -> str | None:
    """Return the key of the request; raises InvalidInput."""
    key = request.headers.get(HEADER)
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise InvalidInput(f"{HEADER} 应为1到{MAX_KEY}个字符", {"fields": {HEADER: ["长度不符"]}})
    return key


def register(app: Flask, edge: Edge, answers: Answers) -> None:
    """Let *app* answer a POST with a key once only."""

    @app.before_request
    def look() -> Response | None:
        if request.method != "POST" or not request.path.startswith(PREFIX) or request.endpoint is None:
            return None
        key = key_given()
        if key is None or request.endpoint in BY_THEMSELVES:
            return None
        name = _name(edge.actor(edge.token(request)).user, key)
        asked = [request.full_path, request.content_length, _body()]
        if (known := answers.begin(name, asked)) is not None:
            return _again(known)
        g.answer_name = name
        return None

    @app.after_request
    def keep(response: Response) -> Response:
        name = g.pop("answer_name", None)
        if name is not None and response.status_code < 300:
            told = [response.status_code, response.mimetype, response.headers.get("Location")]
            answers.keep(name, json.dumps(told).encode() + b"\n" + response.get_data())
        elif name is not None:
            answers.release(name)
        return response


def _body() -> str:
    if request.endpoint in PASSED_ON:
        return ""
    # Forms are read from what was kept; their views allow more than others.
    return hashlib.sha256(request.get_data(cache=True, parse_form_data=False)).hexdigest()


def _name(user: str, key: str) -> str:
    told = json.dumps([user, request.endpoint, request.path, key])
    return hashlib.sha256(told.encode()).hexdigest()


def _again(known: bytes) -> Response:
    told, _, body = known.partition(b"\n")
    status, kind, place = json.loads(told)
    response = Response(body, status, mimetype=kind)
    if place:
        response.headers["Location"] = place
    return response
