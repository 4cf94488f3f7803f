"""A line to the broker: one connection, written by many threads or greenlets and read by one."""

import select
import threading
import time
from collections.abc import Callable
from typing import Any

import amqp
import structlog
from amqp.exceptions import AMQPError
from kombu.connection import Connection

from shared.contracts.errors import Unavailable

HEARTBEAT_SECONDS = 10
CONNECT_SECONDS = 5
IO_SECONDS = 10
RECONNECT_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
SELECT_SECONDS = 1.0
PUBLISH_WAIT_SECONDS = 5.0
FRAME_SECONDS = 0.02

log = structlog.get_logger()


def connect(uri: str, name: str) -> Any:
    """
    Open a py-amqp connection; every wait on it ends: connecting, reading, writing and, by heartbeat, idling.

    Raises:
        OSError, AMQPError: the broker cannot be reached or refuses.
    """
    parameters = Connection(
        uri,
        connect_timeout=CONNECT_SECONDS,
        heartbeat=HEARTBEAT_SECONDS,
        transport_options={
            "read_timeout": IO_SECONDS,
            "write_timeout": IO_SECONDS,
            "client_properties": {"connection_name": name},
        },
    )
    return parameters.transport.establish_connection()


class Line:
    """
    Keeps one connection up and reads it on a thread of its own.

    Args:
        opened: Called with the channel after every (re)connection: declare and consume there.
        lost: Called after the connection went away.
    """

    def __init__(
        self,
        uri: str,
        name: str,
        *,
        opened: Callable[[Any], None] | None = None,
        lost: Callable[[], None] | None = None,
    ) -> None:
        self._uri = uri
        self._name = name
        self._opened = opened
        self._lost = lost
        self._lock = threading.RLock()
        self._up = threading.Event()
        self._stopping = False
        self._connection: Any = None
        self._channel: Any = None
        self._thread: threading.Thread | None = None

    @property
    def is_up(self) -> bool:
        """Return whether the connection is open, as far as is known."""
        return self._up.is_set()

    def start(self) -> "Line":
        """Start connecting and reading."""
        self._thread = threading.Thread(target=self._run, daemon=True, name=self._name)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the connection; what is not answered by then never is."""
        self._stopping = True
        with self._lock:
            self._close()
        if self._thread is not None:
            self._thread.join(timeout=SELECT_SECONDS * 2)

    def await_up(self, seconds: float) -> None:
        """Wait for the connection; raises Unavailable when there is none after *seconds*."""
        if not self._up.wait(seconds):
            raise Unavailable("消息服务暂时无法连接，请稍后重试")

    def publish(self, message: amqp.Message, exchange: str, key: str, *, mandatory: bool = False) -> None:
        """
        Send one message, unconfirmed.

        Raises:
            Unavailable: there is no connection, or it broke; the message was probably not sent.
        """
        self.await_up(PUBLISH_WAIT_SECONDS)
        try:
            with self._lock:
                self._channel.basic_publish(message, exchange=exchange, routing_key=key, mandatory=mandatory)
        except (OSError, AMQPError, AttributeError) as error:
            self._up.clear()
            raise Unavailable("消息服务连接中断，请稍后重试") from error

    def _run(self) -> None:
        tries = 0
        while not self._stopping:
            try:
                self._open()
                tries = 0
                self._read()
            except (OSError, AMQPError, AttributeError) as error:
                if not self._stopping:
                    log.warning("broker_line_lost", line=self._name, error=repr(error))
            self._up.clear()
            with self._lock:
                self._close()
            if self._lost is not None:
                self._lost()
            if not self._stopping:
                time.sleep(RECONNECT_SECONDS[min(tries, len(RECONNECT_SECONDS) - 1)])
                tries += 1

    def _open(self) -> None:
        connection = connect(self._uri, self._name)
        with self._lock:
            self._connection = connection
            self._channel = connection.channel()
            if self._opened is not None:
                self._opened(self._channel)
        self._up.set()

    def _read(self) -> None:
        connection = self._connection
        sock = connection.sock
        while not self._stopping and self._up.is_set():
            # A socket that stop() closed has no number any more.
            readable = sock.fileno() >= 0 and select.select([sock], [], [], SELECT_SECONDS)[0]
            with self._lock:
                # A closed connection would open itself again when it is read.
                if self._stopping or not connection.connected:
                    return
                if readable:
                    self._drain(connection)
                connection.heartbeat_tick()

    def _drain(self, connection: Any) -> None:
        """
        Handle what has arrived, and nothing more: writers wait for the lock meanwhile. Reading and writing
        share it, as TLS wants it.
        """
        try:
            connection.drain_events(timeout=FRAME_SECONDS)
            while select.select([connection.sock], [], [], 0)[0]:
                connection.drain_events(timeout=FRAME_SECONDS)
        except TimeoutError:
            return  # a heartbeat, or a frame whose rest is still under way; py-amqp keeps the part

    def _close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            try:
                connection.collect()
            except (OSError, AMQPError):
                log.debug("broker_line_close_failed", line=self._name)
