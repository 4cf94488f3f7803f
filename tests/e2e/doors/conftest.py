"""A city as new for each look at its doors."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.e2e.city import City
from tests.e2e.doors.portal import Portal


@pytest.fixture(scope="package")
def begun(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of a city that knows a few areas, and nothing else yet."""
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, tmp_path_factory.mktemp("keys"))
        try:
            portal = Portal(city)
            city.pump()
            city.keep()
            yield portal
        finally:
            city.drop()


@pytest.fixture
def portal(begun: Portal) -> Portal:
    """The same as it was at first; whoever has signed in stays so."""
    begun.begin_again()
    return begun
