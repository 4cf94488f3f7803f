"""A town of two departments on a real broker and database: what the messaging layer is tried in."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import yaml
from amqp.exceptions import NotFound as NoQueue
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.program import Program, launcher, tail, write_programs
from shared.city.sites import Sites
from shared.city.topology import topology_of
from shared.messaging import topology
from shared.messaging.caller import Caller
from shared.messaging.line import connect
from shared.messaging.quarantine import Quarantine
from shared.security import keys
from shared.security.sealing import Vault
from shared.security.tokens import Actor, issue

SAMPLE = ("-m", "tests.integration.messaging.sample")
RELAY = ("-m", "deploy.relay")
READY_SECONDS = 20.0
TODAY = "2026-07-01"


def until(condition: Callable[[], Any], seconds: float, what: str = "") -> Any:
    """Wait for *condition* and give what it gave; fail after *seconds*."""
    limit = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < limit, f"not within {seconds:g} s: {what or condition}"
        time.sleep(0.02)


def never(condition: Callable[[], Any], seconds: float) -> None:
    """Watch for *seconds* that *condition* does not come to hold."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert not condition()
        time.sleep(0.02)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def user_of(uri: str) -> str:
    """Return the user an address logs in as."""
    return urlsplit(uri).username or "guest"


class Running:
    """A program that ends with this process."""

    def __init__(
        self, directory: Path, name: str, argv: tuple[str, ...], environment: Mapping[str, str]
    ) -> None:
        folder = directory / name
        folder.mkdir(exist_ok=True)
        self.log = folder / "log"
        table = write_programs(folder, [Program(name, "test", (sys.executable, *argv), environment)])
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [*launcher(table), name], stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int | None:
        return self._process.poll()

    def signal(self, number: int) -> None:
        if self.is_alive:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """kill -9, and wait for the end."""
        self.signal(signal.SIGKILL)
        self._process.wait()

    def tail(self) -> str:
        return tail(self.log)


class Broker:
    """What a test asks the broker directly."""

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def consumers(self, queue: str) -> int:
        """Count the consumers of a queue; 0 when there is no such queue."""
        return self._count(queue)[1]

    def waiting(self, queue: str) -> int:
        """Count the messages that wait in a queue."""
        return self._count(queue)[0]

    def publish(self, message: amqp.Message, exchange: str, key: str) -> None:
        """Publish as anybody with the rights could, confirmed."""
        connection = connect(self.uri, "test")
        try:
            channel = connection.channel()
            channel.confirm_select()
            channel.basic_publish_confirm(message, exchange, key)
        finally:
            connection.close()

    def delete(self, *, queues: tuple[str, ...] = (), exchanges: tuple[str, ...] = ()) -> None:
        connection = connect(self.uri, "test")
        try:
            channel = connection.channel()
            for queue in queues:
                channel.queue_delete(queue)
            for exchange in exchanges:
                channel.exchange_delete(exchange)
        finally:
            connection.close()

    def _count(self, queue: str) -> tuple[int, int]:
        connection = connect(self.uri, "test")
        try:
            declared = connection.channel().queue_declare(queue, passive=True)
            return declared.message_count, declared.consumer_count
        except NoQueue:
            return 0, 0
        finally:
            connection.close()


