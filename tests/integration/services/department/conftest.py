"""Departments on real databases: the real service classes, ledgers and followers; only the transport is left out."""

import uuid
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from services.department.service import build
from shared.city import day
from shared.city.logs import follows, may_read, outlets_of
from shared.city.sites import Sites
from shared.contracts.base import EVENTS, load
from shared.ledger import Actor, Ledger, Stamp
from shared.ledger.log import Log, Numbering
from shared.messaging.follow import Follower
from shared.messaging.intake import Intake
from shared.messaging.pull import PAGE
from shared.messaging.service import CurrentCall, Runtime
from shared.security import keys, tokens
from shared.settings import Settings
from tests.declared import declared
from tests.logs import LogSource

CITY = "411300000000"
COUNTIES = ("411302000000", "411323000000")
SITES = Sites.load()
Answer = Any

PEOPLE = {
    user: Actor(user, department, roles, tuple(areas) or (CITY,))
    for user, department, roles, *areas in (
        ("chen", "organisation", ("convener", "department_clerk")),
        ("wu", "organisation", ("convener",)),
        ("gong", "union", ("department_clerk",)),
        ("zong", "union", ("department_head",)),
        ("xia", "union", ("department_clerk",), COUNTIES[1]),
        ("visitor", "union", ("leader",)),
        ("tuan", "youth_league", ("department_clerk",)),
        ("shang", "industry_commerce", ("convener", "department_clerk"), COUNTIES[1]),
        ("xi", "organisation", ("convener",), COUNTIES[0]),
        ("fu", "womens_federation", ("convener",)),
    )
}


class Ledgers(LogSource):
    """Every log of the city, read straight from its owner's database; a follower's Source."""

    def __init__(self, client: MongoClient[dict[str, Any]], prefix: str) -> None:
        self.client = client
        self.ledgers = {
            name: Ledger(client, f"{prefix}_{name}", name, b"k" * 32) for name in SITES.ledger_instances
        }
        self.numberings = {
            name: Numbering(client, ledger.db, name, outlets_of(name, SITES))
            for name, ledger in self.ledgers.items()
        }
        for name, ledger in self.ledgers.items():
            ledger.prepare()
            self.numberings[name].prepare()

    def number(self) -> None:
        """Number what was recorded, as the relays do."""
        for numbering in self.numberings.values():
            while numbering.number(PAGE):
                pass

    def clear(self) -> None:
        """Forget everything; far quicker than databases of its own for each test."""
        for ledger in self.ledgers.values():
            for name in ledger.db.list_collection_names():
                ledger.db[name].delete_many({})

    def drop(self) -> None:
        for ledger in self.ledgers.values():
            self.client.drop_database(ledger.db.name)

    def _log(self, log: str) -> Log:
        return Log(self.ledgers[log.split(".")[0]].db, log)


class Instance:
    """One department, called as its RPC entrypoints are."""

    def __init__(self, name: str, ledgers: Ledgers, directory: Path, sites: Sites) -> None:
        ledger = ledgers.ledgers[name]
        self.settings = Settings(
            name, "amqp://nowhere", "mongodb://nowhere", ledger.db.name, directory, sites
        )
        self.db = ledger.db
        self.ledger = ledger
        verifier = tokens.Verifier(name, keys.public_keys(directory), SITES.grants)
        self.runtime = Runtime(name, ledger, verifier, partial(may_read, sites=sites))
        self._key = keys.private_key(directory, "portal")
        self.type = build(self.settings)
        self.type.prepare(self.db)
        self.service = self.type()
        following = self.type.following
        assert following is not None
        self.follower = Follower(
            ledger,
            follows(name, sites),
            ledgers,
            following.apply,
            settle=following.settle,
            reset=following.reset,
        )
        systems = {system: system for system in SITES.systems_of(name)}
        self.intake = Intake(ledger, partial(self.type.accept, self.settings), systems, day.today)

    def call(self, actor: Actor, method: str, **arguments: Any) -> Answer:
        token = tokens.issue(self._key, "portal", actor, self.settings.instance)
        self.service.calling = CurrentCall(self.runtime, {"token": token, "call_id": "call-1"})  # type: ignore[assignment]
        return declared(self.type.declared, method, getattr(self.service, method)(**arguments))

    def recorded(self) -> list[dict[str, Any]]:
        return list(self.db["ledger"].find().sort([("recorded_at", 1), ("seq", 1)]))


class City:
    """All departments, and the registry's areas and days."""

    people = PEOPLE

    def __init__(self, ledgers: Ledgers, directory: Path, sites: Sites = SITES) -> None:
        self.day = ""
        self.ledgers = ledgers
        self.departments = {name: Instance(name, ledgers, directory, sites) for name in sites.departments}

    def __getitem__(self, name: str) -> Instance:
        return self.departments[name]

    def act(self, user: str, method: str, **arguments: Any) -> Answer:
        """Let one of the PEOPLE act in their own department, on the city's business day."""
        actor = PEOPLE[user]
        return self[actor.department].call(actor, method, **{"recorded_on": self.day, **arguments})

    def hand_in(self, **arguments: Any) -> Answer:
        """Let the union's clerk hand up the whole of a quarter, and who answers for the union approve it."""
        answer = self.act("gong", "submit_figures", **arguments)
        day = {name: arguments[name] for name in ("recorded_on",) if name in arguments}
        self.act("zong", "approve_figures", period=arguments["period"], area=CITY, **day)
        return answer

    def ask(self, user: str, method: str, **arguments: Any) -> Answer:
        """Let one of the PEOPLE ask their own department."""
        actor = PEOPLE[user]
        return self[actor.department].call(actor, method, **arguments)

    def publish(self, stream: str, event_type: str, **data: Any) -> None:
        """Record a fact of the registry."""
        self.publish_as("registry", stream, event_type, **data)

    def publish_as(self, owner: str, stream: str, event_type: str, **data: Any) -> None:
        """Record a fact of another service."""
        stamp = Stamp(date(2026, 7, 1), Actor.system(owner), "call-1")
        self.ledgers.ledgers[owner].execute(
            stamp, data, lambda unit: unit.record(stream, load(EVENTS[event_type], data))
        )

    def hear(self, *names: str) -> None:
        """Let the departments (all by default) follow until they know everything."""
        self.ledgers.number()
        for name in names or self.departments:
            follower = self[name].follower
            # A log looked at a moment ago is not due yet; here nobody sends messages that would tell of news.
            for log in follower.positions.logs:
                at = follower.positions.marks[log].n
                follower.take(self.ledgers.page(log, at))

    def start(self, day: str) -> None:
        """Publish the areas and the day."""
        self.day = day
        self.publish(
            "area:" + CITY, "registry.area_added.v1", code=CITY, name="南阳市", level="city", parent=None
        )
        for code in COUNTIES:
            self.publish(
                f"area:{code}", "registry.area_added.v1", code=code, name="县", level="county", parent=CITY
            )
        self.publish("day", "registry.day_started.v1", date=day)
        self.hear()


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", *SITES.ledger_instances))
    return made


@pytest.fixture(scope="session")
def city_ledgers(mongodb_uri: str) -> Iterator[Ledgers]:
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        made = Ledgers(client, f"t_{uuid.uuid4().hex[:12]}")
        yield made
        made.drop()


@pytest.fixture
def empty_city(city_ledgers: Ledgers, directory: Path) -> City:
    city_ledgers.clear()
    return City(city_ledgers, directory)


@pytest.fixture
def city(empty_city: City) -> City:
    empty_city.start("2026-10-08")
    return empty_city
