"""Answering calls: nameko's RPC entrypoint, made to survive bad messages, cut connections and late calls."""

import time
from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Any

import amqp
import orjson
import structlog
from amqp.exceptions import AMQPError
from nameko.exceptions import ContainerBeingKilled, MalformedRequest, safe_for_serialization
from nameko.messaging import QueueConsumer
from nameko.rpc import Rpc, RpcConsumer

from shared.contracts.errors import LianxiError, Unavailable
from shared.messaging.line import HEARTBEAT_SECONDS, Line
from shared.messaging.quarantine import Quarantine, Strange
from shared.telemetry import RPC_REQUESTS, RPC_SECONDS

CONTENT_TYPES = frozenset({"application/json"})
TRANSIENT = 1
QUARANTINE = "lianxi.quarantine"  # where the runner puts the Quarantine among the container's settings
READY = "lianxi.ready"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

log = structlog.get_logger()


class SafeQueueConsumer(QueueConsumer):
    """
    nameko's queue consumer, less two ways to die: acknowledging on a connection that was just reset, and
    dropping what cannot be decoded.
    """

    @property
    def prefetch_count(self) -> int:
        return int(self.container.max_workers)

    @property
    def connection(self) -> Any:
        connection = super().connection
        connection.heartbeat = HEARTBEAT_SECONDS
        connection.connect_timeout = 5
        return connection

    def ack_message(self, message: Any) -> None:
        self._settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        self._settle(message, message.requeue)

    def _settle(self, message: Any, act: Any) -> None:
        try:
            if message.channel and message.channel.connection:
                act()
        except (OSError, AMQPError, AttributeError):
            log.info("ack_on_lost_connection")  # the broker hands the message out again

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        keep(self.container.config, message, f"undecodable: {type(exc).__name__}")
        self.ack_message(message)

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        super().on_consume_ready(connection, channel, consumers, **kwargs)
        self._ready(True)

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        self._ready(False)
        log.warning("rpc_consumer_lost", error=repr(exc), retry_seconds=interval)

    def _ready(self, ready: bool) -> None:
        if (note := self.container.config.get(READY)) is not None:
            note("rpc", ready)


def keep(config: Mapping[str, Any], message: Any, reason: str) -> None:
    """Put a kombu *message* into the quarantine of the container's service."""
    quarantine: Quarantine | None = config.get(QUARANTINE)
    if quarantine is not None:
        quarantine.keep(
            Strange(
                queue=message.delivery_info.get("routing_key", ""),
                reason=reason,
                body=message.body,
                headers=message.headers or {},
                properties=message.properties,
            )
        )


class CallConsumer(RpcConsumer):
    """Checks a request before nameko sees it, and answers on a line kept open for that."""

    queue_consumer = SafeQueueConsumer()

    def __init__(self) -> None:
        super().__init__()
        self._replies: Line | None = None

    def start(self) -> None:
        self._replies = Line(
            self.container.config["AMQP_URI"], f"{self.container.service_name}.replies"
        ).start()
        super().start()

    def stop(self) -> None:
        super().stop()
        if self._replies is not None:
            self._replies.stop()

    def handle_message(self, body: Any, message: Any) -> None:
        if problem := malformation(body, message):
            keep(self.container.config, message, problem)
            RPC_REQUESTS.labels("?", "malformed").inc()
            if problem == "no reply_to":
                self.queue_consumer.ack_message(message)
            else:
                self.handle_result(message, None, _exc_info(MalformedRequest(problem)))
            return
        super().handle_message(body, message)

    def handle_result(
        self, message: Any, result: Any, exc_info: ExcInfo | None
    ) -> tuple[Any, ExcInfo | None]:
        payload, exc_info = encode_answer(result, exc_info)
        properties = message.properties
        answer = amqp.Message(
            payload,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=TRANSIENT,
            correlation_id=properties.get("correlation_id", ""),
        )
        try:
            # Unconfirmed: a lost answer is a passed deadline, which every caller handles anyway.
            if self._replies is not None:
                self._replies.publish(answer, "nameko-rpc", properties["reply_to"])
        except Unavailable:
            log.warning("rpc_answer_lost")
        self.queue_consumer.ack_message(message)
        return (result if exc_info is None else None), exc_info


