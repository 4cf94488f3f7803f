"""
A private RabbitMQ node on loopback, from the packages of the system.

The script behind /usr/sbin/rabbitmq-server is not used: it changes to the system's folder and user. All that
the node would read or write elsewhere is named here.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from amqp.exceptions import AMQPError

from deploy.definitions import VHOST, definitions, users_of
from deploy.local.program import LocalError, Program, passwords_in, write_private
from shared.city.sites import Sites
from shared.messaging.line import connect

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
PORTS = ("broker", "broker_distribution", "broker_names")
PASSWORDS_FILE = "passwords.json"
READY_SECONDS = 90
MISSING = (
    "没有找到 RabbitMQ。请执行 sudo apt-get install rabbitmq-server，"
    "或设置 AMQP_URI 使用已有的 RabbitMQ，或改用 docker compose up。"
)


def find() -> Path:
    """Find the server's script; raises LocalError saying how to install it."""
    if not SERVER.exists() or shutil.which("epmd") is None:
        raise LocalError(MISSING)
    return SERVER


def major_version() -> int:
    """Return the major version of the installed server, which decides what a policy may say."""
    versions = [re.search(r"rabbitmq_server-(\d+)\.", path.name) for path in SERVER.parents[1].glob("lib/*")]
    return max((int(found.group(1)) for found in versions if found), default=3)


def programs(directory: Path, ports: dict[str, int]) -> list[Program]:
    """
    Describe the node that keeps its files in *directory*, and the name server that it needs first: left to
    itself, the node would start one that outlives it.

    ``definitions.json`` has to lie in *directory* already.
    """
    find()
    home = directory / "broker"
    home.mkdir(parents=True, exist_ok=True)
    _write_configuration(home, ports["broker"])
    environment = _environment(home, ports)
    names = ("epmd", "-address", "127.0.0.1", "-port", str(ports["broker_names"]))
    return [
        Program("broker_names", "broker", names, environment, home, stop_seconds=2),
        Program("broker", "broker", (str(SERVER),), environment, home, stop_seconds=30),
    ]


def await_ready(uri: str, check: Callable[[], None]) -> None:
    """
    Wait until the broker answers on *uri*; a real connection, since a mere probe is logged as an error.

    Raises:
        LocalError: it was not ready in time, or refuses us.
    """
    deadline = time.monotonic() + READY_SECONDS
    problem = ""
    while time.monotonic() < deadline:
        check()
        try:
            connect(uri, "probe").close()
        except (OSError, AMQPError) as error:
            problem = repr(error)
            time.sleep(0.1)
        else:
            return
    raise LocalError(f"RabbitMQ 在 {READY_SECONDS} 秒内没有就绪：{problem}")


def prepare(directory: Path, sites: Sites) -> dict[str, str]:
    """Write ``definitions.json``, which the broker loads when it boots; return the passwords."""
    passwords = passwords_in(directory / PASSWORDS_FILE, users_of(sites))
    document = definitions(sites, passwords, broker_major=major_version())
    write_private(directory / "definitions.json", json.dumps(document, indent=1, ensure_ascii=False))
    return passwords


def uri(user: str, password: str, port: int) -> str:
    """Return the address of the private broker for *user*."""
    return f"amqp://{user}:{password}@127.0.0.1:{port}/{VHOST}"


def _write_configuration(home: Path, port: int) -> None:
    lines = [
        f"listeners.tcp.local = 127.0.0.1:{port}",
        # Relative, as this file cannot quote signs in the name of a folder.
        "load_definitions = ../definitions.json",
        f"default_vhost = {VHOST}",
        "log.console = true",
        "log.console.level = info",
        "log.file = false",
        "disk_free_limit.absolute = 50MB",
        "vm_memory_high_watermark.absolute = 1GB",
        # The default preallocates 512 MB per queue log; here queues are short.
        "raft.wal_max_size_bytes = 64000000",
    ]
    (home / "rabbitmq.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for empty in ("env.conf", "advanced.config"):
        (home / empty).write_text("[].\n" if empty == "advanced.config" else "", encoding="utf-8")
    (home / "plugins").write_text("[].\n", encoding="utf-8")
    cookie = home / ".erlang.cookie"
    if not cookie.exists():
        cookie.touch(0o600)
        cookie.write_text(secrets.token_hex(20), encoding="utf-8")
    cookie.chmod(0o400)


def _environment(home: Path, ports: dict[str, int]) -> dict[str, str]:
    erlang = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"
    return {
        "HOME": str(home),
        "RABBITMQ_NODENAME": "lianxi@localhost",
        "RABBITMQ_BASE": str(home),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "env.conf"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_FEATURE_FLAGS_FILE": str(home / "feature_flags"),
        "RABBITMQ_PLUGINS_EXPAND_DIR": str(home / "plugins_expanded"),
        "RABBITMQ_DIST_PORT": str(ports["broker_distribution"]),
        # Makes the node itself the child, instead of a shell whose death it would survive.
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_START_ARGS": "-noinput",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": erlang,
        "ERL_EPMD_PORT": str(ports["broker_names"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP": str(home / "crash.dump"),
    }
