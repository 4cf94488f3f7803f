"""Each trap is sprung in two worlds: nameko as it comes has to fall into it, ours not."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from nameko.exceptions import RpcTimeout

from tests.chaos.proxy import Proxy
from tests.integration.traps.worlds import Ours, Stock, World

BROKER = "broker"


class Detour:
    """The broker by way of a proxy that can be cut."""

    def __init__(self, amqp_uri: str) -> None:
        parts = urlsplit(amqp_uri)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._target = parts.port or 5672
        address = f"{parts.username}:{parts.password}@127.0.0.1:{self._port}"
        self.uri = urlunsplit(parts._replace(netloc=address))
        self._proxy: Proxy | None = None
        self.open()

    def open(self) -> None:
        self._proxy = Proxy({BROKER: (self._port, self._target)})

    def close(self) -> None:
        """Break all connections, and refuse new ones."""
        if self._proxy is not None:
            self._proxy.cut(BROKER, 1.0, 0)
            self._proxy.stop()
            self._proxy = None

    def cut(self) -> int:
        """Reset all connections; give how many."""
        assert self._proxy is not None
        return self._proxy.cut(BROKER, 1.0, 0)

    def silence(self, seconds: float) -> int:
        """Carry nothing more on the connections there are; give how many."""
        assert self._proxy is not None
        return self._proxy.silence(BROKER, 1.0, 0, seconds, newcomers=False)


@pytest.fixture
def detour(amqp_uri: str) -> Iterator[Detour]:
    made = Detour(amqp_uri)
    yield made
    made.close()


STOCK_FALLS = pytest.mark.xfail(strict=True, raises=(AssertionError, RpcTimeout), reason="the trap")
WORLDS = [pytest.param(Stock, id="stock", marks=STOCK_FALLS), pytest.param(Ours, id="ours")]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path, amqp_uri: str, mongodb_uri: str) -> Iterator[World]:
    make: Callable[[Path, str, str], Stock | Ours] = request.param
    made = make(tmp_path, amqp_uri, mongodb_uri)
    yield made
    made.stop()
