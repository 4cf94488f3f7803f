"""
Running one service: ``python -m deploy.runner <instance>``.

Patched first; ends with an exit code other than 0 when its container dies, so that a supervisor starts it
again; SIGTERM finishes the running batch.
"""

# ruff: noqa: E402, I001 - the order of imports is the point of this module
import shared.telemetry as telemetry  # its locks must be the real ones

import os
import warnings

os.environ["EVENTLET_NO_GREENDNS"] = "yes"
warnings.filterwarnings("ignore", module="eventlet")
import eventlet

eventlet.monkey_patch()

import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
import structlog
from kombu import serialization
from nameko.runners import ServiceRunner
from pymongo.errors import PyMongoError

from deploy.service import service_of
from shared import storage
from shared.city.logs import follows, may_read
from shared.city.service import CityService, Following
from shared.city.sites import SitesError
from shared.contracts.errors import LianxiError
from shared.contracts.service import DeclarationError
from shared.ledger.ledger import Ledger
from shared.messaging.caller import Caller
from shared.messaging.consume import BatchConsumer
from shared.messaging.follow import BATCH, Follower
from shared.messaging.inbox import Inbox
from shared.messaging.intake import BATCH as INTAKE_BATCH
from shared.messaging.line import HEARTBEAT_SECONDS
from shared.messaging.pull import RemoteSource
from shared.messaging.quarantine import Quarantine
from shared.messaging.rpc import QUARANTINE, READY
from shared.messaging.service import RUNTIME, Runtime
from shared.messaging.topology import inbox_of, intake_of
from shared.security.keys import master_key, private_key, public_keys
from shared.security.tokens import Verifier
from shared.settings import INSTANCE, Settings, SettingsError

WORKERS = 20
BEAT_SECONDS = 1.0
CLOCK_SECONDS = 5.0
WORK_SECONDS = 1.0
STOP_SECONDS = 15

log = structlog.get_logger()


