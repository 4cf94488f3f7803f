"""Ways past the portal: the broker, the database, the logs, the clock, a second process."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
import bson
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.ports import ports
from deploy.local.stack import answers
from shared.contracts.errors import LianxiError
from shared.messaging.caller import RPC_EXCHANGE
from shared.messaging.line import connect
from shared.messaging.quarantine import Quarantine
from shared.security.keys import master_key
from shared.security.sealing import Vault
from tests.e2e.attacks.world import World

Row = dict[str, Any]
PATIENCE_SECONDS, UNAUTHORISED = 30, 13


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something is so; return it."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not (found := holds()):
        assert time.monotonic() < limit
        time.sleep(0.05)
    return found


def refused(world: World, instance: str, method: str, token: str, **arguments: Any) -> tuple[str, str]:
    """Return code and detail with which a service refuses a call."""
    before = world.entries()
    with pytest.raises(LianxiError) as refusal:
        world.ask(instance, method, token, **arguments)
    assert world.entries() == before
    return refusal.value.code, refusal.value.message


def publish(world: World, user: str, exchange: str, key: str, message: amqp.Message) -> None:
    """Publish as a user of the broker, and wait until the broker has taken it."""
    connection = connect(world.stack.layout.amqp_uri_of(user), "attacks")
    try:
        channel = connection.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(message, exchange, key, confirm_timeout=10)
    finally:
        connection.collect()


def call_badly(world: World, method: str, body: str) -> Row:
    """Call a method of the registry with a body that cannot be read; return what its quarantine keeps of it."""
    aside = world.database[world.stack.layout.database_of("registry")]["quarantine"]
    known = {row["_id"] for row in aside.find()}
    headers = {"nameko.call_id": f"attack-{body[-18:]}"}
    message = amqp.Message(
        body, content_type="application/json", content_encoding="utf-8", application_headers=headers
    )
    publish(world, "portal", RPC_EXCHANGE, f"registry.{method}", message)
    kept: Row = until(lambda: next((row for row in aside.find() if row["_id"] not in known), None))
    return kept


def opened(world: World, kept: Row) -> Row:
    """Return a message of the registry's quarantine, with the registry's own key."""
    database = world.database[world.stack.layout.database_of("registry")]
    vault = Vault(database, master_key(world.directory / "keys", "registry"))
    return Quarantine(database, vault).content(kept)


def stands_in(world: World, text: str) -> list[str]:
    """Return which log files, and which documents of any quarantine, hold a text in clear."""
    found = [path.name for path in (world.directory / "log").iterdir() if text.encode() in path.read_bytes()]
    for name in world.database.list_database_names():
        if name.startswith("lianxi_"):
            rows = world.database[name]["quarantine"].find()
            found += [f"{name}.quarantine" for row in rows if text.encode() in bson.encode(row)]
    return found


@contextmanager
def database_of(world: World, instance: str) -> Iterator[MongoClient[Row]]:
    """Open the database as an instance does."""
    with MongoClient[Row](world.stack.environment(instance)["LIANXI_MONGODB_URI"]) as client:
        yield client


def opens(client: MongoClient[Row], database: str, collection: str) -> list[str]:
    """Return what an account may do in a database, or with those of others; nothing: all was refused."""
    acts: dict[str, Callable[[], Any]] = {
        "read": client[database][collection].find_one,
        "write": lambda: client[database][collection].insert_one({"_id": "planted"}),
        "drop": client[database][collection].drop,
        "accounts": lambda: client.admin.command("usersInfo"),
    }
    done = []
    for name, act in acts.items():
        try:
            act()
        except OperationFailure as refusal:
            if refusal.code == UNAUTHORISED:
                continue
        done.append(name)
    return done


def lianxi(world: World, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line on the city, as its operator does."""
    environment = {**os.environ, "LIANXI_INSTANCES_FILE": str(world.directory / "instances.json")}
    argv = [sys.executable, "-m", "deploy.cli", *words]
    return subprocess.run(argv, input=typed, capture_output=True, text=True, env=environment, timeout=60)


@contextmanager
def portal_behind(world: World, proxy: str) -> Iterator[str]:
    """Run a second portal that trusts a proxy; yield its address."""
    port = ports(Path(world.directory) / "second.json", ["second"])["second"]
    told = {"LIANXI_HTTP_PORT": str(port), "LIANXI_TRUSTED_PROXY": proxy}
    environment = {**os.environ, **world.stack.environment("portal"), **told}
    with (world.directory / "log" / "second.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "services.portal.server"], env=environment, stderr=log
        )
        try:
            until(lambda: answers(port, "/healthz"))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
