"""The player repeats what was not answered with the same key, waits for news, and takes a refusal for an answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deploy.demo.playing import player
from deploy.demo.playing.action import Action
from deploy.demo.playing.player import Client, Refused

DROPPED = 0  # the connection ends without an answer
DONE = (201, {"stream": "task:JM-2026-01", "seq": 1})
UNKNOWN = (404, {"code": "not_found"})
LOCKED = (422, {"code": "rule_violated", "violations": [{"rule": "R-JM-16"}]})
TOO_FEW = (422, {"code": "rule_violated", "violations": [{"rule": "R-ORG-01"}]})

Answer = tuple[int, dict[str, Any]]


class Portal(ThreadingHTTPServer):
    """Gives the answers it was told to, one after the other, and keeps the keys it saw."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.keys: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Portal

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/login"):
            self._answer(200, {"token": "t", "expires_in": 300})
            return
        self.server.keys.append(self.headers["Idempotency-Key"])
        status, body = self.server.answers.pop(0)
        if status == DROPPED:
            self.close_connection = True
            return
        self._answer(status, body)

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setattr(player, "PAUSE_SECONDS", 0.0)
    with Portal() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(portal: Portal) -> Iterator[Client]:
    client = Client(f"http://127.0.0.1:{portal.server_port}", {"union": "only-for-tests-1"})
    yield client
    client.close()


def action(*, awaits: bool = False) -> Action:
    return Action(
        "2026-07-20", "承接", "union", "/departments/union/tasks/JM-2026-01/accept", "k-1", awaits=awaits
    )


def test_what_was_not_answered_is_repeated_with_the_same_key(portal: Portal, client: Client) -> None:
    portal.answers = [(503, {}), (DROPPED, {}), (504, {}), DONE]

    assert client.send(action())["seq"] == 1
    assert portal.keys == ["k-1"] * 4


@pytest.mark.parametrize("answer", [UNKNOWN, LOCKED])
def test_an_action_that_builds_on_another_department_waits_for_its_news(
    portal: Portal, client: Client, answer: Answer
) -> None:
    portal.answers = [answer, answer, DONE]

    client.send(action(awaits=True))

    assert portal.keys == ["k-1"] * 3


@pytest.mark.parametrize("answer", [UNKNOWN, LOCKED])
def test_an_action_that_builds_on_nobody_takes_the_same_for_a_refusal(
    portal: Portal, client: Client, answer: Answer
) -> None:
    portal.answers = [answer]

    with pytest.raises(Refused):
        client.send(action())


def test_a_rule_that_time_does_not_mend_is_a_refusal_even_while_waiting(
    portal: Portal, client: Client
) -> None:
    portal.answers = [TOO_FEW]

    with pytest.raises(Refused):
        client.send(action(awaits=True))


def test_patience_ends(portal: Portal, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.token("union")
    monkeypatch.setattr(player, "PATIENCE_SECONDS", -1.0)
    portal.answers = [(503, {})]

    with pytest.raises(Refused, match="503"):
        client.send(action())
