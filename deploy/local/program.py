"""Programs of one machine: what to run, started as children that die with us."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import launch

ROOT = Path(__file__).parents[2]
TAIL_LINES = 12


class LocalError(Exception):
    """Something on this machine is missing or failed; the message (Chinese) tells the person what to do."""


@dataclass(frozen=True)
class Program:
    """One program: ``group`` orders starting and stopping, ``environment`` is all it gets."""

    name: str
    group: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    directory: Path = ROOT
    stop_seconds: int = 10


def write_private(path: Path, text: str) -> None:
    """Write *text* so that only the owner can read it, and that a reader sees all of it or none."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def passwords_in(path: Path, users: Sequence[str]) -> dict[str, str]:
    """Give each of *users* its password: the one that *path* keeps, or a new one, which is then kept there."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    chosen = {user: known.get(user) or secrets.token_urlsafe(24) for user in users}
    write_private(path, json.dumps(chosen, indent=1))
    return chosen


def write_programs(directory: Path, programs: Iterable[Program]) -> Path:
    """Write the table that ``launch`` reads; return its path."""
    table = directory / "programs.json"
    rows = {
        program.name: {
            "argv": list(program.argv),
            "environment": {**_base_environment(), **program.environment},
            "directory": str(program.directory),
        }
        for program in programs
    }
    write_private(table, json.dumps(rows, indent=1))
    return table


def launcher(table: Path) -> list[str]:
    """Return the command line that becomes the program whose name is added to it."""
    return [sys.executable, "-I", "-S", launch.__file__, str(table)]


def _base_environment() -> dict[str, str]:
    kept = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
    cache = {"PYTHONPYCACHEPREFIX": str(ROOT / "var" / "pycache")}
    return {"LANG": "C.UTF-8", **cache, **{name: os.environ[name] for name in kept if name in os.environ}}


def tail(path: Path) -> str:
    """Return the last lines of a log, for the message of an error."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])


class Child:
    """
    A program as a direct child.

    The kernel ends it when the *thread* that started it ends: start it on the main thread.
    """

    def __init__(self, table: Path, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*launcher(table), program.name],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the owner, who stops everything in order
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise LocalError when the program has ended by itself."""
        if (code := self._process.poll()) is not None:
            raise LocalError(f"{self.program.name} 已退出（{code}），日志 {self.log}：\n{tail(self.log)}")

    def stop(self) -> None:
        """Ask the program to stop, and kill it when it does not in time."""
        self._process.terminate()
        try:
            self._process.wait(timeout=self.program.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Stop *children*, the last one first."""
    for child in reversed(children):
        child.stop()