class Process:
    """One service process: container, follower, intake, health."""

    def __init__(self, settings: Settings, service: type[CityService]) -> None:
        self.settings = settings
        self.health = telemetry.Health()
        self._client = storage.client(settings, "service")
        self._ledger = Ledger(
            self._client, settings.database, settings.instance, master_key(settings.keys, settings.instance)
        )
        self._quarantine = Quarantine(self._ledger.db, self._ledger.vault)
        self._service = service
        self._consumers: list[BatchConsumer] = []
        self._threads: list[threading.Thread] = []
        self._runner: Any = None
        self.stopping = threading.Event()

    def start(self) -> None:
        """Prepare the database, then start answering and following."""
        telemetry.serve_health(self.settings.listen, self.settings.health_port, self.health)
        self._prepare()
        self._runner = ServiceRunner(self._config())
        self._runner.add_service(self._service)
        self._runner.start()
        self._spawn(self._beat)
        if self._service.following is not None and follows(self.settings.instance, self.settings.sites):
            self._follow(self._service.following)
        if self._service.accepts and self.settings.sites.systems_of(self.settings.instance):
            self._open_intake()
        if self._service.keep_time is not None and self.settings.clock == "real":
            self._spawn(self._keep_time)
        if self._service.work_off is not None:
            self._spawn(self._work_off)
        log.info("service_started")

    def wait(self) -> int:
        """Wait for SIGTERM or for the container's death; return the exit code."""
        died = eventlet.spawn(self._runner.wait)
        while not self.stopping.is_set():
            if died.dead or not all(thread.is_alive() for thread in self._threads):
                log.error("service_died")
                return 1
            eventlet.sleep(0.1)
        for consumer in self._consumers:
            consumer.stopping.set()
        with eventlet.Timeout(STOP_SECONDS, False):
            self._runner.stop()
            for thread in self._threads:
                thread.join(timeout=STOP_SECONDS)
        log.info("service_stopped")
        return 0

    def _prepare(self) -> None:
        """Create what the database needs, waiting for the database as long as it takes."""
        while True:
            try:
                self._ledger.prepare()
                self._quarantine.prepare()
                self._service.prepare(self._ledger.db)
                return
            except PyMongoError as error:
                log.warning("database_awaited", error=repr(error)[:300])
                time.sleep(1)

    def _config(self) -> dict[str, Any]:
        settings = self.settings
        verifier = Verifier(settings.instance, public_keys(settings.keys), settings.sites.grants)
        return {
            "AMQP_URI": settings.amqp_uri,
            "max_workers": WORKERS,
            "HEARTBEAT": HEARTBEAT_SECONDS,
            RUNTIME: Runtime(
                settings.instance, self._ledger, verifier, partial(may_read, sites=settings.sites)
            ),
            QUARANTINE: self._quarantine,
            READY: self.health.set,
        }

    def _follow(self, following: Following) -> None:
        settings = self.settings
        source = RemoteSource(
            Caller(settings.amqp_uri, settings.instance),
            settings.instance,
            private_key(settings.keys, settings.instance),
        )
        logs = follows(settings.instance, settings.sites)
        follower = Follower(
            self._ledger,
            logs,
            source,
            following.apply,
            settle=following.settle,
            reset=following.reset,
            pauses=following.pauses,
        )
        senders = {log: settings.broker_user(log.split(".")[0]) for log in logs}
        queue = inbox_of(settings.instance)
        inbox = Inbox(queue, senders, follower, self._quarantine)
        self._consume(queue, inbox.take, BATCH, follower.chores)

    def _open_intake(self) -> None:
        settings = self.settings
        intake = self._service.intake(self._ledger)
        self._consume(intake_of(settings.instance), intake.take, INTAKE_BATCH, lambda: None)

    def _consume(
        self, queue: str, handle: Callable[[list[Any]], None], batch: int, idle: Callable[[], None]
    ) -> None:
        consumer = BatchConsumer(
            self.settings.amqp_uri,
            queue,
            handle,
            batch=batch,
            idle=idle,
            up=lambda up: self.health.set(queue, up),
        )
        self._consumers.append(consumer)
        self._spawn(consumer.run)

    def _spawn(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _keep_time(self) -> None:
        """Let the service do what the wall clock asks for; the only place that reads it for the domain."""
        keep_time = self._service.keep_time
        while keep_time is not None and not self.stopping.is_set():
            try:
                keep_time(self._ledger, datetime.now(UTC))
            except (PyMongoError, LianxiError) as error:
                log.warning("clock_waits", error=repr(error)[:300])
            eventlet.sleep(CLOCK_SECONDS)

    def _work_off(self) -> None:
        """Let the service do what waits to be done outside."""
        work_off = self._service.work_off
        while work_off is not None and not self.stopping.is_set():
            try:
                work_off(self._ledger, self.settings)
            except (PyMongoError, LianxiError) as error:
                log.warning("work_waits", error=repr(error)[:300])
            eventlet.sleep(WORK_SECONDS)

    def _beat(self) -> None:
        """Show that the loop runs, and whether the database answers."""
        while not self.stopping.is_set():
            try:
                self._client.admin.command("ping")
                self.health.set("database", True)
            except PyMongoError:
                self.health.set("database", False)
            before = time.monotonic()
            eventlet.sleep(BEAT_SECONDS)
            self.health.beat(time.monotonic() - before)


def speak_json() -> None:
    """Make kombu's JSON the fast one."""
    serialization.register(
        "json",
        lambda value: orjson.dumps(value, default=str).decode(),
        orjson.loads,
        "application/json",
        "utf-8",
    )


def run(settings: Settings, service: type[CityService]) -> int:
    """Run *service* until SIGTERM or its death; return the exit code."""
    telemetry.configure_logging(settings.instance)
    speak_json()
    process = Process(settings, service)
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: process.stopping.set())
    process.start()
    return process.wait()


def main() -> None:
    """Run the instance named by the first argument or by LIANXI_INSTANCE."""
    if len(sys.argv) > 1:
        os.environ[INSTANCE] = sys.argv[1]
    try:
        settings = Settings.from_environment()
        service = service_of(settings)
    except (SettingsError, SitesError, DeclarationError) as problem:
        sys.exit(str(problem))
    sys.exit(run(settings, service))


if __name__ == "__main__":
    main()
