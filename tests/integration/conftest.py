"""Towns to try messages in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.messaging.detour import Detour
from tests.integration.messaging.town import Town
from tests.integration.messaging.town import free_port as a_free_port

NewTown = Callable[..., Town]


@pytest.fixture
def new_town(tmp_path: Path, amqp_uri: str, mongodb_uri: str) -> Iterator[NewTown]:
    """Make towns that are gone after the test."""
    towns: list[Town] = []

    def make(**options: object) -> Town:
        directory = tmp_path / f"town-{len(towns)}"
        directory.mkdir()
        towns.append(Town(directory, amqp_uri, mongodb_uri, **options))  # type: ignore[arg-type]
        return towns[-1]

    yield make
    for town in towns:
        town.stop()


@pytest.fixture
def town(new_town: NewTown) -> Town:
    return new_town()


@pytest.fixture
def free_port() -> int:
    return a_free_port()


@pytest.fixture
def detour(amqp_uri: str) -> Iterator[Detour]:
    made = Detour(amqp_uri)
    yield made
    made.close()