def malformation(body: Any, message: Any) -> str | None:
    """Return what is wrong with a request, or None."""
    headers = message.headers
    if not message.properties.get("reply_to"):
        return "no reply_to"
    if message.content_type not in CONTENT_TYPES:
        return "content type"
    if (
        not isinstance(body, dict)
        or not isinstance(body.get("args"), list)
        or not isinstance(body.get("kwargs"), dict)
    ):
        return "args or kwargs"
    if headers is not None and not isinstance(headers, dict):
        return "headers"
    return None


def _exc_info(error: BaseException) -> ExcInfo:
    return type(error), error, None


def encode_answer(result: Any, exc_info: ExcInfo | None) -> tuple[bytes, ExcInfo | None]:
    """Return the body of an answer, in nameko's form, and the error it tells of (one of its own if need be)."""
    if exc_info is None:
        try:
            return orjson.dumps({"result": result, "error": None}), None
        except TypeError as unserialisable:
            exc_info = _exc_info(unserialisable)
    error = exc_info[1]
    expected = isinstance(error, LianxiError)
    described = {
        "exc_type": type(error).__name__,
        "exc_path": f"{type(error).__module__}.{type(error).__name__}",
        "exc_args": list(error.args) if expected else [safe_for_serialization(str(error))],
        "value": str(error) if expected or isinstance(error, MalformedRequest) else type(error).__name__,
    }
    if not expected:
        described["exc_args"] = [described["value"]]  # what went wrong inside stays inside; the log has it
    return orjson.dumps({"result": None, "error": described}, default=str), exc_info


class Call(Rpc):
    """One RPC method; late calls are not run, and odd headers do no harm."""

    rpc_consumer = CallConsumer()

    def handle_message(self, body: Mapping[str, Any], message: Any) -> None:
        context = self.unpack_message_headers(message)
        deadline = _deadline(context)
        if time.time() >= deadline:
            RPC_REQUESTS.labels(self.method_name, "late").inc()
            self.rpc_consumer.queue_consumer.ack_message(message)
            return
        self.check_signature(body["args"], body["kwargs"])
        stack = context.get("call_id_stack")
        if not isinstance(stack, list) or not all(isinstance(call_id, str) for call_id in stack):
            context.pop("call_id_stack", None)
        context["deadline"] = deadline
        started = time.monotonic()
        try:
            self.container.spawn_worker(
                self,
                body["args"],
                body["kwargs"],
                context_data=context,
                handle_result=partial(self._handled, message, started),
            )
        except ContainerBeingKilled:
            self.rpc_consumer.requeue_message(message)

    def _handled(
        self, message: Any, started: float, worker_ctx: Any, result: Any, exc_info: ExcInfo | None
    ) -> tuple[Any, ExcInfo | None]:
        result, exc_info = self.handle_result(message, worker_ctx, result, exc_info)
        outcome = "ok" if exc_info is None else getattr(exc_info[1], "code", "failure")
        RPC_REQUESTS.labels(self.method_name, outcome).inc()
        RPC_SECONDS.labels(self.method_name).observe(time.monotonic() - started)
        context = {"method": self.method_name, "call_id": worker_ctx.data.get("call_id")}
        if outcome == "failure" and exc_info is not None:
            log.error("rpc_failed", **context, exc_info=exc_info)
        else:
            log.info("call_answered", **context, outcome=outcome)
        return result, exc_info


DEFAULT_DEADLINE_SECONDS = 10.0


def _deadline(context: Mapping[str, Any]) -> float:
    """Read the caller's deadline (epoch seconds); a caller that names none has the default from now."""
    latest = time.time() + DEFAULT_DEADLINE_SECONDS
    try:
        return float(context["deadline"])
    except (KeyError, TypeError, ValueError):
        return latest


call = Call.decorator
