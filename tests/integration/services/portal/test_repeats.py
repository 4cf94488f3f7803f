"""Idempotency-Key: whatever is posted twice with one key is done once and answered the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

from services.portal.api.openapi import document
from services.portal.repeating.store import LIFE, PATIENCE, Answers
from shared.contracts.errors import Conflict
from shared.security.sealing import Vault
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.test_api import problem

NEW = {"user": "repeated", "name": "虚构人", "department": "union", "held": []}
KEY = {"Idempotency-Key": "once"}
# Far ahead: the database forgets answers by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def administrator(web: FlaskClient) -> Client:
    return Client(web, "administrator")


def test_what_was_answered_is_answered_again_and_nothing_is_done_twice(administrator: Client) -> None:
    first = administrator("POST", "/people", NEW, headers=KEY)
    again = administrator("POST", "/people", NEW, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    # A second invitation would have another code, and a second account be refused.
    assert first.json == again.json
    problem(administrator("POST", "/people", NEW), 409, "conflict")


def test_a_key_stands_for_one_request_of_one_person(administrator: Client, clerk: Client) -> None:
    body = {"password": "wrong-passw0rd"}
    administrator("POST", "/people", {**NEW, "user": "keyed"}, headers={"Idempotency-Key": "mine"})

    other = administrator("POST", "/people", {**NEW, "user": "other"}, headers={"Idempotency-Key": "mine"})
    problem(other, 409, "conflict")
    # Another operation and another person have keys of their own.
    problem(administrator("POST", "/second-factor", body, headers=KEY), 422, "invalid_input")
    problem(clerk("POST", "/people", NEW, headers=KEY), 403, "not_allowed")


def test_what_was_refused_may_be_put_right_under_the_same_key(administrator: Client) -> None:
    key = {"Idempotency-Key": "put-right"}
    wrong = administrator("POST", "/people", {**NEW, "user": "right", "department": "none"}, headers=key)
    problem(wrong, 422, "invalid_input")

    assert administrator("POST", "/people", {**NEW, "user": "right"}, headers=key).status_code == 201


@pytest.mark.parametrize(("length", "status"), [(1, 201), (64, 201), (65, 422)])
def test_a_key_has_a_length_everywhere(administrator: Client, length: int, status: int) -> None:
    body = {**NEW, "user": f"length{length}"}
    answer = administrator("POST", "/people", body, headers={"Idempotency-Key": "k" * length})
    assert answer.status_code == status


def test_every_post_says_that_it_takes_a_key() -> None:
    posts = {path: item["post"] for path, item in document()["paths"].items() if "post" in item}
    named = {path: {one["name"] for one in post.get("parameters", ())} for path, post in posts.items()}

    assert [path for path, names in named.items() if "Idempotency-Key" not in names] == ["/api/v1/login"]


@pytest.fixture
def answers(database: Database[dict[str, Any]]) -> Answers:
    return Answers(database, Vault(database, b"k" * 32))


def test_an_answer_lies_sealed_and_is_over_after_a_day(
    answers: Answers, database: Database[dict[str, Any]]
) -> None:
    assert answers.begin("a", ["x"], NOON) is None
    answers.keep("a", b"secret code")

    assert answers.begin("a", ["x"], NOON + LIFE - timedelta(milliseconds=1)) == b"secret code"
    assert "secret" not in str(database["answers"].find_one())
    assert answers.begin("a", ["y"], NOON + LIFE) is None


def test_while_a_request_is_answered_its_key_is_taken_and_not_for_ever(answers: Answers) -> None:
    answers.begin("a", ["x"], NOON)

    with pytest.raises(Conflict):
        answers.begin("a", ["x"], NOON + PATIENCE - timedelta(milliseconds=1))
    assert answers.begin("a", ["x"], NOON + PATIENCE) is None
