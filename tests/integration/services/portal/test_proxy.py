"""Behind a proxy that ends HTTPS, the portal believes the proxy that it was told of, and nobody else."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import waitress
from flask import Flask, request

from services.portal.server import serving
from shared.city.sites import Sites
from shared.settings import Settings

HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@contextmanager
def portal(trusted: str | None) -> Iterator[int]:
    """Serve an application that tells what it knows of a request, as the portal is served."""
    sites = Sites.load()
    settings = Settings("portal", "", "", "portal", Path(), sites, trusted_proxy=trusted)
    app = Flask("portal")

    @app.get("/")
    def told() -> str:
        return f"{request.scheme} {request.is_secure} {request.remote_addr}"

    server = waitress.create_server(app, **serving(settings))
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield int(server.effective_port)
    finally:
        server.close()


def asked(port: int, headers: dict[str, str]) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/", headers=headers)
        return connection.getresponse().read().decode()


@pytest.mark.parametrize(
    ("trusted", "told"),
    [
        ("127.0.0.1", "https True 203.0.113.9"),
        ("192.0.2.1", "http False 127.0.0.1"),
        (None, "http False 127.0.0.1"),
    ],
    ids=["from the trusted one", "from another", "none is trusted"],
)
def test_what_a_proxy_says_counts_from_the_trusted_one_only(trusted: str | None, told: str) -> None:
    with portal(trusted) as port:
        assert asked(port, HTTPS) == told
        assert asked(port, {}) == "http False 127.0.0.1"
