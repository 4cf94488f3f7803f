"""
The relay: numbers what was recorded and publishes it, in order, until the broker has confirmed.

Start, crash and normal running are the same code: number what has no number, publish what is not confirmed.
A change stream is only the alarm clock.
"""

import contextlib
import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from shared.ledger.log import Log, Numbering, Outlet
from shared.messaging.line import connect
from shared.messaging.topology import exchange_of
from shared.messaging.wire import entry_message
from shared.telemetry import PUBLISHED, RELAY_LAG, Health

NUMBER_BATCH = 500
PUBLISH_BATCH = 100
CONFIRM_SECONDS = 10.0
WAKE_MS = 500
PAUSE_SECONDS = 0.5

log = structlog.get_logger()


class NotConfirmed(Exception):
    """The broker did not say yes; whether it has the messages is unknown, so they are sent again."""


class Publisher:
    """Publishes batches of entries and waits until each is confirmed."""

    def __init__(self, uri: str, user: str, name: str) -> None:
        self._user = user
        self._connection = connect(uri, f"{name}.relay")
        self._channel = self._connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._acked)
        self._channel.events["basic_nack"].add(self._nacked)
        self._sent = 0
        self._waiting: set[int] = set()
        self._refused = False

    def publish(self, log_name: str, documents: list[dict[str, Any]]) -> None:
        """Send *documents* of a log in order; raises NotConfirmed, OSError or AMQPError."""
        exchange = exchange_of(log_name)
        for document in documents:
            self._sent += 1
            self._waiting.add(self._sent)
            key = document["type"].split(".", 1)[1]
            self._channel.basic_publish(entry_message(log_name, document, self._user), exchange, key)
        limit = time.monotonic() + CONFIRM_SECONDS
        while self._waiting and not self._refused:
            left = limit - time.monotonic()
            if left <= 0:
                raise NotConfirmed("no confirm in time")
            self._connection.drain_events(timeout=left)
        if self._refused:
            raise NotConfirmed("the broker refused")

    def idle(self) -> None:
        """Answer and send heartbeats while there is nothing to publish."""
        with contextlib.suppress(TimeoutError):
            self._connection.drain_events(timeout=0.0001)
        self._connection.heartbeat_tick()

    def close(self) -> None:
        """Drop the connection without ceremony."""
        self._connection.collect()

    def _acked(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._waiting = {waiting for waiting in self._waiting if waiting > tag}
        else:
            self._waiting.discard(tag)

    def _nacked(self, _tag: int, _multiple: bool) -> None:
        self._refused = True


class Relay:
    """
    The relay of one instance's logs.

    Args:
        user: The broker user that it publishes as.
    """

    def __init__(
        self,
        client: MongoClient[dict[str, Any]],
        database: str,
        instance: str,
        outlets: tuple[Outlet, ...],
        *,
        amqp_uri: str,
        user: str,
    ) -> None:
        self._instance = instance
        self._amqp_uri = amqp_uri
        self._user = user
        self._db = client[database]
        self._numbering = Numbering(client, self._db, instance, outlets)
        self._publisher: Publisher | None = None
        self._numbered: set[str] = set()
        self.stopping = threading.Event()

    def run(self, health: Health) -> None:
        """Relay until ``stopping`` is set; every error is waited out."""
        name = f"relay.{self._instance}"
        while not self.stopping.is_set():
            try:
                self._numbering.prepare()
                self._watch(health, name)
            except (PyMongoError, OSError, AMQPError, NotConfirmed, RuntimeError) as error:
                health.set(name, False)
                log.warning("relay_waits", relay=self._instance, error=repr(error)[:300])
                self._hang_up()
                self.stopping.wait(PAUSE_SECONDS)
        self._hang_up()

    def _watch(self, health: Health, name: str) -> None:
        inserts: list[Mapping[str, Any]] = [
            {"$match": {"operationType": "insert"}},
            {"$project": {"documentKey": 1}},
        ]
        with self._db["ledger"].watch(inserts, max_await_time_ms=WAKE_MS) as alarms:
            while not self.stopping.is_set():
                while self.sweep():
                    health.beat()
                health.set(name, True)
                health.beat()
                self._sleep(alarms)

    def _sleep(self, alarms: Any) -> None:
        """Wait for an insert that was not swept yet; alarms of those that were are skipped."""
        while not self.stopping.is_set():
            alarm = alarms.try_next()
            if alarm is None or alarm["documentKey"]["_id"] not in self._numbered:
                break
            self._numbered.discard(alarm["documentKey"]["_id"])
        if alarm is None:
            self._numbered.clear()
        if self._publisher is not None:
            self._publisher.idle()

    def sweep(self) -> bool:
        """Number and publish one round; return whether anything was done."""
        numbered = self._numbering.number(NUMBER_BATCH)
        self._numbered.update(numbered)
        # Every log is swept in each round, so that a busy one does not starve the others.
        published = [self._publish(numbered_log) for numbered_log in self._numbering.logs]
        return bool(numbered) or any(published)

    def _publish(self, numbered_log: Log) -> bool:
        head = numbered_log.head()
        RELAY_LAG.labels(numbered_log.name).set(head["n"] - head["published"])
        if head["published"] >= head["n"]:
            return False
        if self._publisher is None:
            self._publisher = Publisher(self._amqp_uri, self._user, self._instance)
        documents = numbered_log.page(head["published"], PUBLISH_BATCH)
        self._publisher.publish(numbered_log.name, documents)
        numbered_log.published(documents[-1]["n"])
        PUBLISHED.labels(numbered_log.name).inc(len(documents))
        return True

    def _hang_up(self) -> None:
        if self._publisher is not None:
            publisher, self._publisher = self._publisher, None
            try:
                publisher.close()
            except (OSError, AMQPError):
                log.debug("relay_close_failed")
