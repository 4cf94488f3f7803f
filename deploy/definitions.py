"""
RabbitMQ definitions of the city, generated from ``sites.yaml``: who may connect, and who may do what.

``python -m deploy.definitions --passwords FILE > definitions.json``; FILE is JSON ``{user: password}``, with
every user that ``--list-users`` prints. Exchanges and queues are declared by ``lianxi topology apply``.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.city.logs import follows, outlets_of
from shared.city.sites import SITES_FILE, Sites
from shared.messaging.topology import RPC_EXCHANGE, exchange_of, inbox_of, intake_of

VHOST = "lianxi"
OPERATOR = "operator"
PORTAL = "portal"
SALT_BYTES = 4
# An answer's address is a random UUID; nobody can bind to those of others, as they cannot be guessed.
REPLY_KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REPLY_QUEUE = r"rpc\.reply-.*"
NOTHING = "^$"
EVERYTHING = ".*"
# Calls carry their own, shorter time limit; this one is for callers that name none.
CALL_TTL_MS = 60_000
INTAKE_MAX_BYTES = 1 << 30
# From version 4 on, quorum queues drop a message after 20 deliveries, and lost connections count as such.
UNLIMITED_SINCE = 4


def users_of(sites: Sites) -> list[str]:
    """Name every broker user: the operator, the portal, each instance, each external system."""
    systems = [system for department in sites.departments.values() for system in department.systems]
    return [OPERATOR, PORTAL, *sites.instances, *systems]


def definitions(sites: Sites, passwords: Mapping[str, str], *, broker_major: int) -> dict[str, Any]:
    """
    Return the document that the broker loads at boot.

    Args:
        passwords: One for each of ``users_of(sites)``.
        broker_major: Major version of RabbitMQ; it decides what a policy may say.

    Raises:
        KeyError: a user has no password.
    """
    users = users_of(sites)
    return {
        "users": [_user(name, passwords[name]) for name in users],
        "vhosts": [{"name": VHOST}],
        "permissions": [{"user": name, "vhost": VHOST, **permissions(sites, name)} for name in users],
        "topic_permissions": [
            {"user": name, "vhost": VHOST, "exchange": RPC_EXCHANGE, **rpc_keys(sites, name)}
            for name in (PORTAL, *sites.instances)
        ],
        "policies": _policies(broker_major),
    }


def permissions(sites: Sites, user: str) -> dict[str, str]:
    """
    Return which exchanges and queues *user* may configure, write to and read from, as patterns.

    Events: an instance writes to the exchanges of its own logs only, an external system to its own one only.
    Every instance may write to the RPC exchange, for a service has to answer.
    """
    if user == OPERATOR:
        return {"configure": EVERYTHING, "write": EVERYTHING, "read": EVERYTHING}
    if user in _systems(sites):
        return {"configure": NOTHING, "write": _only(re.escape(exchange_of(user))), "read": NOTHING}
    rpc = [re.escape(RPC_EXCHANGE), REPLY_QUEUE]
    if user == PORTAL:
        return {"configure": _only(REPLY_QUEUE), "write": _only(*rpc), "read": _only(*rpc)}
    own = [*rpc, re.escape(f"rpc-{user}")]
    logs = (
        [user, *(outlet.name for outlet in outlets_of(user, sites))] if user in sites.ledger_instances else []
    )
    queues = [inbox_of(user), intake_of(user)]
    return {
        "configure": _only(*own),
        "write": _only(*own, *(re.escape(exchange_of(log)) for log in logs)),
        "read": _only(*own, *(re.escape(queue) for queue in queues)),
    }


def rpc_keys(sites: Sites, user: str) -> dict[str, str]:
    """
    Return which routing keys of the RPC exchange *user* may publish with and bind to, as patterns.

    The portal calls everybody; an instance asks only the owners of the logs it follows, and only for their
    ledgers. Nobody listens to calls that are meant for another.
    """
    if user == PORTAL:
        return {"write": EVERYTHING, "read": _only(REPLY_KEY)}
    owners = sorted({log.split(".")[0] for log in follows(user, sites)})
    calls = [rf"({'|'.join(owners)})\.ledger_(head|page|stream)"] if owners else []
    return {"write": _only(REPLY_KEY, *calls), "read": _only(REPLY_KEY, rf"{user}\.\*")}


def _systems(sites: Sites) -> set[str]:
    return {system for department in sites.departments.values() for system in department.systems}


def _only(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$"


def _user(name: str, password: str) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": _hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "administrator" if name == OPERATOR else "",
    }


def _hash(password: str) -> str:
    salt = os.urandom(SALT_BYTES)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _policies(broker_major: int) -> list[dict[str, Any]]:
    inbox = {"delivery-limit": -1} if broker_major >= UNLIMITED_SINCE else {}
    intake = {**inbox, "max-length-bytes": INTAKE_MAX_BYTES, "overflow": "reject-publish"}
    rows = [
        ("intake", r"^.*\.intake$", intake),
        ("calls", r"^rpc-", {"message-ttl": CALL_TTL_MS}),
    ]
    if inbox:
        rows.append(("inbox", r"^.*\.inbox$", inbox))
    return [
        {
            "vhost": VHOST,
            "name": name,
            "pattern": pattern,
            "apply-to": "queues",
            "priority": 0,
            "definition": limits,
        }
        for name, pattern, limits in rows
    ]


def main() -> None:
    """Write the definitions to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=Path, default=SITES_FILE)
    parser.add_argument("--passwords", type=Path, help="JSON {user: password}")
    parser.add_argument("--broker-major", type=int, default=UNLIMITED_SINCE)
    parser.add_argument("--list-users", action="store_true")
    arguments = parser.parse_args()
    sites = Sites.load(arguments.sites)
    if arguments.list_users:
        sys.stdout.write("\n".join(users_of(sites)) + "\n")
        return
    if arguments.passwords is None:
        parser.error("--passwords is missing")
    passwords = json.loads(arguments.passwords.read_text(encoding="utf-8"))
    document = definitions(sites, passwords, broker_major=arguments.broker_major)
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()
