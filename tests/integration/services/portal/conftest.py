"""The portal before real services on a real database; only the broker is left out."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo import MongoClient
from werkzeug.test import TestResponse

from shared.contracts.imports import MAX_IMPORT_ROWS as ROWS
from tests.e2e.city import PASSWORD, City

AREAS = Path(__file__).parents[4] / "deploy" / "demo" / "inputs" / "areas.csv"
FIRST_DAY = "2026-07-01"


class Client:
    """One person's requests to the API."""

    def __init__(self, web: FlaskClient, user: str) -> None:
        self.web = web
        answer = web.post("/api/v1/login", json={"user": user, "password": PASSWORD})
        self.token = str(answer.json["token"])  # type: ignore[index]

    def __call__(self, verb: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return self.web.open(f"/api/v1{path}", method=verb, headers=headers, **options)


@pytest.fixture(scope="module")
def city(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city on its first morning: the real areas, and nothing else yet."""
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, tmp_path_factory.mktemp("keys"))
        try:
            begin(city)
            yield city
        finally:
            city.drop()


def begin(city: City) -> None:
    """Import the areas and start the first day, through the portal."""
    rows = AREAS.read_text(encoding="utf-8").splitlines()
    administrator = Client(city.web, "administrator")
    assert administrator("POST", "/days", {"date": FIRST_DAY}).status_code == 201
    for start in range(1, len(rows), ROWS):
        part = "\n".join([rows[0], *rows[start : start + ROWS]])
        answer = administrator("POST", f"/imports/areas?first_row={start + 1}", data=part)
        assert answer.status_code == 201, answer.json
    city.pump()
    city.followers["reporting"].settle()


@pytest.fixture
def web(city: City) -> FlaskClient:
    """A browser without cookies."""
    return city.web.application.test_client()


@pytest.fixture
def clerk(web: FlaskClient) -> Client:
    return Client(web, "clerk")


def as_csv(*rows: dict[str, str]) -> str:
    """Write rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
