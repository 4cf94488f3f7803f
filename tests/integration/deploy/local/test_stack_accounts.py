"""The database's accounts over starts of the city on one machine."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy import accounts
from deploy.local import mongo
from deploy.local.lock import await_nobody
from deploy.local.ports import ports
from deploy.local.program import Child, write_programs
from deploy.local.stack import Stack
from shared.settings import Settings, database_of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

Client = MongoClient[dict[str, Any]]


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("AMQP_URI", raising=False)
    monkeypatch.delenv("MONGODB_URI", raising=False)
    yield tmp_path
    assert await_nobody(tmp_path, 20)


def leave_data_of_before_accounts(directory: Path) -> None:
    """Run the server as it was run when everybody could do everything."""
    port = ports(directory / "ports.json", ["database"])["database"]
    usual = mongo.program(mongo.find(), directory, port, Path("none"))
    key = usual.argv.index("--keyFile")
    argv = usual.argv[:key] + usual.argv[key + 4 :]
    table = write_programs(directory, [type(usual)(usual.name, usual.group, argv, directory=usual.directory)])
    child = Child(table, usual, directory / "before.log")
    try:
        host = mongo.host(port)
        mongo.await_primary(f"mongodb://{host}/?{accounts.DIRECT}", host, child.check)
        with Client(f"mongodb://{host}/?{accounts.BY_SET}") as client:
            client[database_of("portal")]["people"].insert_one({"_id": "of before"})
    finally:
        child.stop()


@pytest.mark.parametrize("port", ["the same", "another"])
def test_data_of_before_there_were_accounts_is_there_and_guarded(directory: Path, port: str) -> None:
    leave_data_of_before_accounts(directory)
    if port == "another":
        (directory / "ports.json").unlink()

    with Stack(directory, instances=[]) as stack:
        with Client(stack.layout.mongodb_uri_of("portal")) as portal:
            assert portal[database_of("portal")]["people"].find_one() == {"_id": "of before"}
        address = f"mongodb://{mongo.host(stack.layout.ports['database'])}/"
        with Client(address) as nobody, pytest.raises(OperationFailure):
            nobody[database_of("portal")]["people"].find_one()


def test_a_new_instance_gets_its_account_at_the_next_start_and_a_removed_row_a_new_password(
    directory: Path,
) -> None:
    with Stack(directory, instances=[]) as stack:
        before = {name: stack.layout.mongodb_uri_of(name) for name in ("registry", "union", "portal")}
        with Client(stack.mongodb_uri) as owner:
            owner.admin.command("dropUser", "union")  # as if the city had not had it yet
    kept = directory / accounts.PASSWORDS_FILE
    rows = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps({name: rows[name] for name in rows if name not in ("union", "registry")}))

    with Stack(directory, instances=[]) as stack:
        for name in before:
            with Client(stack.layout.mongodb_uri_of(name)) as client:
                client[database_of(name)]["probe"].insert_one({})
        with Client(before["registry"]) as late, pytest.raises(OperationFailure):
            late[database_of("registry")]["probe"].find_one()
        assert {name for name in before if stack.layout.mongodb_uri_of(name) != before[name]} == {
            "union",
            "registry",
        }


def command_lines() -> Iterator[bytes]:
    """Yield the command line of every process, as `ps` shows it to anybody."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes()


def test_neither_command_lines_nor_logs_nor_what_is_printed_show_a_password(directory: Path) -> None:
    with Stack(directory, instances=["registry", "portal"]) as stack:
        secrets = {*stack.layout.database_passwords.values(), *stack.layout.passwords.values()}
        secrets.add((directory / accounts.KEY_FILE).read_text(encoding="utf-8"))
        lines = [*command_lines()]
        shown = repr([stack.layout, stack.layout.existing, stack.layout.programs()])
        shown += repr(Settings.from_environment(stack.environment("registry")))
        shown += b"\n".join(lines).decode(errors="replace")
    logs = [
        path for place in ("log", "broker/log") for path in (directory / place).glob("*") if path.is_file()
    ]
    shown += "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in logs)

    assert logs
    assert [secret for secret in secrets if secret in shown] == []
    loose = [path for path in directory.glob("*.json") if path.stat().st_mode & 0o077]
    assert {path.name for path in loose} <= {"ports.json"}
