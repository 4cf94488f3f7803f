"""Calling a service: every call has a deadline, and ends by it."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import amqp
import orjson
import structlog

from shared.contracts.errors import ERRORS, DeadlinePassed, LianxiError, Unavailable
from shared.messaging.line import Line

RPC_EXCHANGE = "nameko-rpc"
DEADLINE_SECONDS = 10.0
REPLY_QUEUE_EXPIRES_MS = 300_000
TRANSIENT = 1

log = structlog.get_logger()


class RemoteFailure(LianxiError):
    """The service failed in a way it did not foresee; its log tells why, by the call id."""

    code = "failure"


@dataclass
class _Pending:
    done: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    unroutable: bool = False


class Caller:
    """
    Calls nameko services from threads or greenlets over one connection.

    Speaks the protocol of nameko 2: any stock service can be called. Requests are ``mandatory``, so that an
    unknown service is an error at once; they expire with the deadline, so that none is run too late.
    """

    def __init__(self, amqp_uri: str, name: str = "caller") -> None:
        self._pending: dict[str, _Pending] = {}
        self._reply_key = str(uuid4())
        self._line = Line(amqp_uri, f"{name}.rpc", opened=self._opened, lost=self._lost)
        self._line.start()

    @property
    def is_up(self) -> bool:
        """Return whether the connection is open, as far as is known."""
        return self._line.is_up

    def stop(self) -> None:
        """Close the connection; pending calls end with DeadlinePassed."""
        self._line.stop()

    def call(
        self,
        instance: str,
        method: str,
        arguments: Mapping[str, Any],
        *,
        token: str | None = None,
        call_id: str | None = None,
        said: Mapping[str, str] | None = None,
        timeout: float = DEADLINE_SECONDS,
    ) -> Any:
        """
        Call ``instance.method(**arguments)`` and give its answer.

        Args:
            said: What the caller says of the call for the trail: ``purpose``, ``address``.
            timeout: Seconds until the deadline, which the service is given.

        Raises:
            Unavailable: the service is unknown, or the broker cannot be reached; nothing was done.
            DeadlinePassed: no answer in time; a command may or may not have taken effect.
            LianxiError: what the service refused with.
        """
        deadline = time.time() + timeout
        correlation_id = str(uuid4())
        pending = self._pending[correlation_id] = _Pending()
        try:
            # The answer's address belongs to the connection, so there has to be one first.
            self._line.await_up(timeout)
            message = self._request(arguments, correlation_id, deadline, timeout, token, call_id, said)
            self._line.publish(message, RPC_EXCHANGE, f"{instance}.{method}", mandatory=True)
            if not pending.done.wait(max(0.0, deadline - time.time())):
                raise DeadlinePassed(f"{instance} 未在 {timeout:g} 秒内应答", {"service": instance})
        finally:
            self._pending.pop(correlation_id, None)
        if pending.unroutable:
            raise Unavailable(f"服务 {instance} 未启动", {"service": instance})
        if pending.answer is None:
            raise DeadlinePassed(f"与消息服务的连接中断，{instance} 的应答未收到", {"service": instance})
        if error := pending.answer.get("error"):
            raise _rebuilt(error)
        return pending.answer["result"]

    def _request(
        self,
        arguments: Mapping[str, Any],
        correlation_id: str,
        deadline: float,
        timeout: float,
        token: str | None,
        call_id: str | None,
        said: Mapping[str, str] | None,
    ) -> amqp.Message:
        headers: dict[str, Any] = {"nameko.deadline": f"{deadline:.3f}"}
        if token:
            headers["nameko.token"] = token
        headers |= {f"nameko.{name}": text for name, text in (said or {}).items()}
        if call_id:
            headers["nameko.call_id"] = call_id
            headers["nameko.call_id_stack"] = [call_id]
        return amqp.Message(
            orjson.dumps({"args": [], "kwargs": dict(arguments)}),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=TRANSIENT,
            reply_to=self._reply_key,
            correlation_id=correlation_id,
            expiration=str(max(1, int(timeout * 1000))),
            application_headers=headers,
        )

    def _opened(self, channel: Any) -> None:
        # A new name after each connection: an answer to a call of the old one is of no use any more.
        self._reply_key = str(uuid4())
        queue = f"rpc.reply-caller-{self._reply_key}"
        channel.queue_declare(
            queue, durable=True, auto_delete=False, arguments={"x-expires": REPLY_QUEUE_EXPIRES_MS}
        )
        channel.queue_bind(queue, RPC_EXCHANGE, self._reply_key)
        channel.basic_consume(queue, no_ack=True, callback=self._answered)
        channel.events["basic_return"].add(self._returned)

    def _answered(self, message: Any) -> None:
        pending = self._pending.get(message.properties.get("correlation_id", ""))
        if pending is None:
            return
        try:
            answer = orjson.loads(message.body)
            pending.answer = answer if isinstance(answer, dict) else None
        except orjson.JSONDecodeError:
            log.warning("rpc_answer_undecodable")
        pending.done.set()

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        pending = self._pending.get(message.properties.get("correlation_id", ""))
        if pending is not None:
            pending.unroutable = True
            pending.done.set()

    def _lost(self) -> None:
        for pending in list(self._pending.values()):
            pending.done.set()


def _rebuilt(error: Mapping[str, Any]) -> LianxiError:
    kind = ERRORS.get(str(error.get("exc_type")))
    arguments = error.get("exc_args") or []
    if kind is not None and len(arguments) == 2 and isinstance(arguments[1], dict):
        return kind(str(arguments[0]), arguments[1])
    return RemoteFailure(
        "服务内部错误，请联系运维人员", {"type": error.get("exc_type"), "value": error.get("value")}
    )
