"""The whole city on this machine: started in order, kept running, stopped in order, nothing left behind."""

import http.client
import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from pymongo import MongoClient

from deploy import accounts
from deploy.definitions import OPERATOR
from deploy.local import mongo, rabbit
from deploy.local.layout import PORTAL, Existing, Layout, port_names
from deploy.local.lock import GONE_SECONDS, Lock, await_nobody
from deploy.local.ports import ports
from deploy.local.program import Child, LocalError, Program, tail, write_programs
from deploy.local.supervise import GROUPS, NAME, Supervisor, write_configuration
from shared.city.sites import SITES_FILE, Sites
from shared.city.topology import topology_of
from shared.messaging import topology
from shared.security import keys

READY_SECONDS = 90
PROBE_SECONDS = 2
# Processes (and the pause between two of them) of one program seen before it is given up.
MAX_LIVES = 4

Progress = Callable[[str], None]


def silent(_step: str) -> None:
    """Tell nobody."""


class Stack:
    """
    The city's processes under *directory*, until ``stop()`` or the end of this process, however it ends.

    Start it on the main thread: the children end with the thread that started them. With ``AMQP_URI`` or
    ``MONGODB_URI`` in the environment those servers serve instead of our own.

    Args:
        instances: Which to run, ``portal`` among them if wanted; None: all.
        clock: ``manual``: days are published by hand; ``real``: they begin at midnight.
        fresh: Begin without what an earlier run left.
    """

    def __init__(
        self,
        directory: Path,
        instances: Sequence[str] | None = None,
        *,
        clock: str = "manual",
        fresh: bool = False,
    ) -> None:
        self._directory = directory.resolve()
        self._sites = Sites.load(SITES_FILE)
        self._instances = (*self._sites.instances, PORTAL) if instances is None else tuple(instances)
        self._clock = clock
        self._fresh = fresh
        self._lock: Lock | None = None
        self._child: Child | None = None
        self._layout: Layout | None = None
        self._supervisor: Supervisor | None = None
        self._programs: dict[str, Program] = {}

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, progress: Progress = silent) -> None:
        """
        Start everything in order and wait until it answers.

        Args:
            progress: Called with each step, in Chinese.

        Raises:
            LocalError: something is missing on this machine or did not start; nothing is left running.
        """
        self._lock = Lock(self._directory)
        try:
            self._prepare()
            self._start_supervisor()
            progress("启动数据库和消息服务")
            self._start_servers()
            progress("声明消息拓扑")
            topology.apply(self.layout.amqp_uri_of(OPERATOR), topology_of(self._sites))
            started = [*self._of_group("services"), *self._of_group("web")]
            progress(f"启动 {len(started)} 个服务进程")
            for group in ("services", "web"):
                if self._of_group(group):
                    self._running.start(group)
            self.await_ready(started)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop web, services, broker and database in this order; raises LocalError if anything is left."""
        if self._child is not None and self._supervisor is not None:
            try:
                for group in reversed(GROUPS):
                    if self._of_group(group):
                        self._supervisor.stop(group)
            except (OSError, LocalError):
                pass  # it is gone, and with it all that it ran
            self._child.stop()
            self._child = None
        if self._lock is not None:
            gone = await_nobody(self._directory, GONE_SECONDS)
            self._lock.release()
            self._lock = None
            if not gone:
                raise LocalError(f"{self._directory} 中仍有进程未结束")

    @property
    def layout(self) -> Layout:
        """What runs where; known once started."""
        if self._layout is None:
            raise LocalError("系统尚未启动")
        return self._layout

    @property
    def amqp_uri(self) -> str:
        """Return the broker's address for the operator, who may do everything."""
        return self.layout.amqp_uri_of(OPERATOR)

    @property
    def mongodb_uri(self) -> str:
        """Return the database's address for its owner, who may do everything."""
        return self.layout.owner_uri

    @property
    def portal_url(self) -> str:
        """Return the portal's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.layout.ports[PORTAL]}"

    def environment(self, instance: str) -> dict[str, str]:
        """Return the settings of *instance* as environment variables."""
        return self.layout.environment(instance)

    def pid(self, program: str) -> int:
        """Return the process id of a program now; 0 while it is down."""
        return int(self._running.state(self._programs[program])["pid"])

    def kill(self, program: str, signal_number: int = signal.SIGKILL) -> None:
        """Send a signal to a program; if it dies of it, it is started again."""
        os.kill(self.pid(program), signal_number)

    def stop_program(self, program: str) -> None:
        """Stop one program until ``start_program``."""
        self._running.stop_program(self._programs[program])

    def start_program(self, program: str) -> None:
        """Start one program again and wait until it is ready."""
        self._running.start_program(self._programs[program])
        self.await_ready([program])

    def await_ready(self, programs: Sequence[str] | None = None) -> None:
        """Wait until *programs* (None: all services and the portal) say that they are ready."""
        wanted = self._of_group("services") + self._of_group("web") if programs is None else list(programs)
        for name in wanted:
            self._await(self._programs[name])

    @property
    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise LocalError("系统尚未启动")
        return self._supervisor

    def _prepare(self) -> None:
        existing = Existing.from_environment()
        if self._fresh and existing.mongodb_uri is None:
            shutil.rmtree(self._directory / "mongo", ignore_errors=True)
        if self._fresh and existing.amqp_uri is None:
            shutil.rmtree(self._directory / "broker", ignore_errors=True)
        (self._directory / "log").mkdir(exist_ok=True)
        chosen = ports(self._directory / "ports.json", port_names(self._instances))
        passwords = rabbit.prepare(self._directory, self._sites)
        own = accounts.prepare(self._directory, self._sites) if existing.mongodb_uri is None else {}
        keys.create(self._directory / "keys", (*self._sites.instances, PORTAL))
        self._layout = Layout(
            self._directory, self._instances, self._sites, self._clock, existing, chosen, passwords, own
        )
        self._programs = {program.name: program for program in self._layout.programs()}

    def _start_supervisor(self) -> None:
        supervisor, layout = self.layout.supervisor(), self.layout
        table = write_programs(self._directory, [*self._programs.values(), supervisor])
        port, password = layout.ports[NAME], layout.passwords[OPERATOR]
        write_configuration(self._directory, table, self._programs.values(), port, password)
        self._supervisor = Supervisor(port, password)
        self._child = Child(table, supervisor, self._directory / "log" / "supervisor.out")
        self._supervisor.await_up(self._child)

    def _start_servers(self) -> None:
        layout = self.layout
        for group in ("database", "broker"):
            if self._of_group(group):
                self._running.start(group)
        if layout.existing.mongodb_uri is None:
            host = mongo.host(layout.ports["database"])
            owner = accounts.owner_uri(self._directory, host, accounts.DIRECT)
            mongo.await_primary(owner, host, lambda: self._check("database"))
            accounts.apply(layout.owner_uri, layout.database_passwords)
        rabbit.await_ready(self.amqp_uri, lambda: self._check("broker"))
        if self._fresh:
            self._clear_existing(layout)

    def _clear_existing(self, layout: Layout) -> None:
        """Remove what is ours from servers that we share with others."""
        if layout.existing.mongodb_uri is not None:
            with MongoClient[dict[str, object]](layout.existing.mongodb_uri) as client:
                for instance in self._instances:
                    client.drop_database(layout.database_of(instance))
        if layout.existing.amqp_uri is not None:
            topology.remove_queues(layout.existing.amqp_uri, topology_of(self._sites))

    def _of_group(self, group: str) -> list[str]:
        return [program.name for program in self._programs.values() if program.group == group]

    def _check(self, name: str) -> None:
        self._check_supervisor()
        if name in self._programs:
            self._running.check(self._programs[name], self._directory / "log" / f"{name}.log")

    def _check_supervisor(self) -> None:
        if self._child is not None:
            self._child.check()

    def _await(self, program: Program) -> None:
        path = "/healthz" if program.name == PORTAL else "/ready"
        port = self.layout.ports[program.name]
        log = self._directory / "log" / f"{program.name}.log"
        deadline = time.monotonic() + READY_SECONDS
        lives: set[int] = set()
        while not answers(port, path):
            lives.add(self.pid(program.name))
            if len(lives) > MAX_LIVES:
                raise LocalError(f"{program.name} 反复退出，日志 {log}：\n{tail(log)}")
            if time.monotonic() >= deadline:
                raise LocalError(f"{program.name} 在 {READY_SECONDS} 秒内没有就绪，日志 {log}：\n{tail(log)}")
            self._check_supervisor()
            time.sleep(0.1)


def answers(port: int, path: str) -> bool:
    """Return whether a GET of *path* on loopback is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
