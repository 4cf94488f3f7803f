"""The broker by way of a proxy."""

from urllib.parse import urlsplit, urlunsplit

from tests.chaos.proxy import Proxy
from tests.integration.messaging.town import free_port

BROKER = "broker"


class Detour:
    """The broker by way of a proxy that can be cut."""

    def __init__(self, amqp_uri: str) -> None:
        parts = urlsplit(amqp_uri)
        self._port = free_port()
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
        """Reset all connections; return how many."""
        assert self._proxy is not None
        return self._proxy.cut(BROKER, 1.0, 0)

    def silence(self, seconds: float) -> int:
        """Carry nothing more on the connections there are; return how many."""
        assert self._proxy is not None
        return self._proxy.silence(BROKER, 1.0, 0, seconds, newcomers=False)
