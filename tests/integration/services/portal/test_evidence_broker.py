"""Evidence files over a real broker, to the real process of a department, which may be killed while they come."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.portal.server import create_app
from shared.contracts.department.terms import MAX_FILE_BYTES
from shared.contracts.files import PART_BYTES
from shared.contracts.registry import SERVICE as REGISTRY
from shared.files import store
from shared.security.keys import master_key
from shared.security.sealing import Vault
from shared.settings import Settings
from tests.e2e.city import PASSWORD
from tests.evidence import pdf
from tests.integration.messaging.town import TODAY, Town
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import problem

SERVICE = ("-m", "deploy.runner")
LARGEST = pdf(MAX_FILE_BYTES, b"at the end")


class Between:
    """Between portal and broker: tells the day, which no registry tells here, and what else is to happen."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.before: Callable[[str, Any], None] | None = None

    def call(self, instance: str, method: str, arguments: Any, **more: Any) -> Any:
        if instance == REGISTRY.name:
            return {"date": TODAY}
        if self.before is not None:
            self.before(method, arguments)
        return self._town.caller.call(instance, method, arguments, timeout=3.0, **more)


@pytest.fixture
def town(new_town: Callable[..., Town]) -> Town:
    made = new_town(service=SERVICE)
    made.start(made.owner)
    return made


@pytest.fixture
def between(town: Town) -> Between:
    return Between(town)


@pytest.fixture
def clerk(town: Town, between: Between, database: Database[dict[str, Any]]) -> Client:
    settings = Settings("portal", town.amqp_uri, "", database.name, town.keys, town.sites)
    roles = ("department_clerk",)
    People(database).add(Person.always("gong", "工样例", town.owner, roles, (town.sites.city,)), PASSWORD)
    web: FlaskClient = create_app(
        settings, SimpleNamespace(call=between.call, is_up=True), database
    ).test_client()
    return Client(web, "gong")


def upload(clerk: Client, town: Town, content: bytes) -> Any:
    return clerk("POST", f"/departments/{town.owner}/files", data=content, query_string={"name": "a.pdf"})


@pytest.mark.rule("R-JM-13")
def test_the_largest_file_comes_whole_over_the_broker(clerk: Client, town: Town) -> None:
    answer = upload(clerk, town, LARGEST)

    assert answer.status_code == 201, answer.json
    db = town.db(town.owner)
    vault, file = Vault(db, master_key(town.keys, town.owner)), answer.json["file"]
    rows = db[store.CHUNKS].find({"files_id": file}).sort("n", 1)
    assert b"".join(vault.open_part(f"file:{file}", row["n"], row["data"]) for row in rows) == LARGEST


def test_a_department_that_is_killed_meanwhile_keeps_an_orphan_and_takes_the_file_again(
    clerk: Client, town: Town, between: Between
) -> None:
    def kill(method: str, arguments: Any) -> None:
        if method == "add_part" and arguments["number"] == 1:
            town.running[town.owner].kill()

    content, db = pdf(3 * PART_BYTES), town.db(town.owner)
    between.before = kill
    problem(upload(clerk, town, content), 504, "deadline_passed")

    (orphan,) = db[store.FILES].find()
    assert (orphan["sha256"], orphan["used_by"]) == (None, None)
    assert [row["n"] for row in db[store.CHUNKS].find()] == [0]
    assert db[store.HEADS].count_documents({}) == db["ledger"].count_documents({}) == 0
    between.before = None
    town.start(town.owner)
    assert upload(clerk, town, content).json["size"] == len(content)
