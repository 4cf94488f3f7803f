"""The operator's commands with the account of the instance they look into, and no other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from deploy.cli import operate as commands
from deploy.local.servers import Servers
from shared.ledger import Ledger
from shared.messaging.quarantine import Quarantine, Strange
from shared.security import keys
from shared.settings import database_of

pytestmark = pytest.mark.integration

INSTANCE = "registry"
BODY = '["虚构某甲", "999999199001010011"]'


@pytest.fixture
def environment(servers: Servers, tmp_path: Path) -> dict[str, str]:
    keys.create(tmp_path, (INSTANCE,))
    return {
        "LIANXI_INSTANCE": INSTANCE,
        "LIANXI_AMQP_URI": "amqp://unused",
        "LIANXI_MONGODB_URI": servers.mongodb_uri_of(INSTANCE),
        "LIANXI_KEYS": str(tmp_path),
    }


@pytest.fixture
def db(servers: Servers) -> Iterator[Database[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](servers.mongodb_uri, tz_aware=True) as owner:
        yield owner[database_of(INSTANCE)]
        owner.drop_database(database_of(INSTANCE))


@pytest.fixture
def kept(environment: dict[str, str], db: Database[dict[str, Any]], tmp_path: Path) -> str:
    with MongoClient[dict[str, Any]](environment["LIANXI_MONGODB_URI"], tz_aware=True) as client:
        ledger = Ledger(client, db.name, INSTANCE, keys.master_key(tmp_path, INSTANCE))
        ledger.prepare()
        quarantine = Quarantine(ledger.db, ledger.vault)
        quarantine.prepare()
        return quarantine.keep(Strange("rpc-registry", "args or kwargs", BODY))


def run(environment: dict[str, str], *words: str) -> Result:
    app = typer.Typer()
    commands.register(app)
    return CliRunner().invoke(app, words, env=environment)


def test_the_instance_s_own_account_is_enough_to_look_after_it(
    environment: dict[str, str], kept: str
) -> None:
    for words in (
        ("halted", "list"),
        ("quarantine", "list"),
        ("rebuild", INSTANCE),
        ("ledger", "verify", "-i", "all"),
    ):
        done = run(environment, *words)

        assert done.exit_code == 0, (words, done.output, done.exception)
        password = environment["LIANXI_MONGODB_URI"].split(":")[2].split("@")[0]
        assert password not in done.output


@pytest.mark.rule("R-PRV-20")
def test_what_a_message_holds_is_shown_for_a_reason_only_and_noted(
    environment: dict[str, str], kept: str, db: Database[dict[str, Any]]
) -> None:
    told = run(environment, "quarantine", "show", kept)

    shown = json.loads(told.output)
    assert (shown["id"], shown["reason"], shown["size"]) == (kept, "args or kwargs", len(BODY.encode()))
    assert not {"body", "headers", "properties", "sealed"} & shown.keys()
    assert db["access"].count_documents({}) == 0

    read = run(environment, "quarantine", "show", kept, "--reason", "查明来源")

    assert json.loads(read.output)["body"] == BODY
    assert [(row["method"], row["purpose"]) for row in db["access"].find()] == [("read_message", "查明来源")]


def test_a_message_is_dropped_and_that_is_noted(
    environment: dict[str, str], kept: str, db: Database[dict[str, Any]]
) -> None:
    assert run(environment, "quarantine", "drop", kept, "-i", INSTANCE).exit_code == 0
    assert db["quarantine"].count_documents({}) == 0
    assert [row["method"] for row in db["access"].find()] == ["drop_message"]
    assert run(environment, "quarantine", "show", kept).exit_code != 0
