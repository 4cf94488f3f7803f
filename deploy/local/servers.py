"""Broker and database alone, as children of this process: for tests."""

from pathlib import Path
from types import TracebackType

from deploy import accounts
from deploy.definitions import OPERATOR
from deploy.local import mongo, rabbit
from deploy.local.lock import GONE_SECONDS, Lock, await_nobody
from deploy.local.ports import ports
from deploy.local.program import Child, Program, stop_all, write_programs
from shared.city.sites import SITES_FILE, Sites


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
        self.database_passwords: dict[str, str] = {}

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
            sites = Sites.load(SITES_FILE)
            self._passwords = rabbit.prepare(self._directory, sites)
            self.database_passwords = accounts.prepare(self._directory, sites)
            self._launch()
            host = mongo.host(self._ports["database"])
            mongo.await_primary(accounts.owner_uri(self._directory, host, accounts.DIRECT), host, self._check)
            accounts.apply(self.mongodb_uri, self.database_passwords)
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
        """Return the broker's address for the operator, who may do everything."""
        return self.amqp_uri_of(OPERATOR)

    def amqp_uri_of(self, user: str) -> str:
        """Return the broker's address for an instance or an external system."""
        return rabbit.uri(user, self._passwords[user], self._ports["broker"])

    @property
    def mongodb_uri(self) -> str:
        """Return the database's address for its owner, who may do everything."""
        return accounts.owner_uri(self._directory, mongo.host(self._ports["database"]))

    def mongodb_uri_of(self, user: str) -> str:
        """Return the database's address for an instance."""
        host = mongo.host(self._ports["database"])
        return accounts.uri(user, self.database_passwords[user], host)

    def _launch(self) -> None:
        programs: list[Program] = [
            mongo.program(
                mongo.find(), self._directory, self._ports["database"], self._directory / accounts.KEY_FILE
            ),
            *rabbit.programs(self._directory, self._ports),
        ]
        table = write_programs(self._directory, programs)
        for program in programs:
            log = self._directory / "log" / f"{program.name}.log"
            self._children.append(Child(table, program, log))

    def _check(self) -> None:
        for child in self._children:
            child.check()
