"""The same two services twice, on nameko as it comes and on our layer, behind one interface for one test body."""

import gc
import threading
import uuid
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import kombu.pools
from nameko.standalone.rpc import ClusterRpcProxy
from pymongo import MongoClient
from pymongo.database import Database

from tests.integration.messaging.town import Broker, Running, Town, until
from tests.integration.traps.wrongs import POISON

OWNER, FOLLOWER = "owner", "follower"


class World(Protocol):
    """
    An owner that writes notes and tells of them, and a follower that takes note.

    Attributes:
        broker: The broker itself, beside any proxy.
        inbox: The exchange and key by which the follower is reached.
    """

    broker: Broker
    owner: str

    @property
    def inbox(self) -> tuple[str, str]: ...

    def start(self, *roles: str, **environment: str) -> None: ...
    def begin_telling(self) -> None: ...
    def reach_through(self, *roles: str, uri: str) -> None: ...
    def process(self, role: str) -> Running: ...
    def note(self, note: str, *, timeout: float = 5.0) -> None: ...
    def note_when_released(self, note: str) -> Callable[[], None]: ...
    def echo(self, text: str, *, seconds: float = 0.0, timeout: float = 5.0) -> None: ...
    def client(self, uri: str) -> Callable[[str, float], None]: ...
    def written(self) -> list[str]: ...
    def effects(self) -> list[str]: ...
    def noticed(self, mark: str, times: int = 1) -> bool: ...
    def has_failed(self) -> bool: ...
    def heal(self) -> None: ...
    def kept(self, role: str) -> list[bytes]: ...


def notes(collection: Any) -> list[str]:
    return [row["note"] for row in collection.find().sort("_id", 1)]


class Stock:
    """nameko 2.14.1 and its defaults."""

    def __init__(self, directory: Path, amqp_uri: str, mongodb_uri: str) -> None:
        name = f"t{uuid.uuid4().hex[:10]}"
        self.owner, self.follower = f"{name}a", f"{name}b"
        self.broker = Broker(amqp_uri)
        self._directory = directory
        self._mongodb_uri = mongodb_uri
        self._uris: dict[str, str] = {}
        self._running: dict[str, Running] = {}
        self._clients: list[ClusterRpcProxy] = []
        self._client: MongoClient[dict[str, Any]] = MongoClient(mongodb_uri)
        self._db: Database[dict[str, Any]] = self._client[f"t_{name}"]

    @property
    def inbox(self) -> tuple[str, str]:
        return f"{self.owner}.events", "noted"

    @property
    def _queues(self) -> dict[str, str]:
        return {
            OWNER: f"rpc-{self.owner}",
            FOLLOWER: f"evt-{self.owner}-noted--{self.follower}.noted",
        }

    def stop(self) -> None:
        for running in self._running.values():
            running.kill()
        self._drop_clients()
        self._client.drop_database(self._db.name)
        self._client.close()
        exchanges = (f"{self.owner}.events", f"{self.follower}.events")
        self.broker.delete(queues=tuple(self._queues.values()), exchanges=exchanges)

    def start(self, *roles: str, **environment: str) -> None:
        for role in roles:
            argv = ("-m", "tests.integration.traps.stock_service", role, self.owner, self.follower)
            settings = {
                "STOCK_AMQP_URI": self._uris.get(role, self.broker.uri),
                "STOCK_MONGODB_URI": self._mongodb_uri,
                "STOCK_DATABASE": self._db.name,
                **environment,
            }
            self._running[role] = Running(self._directory, role, argv, settings)
        for role in roles:
            until(lambda role=role: self.broker.consumers(self._queues[role]) > 0, 20, f"{role} is ready")

    def begin_telling(self) -> None:
        """The owner does it itself."""

    def reach_through(self, *roles: str, uri: str) -> None:
        self._uris |= dict.fromkeys(roles, uri)

    def process(self, role: str) -> Running:
        return self._running[role]

    def note(self, note: str, *, timeout: float = 5.0) -> None:
        self._call("note", note, timeout=timeout)

    def note_when_released(self, note: str) -> Callable[[], None]:
        with ClusterRpcProxy({"AMQP_URI": self.broker.uri}) as cluster:
            cluster[self.owner].note.call_async(note, released=False)
        return lambda: self._db["released"].insert_one({}) and None  # type: ignore[func-returns-value]

    def echo(self, text: str, *, seconds: float = 0.0, timeout: float = 5.0) -> None:
        self._call("echo", text, seconds=seconds, timeout=timeout)

    def client(self, uri: str) -> Callable[[str, float], None]:
        proxy = ClusterRpcProxy({"AMQP_URI": uri}, timeout=3)
        self._clients.append(proxy)
        cluster = proxy.start()
        return lambda text, seconds: cluster[self.owner].echo(text, seconds)

    def written(self) -> list[str]:
        return notes(self._db["written"])

    def effects(self) -> list[str]:
        return notes(self._db["effects"])

    def noticed(self, mark: str, times: int = 1) -> bool:
        return self._db[mark].count_documents({}) >= times

    def has_failed(self) -> bool:
        return self.noticed("failed")

    def heal(self) -> None:
        self._db["healed"].insert_one({})

    def kept(self, role: str) -> list[bytes]:
        return []  # nowhere to look: stock nameko keeps nothing

    def _drop_clients(self) -> None:
        """Close what the stock client leaves open once its connection broke."""
        for proxy in self._clients:
            proxy._reply_listener.queue_consumer.connection.collect()
        kombu.pools.reset()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()

    def _call(self, method: str, *arguments: Any, timeout: float, **more: Any) -> None:
        with ClusterRpcProxy({"AMQP_URI": self.broker.uri}, timeout=timeout) as cluster:
            getattr(cluster[self.owner], method)(*arguments, **more)


