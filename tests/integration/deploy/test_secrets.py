"""What ``docker compose`` is given, tried on a server that nobody has used yet."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy import accounts, secrets
from deploy.local import mongo
from deploy.local.ports import ports
from deploy.local.program import ROOT, Child, write_programs
from shared.city.sites import Sites
from shared.settings import database_of

pytestmark = pytest.mark.integration

Client = MongoClient[dict[str, Any]]
SITES = Sites.load()


@dataclass(frozen=True)
class Fresh:
    """A server with the key of *written*."""

    written: Path
    host: str

    def make_accounts(self) -> None:
        """Do what the container `accounts` does."""
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "deploy.accounts",
            self.written / secrets.ACCOUNTS,
            self.host,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def uri_of(self, instance: str) -> str:
        """Return the address that the containers of *instance* are given, for where the server really is."""
        given = (self.written / instance / "mongodb_uri").read_text(encoding="utf-8").strip()
        assert f"@{secrets.DATABASE}/" in given
        return given.replace(secrets.DATABASE, self.host)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    written = tmp_path / "compose"
    secrets.write(written, SITES)
    port = ports(tmp_path / "ports.json", ["database"])["database"]
    program = mongo.program(mongo.find(), tmp_path, port, written / secrets.ACCOUNTS / accounts.KEY_FILE)
    child = Child(write_programs(tmp_path, [program]), program, tmp_path / "log")
    try:
        yield Fresh(written, mongo.host(port))
    finally:
        child.stop()


def reads(uri: str, database: str) -> bool:
    """Return whether *uri* gets in and reads *database*."""
    with Client(uri) as client:
        try:
            client[database]["people"].find_one()
        except OperationFailure:
            return False
    return True


def test_each_container_gets_into_the_database_of_its_instance_only(fresh: Fresh) -> None:
    fresh.make_accounts()

    for instance in accounts.users_of(SITES):
        readable = [
            name for name in accounts.users_of(SITES) if reads(fresh.uri_of(instance), database_of(name))
        ]
        assert readable == [instance]


def test_written_and_made_again_only_a_removed_row_has_a_new_password(fresh: Fresh) -> None:
    fresh.make_accounts()
    before = {name: fresh.uri_of(name) for name in accounts.users_of(SITES)}
    path = fresh.written / secrets.ACCOUNTS / accounts.PASSWORDS_FILE
    rows = json.loads(path.read_text(encoding="utf-8"))
    del rows["union"]
    path.write_text(json.dumps(rows), encoding="utf-8")

    secrets.write(fresh.written, SITES)
    fresh.make_accounts()

    assert [name for name in before if fresh.uri_of(name) != before[name]] == ["union"]
    assert reads(fresh.uri_of("union"), database_of("union"))
    assert not reads(before["union"], database_of("union"))


def test_a_department_with_a_server_of_its_own_makes_the_one_account_it_names(fresh: Fresh) -> None:
    path = fresh.written / secrets.ACCOUNTS / accounts.PASSWORDS_FILE
    path.write_text(
        json.dumps({"union": json.loads(path.read_text(encoding="utf-8"))["union"]}), encoding="utf-8"
    )

    fresh.make_accounts()

    with Client(accounts.owner_uri(fresh.written / secrets.ACCOUNTS, fresh.host)) as owner:
        assert [row["user"] for row in owner.admin.command("usersInfo", 1)["users"]] == ["union"]
    assert reads(fresh.uri_of("union"), database_of("union"))


def test_only_their_owner_reads_addresses_key_and_passwords(tmp_path: Path) -> None:
    secrets.write(tmp_path, SITES)
    private = [path for name in accounts.users_of(SITES) for path in (tmp_path / name).glob("*_uri")]
    private += (tmp_path / secrets.ACCOUNTS).iterdir()

    assert len(private) == 2 * len(accounts.users_of(SITES)) + 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {stat.S_IRUSR | stat.S_IWUSR}
