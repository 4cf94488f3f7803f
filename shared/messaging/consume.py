"""Consuming one queue in batches, serially: collect, handle, acknowledge once."""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from pymongo.errors import PyMongoError

from shared.contracts.errors import DeadlinePassed
from shared.messaging.line import connect

PREFETCH = 400
IDLE_SECONDS = 0.5
GATHER_SECONDS = 0.005
PAUSE_SECONDS = (0.2, 0.5, 1.0, 2.0)

log = structlog.get_logger()


class BatchConsumer:
    """
    Hands batches of messages to *handle* and acknowledges each batch when it returns.

    An error of infrastructure closes the connection: the batch stays unacknowledged, comes back in order,
    and is handled again. Nothing is ever rejected or requeued, which would change the order.

    Args:
        handle: Takes py-amqp messages; may raise infrastructure errors only.
        idle: Called about twice a second, and after batches at the latest every second.
        up: Told whether the consumer is registered.
    """

    def __init__(
        self,
        uri: str,
        queue: str,
        handle: Callable[[list[Any]], None],
        *,
        batch: int,
        idle: Callable[[], None] = lambda: None,
        up: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._uri = uri
        self._queue = queue
        self._handle = handle
        self._batch = batch
        self._idle = idle
        self._up = up
        self._buffer: list[Any] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        """Consume until ``stopping`` is set; the running batch is finished first."""
        tries = 0
        while not self.stopping.is_set():
            try:
                self._session()
                tries = 0
            except (AMQPError, OSError, PyMongoError, DeadlinePassed) as error:
                self._up(False)
                log.warning("consumer_waits", queue=self._queue, error=repr(error)[:300])
                self.stopping.wait(PAUSE_SECONDS[min(tries, len(PAUSE_SECONDS) - 1)])
                tries += 1

    def _session(self) -> None:
        connection = connect(self._uri, f"{self._queue}.consumer")
        # Buffer and channel belong together: delivery tags of an old channel mean nothing on a new one.
        self._buffer = []
        try:
            channel = connection.channel()
            channel.basic_qos(0, PREFETCH, False)
            channel.basic_consume(self._queue, callback=self._buffer.append)
            self._up(True)
            self._loop(connection, channel)
        finally:
            try:
                connection.collect()
            except (OSError, AMQPError):
                log.debug("consumer_close_failed", queue=self._queue)

    def _loop(self, connection: Any, channel: Any) -> None:
        idle_due = 0.0
        while not self.stopping.is_set():
            self._collect(connection)
            connection.heartbeat_tick()
            batch, self._buffer[:] = self._buffer[: self._batch], self._buffer[self._batch :]
            if batch:
                self._handle(batch)
                channel.basic_ack(batch[-1].delivery_tag, multiple=True)
            if time.monotonic() >= idle_due:
                self._idle()
                idle_due = time.monotonic() + IDLE_SECONDS * 2

    def _collect(self, connection: Any) -> None:
        """Wait for the first message up to IDLE_SECONDS, then take what comes right behind it."""
        wait = GATHER_SECONDS if self._buffer else IDLE_SECONDS
        while len(self._buffer) < self._batch and not self.stopping.is_set():
            try:
                connection.drain_events(timeout=wait)
            except TimeoutError:
                return
            wait = GATHER_SECONDS
