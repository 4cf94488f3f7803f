"""Free ports on loopback, the same ones again at the next start."""

import json
import random
import socket
from collections.abc import Sequence
from pathlib import Path

from deploy.local.program import LocalError

# Below the range from which the kernel takes the ports of outgoing connections: those come and go.
FIRST_PORT = 15_000
LAST_PORT = 32_000
TRIES = 2_000


def ports(path: Path, names: Sequence[str]) -> dict[str, int]:
    """
    Give each of *names* a port that nobody listens on, and remember them in *path*.

    Raises:
        LocalError: hardly any port is free.
    """
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    chosen: dict[str, int] = {}
    for name in names:
        port = known.get(name)
        if port is None or port in chosen.values() or not is_free(port):
            port = _another({*known.values(), *chosen.values()})
        chosen[name] = port
    path.write_text(json.dumps({**known, **chosen}, indent=1), encoding="utf-8")
    return chosen


def is_free(port: int) -> bool:
    """Return whether nobody listens on *port* of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _another(taken: set[int]) -> int:
    for _ in range(TRIES):
        port = random.randrange(FIRST_PORT, LAST_PORT)  # noqa: S311 - not a secret
        if port not in taken and is_free(port):
            return port
    raise LocalError(f"本机 {FIRST_PORT}–{LAST_PORT} 之间没有空闲端口")
