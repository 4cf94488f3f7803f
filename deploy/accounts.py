"""
Accounts of the database: each instance has one, which reads and writes the instance's own database and no other.

``python -m deploy.accounts DIRECTORY HOST`` makes them on the server of ``docker-compose.yml``; on one machine
each start does. DIRECTORY holds the key of the replica set and the passwords. There is no account that may do
everything: who holds the key is the owner, as a member of the set is to another.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from deploy.definitions import PORTAL
from deploy.local import mongo
from deploy.local.program import LocalError, passwords_in, write_private
from shared.city.sites import Sites
from shared.settings import database_of

KEY_FILE = "database.key"
PASSWORDS_FILE = "database_passwords.json"
KEY_BYTES = 48
BY_SET = f"replicaSet={mongo.SET}"
DIRECT = "directConnection=true"
MECHANISM = "SCRAM-SHA-256"
# Tells our accounts from those that the server's owner made for other ends.
MARK = {"made_by": "lianxi"}


def users_of(sites: Sites) -> list[str]:
    """Name every account: one for each instance, its relay included, and the portal."""
    return [PORTAL, *sites.instances]


def prepare(directory: Path, sites: Sites) -> dict[str, str]:
    """Write the key and the passwords into *directory* where they are not there yet; return the passwords."""
    if not (directory / KEY_FILE).exists():
        write_private(directory / KEY_FILE, secrets.token_hex(KEY_BYTES))
    return passwords_in(directory / PASSWORDS_FILE, users_of(sites))


def uri(user: str, password: str, host: str, way: str = BY_SET) -> str:
    """Return the address of the database at *host* for *user*."""
    return f"mongodb://{user}:{password}@{host}/?{way}&authSource=admin&authMechanism={MECHANISM}"


def owner_uri(directory: Path, host: str, way: str = BY_SET) -> str:
    """Return the address for whoever holds the key in *directory*, and may do everything."""
    key = (directory / KEY_FILE).read_text(encoding="utf-8")
    return f"mongodb://__system:{key}@{host}/?{way}&authSource=local&authMechanism={MECHANISM}"


def apply(owner: str, passwords: Mapping[str, str]) -> None:
    """
    Give each user of *passwords* its password and its rights, and remove the accounts of instances of before.

    Repeatable. Who is connected stays so when its password changes; an account that is removed may nothing at once.
    """
    with MongoClient[dict[str, Any]](owner, serverSelectionTimeoutMS=mongo.READY_SECONDS * 1000) as client:
        known = {row["user"]: row.get("customData") for row in client.admin.command("usersInfo", 1)["users"]}
        for user, made in known.items():
            if made == MARK and user not in passwords:
                client.admin.command("dropUser", user)
        for user, password in passwords.items():
            client.admin.command(
                "updateUser" if user in known else "createUser",
                user,
                pwd=password,
                roles=[{"role": "readWrite", "db": database_of(user)}],
                mechanisms=[MECHANISM],
                customData=MARK,
            )


def main() -> None:
    """Make the server a replica set, and its accounts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("host", help="host:port")
    arguments = parser.parse_args()
    directory: Path = arguments.directory
    try:
        mongo.await_primary(owner_uri(directory, arguments.host, DIRECT), arguments.host, lambda: None)
    except LocalError as problem:
        sys.exit(str(problem))
    passwords = json.loads((directory / PASSWORDS_FILE).read_text(encoding="utf-8"))
    apply(owner_uri(directory, arguments.host), passwords)


if __name__ == "__main__":
    main()
