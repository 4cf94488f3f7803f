"""What somebody outside can send to the portal, and what comes back."""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

API = "/api/v1"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """An answer of the portal."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def json(self) -> Any:
        """Return what the JSON of the answer says."""
        return json.loads(self.content)

    @property
    def text(self) -> str:
        """Return the answer as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def refusal(self) -> tuple[int, str]:
        """Return status and code of a refusal; of anything else, the status and nothing."""
        if "problem+json" not in self.headers.get("Content-Type", ""):
            return self.status, ""
        return self.status, str(self.json["code"])

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie that the answer gives."""
        for given in self.headers.get_all("Set-Cookie", []):
            if given.startswith(f"{name}="):
                return str(given.split(";")[0].removeprefix(f"{name}="))
        return None


def send(
    url: str, verb: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send exactly this; *path* goes out as it is written, dots and all."""
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as line:
        line.request(verb, path, body, dict(headers or {}))
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def call(url: str, verb: str, path: str, token: str | None, body: Any = None, **headers: str) -> Answer:
    """Call the API as whoever *token* names; underscores in the names of headers stand for dashes."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        told["Authorization"] = f"Bearer {token}"
    if body is not None and not isinstance(body, bytes):
        told, body = {**JSON, **told}, json.dumps(body).encode()
    return send(url, verb, f"{API}{path}", body, told)
