"""The edge: where a request gets its call id, its business day and its token, and leaves as one call."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import uuid6
from flask import Request, g

from services.portal.identity.people import People
from services.portal.identity.sessions import Sessions
from shared.contracts.errors import DeadlinePassed, NotAllowed, NotSignedIn, Unavailable
from shared.contracts.registry import SERVICE as REGISTRY
from shared.messaging.caller import Caller
from shared.security.tokens import CALL_SECONDS, SYSTEM_ROLE, Actor, Verifier, issue
from shared.settings import Settings

COOKIE = "lianxi_session"
DAY_SECONDS = 1.0
# A token that is passed on is used again for so long, and is good for longer than a call after that.
PASSED_SECONDS, MOST_PASSED = 30, 2048
CALL_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


@dataclass
class Edge:
    """What all routes share."""

    settings: Settings
    caller: Caller
    people: People
    sessions: Sessions
    verifier: Verifier
    signing_key: Any
    _day: tuple[float, str] | None = field(default=None)

    def __post_init__(self) -> None:
        # Signing and checking anew for each call would cost more than the call.
        self._pass = lru_cache(MOST_PASSED)(self._signed)

    def sign(self, user: str) -> str:
        """Issue a token for *user*; raises NotSignedIn when the account is gone."""
        person = self.people.find(user)
        if person is None:
            raise NotSignedIn("请先登录")
        return issue(self.signing_key, self.settings.instance, person.actor(), self.settings.instance)

    def token(self, request: Request) -> str:
        """
        Return the caller's token from the header; raises NotSignedIn.

        The session cookie is not taken here: a browser sends it along by itself, whoever wrote the page.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("请先登录")
        if SYSTEM_ROLE in self.verifier.verify(token).roles:
            raise NotAllowed("系统密钥不能代表人员")
        return token

    def page_token(self, request: Request) -> str:
        """Return the token of whoever opens a page, by session cookie or header; raises NotSignedIn."""
        if "Authorization" in request.headers:
            return self.token(request)
        user = self.sessions.user(request.cookies.get(COOKIE))
        if user is None:
            raise NotSignedIn("请先登录")
        return self.sign(user)

    def ask(self, instance: str, method: str, arguments: Mapping[str, Any], token: str) -> Any:
        """Ask a service a question."""
        passed = self._passed_on(token, instance)
        return self.caller.call(instance, method, arguments, token=passed, call_id=g.call_id)

    def tell(
        self,
        instance: str,
        method: str,
        arguments: Mapping[str, Any],
        token: str,
        key: str | None = None,
        on: str | None = None,
    ) -> Any:
        """Give a service a command, stamped with the business day; *on*: the day that the command itself begins."""
        stamped = {**arguments, "recorded_on": on or self.today(token)}
        if key is not None:
            stamped["key"] = key
        passed = self._passed_on(token, instance)
        return self.caller.call(instance, method, stamped, token=passed, call_id=g.call_id)

    def _passed_on(self, token: str, instance: str) -> str:
        """Return the token by which *instance* knows whom *token*, which was made for the portal, names."""
        return self._pass(self.verifier.verify(token), instance, int(time.time() / PASSED_SECONDS))

    def _signed(self, actor: Actor, instance: str, _window: int) -> str:
        return issue(self.signing_key, self.settings.instance, actor, instance, seconds=CALL_SECONDS)

    def today(self, token: str) -> str:
        """Return the business day; the last known one while the registry is out of reach."""
        if self._day is not None and time.monotonic() - self._day[0] < DAY_SECONDS:
            return self._day[1]
        try:
            date = str(self.ask(REGISTRY.name, "today", {}, token)["date"])
        except (Unavailable, DeadlinePassed):
            if self._day is None:
                raise
            date = self._day[1]
        return self.day_started(date)

    def day_started(self, date: str) -> str:
        """Note the day and give the latest known; an answer that comes late does not turn it back."""
        known = self._day[1] if self._day else date
        self._day = (time.monotonic(), max(known, date))
        return self._day[1]


def new_call_id(request: Request) -> str:
    """Return the id the caller sent, if it is one, or a new one."""
    given = request.headers.get("X-Call-Id", "")
    return given if CALL_ID.fullmatch(given) else str(uuid6.uuid7())
