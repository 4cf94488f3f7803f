"""The portal on a real broker: a service that is not there, and a broker that is not there."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.portal.server import create_app
from shared.city.sites import Department, Sites
from shared.messaging import topology
from shared.messaging.caller import Caller
from shared.security import keys
from shared.settings import Settings
from tests.e2e.city import PASSWORD
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import problem

# Nobody listens there.
ABSENT = f"absent_{uuid.uuid4().hex[:8]}"


@pytest.fixture
def web(amqp_uri: str, database: Database[dict[str, Any]], tmp_path: Path) -> Iterator[FlaskClient]:
    keys.create(tmp_path, ("portal",))
    sites = Sites.load()
    sites = replace(sites, departments={ABSENT: Department(ABSENT, "虚构部门", None, ())})
    settings = Settings("portal", amqp_uri, "", database.name, tmp_path, sites)
    People(database).add(Person.always("zhang", "张三", "union", ("leader",), (sites.city,)), PASSWORD)
    topology.apply(amqp_uri, topology.Topology((), ()))
    caller = Caller(amqp_uri, "portal-test")
    try:
        yield create_app(settings, caller, database).test_client()
    finally:
        caller.stop()


def test_a_service_that_is_not_there_is_unavailable_at_once(web: FlaskClient) -> None:
    answer = Client(web, "zhang")("GET", f"/departments/{ABSENT}/tasks")
    body = problem(answer, 503, "unavailable")
    assert ABSENT in body["detail"]
    assert answer.headers["Retry-After"] == "1"
    assert web.get("/healthz").json == {"broker": True, "database": True}