class Town:
    """
    Two departments, *owner* and *follower*, each following the other, and one external *system* of the owner.

    Names are invented for each town, so that towns share a broker. Services start only when asked for.
    """

    def __init__(
        self, directory: Path, amqp_uri: str, mongodb_uri: str, service: tuple[str, ...] = SAMPLE
    ) -> None:
        name = f"t{uuid.uuid4().hex[:10]}"
        self.owner, self.follower, self.system = f"{name}a", f"{name}b", f"{name}s"
        self.directory = directory
        self.amqp_uri, self.mongodb_uri = amqp_uri, mongodb_uri
        self.uris: dict[str, str] = {}
        self.broker = Broker(amqp_uri)
        self.keys = directory / "keys"
        self.running: dict[str, Running] = {}
        self._service = service
        self._callers: list[Caller] = []
        keys.create(self.keys, ("portal", self.owner, self.follower))
        sites = directory / "sites.yaml"
        sites.write_text(yaml.safe_dump(self._sites()), encoding="utf-8")
        self.sites = Sites.load(sites)
        self.client: MongoClient[dict[str, Any]] = MongoClient(mongodb_uri, tz_aware=True)
        self.topology = self._topology()
        topology.apply(amqp_uri, self.topology)
        for instance in (self.owner, self.follower):
            self.db(instance)["day"].insert_one({"_id": "day", "date": TODAY})
        self.caller = self.new_caller(amqp_uri)

    def stop(self) -> None:
        """End everything and remove every trace."""
        for running in self.running.values():
            running.kill()
        for caller in self._callers:
            caller.stop()
        for instance in (self.owner, self.follower):
            self.client.drop_database(self.db(instance).name)
        self.client.close()
        calls = (f"rpc-{self.owner}", f"rpc-{self.follower}")
        self.broker.delete(
            queues=(*calls, *(queue.name for queue in self.topology.queues)),
            exchanges=self.topology.exchanges,
        )

    def db(self, instance: str) -> Database[dict[str, Any]]:
        return self.client[f"t_{instance}"]

    def environment(self, instance: str) -> dict[str, str]:
        """Return what a process of *instance* is told."""
        users = {name: user_of(self.amqp_uri) for name in (self.owner, self.follower, self.system)}
        return {
            "LIANXI_INSTANCE": instance,
            "LIANXI_AMQP_URI": self.uris.get(instance, self.amqp_uri),
            "LIANXI_MONGODB_URI": self.mongodb_uri,
            "LIANXI_DATABASE": self.db(instance).name,
            "LIANXI_KEYS": str(self.keys),
            "LIANXI_SITES": str(self.directory / "sites.yaml"),
            "LIANXI_CLOCK": "manual",
            "LIANXI_BROKER_USERS": ",".join(f"{name}={user}" for name, user in users.items()),
        }

    def start(self, *instances: str, **more: str) -> None:
        """Start services and wait until they answer and follow."""
        for instance in instances:
            self.running[instance] = Running(
                self.directory, instance, (*self._service, instance), {**self.environment(instance), **more}
            )
        for instance in instances:
            self.await_ready(instance)

    def start_relay(self, instance: str, **more: str) -> None:
        """Start the relay of *instance*."""
        name = f"{instance}-relay"
        environment = {**self.environment(instance), **more}
        environment["LIANXI_AMQP_URI"] = self.uris.get(name, self.amqp_uri)
        self.running[name] = Running(self.directory, name, (*RELAY, instance), environment)

    def await_ready(self, instance: str) -> None:
        """Wait until the queues of *instance* have their consumers."""
        running = self.running[instance]

        def ready() -> bool:
            assert running.is_alive, running.tail()
            queues = [f"rpc-{instance}", f"{instance}.inbox"]
            return all(self.broker.consumers(queue) > 0 for queue in queues)

        until(ready, READY_SECONDS, f"{instance} is ready: {running.tail()}")

    def new_caller(self, uri: str) -> Caller:
        caller = Caller(uri, "test")
        self._callers.append(caller)
        return caller

    def token(self, user: str = "tester", instance: str | None = None) -> str:
        """Return a token for *instance*, the owner where nothing is said."""
        actor = Actor(user, self.owner, ("operator",), (str(self.sites.city),))
        return issue(keys.private_key(self.keys, "portal"), "portal", actor, instance or self.owner)

    def call(
        self, instance: str, method: str, timeout: float = 5.0, call_id: str | None = None, **arguments: Any
    ) -> Any:
        """Call a service as the portal does."""
        return self.caller.call(
            instance, method, arguments, token=self.token(instance=instance), timeout=timeout, call_id=call_id
        )

    def note(self, note: str, stream: str = "note:1", *, poison: bool = False, **more: Any) -> Any:
        """Let the owner record a note."""
        more = {"recorded_on": TODAY, "key": str(uuid.uuid4()), **more}
        return self.call(self.owner, "note", stream=stream, note=note, poison=poison, **more)

    def seen(self) -> list[tuple[str, int]]:
        """Return stream and seq of what the follower applied of the owner's log, in the order of application."""
        rows = self.db(self.follower)["seen"].find({"log": self.owner}).sort("_id", 1)
        return [(row["stream"], row["seq"]) for row in rows]

    def kept(self, instance: str) -> list[dict[str, Any]]:
        """Return what *instance* put into quarantine."""
        return list(self.db(instance)["quarantine"].find().sort("_id", 1))

    def content(self, instance: str, kept: dict[str, Any]) -> dict[str, Any]:
        """Return what a message that *instance* put into quarantine holds."""
        db = self.db(instance)
        return Quarantine(db, Vault(db, keys.master_key(self.keys, instance))).content(kept)

    def _sites(self) -> dict[str, Any]:
        return {
            "city": "411300000000",
            "convener": self.follower,
            "departments": {
                self.owner: {"name": "甲部门", "systems": [self.system]},
                self.follower: {"name": "乙部门"},
            },
            "issuers": {"portal": {"departments": ["*"], "roles": ["*"], "areas": ["*"]}},
        }

    def _topology(self) -> topology.Topology:
        """Only what is this town's own: the registry and the reports are no part of it."""
        of_city = topology_of(self.sites)
        mine = (self.owner, self.follower, self.system)
        queues = [
            topology.Queue(q.name, q.arguments, tuple(e for e in q.exchanges if e.startswith(mine)))
            for q in of_city.queues
            if q.name.startswith(mine)
        ]
        return topology.Topology(tuple(e for e in of_city.exchanges if e.startswith(mine)), tuple(queues))
