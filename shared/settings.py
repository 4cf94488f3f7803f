"""The settings of a process, read once at its start."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from shared.city.sites import SITES_FILE, Sites

INSTANCE = "LIANXI_INSTANCE"
INSTANCES = "LIANXI_INSTANCES_FILE"
SMTP = "LIANXI_SMTP"
# Whoever starts the days: the time, or people.
REAL, MANUAL = "real", "manual"
# Whether who approves or sees personal values gets in without a second factor.
REQUIRED, OFFERED = "required", "offered"
# What is counted at the portal's door, and how much is let in: of one person, and of one address.
QUESTIONS, COMMANDS, LOGINS, STRANGERS = "questions", "commands", "logins", "strangers"
RATES: Mapping[str, str] = {
    QUESTIONS: "6000/minute",
    COMMANDS: "30000/minute",
    LOGINS: "600/minute",
    STRANGERS: "3000/minute",
}
RATE = re.compile("[1-9][0-9]{0,8}/(second|minute|hour|day)")


class SettingsError(Exception):
    """A setting is missing or malformed; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """
    One process's settings; durations carry their unit in the name.

    Attributes:
        smtp: The mail server, ``smtp://user:password@host:port?from=sender@example.cn`` (``smtps://``: TLS from
            the start); None: mail is not sent.
        webhook_hosts: ``host:port`` of what messages may be posted to; nothing else is called.
        trusted_proxy: The address of the proxy in front of the portal, whose word on scheme and client counts (``*``:
            whoever connects); None: nobody's does.
        rates: How many requests are let in, by kind, such as ``6000/minute``; ``LIANXI_RATE_QUESTIONS`` and so on.
        second_factor: ``required``: some roles get in by a second factor only; ``offered``: whoever has one.
    """

    instance: str
    amqp_uri: str = field(repr=False)
    mongodb_uri: str = field(repr=False)
    database: str
    keys: Path
    sites: Sites
    health_port: int = 0
    http_port: int = 0
    clock: str = REAL
    listen: str = "127.0.0.1"
    broker_users: Mapping[str, str] | None = None
    smtp: str | None = field(default=None, repr=False)
    webhook_hosts: tuple[str, ...] = ()
    trusted_proxy: str | None = None
    second_factor: str = OFFERED
    rates: Mapping[str, str] = field(default_factory=lambda: RATES)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``LIANXI_*`` variables; raises SettingsError naming the one that is missing or malformed."""
        instance = _required(environment, INSTANCE)
        clock = environment.get("LIANXI_CLOCK", REAL)
        if clock not in (REAL, MANUAL):
            raise SettingsError(f"LIANXI_CLOCK must be real or manual, not {clock!r}")
        second = environment.get("LIANXI_SECOND_FACTOR", OFFERED)
        if second not in (REQUIRED, OFFERED):
            raise SettingsError(f"LIANXI_SECOND_FACTOR must be {REQUIRED} or {OFFERED}, not {second!r}")
        return cls(
            instance=instance,
            amqp_uri=_secret(environment, "LIANXI_AMQP_URI"),
            mongodb_uri=_secret(environment, "LIANXI_MONGODB_URI"),
            database=environment.get("LIANXI_DATABASE", database_of(instance)),
            keys=Path(_required(environment, "LIANXI_KEYS")),
            sites=Sites.load(Path(environment.get("LIANXI_SITES", str(SITES_FILE)))),
            health_port=_port(environment, "LIANXI_HEALTH_PORT"),
            http_port=_port(environment, "LIANXI_HTTP_PORT"),
            clock=clock,
            listen=environment.get("LIANXI_LISTEN", "127.0.0.1"),
            broker_users=_pairs(environment.get("LIANXI_BROKER_USERS", "")),
            smtp=_secret(environment, SMTP) if SMTP in environment or f"{SMTP}_FILE" in environment else None,
            webhook_hosts=tuple(environment.get("LIANXI_WEBHOOK_HOSTS", "").split()),
            trusted_proxy=environment.get("LIANXI_TRUSTED_PROXY") or None,
            second_factor=second,
            rates={kind: _rate(environment, kind) for kind in RATES},
        )

    def broker_user(self, name: str) -> str:
        """Name the broker user that *name* (an instance or a system) connects as."""
        return (self.broker_users or {}).get(name, name)

    @cached_property
    def is_convener(self) -> bool:
        """Whether this instance leads a joint meeting somewhere, at some time (R-JM-01)."""
        return self.instance in self.sites.conveners


def database_of(instance: str) -> str:
    """Name the database of *instance* on a server of ours."""
    return f"lianxi_{instance}"


def settings_of(names: Sequence[str], environment: Mapping[str, str] = os.environ) -> list[Settings]:
    """
    Read the settings of several instances.

    ``LIANXI_INSTANCES_FILE`` names a JSON file ``{instance: {variable: value}}``; without it there is one
    instance, in the environment itself.
    """
    if path := environment.get(INSTANCES):
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


def _rate(environment: Mapping[str, str], kind: str) -> str:
    name = f"LIANXI_RATE_{kind.upper()}"
    value = environment.get(name, RATES[kind])
    if not RATE.fullmatch(value):
        raise SettingsError(f"{name} must be like 600/minute, not {value!r}")
    return value


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(",") if pair)
