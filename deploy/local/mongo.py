"""A real MongoDB on this machine: a replica set of one, since transactions need one."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.program import LocalError, Program

SET = "lianxi"
OLDEST_MAJOR = 6
READY_SECONDS = 60
VERSION_SECONDS = 20
# A snapshot that is read must be younger; reports take a few seconds at most.
HISTORY_SECONDS = 30
NOT_YET_INITIALIZED = 94
LIBRARIES = "libssl3 libcurl4 libldap-2.5-0 libgssapi-krb5-2"
OR_ELSE = "或者设置 MONGODB_URI 使用已有的 MongoDB 副本集。"


def find() -> Path:
    """
    Find a mongod that runs here: one on PATH, else the one of the Python package.

    Raises:
        LocalError: there is none, or it cannot run on this machine; the message says what it lacks.
    """
    problems = []
    for candidate in _candidates():
        problem = _problem(candidate)
        if problem is None:
            return candidate
        problems.append(problem)
    raise LocalError("\n".join([*problems, f"没有可用的 mongod。请执行 make demo 重新安装依赖，{OR_ELSE}"]))


def program(binary: Path, directory: Path, port: int, key: Path) -> Program:
    """Describe the server that keeps its files in *directory*; *key* (a file) makes it ask who somebody is."""
    data = directory / "mongo"
    data.mkdir(parents=True, exist_ok=True)
    argv = [
        str(binary),
        "--dbpath",
        str(data),
        "--port",
        str(port),
        "--bind_ip",
        "127.0.0.1",
        "--replSet",
        SET,
    ]
    # Whoever is on this machine could make the first account otherwise.
    argv += ["--keyFile", str(key), "--setParameter", "enableLocalhostAuthBypass=false"]
    argv += ["--nounixsocket", "--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "200", "--quiet"]
    # A transaction whose service was frozen must not hold its locks for the default minute.
    argv += ["--setParameter", "transactionLifetimeLimitSeconds=5"]
    argv += ["--setParameter", "shutdownTimeoutMillisForSignaledShutdown=200"]
    # What is dropped is kept open so long: by default five minutes, in which tests drop more files than may be open.
    argv += ["--setParameter", f"minSnapshotHistoryWindowInSeconds={HISTORY_SECONDS}"]
    # Metrics of the server itself for its vendor: 30 % of the disk it needs when idle.
    argv += ["--setParameter", "diagnosticDataCollectionEnabled=false"]
    return Program("database", "database", tuple(argv), directory=data, stop_seconds=20)


def host(port: int) -> str:
    """Return where the server on *port* of this machine is reached."""
    return f"127.0.0.1:{port}"


def await_primary(owner: str, host: str, check: Callable[[], None]) -> None:
    """
    Make the server a replica set of one, and wait until it accepts writes.

    Args:
        owner: The direct address of the server, for who may do everything.
        host: How the set names its member.
        check: Called while waiting; raises when the server has died.

    Raises:
        LocalError: it was not ready in time.
    """
    deadline = time.monotonic() + READY_SECONDS
    problem = ""
    with MongoClient[dict[str, Any]](owner, serverSelectionTimeoutMS=500, socketTimeoutMS=5_000) as client:
        while time.monotonic() < deadline:
            check()
            try:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return
                _join_set(client, host)
            except PyMongoError as error:
                problem = str(error)
            time.sleep(0.05)
    raise LocalError(f"MongoDB 在 {READY_SECONDS} 秒内没有就绪：{problem}")


def _join_set(client: MongoClient[dict[str, Any]], host: str) -> None:
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        members = [{"_id": 0, "host": host}]
        client.admin.command("replSetInitiate", {"_id": SET, "members": members})
        return
    if config["members"][0]["host"] != host:
        # The port of last time is somebody else's now.
        config["members"][0]["host"] = host
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def _candidates() -> list[Path]:
    found = [Path(path)] if (path := shutil.which("mongod")) else []
    spec = find_spec("fiftyone")
    places = (spec.submodule_search_locations or []) if spec else []
    found += [Path(place) / "db" / "bin" / "mongod" for place in places]
    return [path for path in found if path.exists()]


def _problem(binary: Path) -> str | None:
    """Return why *binary* cannot serve; None when it can."""
    try:
        answer = subprocess.run(
            [binary, "--version"], capture_output=True, text=True, timeout=VERSION_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{binary} 无法运行：{error}"
    if answer.returncode == -signal.SIGILL or (answer.returncode and " avx " not in _cpu_flags()):
        return f"{binary} 需要支持 AVX 指令的处理器。"
    if "error while loading shared libraries" in answer.stderr:
        library = answer.stderr.split("libraries: ")[1].split(":")[0]
        return f"{binary} 缺少系统库 {library}：请执行 apt-get install {LIBRARIES}。"
    if answer.returncode:
        return f"{binary} 无法运行：{answer.stderr.strip()[:300]}"
    version = answer.stdout.split("db version v")[-1].split()[0]
    if int(version.split(".")[0]) < OLDEST_MAJOR:
        return f"{binary} 是 MongoDB {version}，需要 {OLDEST_MAJOR}.0 或更高版本。"
    return None


def _cpu_flags() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((f"{line} " for line in lines if line.startswith("flags")), " avx ")
