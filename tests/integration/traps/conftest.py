"""Each trap is sprung in two worlds: nameko as it comes has to fall into it, ours not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nameko.exceptions import RpcTimeout

from tests.integration.traps.worlds import Ours, Stock, World

STOCK_FALLS = pytest.mark.xfail(strict=True, raises=(AssertionError, RpcTimeout), reason="the trap")
WORLDS = [pytest.param(Stock, id="stock", marks=STOCK_FALLS), pytest.param(Ours, id="ours")]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path, amqp_uri: str, mongodb_uri: str) -> Iterator[World]:
    make: Callable[[Path, str, str], Stock | Ours] = request.param
    made = make(tmp_path, amqp_uri, mongodb_uri)
    yield made
    made.stop()
