"""The city in one process, with the demo's first day already played and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.demo.playing.action import Action
from deploy.demo.playing.plan import plan
from tests.e2e.city import City
from tests.e2e.mutate import START

INPUTS = Path(__file__).parents[2] / "deploy" / "demo" / "inputs"


@pytest.fixture(scope="session")
def actions() -> list[Action]:
    return plan(INPUTS)


@pytest.fixture(scope="session")
def begun(
    mongodb_uri: str, actions: list[Action], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """A city on the evening of the first day; ``back()`` returns to it."""
    with MongoClient(mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, tmp_path_factory.mktemp("keys"))
        try:
            for action in actions:
                if action.day == START:
                    city.send(action)
            city.pump()
            city.keep()
            yield city
        finally:
            city.drop()
