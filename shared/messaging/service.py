"""What every service is made of: commands, questions, and the logs it follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

import structlog
import uuid6
from marshmallow import Schema, fields
from nameko.extensions import DependencyProvider

from shared.contracts.base import ENVELOPE_FIELDS, Command, Query, load
from shared.contracts.errors import LianxiError, NotAllowed, NotFound, RuleViolated
from shared.ledger.entry import to_wire
from shared.ledger.ledger import Ledger
from shared.ledger.log import Log
from shared.ledger.unit import Stamp, Unit
from shared.messaging import intake as door
from shared.messaging.follow import Apply, Reset, Settle
from shared.messaging.rpc import call
from shared.security.sealing import Vault
from shared.security.tokens import SYSTEM_ROLE, Actor, Verifier
from shared.settings import Settings
from shared.telemetry import PROVIDER_ERRORS, REFUSALS

ANY: tuple[str, ...] = ("*",)
MAX_PAGE = 500
OPERATOR_ROLE = "operator"
RUNTIME = "lianxi.runtime"

log = structlog.get_logger()


@dataclass(frozen=True)
class Runtime:
    """What one process has: its settings, its ledger, and the keys it checks tokens with."""

    settings: Settings
    ledger: Ledger
    verifier: Verifier

    @property
    def vault(self) -> Vault:
        """The sealed personal values of this service."""
        return self.ledger.vault


@dataclass(frozen=True)
class Caller:
    """The call being answered."""

    runtime: Runtime
    context: Mapping[str, Any]

    @property
    def call_id(self) -> str:
        """The one id from the edge to the last subscriber."""
        given = self.context.get("call_id")
        return given if isinstance(given, str) and len(given) <= 64 else str(uuid6.uuid7())

    def actor(self) -> Actor:
        """Verify the token; raises NotSignedIn or NotAllowed."""
        token = self.context.get("token")
        return self.runtime.verifier.verify(token if isinstance(token, str) else None)


class Calling(DependencyProvider):
    """Gives each worker the call it answers."""

    def get_dependency(self, worker_ctx: Any) -> Caller:
        return Caller(self.container.config[RUNTIME], worker_ctx.data)

    def worker_setup(self, worker_ctx: Any) -> None:
        """Bind the call id, so that every log line of the call carries it."""
        try:
            given = worker_ctx.data.get("call_id")
            structlog.contextvars.bind_contextvars(
                call_id=given if isinstance(given, str) else worker_ctx.call_id,
                method=worker_ctx.entrypoint.method_name,
            )
        except Exception as error:  # noqa: BLE001 - an error here would kill the whole container
            PROVIDER_ERRORS.labels("worker_setup").inc()
            log.warning("call_context_failed", error=repr(error))


@dataclass(frozen=True)
class Following:
    """How a service applies the logs that the city's description lets it follow."""

    apply: Apply
    settle: Settle | None = None
    reset: Reset | None = None


def following(apply: Apply, *, settle: Settle | None = None, reset: Reset | None = None) -> Following:
    """Declare how a service applies what it follows; the runner starts it."""
    return Following(apply, settle, reset)


def command(
    schema: type[Schema],
    *,
    roles: Sequence[str],
    own_department: bool = False,
) -> Callable[[Callable[..., dict[str, Any] | None]], Callable[..., Any]]:
    """
    Make a method a command that is called by RPC with the fields of *schema* as keyword arguments.

    The method gets ``(self, unit, loaded)``; it runs inside one transaction and may run again. The answer
    is ``{"stream", "seq", "warnings"}``. Where the actor may act depends on what is changed, so the method
    itself asks ``unit.covers(area)``.

    Args:
        roles: Roles of which the actor needs one (deny by default).
        own_department: The actor must belong to the department this instance runs for.
    """

    loader = schema()

    def decorate(method: Callable[..., dict[str, Any] | None]) -> Callable[..., Any]:
        @wraps(method)
        def entrypoint(self: "LedgerService", **arguments: Any) -> dict[str, Any]:
            caller: Caller = self.calling
            actor = caller.actor()
            allow(caller.runtime, actor, roles, own_department=own_department)
            envelope, loaded = split(loader, arguments)
            asked = {name: value for name, value in arguments.items() if name not in ENVELOPE_FIELDS}
            return _executed(
                caller,
                Stamp(actor=actor, call_id=caller.call_id, **envelope),
                {"method": method.__name__, "arguments": asked},
                lambda unit: method(self, unit, loaded),
            )

        exposed: Callable[..., Any] = call(expected_exceptions=LianxiError)(entrypoint)
        return exposed

    return decorate


