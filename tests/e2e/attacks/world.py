"""The running city that is attacked: its people, its keys, and how one sees that nothing was put on record."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from pymongo import MongoClient

from deploy.cli.demo import portal_settings
from deploy.cli.user import add_person
from deploy.demo.playing.player import not_yet
from deploy.local.stack import Stack
from shared.messaging.caller import Caller
from shared.security.keys import private_key
from shared.security.tokens import Actor, issue
from tests.e2e.attacks.records import HERE, LEAD, OFFICES, OTHERS, PASSWORD, THERE, records
from tests.e2e.attacks.web import Answer, call

TOKEN_SECONDS, PATIENCE_SECONDS = 200, 90


@dataclass
class World:
    """The running city, its people and its keys."""

    stack: Stack
    directory: Path
    caller: Caller
    database: MongoClient[dict[str, Any]]
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)
    _keys: dict[str, OKPKey] = field(default_factory=dict)

    @classmethod
    def on(cls, stack: Stack, directory: Path) -> "World":
        """Look at a city that runs under *directory*."""
        caller = Caller(stack.layout.amqp_uri_of("portal"), "attacks")
        return cls(stack, directory, caller, MongoClient(stack.mongodb_uri, tz_aware=True))

    def furnish(self) -> None:
        """Admit the people of a city that has just started, and put its records on record."""
        self._admit()
        for user, path, body in records():
            self.done(user, "POST", path, body)

    def end(self) -> None:
        """Close what is open."""
        self.caller.stop()
        self.database.close()

    @property
    def url(self) -> str:
        """The portal's address."""
        return self.stack.portal_url

    def _admit(self) -> None:
        settings = portal_settings(self.directory)
        both = ((HERE, "a"), (THERE, "b"))
        people = {
            f"{who}_{end}": (LEAD, (role,), area) for who, role in OFFICES.items() for area, end in both
        }
        for user, (department, roles, area) in {**people, **OTHERS}.items():
            add_person(settings, user, f"样例{roles[0]}", department, roles, (area,), PASSWORD)

    def token(self, user: str) -> str:
        """Return a fresh token of *user*, by password."""
        known = self._tokens.get(user)
        if known is None or time.monotonic() - known[0] > TOKEN_SECONDS:
            answer = call(self.url, "POST", "/login", None, {"user": user, "password": PASSWORD})
            assert answer.status == 200, answer.text
            known = self._tokens[user] = (time.monotonic(), answer.json["token"])
        return known[1]

    def call(self, user: str, verb: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call the API as *user*."""
        return call(self.url, verb, path, self.token(user), body, **headers)

    def done(self, user: str, verb: str, path: str, body: Any = None) -> Answer:
        """Call until it is done, waiting for other services' news."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.call(user, verb, path, body)
            if answer.status in (200, 201):
                return answer
            late = answer.status in (502, 503, 504) or not_yet(answer.status, answer.json)
            if not late or time.monotonic() > limit:
                pytest.fail(f"{user} {path}: {answer.text}")
            time.sleep(0.1)

    def key(self, issuer: str) -> OKPKey:
        """Return an instance's signing key."""
        return self._keys.setdefault(issuer, private_key(self.directory / "keys", issuer))

    def signed(self, issuer: str, actor: Actor, audience: str, **more: Any) -> str:
        """Return a token that *issuer* signs."""
        return issue(self.key(issuer), issuer, actor, audience, **more)

    def ask(self, instance: str, method: str, token: str, **arguments: Any) -> Any:
        """Call a service over the broker, past the portal."""
        return self.caller.call(instance, method, arguments, token=token, timeout=30)

    def entries(self) -> Mapping[str, int]:
        """
        Return how many entries stand in each ledger, less what a service tells by itself of what it heard.

        Whatever else is put on record shows here, whoever did it.
        """
        instances = self.stack.layout.sites.ledger_instances
        names = [name for name in instances if name in self.stack.layout.instances]
        return {
            name: self.kept(name, "ledger", **{"actor.user": {"$ne": f"system:{name}"}}) for name in names
        }

    def kept(self, instance: str, collection: str, **sought: Any) -> int:
        """Return how many documents of a collection fit."""
        return self.database[self.stack.layout.database_of(instance)][collection].count_documents(sought)
