"""What a process is told at its start; read once, never asked again."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

SITES_FILE = Path(__file__).parents[1] / "deploy" / "sites.yaml"
REGISTRY = "registry"
REGISTRY_PUBLIC = "registry.public"
DEVELOPMENT = "development"
REPORTING = "reporting"
INSTANCE = "LIANXI_INSTANCE"
INSTANCES = "LIANXI_INSTANCES_FILE"


class SettingsError(Exception):
    """A setting is missing or malformed; the message names the variable."""


@dataclass(frozen=True)
class Department:
    """One member unit of the joint meeting and the systems that report for it."""

    instance: str
    name: str
    data_set: str | None
    systems: tuple[str, ...]
    recommends: bool = False


@dataclass(frozen=True)
class Sites:
    """Who takes part in the city's work (``deploy/sites.yaml``)."""

    city: str
    convener: str
    departments: Mapping[str, Department]
    issuers: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> "Sites":
        """Read the sites file."""
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        departments = {
            instance: Department(
                instance,
                row["name"],
                row.get("data_set"),
                tuple(row.get("systems", ())),
                row.get("recommends", False),
            )
            for instance, row in raw["departments"].items()
        }
        issuers = {issuer: tuple(allowed) for issuer, allowed in raw["issuers"].items()}
        return cls(str(raw["city"]), raw["convener"], departments, issuers)

    @property
    def ledger_instances(self) -> tuple[str, ...]:
        """The instances that own a ledger."""
        return (REGISTRY, DEVELOPMENT, *self.departments)

    @property
    def recommending(self) -> tuple[str, ...]:
        """The departments that recommend people for membership (R-DEV-11)."""
        return tuple(name for name, department in self.departments.items() if department.recommends)

    @staticmethod
    def outlet(instance: str, department: str) -> str:
        """Name the log in which *instance* tells *department* what it may see, and nothing else."""
        return f"{instance}.{department}"

    @property
    def instances(self) -> tuple[str, ...]:
        """Every nameko instance of the city."""
        return (*self.ledger_instances, REPORTING)

    def follows(self, instance: str) -> tuple[str, ...]:
        """Name the logs that *instance* subscribes to (R-JM-15: departments see no member facts)."""
        if instance == REPORTING:
            return self.ledger_instances
        if instance == DEVELOPMENT:
            return (REGISTRY, *self.recommending)
        if instance not in self.departments:
            return ()
        told = (self.outlet(DEVELOPMENT, instance),) if instance in self.recommending else ()
        if instance == self.convener:
            return (REGISTRY_PUBLIC, *(name for name in self.departments if name != instance), *told)
        return (REGISTRY_PUBLIC, self.convener, *told)

    def systems_of(self, instance: str) -> tuple[str, ...]:
        """Name the external systems that report to *instance*."""
        return self.departments[instance].systems if instance in self.departments else ()

    def may_pull(self, instance: str, log: str) -> bool:
        """Tell whether *instance* may read entries of *log* from its owner."""
        return log in self.follows(instance)


@dataclass(frozen=True)
class Settings:
    """One process's settings; durations carry their unit in the name."""

    instance: str
    amqp_uri: str
    mongodb_uri: str
    database: str
    keys: Path
    sites: Sites
    health_port: int = 0
    http_port: int = 0
    clock: str = "real"
    listen: str = "127.0.0.1"
    broker_users: Mapping[str, str] | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``LIANXI_*`` variables; raises SettingsError naming the one that is missing or malformed."""
        instance = _required(environment, "LIANXI_INSTANCE")
        clock = environment.get("LIANXI_CLOCK", "real")
        if clock not in ("real", "manual"):
            raise SettingsError(f"LIANXI_CLOCK must be real or manual, not {clock!r}")
        return cls(
            instance=instance,
            amqp_uri=_secret(environment, "LIANXI_AMQP_URI"),
            mongodb_uri=_secret(environment, "LIANXI_MONGODB_URI"),
            database=environment.get("LIANXI_DATABASE", f"lianxi_{instance}"),
            keys=Path(_required(environment, "LIANXI_KEYS")),
            sites=Sites.load(Path(environment.get("LIANXI_SITES", str(SITES_FILE)))),
            health_port=_port(environment, "LIANXI_HEALTH_PORT"),
            http_port=_port(environment, "LIANXI_HTTP_PORT"),
            clock=clock,
            listen=environment.get("LIANXI_LISTEN", "127.0.0.1"),
            broker_users=_pairs(environment.get("LIANXI_BROKER_USERS", "")),
        )

    def broker_user(self, name: str) -> str:
        """Name the broker user that *name* (an instance or a system) connects as."""
        return (self.broker_users or {}).get(name, name)

    @cached_property
    def is_convener(self) -> bool:
        """Tell whether this instance leads the joint meeting (R-JM-01)."""
        return self.instance == self.sites.convener


def settings_of(names: Sequence[str], environment: Mapping[str, str] = os.environ) -> list[Settings]:
    """
    Read the settings of several instances.

    ``LIANXI_INSTANCES_FILE`` names a JSON file ``{instance: {variable: value}}``; without it there is one
    instance, in the environment itself.
    """
    if path := environment.get("LIANXI_INSTANCES_FILE"):
        table: dict[str, dict[str, str]] = json.loads(Path(path).read_text(encoding="utf-8"))
        unknown = [name for name in names if name not in table]
        if unknown:
            raise SettingsError(f"LIANXI_INSTANCES_FILE knows no {', '.join(unknown)}")
        return [Settings.from_environment(table[name]) for name in names]
    only = Settings.from_environment(environment)
    if any(name != only.instance for name in names):
        raise SettingsError(f"LIANXI_INSTANCES_FILE is not set, and LIANXI_INSTANCE is {only.instance}")
    return [only]


def _required(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name):
        return value
    raise SettingsError(f"{name} is not set")


def _secret(environment: Mapping[str, str], name: str) -> str:
    """Take the value itself or, as containers hand over secrets, from the file named by ``<NAME>_FILE``."""
    if path := environment.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return _required(environment, name)


def _port(environment: Mapping[str, str], name: str) -> int:
    value = environment.get(name, "0")
    if not value.isdigit():
        raise SettingsError(f"{name} must be a port number, not {value!r}")
    return int(value)


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(",") if pair)