def _executed(
    caller: Caller, stamp: Stamp, asked: dict[str, Any], act: Callable[[Unit], dict[str, Any] | None]
) -> dict[str, Any]:
    try:
        return caller.runtime.ledger.execute(stamp, asked, act, deadline=caller.context.get("deadline"))
    except RuleViolated as refusal:
        for violation in refusal.details["violations"]:
            REFUSALS.labels(violation["rule"]).inc()
        raise


def query(
    schema: type[Schema], *, roles: Sequence[str], own_department: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Make a method a question that is called by RPC with the fields of *schema* as keyword arguments.

    The method gets ``(self, db, loaded, actor)`` and gives a JSON value; it changes nothing.
    """

    loader = schema()

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def entrypoint(self: "LedgerService", **arguments: Any) -> Any:
            caller: Caller = self.calling
            actor = caller.actor()
            allow(caller.runtime, actor, roles, own_department=own_department)
            return method(self, caller.runtime.ledger.db, load(loader, arguments), actor)

        exposed: Callable[..., Any] = call(expected_exceptions=LianxiError)(entrypoint)
        return exposed

    return decorate


def allow(runtime: Runtime, actor: Actor, roles: Sequence[str], *, own_department: bool = False) -> None:
    """Raise NotAllowed unless *actor* has one of *roles* (and works for this instance's department)."""
    if "*" not in roles and not set(roles) & set(actor.roles):
        raise NotAllowed("您的角色无权办理此项", {"needs_one_of": list(roles)})
    if own_department and actor.department != runtime.settings.instance:
        raise NotAllowed("只能由本部门办理", {"department": runtime.settings.instance})


ENVELOPE = Command()


def split(schema: Schema, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """Load *arguments*; give the envelope and what the schema makes of the rest."""
    loaded = load(schema, arguments)
    envelope = load(ENVELOPE, {name: arguments[name] for name in ENVELOPE_FIELDS if name in arguments})
    return envelope, loaded


class LogQuestion(Query):
    """Which log of this service."""

    log = fields.Str(required=True)


class PageQuestion(LogQuestion):
    """A page of a log: entries with ``after < n``."""

    after = fields.Int(required=True)
    limit = fields.Int(load_default=MAX_PAGE)


class StreamQuestion(LogQuestion):
    """One stream of a log, from a sequence number on."""

    stream = fields.Str(required=True)
    from_seq = fields.Int(required=True)
    limit = fields.Int(load_default=MAX_PAGE)


class LedgerService:
    """The part every service with a ledger shares: its followers may ask for what they missed."""

    name = "ledger"
    calling = Calling()
    follow: Following | None = None
    accept: door.Accept | None = None
    keep_time: Callable[[Ledger, datetime], None] | None = None

    @query(Query, roles=ANY)
    def today(self, db: Any, asked: dict[str, Any], actor: Actor) -> dict[str, Any]:
        found = db["day"].find_one({"_id": "day"})
        if found is None:
            raise NotFound("业务日尚未开始")
        return {"date": found["date"]}

    @query(LogQuestion, roles=(SYSTEM_ROLE, OPERATOR_ROLE))
    def ledger_head(self, db: Any, asked: dict[str, Any], actor: Actor) -> dict[str, Any]:
        head = self._log(db, asked, actor).head()
        return {"n": head["n"], "hash": head["hash"], "pending": db["ledger"].count_documents({"n": None})}

    @query(PageQuestion, roles=(SYSTEM_ROLE,))
    def ledger_page(self, db: Any, asked: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
        entries = self._log(db, asked, actor).page(asked["after"], min(asked["limit"], MAX_PAGE))
        return [to_wire(entry) for entry in entries]

    @query(StreamQuestion, roles=(SYSTEM_ROLE,))
    def ledger_stream(self, db: Any, asked: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
        chosen = self._log(db, asked, actor)
        entries = chosen.of_stream(asked["stream"], asked["from_seq"], min(asked["limit"], MAX_PAGE))
        return [to_wire(entry) for entry in entries]

    def _log(self, db: Any, asked: dict[str, Any], actor: Actor) -> Log:
        settings = self.calling.runtime.settings
        if OPERATOR_ROLE not in actor.roles and not settings.sites.may_pull(actor.department, asked["log"]):
            raise NotAllowed("无权读取该账簿", {"log": asked["log"]})
        return Log(db, asked["log"])