class Ours:
    """Our layer, whole: ledger, relay, follower, deadline RPC."""

    def __init__(self, directory: Path, amqp_uri: str, mongodb_uri: str) -> None:
        service = ("-m", "tests.integration.traps.our_service")
        self.town = Town(directory, amqp_uri, mongodb_uri, service)
        self.owner = self.town.owner
        self.broker = self.town.broker
        self._names = {OWNER: self.town.owner, FOLLOWER: self.town.follower}

    @property
    def inbox(self) -> tuple[str, str]:
        return f"{self.owner}.events", "noted.v1"

    def stop(self) -> None:
        self.town.stop()

    def start(self, *roles: str, **environment: str) -> None:
        self.town.start(*(self._names[role] for role in roles), **environment)

    def begin_telling(self) -> None:
        self.town.start_relay(self.owner)

    def reach_through(self, *roles: str, uri: str) -> None:
        # What tells is the owner's relay.
        names = {OWNER: f"{self.owner}-relay", FOLLOWER: self.town.follower}
        self.town.uris |= {names[role]: uri for role in roles}

    def process(self, role: str) -> Running:
        return self.town.running[self._names[role]]

    def note(self, note: str, *, timeout: float = 5.0) -> None:
        self.town.note(note, poison=note == POISON, timeout=timeout)

    def note_when_released(self, note: str) -> Callable[[], None]:
        return lambda: threading.Thread(target=self.note, args=(note,), daemon=True).start()

    def echo(self, text: str, *, seconds: float = 0.0, timeout: float = 5.0) -> None:
        self.town.call(self.owner, "echo", timeout, text=text, seconds=seconds)

    def client(self, uri: str) -> Callable[[str, float], None]:
        caller = self.town.new_caller(uri)
        return lambda text, seconds: caller.call(
            self.owner, "echo", {"text": text, "seconds": seconds}, token=self.town.token(), timeout=3
        )

    def written(self) -> list[str]:
        return [row["data"]["note"] for row in self.town.db(self.owner)["ledger"].find().sort("_id", 1)]

    def effects(self) -> list[str]:
        return notes(self.town.db(self.town.follower)["effects"])

    def noticed(self, mark: str, times: int = 1) -> bool:
        return any(self.town.db(name)[mark].count_documents({}) >= times for name in self._names.values())

    def has_failed(self) -> bool:
        return self.noticed("halted")

    def heal(self) -> None:
        db = self.town.db(self.town.follower)
        db["healed"].insert_one({})
        db["halted"].update_many({}, {"$set": {"next_try_at": datetime.now(UTC)}})  # as "lianxi halted retry"

    def kept(self, role: str) -> list[bytes]:
        name = self._names[role]
        return [self.town.content(name, row)["body"] for row in self.town.kept(name)]
