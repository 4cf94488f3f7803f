"""Broker and database alone, as children of this process: for tests."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from types import TracebackType

from deploy.definitions import definitions, users_of
from shared.local import mongo, rabbit
from shared.local.ports import ports
from shared.local.program import (
    Child,
    LocalError,
    Program,
    await_nobody,
    stop_all,
    write_private,
    write_programs,
)
from shared.settings import SITES_FILE, Sites

OPERATOR = "operator"
GONE_SECONDS = 15


class Lock:
    """The right to run things in a directory; the kernel gives it back when its owner dies."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise LocalError(f"{directory} 中已有一套系统在运行；请先停止它（lianxi down）") from None
        if not await_nobody(directory, GONE_SECONDS):
            self.release()
            raise LocalError(f"{directory} 中上次运行的进程尚未结束；请稍后再试")

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._file)


def passwords_in(directory: Path, users: list[str]) -> dict[str, str]:
    """Give each of *users* of the private broker its password, the same as at the last start."""
    path = directory / "passwords.json"
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    chosen = {user: known.get(user) or secrets.token_urlsafe(24) for user in users}
    write_private(path, json.dumps(chosen, indent=1))
    return chosen


def prepare_broker(directory: Path, sites: Sites) -> dict[str, str]:
    """Write ``definitions.json``, which the broker loads when it boots; give the passwords."""
    passwords = passwords_in(directory, users_of(sites))
    document = definitions(sites, passwords, broker_major=rabbit.major_version())
    write_private(directory / "definitions.json", json.dumps(document, indent=1, ensure_ascii=False))
    return passwords


def broker_uri(user: str, password: str, port: int) -> str:
    """Give the address of the private broker for *user*."""
    return f"amqp://{user}:{password}@127.0.0.1:{port}/{rabbit.VHOST}"


class Servers:
    """
    A broker and a database under *directory*, until ``stop()`` or the end of this process, however it ends.

    Start it on the main thread: the children end with the thread that started them.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._children: list[Child] = []
        self._lock: Lock | None = None
        self._ports: dict[str, int] = {}
        self._passwords: dict[str, str] = {}

    def __enter__(self) -> "Servers":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start both and wait until they answer; raises LocalError saying what is missing or went wrong."""
        self._lock = Lock(self._directory)
        try:
            (self._directory / "log").mkdir(exist_ok=True)
            self._ports = ports(self._directory / "ports.json", [*rabbit.PORTS, "database"])
            self._passwords = prepare_broker(self._directory, Sites.load(SITES_FILE))
            self._launch()
            mongo.await_primary(self._ports["database"], self._check)
            rabbit.await_ready(self.amqp_uri, self._check)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both; nothing is left when it returns."""
        stop_all(self._children)
        self._children = []
        if self._lock is not None:
            await_nobody(self._directory, GONE_SECONDS)
            self._lock.release()
            self._lock = None

    @property
    def amqp_uri(self) -> str:
        """Give the broker's address for the operator, who may do everything."""
        return self.amqp_uri_of(OPERATOR)

    def amqp_uri_of(self, user: str) -> str:
        """Give the broker's address for an instance or an external system."""
        return broker_uri(user, self._passwords[user], self._ports["broker"])

    @property
    def mongodb_uri(self) -> str:
        """Give the database's address."""
        return mongo.uri(self._ports["database"])

    def _launch(self) -> None:
        programs: list[Program] = [
            mongo.program(mongo.find(), self._directory, self._ports["database"]),
            *rabbit.programs(self._directory, self._ports),
        ]
        table = write_programs(self._directory, programs)
        for program in programs:
            log = self._directory / "log" / f"{program.name}.log"
            self._children.append(Child(table, program, log))

    def _check(self) -> None:
        for child in self._children:
            child.check()
