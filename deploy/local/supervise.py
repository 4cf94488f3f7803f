"""A generated supervisord: starts what died again, and stops everything in a stated order."""

import configparser
import io
import os
import shlex
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from deploy.definitions import OPERATOR
from deploy.local.program import Child, LocalError, Program, launcher, tail, write_private

# Started in this order and stopped in the opposite one: a service without its broker does not stop.
GROUPS = ("database", "broker", "services", "web")
NAME = "supervisor"
CONFIGURATION = "supervisord.conf"
USER = "lianxi"
READY_SECONDS = 20
LOG_BYTES = 20_000_000
NO_RESTART = frozenset({"FATAL", "BACKOFF", "EXITED", "UNKNOWN"})


def write_configuration(
    directory: Path, table: Path, programs: Iterable[Program], port: int, password: str
) -> None:
    """
    Write ``supervisord.conf`` for *programs*, of which none starts by itself.

    supervisord runs in *directory* and all its paths are relative: it has no way to quote the signs that it
    expands, and would stumble over an odd name of a folder above.
    """
    (directory / "run").write_text(
        f'exec {shlex.join(launcher(table))} "$1"\n',
        encoding="utf-8",
    )
    config = configparser.RawConfigParser()
    config["supervisord"] = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": "log/supervisor.log",
        "pidfile": "supervisor.pid",
        "identifier": "lianxi",
    }
    if os.geteuid() == 0:
        config["supervisord"]["user"] = "root"  # that it is root is no oversight
    # A socket file would do, but its path may be too long for the kernel.
    config["inet_http_server"] = {"port": f"127.0.0.1:{port}", "username": USER, "password": password}
    factory = "supervisor.rpcinterface:make_main_rpcinterface"
    config["rpcinterface:supervisor"] = {"supervisor.rpcinterface_factory": factory}
    members: dict[str, list[str]] = {}
    for program in programs:
        config[f"program:{program.name}"] = _section(program)
        members.setdefault(program.group, []).append(program.name)
    for group, names in members.items():
        config[f"group:{group}"] = {"programs": ",".join(names), "priority": str(GROUPS.index(group) + 1)}
    buffer = io.StringIO()
    config.write(buffer)
    write_private(directory / CONFIGURATION, buffer.getvalue())


def _section(program: Program) -> dict[str, str]:
    return {
        "command": f"/bin/sh run {program.name}",
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "1",
        "startretries": "1000",
        "stopwaitsecs": str(program.stop_seconds),
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"log/{program.name}.log",
        "stdout_logfile_maxbytes": str(LOG_BYTES),
        "stdout_logfile_backups": "1",
    }


class Supervisor:
    """Asks the supervisord of a directory."""

    def __init__(self, port: int, password: str) -> None:
        self._address = f"http://{USER}:{password}@127.0.0.1:{port}/RPC2"

    @classmethod
    def of(cls, ports: Mapping[str, int], passwords: Mapping[str, str]) -> "Supervisor":
        """Find the supervisord of a directory by what is kept there."""
        return cls(ports[NAME], passwords[OPERATOR])

    def await_up(self, child: Child) -> None:
        """Wait until it answers; raises LocalError when it died or takes too long."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            child.check()
            try:
                self._ask("getState")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise LocalError(f"supervisord 在 {READY_SECONDS} 秒内没有就绪：\n{tail(child.log)}")

    def start(self, group: str) -> None:
        """Start the programs of *group*, without waiting for them."""
        self._ask("startProcessGroup", group, False)

    def stop(self, group: str) -> None:
        """Stop the programs of *group*; what does not stop in its time is killed."""
        self._ask("stopProcessGroup", group, True)

    def stop_program(self, program: Program) -> None:
        """Stop one program, which is not started again by itself."""
        self._ask("stopProcess", f"{program.group}:{program.name}", True)

    def start_program(self, program: Program) -> None:
        """Start one program that was stopped."""
        self._ask("startProcess", f"{program.group}:{program.name}", False)

    def state(self, program: Program) -> dict[str, Any]:
        """Return ``statename``, ``pid`` (0: none), ``start`` and ``now`` (epoch seconds) of *program*."""
        answer: dict[str, Any] = self._ask("getProcessInfo", f"{program.group}:{program.name}")
        return answer

    def states(self) -> list[dict[str, Any]]:
        """Return the state of every program."""
        answer: list[dict[str, Any]] = self._ask("getAllProcessInfo")
        return answer

    def check(self, program: Program, log: Path) -> None:
        """Raise LocalError when *program* has ended by itself."""
        if self.state(program)["statename"] in NO_RESTART:
            raise LocalError(f"{program.name} 启动失败，日志 {log}：\n{tail(log)}")

    def _ask(self, method: str, *arguments: Any) -> Any:
        # A new connection for each question: the answers are few, and threads may ask at once.
        with ServerProxy(self._address) as proxy:
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except Fault as fault:
                raise LocalError(f"supervisord：{fault.faultString}") from fault
