"""Plays actions through the public interfaces: REST as people, CloudEvents as systems."""

import http.client
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import amqp
import orjson
from amqp.exceptions import AMQPError

from deploy.demo.playing.action import Action
from shared.messaging.line import connect
from shared.messaging.topology import exchange_of

PREFIX = "/api/v1"
PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.1
QUIET_SECONDS = 5.0
TOKEN_SECONDS = 200.0
TIMEOUT_SECONDS = 20.0
AGAIN = (502, 503, 504)
# What an action that builds on another department's step may be answered until the news has arrived.
NOT_YET = (
    *("R-JM-11", "R-JM-15", "R-JM-16", "R-JM-16-STEPS"),
    *("I-5", "R-DEV-10", "R-DEV-15", "R-DEV-25", "R-DEV-42", "R-SEED-079"),
)

Json = Any


class Refused(Exception):
    """The portal refused an action for good; the text holds the problem document."""


@dataclass
class Client:
    """The portal as people see it; repeats with the same key what was not answered."""

    url: str
    passwords: Mapping[str, str]
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection to the portal."""
        if self._connection is not None:
            self._connection.close()

    def token(self, user: str) -> str:
        """Return a fresh token of *user*."""
        known = self._tokens.get(user)
        if known is None or time.monotonic() - known[0] > TOKEN_SECONDS:
            body = json.dumps({"user": user, "password": self.passwords[user]})
            status, answer = self.insist("POST", "/login", {"Content-Type": "application/json"}, body)
            if status != 200:
                raise Refused(f"登录 {user}：{answer}")
            known = self._tokens[user] = (time.monotonic(), answer["token"])
        return known[1]

    def get(self, user: str, path: str, **query: str) -> Json:
        """Ask a question until it is answered; raises Refused."""
        target = f"{path}?{urlencode(query)}" if query else path
        status, answer = self.insist("GET", target, {"Authorization": f"Bearer {self.token(user)}"})
        if status != 200:
            raise Refused(f"{target}: {answer}")
        return answer

    def send(self, action: Action) -> Json:
        """Send an action until it is answered, waiting for other departments' news where it builds on them."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, answer = self._send_once(action)
            if status in (200, 201):
                return answer
            if not (action.awaits and not_yet(status, answer)) or time.monotonic() > limit:
                raise Refused(f"{action.day} {action.title}: {status} {answer}")
            time.sleep(PAUSE_SECONDS)

    def _send_once(self, action: Action) -> tuple[int, Json]:
        kind, body = ("text/csv", action.csv) if action.csv else ("application/json", json.dumps(action.body))
        headers = {
            "Authorization": f"Bearer {self.token(action.user)}",
            "Content-Type": f"{kind}; charset=utf-8",
            "Idempotency-Key": action.key,
        }
        return self.insist(action.verb, action.path, headers, body)

    def insist(
        self, verb: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, Json]:
        """Repeat a request until it is answered by the service it is meant for."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, answer = self._request(verb, quote(f"{PREFIX}{path}", safe="/?&=%"), headers, body)
                if status not in AGAIN or time.monotonic() > limit:
                    return status, answer
            except (OSError, http.client.HTTPException) as error:
                self.close()
                self._connection = None
                if time.monotonic() > limit:
                    raise Refused(f"{path}: {error!r}") from error
            time.sleep(PAUSE_SECONDS)

    def _request(self, verb: str, path: str, headers: dict[str, str], body: str | None) -> tuple[int, Json]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_SECONDS)
        self._connection.request(verb, path, body.encode() if body is not None else None, headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read() or b"null")


def not_yet(status: int, answer: Mapping[str, Any]) -> bool:
    """Return whether a refusal may be for want of another service's news."""
    rules = {violation["rule"] for violation in answer.get("violations") or ()}
    return status == 404 or (status == 422 and bool(rules) and rules <= set(NOT_YET))


@dataclass
class Systems:
    """Departments' own systems: publish CloudEvents until confirmed, then ask for the receipt."""

    uri_of: Callable[[str], str]
    user_of: Callable[[str], str]
    client: Client

    def send(self, action: Action) -> None:
        """Publish the action as an event of its system and wait until it is accepted."""
        system, department = str(action.system), action.user
        self._await_day(department, action.day)
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._publish(system, action)
                break
            except (OSError, AMQPError):
                if time.monotonic() > limit:
                    raise
                time.sleep(PAUSE_SECONDS)
        receipt = self._receipt(department, system, action.key, limit)
        if receipt["state"] != "accepted":
            raise Refused(f"{action.title}: {receipt}")

    def _publish(self, system: str, action: Action) -> None:
        connection = connect(self.uri_of(system), system)
        try:
            channel = connection.channel()
            channel.confirm_select()
            headers = {
                "ce-specversion": "1.0",
                "ce-id": action.key,
                "ce-source": system,
                "ce-type": "department.figures_reported.v1",
            }
            message = amqp.Message(
                orjson.dumps(action.body),
                content_type="application/json",
                delivery_mode=2,
                user_id=self.user_of(system),
                application_headers=headers,
            )
            channel.basic_publish_confirm(
                message, exchange_of(system), "figures_reported.v1", confirm_timeout=10
            )
        finally:
            connection.collect()

    def _receipt(self, department: str, system: str, event_id: str, limit: float) -> Json:
        path = f"/departments/{department}/receipts"
        while True:
            try:
                return self.client.get(department, path, source=system, id=event_id)
            except Refused:
                if time.monotonic() > limit:
                    raise
                time.sleep(PAUSE_SECONDS)

    def _await_day(self, department: str, day: str) -> None:
        """The department dates the event by its own copy of the day, which has to be there."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while self.client.get(department, f"/departments/{department}/day")["date"] < day:
            if time.monotonic() > limit:
                raise Refused(f"{department} 没有收到业务日 {day}")
            time.sleep(PAUSE_SECONDS)


def play(
    actions: Iterable[Action],
    client: Client,
    systems: Systems,
    on_action: Callable[[Action], None] = lambda _: None,
) -> None:
    """Do all *actions* in order; *on_action* is called with each before it is done."""
    for action in actions:
        on_action(action)
        if action.system is None:
            client.send(action)
        else:
            systems.send(action)


def settled_report(client: Client, period: str, area: str) -> Json:
    """
    Wait until the report covers everything that is on record, and nothing more comes; return it, or raise Refused.

    What services still have to tell of what they heard is on no record yet: so everybody has to answer, and no ledger
    to grow for a while.
    """
    limit = time.monotonic() + PATIENCE_SECONDS
    heads, since = None, time.monotonic()
    while True:
        ledgers = client.get("operator", "/ledgers")
        silent = [one["instance"] for one in client.get("operator", "/operations") if not one["answers"]]
        report = client.get("leader", "/reports/joint-meeting", period=period, area=area)
        complete = report["complete_to"]
        behind = [row for row in ledgers if row["pending"] or complete.get(row["log"], 0) != row["n"]]
        now = {row["log"]: row["n"] for row in ledgers}
        if now != heads or silent:
            heads, since = now, time.monotonic()
        unsettled = behind or report.get("updating") or report["halted"]
        if not unsettled and time.monotonic() - since >= QUIET_SECONDS:
            return report
        if time.monotonic() > limit:
            raise Refused(f"统计未能完成：{behind}，暂停 {report['halted']}，没有应答 {silent}")
        time.sleep(PAUSE_SECONDS)
