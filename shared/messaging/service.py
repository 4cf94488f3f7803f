"""What every service is made of: commands and questions as declared, and the log that its followers may ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import structlog
import uuid6
from nameko.extensions import DependencyProvider

from shared.contracts.access import PERSONS, FindAccess
from shared.contracts.base import Command, Envelope, Transfer, load, load_with
from shared.contracts.errors import LianxiError, NotAllowed, RuleViolated
from shared.contracts.logs import MAX_PAGE, FindHead, FindPage, FindStream
from shared.contracts.operating import DropEntry, DropMessage, FindState, RetryStream
from shared.contracts.service import ANYONE, AUDITOR, OPERATOR, SYSTEM, Call, DeclarationError, Reach, Service
from shared.contracts.services import named
from shared.ledger import trail
from shared.ledger.bound import Collections
from shared.ledger.entry import to_wire
from shared.ledger.ledger import Ledger
from shared.ledger.log import Log
from shared.ledger.seen import Seen
from shared.ledger.trail import MOST_SUBJECTS, Trail
from shared.ledger.unit import Stamp, Unit
from shared.messaging import operating
from shared.messaging.rpc import call as entrypoint
from shared.security.sealing import MASK, Vault
from shared.security.tokens import Actor, Verifier
from shared.telemetry import PROVIDER_ERRORS, REFUSALS

MAX_CALL_ID = 64
RUNTIME = "lianxi.runtime"

Method = Callable[..., Any]

log = structlog.get_logger()


@dataclass(frozen=True)
class Runtime:
    """
    What one process has.

    Attributes:
        may_read: Returns whether an instance may ask for the entries of a log.
    """

    instance: str
    ledger: Ledger
    verifier: Verifier
    may_read: Callable[[str, str], bool]

    @property
    def vault(self) -> Vault:
        """The sealed personal values of this service."""
        return self.ledger.vault

    @property
    def trail(self) -> Trail:
        """Who looked at what (R-PRV-20)."""
        return Trail(self.ledger.db, self.ledger.vault)


@dataclass(frozen=True)
class CurrentCall:
    """The call being answered."""

    runtime: Runtime
    context: Mapping[str, Any]

    @property
    def call_id(self) -> str:
        """The one id from the edge to the last subscriber."""
        given = self.context.get("call_id")
        return given if isinstance(given, str) and len(given) <= MAX_CALL_ID else str(uuid6.uuid7())

    def note(self, what: str, actor: Actor, method: str, **details: Any) -> None:
        """Note in the trail what *actor* did or tried by calling *method*, with what the caller said of it."""
        said = {name: self.context.get(name) for name in ("purpose", "address")}
        heard = {name: value for name, value in said.items() if isinstance(value, str)}
        self.runtime.trail.note(
            what, actor, **{"method": method, "call_id": self.call_id, **heard, **details}
        )

    def actor(self) -> Actor:
        """Verify the token; raises NotSignedIn or NotAllowed."""
        token = self.context.get("token")
        return self.runtime.verifier.verify(token if isinstance(token, str) else None)


class Calling(DependencyProvider):
    """Gives each worker the call it answers."""

    def get_dependency(self, worker_ctx: Any) -> CurrentCall:
        return CurrentCall(self.container.config[RUNTIME], worker_ctx.data)

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


def answers(service: Service) -> Callable[[Method], Method]:
    """
    Return the decorator that makes a method the answer to the call of its name that *service* declares.

    A command's method gets ``(self, unit, command)``; it runs inside one transaction and may run again. What
    it returns is added to the answer ``{"stream", "seq", "warnings"}``. Where the actor may act depends on
    what is changed, so the command function itself asks ``areas.within``.

    A transfer's method gets ``(self, unit, transfer)`` as well, and records nothing.

    A question's method gets ``(self, db, question, actor)``, returns a JSON value and changes nothing.
    """

    def decorate(method: Method) -> Method:
        if method.__name__ not in service.calls:
            raise DeclarationError(f"{service.name} answers {method.__name__}, a call it does not declare")
        return answer(service.calls[method.__name__])(method)

    return decorate


def answer(call: Call) -> Callable[[Method], Method]:
    """Return the decorator that makes a method the answer to *call*."""
    taken = call.takes

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answering(self: "LedgerService", **arguments: Any) -> Any:
            current: CurrentCall = self.calling
            actor = current.actor()
            try:
                allow(current.runtime, actor, call)
                if issubclass(taken, Command):
                    return _execute(current, actor, method, self, call, taken, arguments)
                if issubclass(taken, Transfer):
                    return _carry(current, actor, method, self, load(taken, arguments))
                found = method(self, current.runtime.ledger.db, load(taken, arguments), actor)
            except NotAllowed as refusal:
                told = {"subjects": _named(arguments), "detail": refusal.message}
                current.note(trail.REFUSAL, actor, method.__name__, **told)
                raise
            if call.personal:
                current.note(trail.LOOK, actor, method.__name__, **looked_at(arguments, found))
            return found

        exposed: Method = entrypoint(expected_exceptions=LianxiError)(answering)
        exposed.answers = call  # type: ignore[attr-defined]
        return exposed

    return decorate


def looked_at(arguments: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """Return of whom an answer tells, of how many, and of how many by a name that is not masked (R-PRV-20)."""
    rows = answer.get("items", [answer]) if isinstance(answer, dict) else answer
    found = [row for row in rows if isinstance(row, dict)]
    persons = [str(row[key]) for row in found for key in PERSONS if row.get(key)]
    names = [row["name"] for row in found if isinstance(row.get("name"), str)]
    return {
        "subjects": persons[:MOST_SUBJECTS] or _named(arguments),
        "count": len(found),
        "full": sum(not name.endswith(MASK) for name in names),
    }


def _named(arguments: Mapping[str, Any]) -> list[str]:
    """Return which records the arguments name by number; whatever else they hold stays out of the trail."""
    return [str(arguments[key])[:MAX_CALL_ID] for key in PERSONS if arguments.get(key)]


def allow(runtime: Runtime, actor: Actor, call: Call) -> None:
    """
    Raise NotAllowed unless *actor* has one of the roles of *call* (and belongs to this department).

    Another instance is nobody: its key opens the logs that it follows, and nothing that is open to everybody.
    """
    if SYSTEM in actor.roles and SYSTEM not in call.roles:
        raise NotAllowed("系统密钥只用于读取所关注的账簿")
    needed = named(call.roles)
    if needed != ANYONE and not {*needed} & {*actor.roles}:
        raise NotAllowed("您的角色无权办理此项", {"needs_one_of": [*needed]})
    if call.reach is Reach.DEPARTMENT and actor.department != runtime.instance:
        raise NotAllowed("只能由本部门办理", {"department": runtime.instance})


def _execute(
    current: CurrentCall,
    actor: Actor,
    method: Method,
    service: "LedgerService",
    call: Call,
    taken: type[Command],
    arguments: dict[str, Any],
) -> dict[str, Any]:
    envelope, command = split(taken, arguments)
    own = {name: value for name, value in arguments.items() if name not in Envelope.declared}
    stamp = Stamp(
        envelope.recorded_on,
        actor,
        current.call_id,
        None if envelope.key is None else key_of(actor, method.__name__, envelope.key),
        envelope.reason,
        seen=_seen(service, actor, envelope, taken, own),
    )
    repeated = {"method": method.__name__, "arguments": own}
    try:
        return current.runtime.ledger.execute(
            stamp,
            repeated,
            lambda unit: _done(unit, call, lambda: method(service, unit, command)),
            deadline=current.context.get("deadline"),
        )
    except RuleViolated as refusal:
        for violation in refusal.details["violations"]:
            REFUSALS.labels(violation["rule"]).inc()
        raise


def key_of(actor: Actor, method: str, key: str) -> str:
    """
    Return what an idempotency key stands for in the ledger: it is the person's own, and for one method.

    Whatever somebody else sends, timers included, is another key.
    """
    return str(uuid5(NAMESPACE_OID, f"{actor.department}\n{actor.user}\n{method}\n{key}"))


def _done(unit: Unit, call: Call, command: Callable[[], Any]) -> Any:
    """Return what a command gives; raises NotAllowed when it should have asked for a place and did not."""
    if call.reach is not Reach.PLACE:
        unit.reach_all()
    result = command()
    if call.reach is Reach.PLACE and not unit.reached:
        raise NotAllowed("无法确认所办事项在您的管辖范围内")
    return result


def _carry(
    current: CurrentCall, actor: Actor, method: Method, service: "LedgerService", transfer: Transfer
) -> Any:
    return current.runtime.ledger.transact(
        Stamp(transfer.recorded_on, actor, current.call_id),
        lambda unit: method(service, unit, transfer),
        deadline=current.context.get("deadline"),
    )


def _seen(
    service: "LedgerService", actor: Actor, envelope: Envelope, taken: type[Command], own: Mapping[str, Any]
) -> Seen | None:
    if envelope.expected is None:
        return None
    return Seen(
        envelope.expected,
        own,
        taken.declared,
        lambda db, stream: service.shows(db, stream, actor),
        taken.record.format(**own) or None,
    )


def split(taken: type[Command], arguments: Mapping[str, Any]) -> tuple[Envelope, Any]:
    """Return the envelope and the command among *arguments*; raises InvalidInput naming all that is wrong."""
    both: tuple[Envelope, Any] = load_with(taken.call, arguments)
    return both


class LedgerService:
    """The part every service with a ledger shares: its followers may ask for what they missed."""

    name = "ledger"
    calling = Calling()

    def shows(self, db: Collections, stream: str, actor: Actor) -> bool:
        """Return whether *actor* may see who changed what in a stream, having been allowed to change it."""
        return True

    @answer(Call(FindHead, "账簿的最后编号", (SYSTEM, OPERATOR)))
    def ledger_head(self, db: Any, question: FindHead, actor: Actor) -> dict[str, Any]:
        log = Log(db, question.log) if OPERATOR in actor.roles else self._log(db, question, actor)
        head = log.head()
        return {"n": head["n"], "hash": head["hash"], "pending": db["ledger"].count_documents({"n": None})}

    @answer(Call(FindPage, "账簿的一页", (SYSTEM,)))
    def ledger_page(self, db: Any, question: FindPage, actor: Actor) -> list[dict[str, Any]]:
        entries = self._log(db, question, actor).page(question.after, min(question.limit, MAX_PAGE))
        return [to_wire(entry) for entry in entries]

    @answer(Call(FindStream, "账簿中的一条数据流", (SYSTEM,)))
    def ledger_stream(self, db: Any, question: FindStream, actor: Actor) -> list[dict[str, Any]]:
        chosen = self._log(db, question, actor)
        entries = chosen.of_stream(question.stream, question.from_seq, min(question.limit, MAX_PAGE))
        return [to_wire(entry) for entry in entries]

    @answer(Call(FindAccess, "查阅、导出和拒绝的记录", (AUDITOR,), reach=Reach.CITY, personal=True))
    def access(self, db: Any, question: FindAccess, actor: Actor) -> dict[str, Any]:
        found: dict[str, Any] = self.calling.runtime.trail.told(question)
        return found

    @answer(Call(FindState, "运行状况", (OPERATOR,)))
    def running_state(self, db: Any, question: FindState, actor: Actor) -> dict[str, Any]:
        return operating.state(db)

    @answer(Call(RetryStream, "重试暂停的数据流", (OPERATOR,)))
    def retry_stream(self, db: Any, operation: RetryStream, actor: Actor) -> dict[str, Any]:
        return {"retried": operating.retry(db, operation.stream)}

    @answer(Call(DropEntry, "放弃使数据流暂停的记录", (OPERATOR,)))
    def drop_entry(self, db: Any, operation: DropEntry, actor: Actor) -> dict[str, Any]:
        return operating.drop_entry(db, operation.stream, self._noting(actor))

    @answer(Call(DropMessage, "丢弃隔离的消息", (OPERATOR,)))
    def drop_message(self, db: Any, operation: DropMessage, actor: Actor) -> dict[str, Any]:
        operating.drop_message(db, operation.message, self._noting(actor))
        return {"dropped": operation.message}

    def _noting(self, actor: Actor) -> operating.Note:
        return partial(self.calling.note, trail.OPERATION, actor)

    def _log(self, db: Any, question: FindHead, actor: Actor) -> Log:
        if not self.calling.runtime.may_read(actor.department, question.log):
            raise NotAllowed("无权读取该账簿", {"log": question.log})
        return Log(db, question.log)


def answered_by(service: type[LedgerService]) -> dict[str, Call]:
    """Return the calls that a class of a service answers, by method."""
    return {
        name: method.answers for name in dir(service) if hasattr(method := getattr(service, name), "answers")
    }
