"""
Secrets for ``docker-compose.yml``, written to ``var/compose``: ``docker compose run --rm secrets``.

What is there already is kept. Each service gets a directory of its own, with its private key and everybody's
public ones, and its addresses of broker and database; the broker gets its definitions, the database its key.
"""

import argparse
import json
import shutil
from pathlib import Path

from deploy import accounts
from deploy.definitions import OPERATOR, PORTAL, UNLIMITED_SINCE, VHOST, definitions, users_of
from deploy.local.program import passwords_in, write_private
from deploy.local.rabbit import PASSWORDS_FILE
from shared.city.sites import SITES_FILE, Sites
from shared.contracts.data_sets import listing
from shared.contracts.registry import SERVICE as REGISTRY
from shared.security import keys
from shared.security.pseudonyms import SECRET_FILE

BROKER = "broker:5672"
DATABASE = "database:27017"
# Only who makes the accounts gets it: key of the replica set, and everybody's passwords.
ACCOUNTS = "accounts"


def write(directory: Path, sites: Sites) -> None:
    """Write passwords, definitions, addresses and keys under *directory*."""
    directory.mkdir(parents=True, exist_ok=True)
    passwords = passwords_in(directory / PASSWORDS_FILE, users_of(sites))
    document = definitions(sites, passwords, broker_major=UNLIMITED_SINCE)
    # The broker reads it as a user of its own; there are only salted hashes in it.
    (directory / "definitions.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    issuers = (*sites.instances, PORTAL)
    everybody = directory / "keys"
    keys.create(everybody, issuers)
    for name in (*issuers, OPERATOR):
        own = directory / name
        (own / "keys").mkdir(parents=True, exist_ok=True)
        write_private(own / "amqp_uri", f"amqp://{name}:{passwords[name]}@{BROKER}/{VHOST}\n")
        for path in everybody.iterdir():
            if path.name.endswith(".public.json") or path.name.split(".")[0] == name:
                shutil.copy(path, own / "keys" / path.name)
    (directory / ACCOUNTS).mkdir(exist_ok=True)
    for name, password in accounts.prepare(directory / ACCOUNTS, sites).items():
        write_private(directory / name / "mongodb_uri", accounts.uri(name, password, DATABASE) + "\n")
    for name in pseudonymous(sites):
        shutil.copy(everybody / SECRET_FILE, directory / name / "keys" / SECRET_FILE)


def pseudonymous(sites: Sites) -> tuple[str, ...]:
    """
    Return the instances that name enterprises by pseudonyms, and so hold the secret these are made with.

    Who compares them does not: reporting, nor a convener that hands in none.
    """
    return REGISTRY.name, *listing(sites.reporters)


def main() -> None:
    """Write the secrets of the city into the directory named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--sites", type=Path, default=SITES_FILE)
    arguments = parser.parse_args()
    write(arguments.directory, Sites.load(arguments.sites))


if __name__ == "__main__":
    main()
