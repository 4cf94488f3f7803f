"""The edge: where a request gets its call id, its business day and its token, and leaves as one call."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import uuid6
from flask import Request, g, has_request_context, request

from services.portal.api import cookies
from services.portal.api.rates import READING, Rates
from services.portal.identity.access_tokens import MARK, AccessTokens, Scope
from services.portal.identity.attempts import Place
from services.portal.identity.codes import REFUSED, Codes
from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.portal.identity.second import SecondFactors
from services.portal.identity.sessions import NAME_BYTES, Sessions
from shared.contracts.errors import DeadlinePassed, NotAllowed, NotFound, NotSignedIn, Unavailable
from shared.contracts.portal.accounts import SECOND_FACTOR_ROLES
from shared.contracts.registry import SERVICE as REGISTRY
from shared.contracts.services import named
from shared.ledger.trail import ACCOUNT, Trail
from shared.messaging.caller import Caller
from shared.rules.periods import ZONE
from shared.security.tokens import CALL_SECONDS, SYSTEM_ROLE, Actor, Verifier, issue
from shared.settings import MANUAL, REQUIRED, Settings

DAY_SECONDS = 1.0
# A token that is passed on is used again for so long, and is good for longer than a call after that.
PASSED_SECONDS, MOST_PASSED = 30, 2048
UNKNOWN = "?"
PURPOSE, MOST_PURPOSE = "purpose", 200
CALL_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


@dataclass
class Edge:
    """What all routes share."""

    settings: Settings
    caller: Caller
    people: People
    sessions: Sessions
    codes: Codes
    second: SecondFactors
    tokens: AccessTokens
    verifier: Verifier
    signing_key: Any
    trail: Trail
    _day: tuple[float, str] | None = field(default=None)

    def __post_init__(self) -> None:
        # Signing and checking anew for each call would cost more than the call.
        self._pass = lru_cache(MOST_PASSED)(self._signed)
        self._rates = Rates(self.settings)

    def department(self, name: str) -> str:
        """Return the instance of a department; raises NotFound for one that takes no part."""
        if name not in self.settings.sites.departments:
            raise NotFound(f"没有成员单位{name}")
        return name

    def sign(self, user: str) -> str:
        """Issue a token for *user*; raises NotSignedIn when the account is gone or locked."""
        actor = self.person(user).actor(self.civil_day())
        return issue(self.signing_key, self.settings.instance, actor, self.settings.instance)

    def person(self, user: str) -> Person:
        """Return an account as it is now; raises NotSignedIn when it is gone or locked."""
        person = self.people.find(user)
        if person is None or person.locked:
            raise NotSignedIn("请先登录")
        # By a token for programs somebody is no more than the token says.
        scope: Scope | None = g.get("scope")
        return person if scope is None else person.limited(scope.roles)

    def refuse_programs(self) -> None:
        """Refuse what only the person does, signed in; raises NotAllowed. It reads the token of the request."""
        self.token(request)
        if g.get("scope") is not None:
            raise NotAllowed("程序用的令牌不能办理账户事项；请本人登录后办理")

    def actor(self, token: str) -> Actor:
        """Return whom *token* names, with the roles held now; raises NotSignedIn."""
        return self.person(self.verifier.verify(token).user).actor(self.civil_day())

    def civil_day(self) -> date:
        """
        Return the day by which roles begin and end: today in China.

        Where people start the days themselves it is the last business day known; elsewhere nobody holds a role for
        longer because a day was not started.
        """
        if self.settings.clock == MANUAL and self._day is not None:
            return date.fromisoformat(self._day[1])
        return datetime.now(ZONE).date()

    def sign_in(self, user: str, password: str, place: Place) -> tuple[Person, str]:
        """
        Return who *user* and *password* belong to, and by what the browser is known from now on.

        Raises: as ``People.check``.
        """
        self._rates.log_in(place)
        device = place.device or secrets.token_urlsafe(NAME_BYTES)
        try:
            person = self.people.check(user, password, place=place)
        except NotSignedIn as refusal:
            # A name that nobody has may be a password that was typed into the wrong field.
            known = user if self.people.find(user) else UNKNOWN
            self.note(ACCOUNT, Actor(known, ""), "sign_in", detail=refusal.message)
            raise
        self.note(ACCOUNT, person.actor(self.civil_day()), "sign_in")
        # Only now: whoever brings a name of a device along without a right password is known by nothing.
        self.people.attempts.remember(user, Place(place.address, device), datetime.now(UTC))
        return person, device

    def asks_second(self, person: Person) -> bool:
        """Return whether *person* holds a role for which a password alone is little."""
        return not {*SECOND_FACTOR_ROLES}.isdisjoint(person.actor(self.civil_day()).roles)

    def demands_second(self, person: Person) -> bool:
        """Return whether *person* gets in by a second factor only."""
        return self.settings.second_factor == REQUIRED and self.asks_second(person)

    def accept(self, code: str, password: str) -> None:
        """Give whom a one-time *code* is for a *password*; raises NotSignedIn, or InvalidInput, and the code stays."""
        user = self.codes.user_of(code)
        person = self.people.find(user)
        if person is None or person.locked:
            raise NotSignedIn(REFUSED)
        self.people.check_new(person, password)
        self.codes.use(code)
        self.people.set_password(user, password)

    def token(self, request: Request) -> str:
        """
        Return the caller's token from the header, and count the request; raises NotSignedIn or TooOften.

        The session cookie is not taken here: a browser sends it along by itself, whoever wrote the page.
        """
        if "token" not in g:
            try:
                user, token = self._signed_in(request)
            except NotSignedIn:
                self._rates.stranger(cookies.place_of(request))
                raise
            self._rates.person(user, request)
            g.token = token
        return str(g.token)

    def _signed_in(self, request: Request) -> tuple[str, str]:
        """Return who asks, and the token that says so; raises NotSignedIn or NotAllowed."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("请先登录")
        if token.startswith(MARK):
            return self._program(token, request)
        actor = self.verifier.verify(token)
        if SYSTEM_ROLE in actor.roles:
            raise NotAllowed("系统密钥不能代表人员")
        self.person(actor.user)
        return actor.user, token

    def _program(self, token: str, request: Request) -> tuple[str, str]:
        """Return whose token for programs this is, and a short one that says so; as ``_signed_in`` besides."""
        scope = self.tokens.scope(token, request.remote_addr or "")
        if scope.read_only and request.method not in READING:
            raise NotAllowed("此令牌只能查询，不能办理；请生成可以办理的令牌")
        g.scope = scope
        return scope.user, self.sign(scope.user)

    def page_token(self, request: Request) -> str:
        """Return the token of whoever opens a page, by session cookie or header; raises NotSignedIn."""
        if "Authorization" in request.headers:
            return self.token(request)
        user = self.sessions.user(cookies.read(request, cookies.SESSION))
        if user is None:
            raise NotSignedIn("请先登录")
        return self.sign(user)

    def ask(self, instance: str, method: str, arguments: Mapping[str, Any], token: str) -> Any:
        """Ask a service a question."""
        passed = self._passed_on(token, instance, method)
        return self.caller.call(instance, method, arguments, token=passed, call_id=g.call_id, said=_said())

    def note(self, what: str, actor: Actor, method: str, **details: Any) -> None:
        """Note in the portal's own trail what *actor* did (R-PRV-20)."""
        told = {"method": method, "call_id": g.call_id, **_said(), **details}
        self.trail.note(what, actor, **told)

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
        passed = self._passed_on(token, instance, method)
        return self.caller.call(instance, method, stamped, token=passed, call_id=g.call_id, said=_said())

    def _passed_on(self, token: str, instance: str, method: str) -> str:
        """
        Return the token by which *instance* knows whom *token*, which was made for the portal, names.

        It says what the person is as holder of the roles that *method* is open to: who is a clerk in one county and
        an inspector in another is each in the one county only.
        """
        person = self.person(self.verifier.verify(token).user)
        declared = self.settings.sites.kinds.get(instance)
        call = declared.calls.get(method) if declared else None
        actor = person.acting(named(call.roles) if call else (), self.civil_day())
        return self._pass(actor, instance, int(time.time() / PASSED_SECONDS))

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


def _said() -> dict[str, str]:
    """Return what a request says of itself for the trail: from where it comes, and for which purpose."""
    if not has_request_context():
        return {}  # a file that is brought in goes on behind its request
    purpose = request.args.get(PURPOSE) or unquote(request.headers.get("X-Purpose", ""))
    told = {"address": request.remote_addr, "purpose": purpose.strip()[:MOST_PURPOSE]}
    return {name: value for name, value in told.items() if value}


def new_call_id(request: Request) -> str:
    """Return the id the caller sent, if it is one, or a new one."""
    given = request.headers.get("X-Call-Id", "")
    return given if CALL_ID.fullmatch(given) else str(uuid6.uuid7())
