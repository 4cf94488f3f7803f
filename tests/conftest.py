"""A real broker and a real database for every test that asks for one."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis.configuration
import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.servers import Servers

ROOT = Path(__file__).parents[1]

# Tests write under var/ only.
hypothesis.configuration.set_hypothesis_home_dir(ROOT / "var" / "cache" / "hypothesis")


@pytest.fixture(scope="session")
def servers(worker_id: str) -> Iterator[Servers]:
    """A private broker and database for each worker; also for what needs users, permissions or a restart."""
    with Servers(ROOT / "var" / "test" / worker_id) as running:
        yield running


@pytest.fixture(scope="session")
def amqp_uri(request: pytest.FixtureRequest) -> str:
    """The broker, for a user who may do everything."""
    given = os.environ.get("AMQP_URI")
    return given or str(request.getfixturevalue("servers").amqp_uri)


@pytest.fixture(scope="session")
def mongodb_uri(request: pytest.FixtureRequest) -> str:
    given = os.environ.get("MONGODB_URI")
    return given or str(request.getfixturevalue("servers").mongodb_uri)


@pytest.fixture
def database(mongodb_uri: str) -> Iterator[Database[dict[str, Any]]]:
    """A database of its own for each test, dropped afterwards."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        yield client[name]
        client.drop_database(name)
