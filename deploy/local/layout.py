"""What runs on one machine: which programs, where they listen and with which settings."""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from deploy import accounts
from deploy.definitions import users_of
from deploy.local import mongo, rabbit
from deploy.local.program import ROOT, Program, write_private
from deploy.local.supervise import CONFIGURATION, NAME
from shared.city.sites import SITES_FILE, Sites
from shared.settings import INSTANCE, INSTANCES, database_of

PORTAL = "portal"
RELAY = "relay"
INSTANCES_FILE = "instances.json"
# Longer than a service takes to finish its batch, or the portal its requests.
STOP_SECONDS = 20


@dataclass(frozen=True)
class Existing:
    """Servers that are there already and serve instead of our own; None: ours."""

    amqp_uri: str | None = field(repr=False)
    mongodb_uri: str | None = field(repr=False)

    @classmethod
    def from_environment(cls) -> "Existing":
        """Read ``AMQP_URI`` and ``MONGODB_URI``."""
        return cls(os.environ.get("AMQP_URI") or None, os.environ.get("MONGODB_URI") or None)


@dataclass(frozen=True)
class Layout:
    """The programs of ``instances`` (the portal among them, where it is to run) under ``directory``."""

    directory: Path
    instances: tuple[str, ...]
    sites: Sites
    clock: str
    existing: Existing
    ports: dict[str, int]
    passwords: dict[str, str] = field(repr=False)
    database_passwords: dict[str, str] = field(repr=False)

    @property
    def relayed(self) -> list[str]:
        """Name the running instances whose ledgers are to be published."""
        return [name for name in self.instances if name in self.sites.ledger_instances]

    @property
    def owner_uri(self) -> str:
        """Return the database's address for its owner, who may do everything."""
        host = mongo.host(self.ports["database"])
        return self.existing.mongodb_uri or accounts.owner_uri(self.directory, host)

    def mongodb_uri_of(self, instance: str) -> str:
        """Return the database's address for an instance."""
        host = mongo.host(self.ports["database"])
        return self.existing.mongodb_uri or accounts.uri(instance, self.database_passwords[instance], host)

    def amqp_uri_of(self, user: str) -> str:
        """Return the broker's address for an instance, an external system or the operator."""
        return self.existing.amqp_uri or rabbit.uri(user, self.passwords[user], self.ports["broker"])

    def database_of(self, instance: str) -> str:
        """Name the database of *instance*; on a server that others use too, it tells whose it is."""
        if self.existing.mongodb_uri is None:
            return database_of(instance)
        return f"lianxi_{re.sub(r'[^A-Za-z0-9]', '_', self.directory.name)}_{instance}"

    def environment(self, instance: str) -> dict[str, str]:
        """Return the settings of *instance* (``shared.settings``)."""
        settings = {
            INSTANCE: instance,
            "LIANXI_AMQP_URI": self.amqp_uri_of(instance),
            "LIANXI_MONGODB_URI": self.mongodb_uri_of(instance),
            "LIANXI_DATABASE": self.database_of(instance),
            "LIANXI_KEYS": str(self.directory / "keys"),
            "LIANXI_SITES": str(SITES_FILE),
            "LIANXI_CLOCK": self.clock,
        }
        if self.existing.amqp_uri:
            user = urlsplit(self.existing.amqp_uri).username or "guest"
            settings["LIANXI_BROKER_USERS"] = ",".join(f"{name}={user}" for name in users_of(self.sites))
        if instance == PORTAL:
            settings["LIANXI_HTTP_PORT"] = str(self.ports[PORTAL])
        else:
            settings["LIANXI_HEALTH_PORT"] = str(self.ports[instance])
        return settings

    def programs(self) -> list[Program]:
        """Describe every program, and write the files that they read."""
        found: list[Program] = []
        if self.existing.mongodb_uri is None:
            key = self.directory / accounts.KEY_FILE
            found.append(mongo.program(mongo.find(), self.directory, self.ports["database"], key))
        if self.existing.amqp_uri is None:
            found += rabbit.programs(self.directory, self.ports)
        return [*found, *self._services()]

    def supervisor(self) -> Program:
        """Describe the supervisor of the other programs."""
        argv = (sys.executable, "-m", "supervisor.supervisord", "--configuration", CONFIGURATION)
        return Program(NAME, NAME, argv, directory=self.directory, stop_seconds=STOP_SECONDS * 3)

    def _services(self) -> list[Program]:
        settings = {name: self.environment(name) for name in self.instances}
        table = self.directory / INSTANCES_FILE
        write_private(table, json.dumps(settings, indent=1))
        services = [name for name in self.instances if name != PORTAL]
        found = [_python(name, "services", settings[name], "deploy.runner", name) for name in services]
        if self.relayed:
            relay = {INSTANCES: str(table), "LIANXI_HEALTH_PORT": str(self.ports[RELAY])}
            found.append(_python(RELAY, "services", relay, "deploy.relay", *self.relayed))
        if PORTAL in self.instances:
            found.append(_python(PORTAL, "web", settings[PORTAL], "services.portal.server"))
        return found


def port_names(instances: tuple[str, ...]) -> list[str]:
    """Name everything that listens."""
    return [*rabbit.PORTS, "database", NAME, RELAY, *instances]


def _python(name: str, group: str, environment: dict[str, str], module: str, *arguments: str) -> Program:
    argv = (sys.executable, "-m", module, *arguments)
    # eventlet says at every start that it is deprecated; operators cannot do anything about it.
    quiet = {**environment, "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    return Program(name, group, argv, quiet, ROOT, stop_seconds=STOP_SECONDS)
