"""
The whole city in one process: the real portal, services, ledgers and followers on a real database; only the
broker and the processes are left out, so that fifty quarters can be played while one would play on the stack.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
from pymongo import MongoClient

from deploy.cli.demo import people_of
from deploy.demo.playing.action import Action
from deploy.demo.playing.player import Refused, not_yet
from deploy.service import service_of
from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.portal.server import create_app
from shared.city import day
from shared.city.logs import follows, may_read, outlets_of
from shared.city.sites import Sites
from shared.contracts.errors import LianxiError, Unavailable
from shared.ledger import Ledger
from shared.ledger.log import Log, Numbering
from shared.messaging.follow import Follower
from shared.messaging.intake import Intake
from shared.messaging.pull import PAGE
from shared.messaging.service import CurrentCall, Runtime
from shared.security import keys
from shared.security.tokens import Verifier
from shared.settings import RATES, Settings
from tests.declared import declared
from tests.logs import LogSource

# The second administrator.
SECOND = "administrator2"
PASSWORD = "only-for-tests-1"
TOKEN_SECONDS = 200.0
# All of a city is played by few people, at once.
UNLIMITED = dict.fromkeys(RATES, "999999999/minute")


class Heard(Ledger):
    """A ledger that says when something was committed, so that nobody has to look everywhere."""

    def __init__(self, *given: Any, heard: set[str]) -> None:
        super().__init__(*given)
        self._heard = heard

    def transact(self, *given: Any, **more: Any) -> Any:
        result = super().transact(*given, **more)
        self._heard.add(self.instance)
        return result


class City(LogSource):
    """
    Every service with a database of its own; what was recorded is numbered and followed after each action.

    Args:
        directory: Where the keys lie.
        sites: Who takes part; None: as ``sites.yaml`` says.
    """

    def __init__(
        self, client: MongoClient[dict[str, Any]], directory: Path, sites: Sites | None = None
    ) -> None:
        self.client = client
        self.prefix = f"t_{uuid.uuid4().hex[:8]}"
        self.sites = sites or Sites.load()
        keys.create(directory, (*self.sites.instances, "portal"))
        self._directory = directory
        public = keys.public_keys(directory)
        self.runtimes: dict[str, Runtime] = {}
        self.services: dict[str, Any] = {}
        self._heard: set[str] = set()
        for instance in self.sites.instances:
            settings = self._settings(instance)
            ledger = Heard(client, settings.database, instance, b"k" * 32, heard=self._heard)
            ledger.prepare()
            service = service_of(settings)
            service.prepare(ledger.db)
            reads = partial(may_read, sites=self.sites)
            verifier = Verifier(instance, public, self.sites.grants)
            self.runtimes[instance] = Runtime(instance, ledger, verifier, reads)
            self.services[instance] = service
        self._numberings = {
            name: Numbering(client, self.runtimes[name].ledger.db, name, outlets_of(name, self.sites))
            for name in self.sites.ledger_instances
        }
        for numbering in self._numberings.values():
            numbering.prepare()
        self._admit_people()
        self._open_portal()
        self.restart()

    def _settings(self, instance: str) -> Settings:
        database = f"{self.prefix}_{instance}"
        return Settings(instance, "", "", database, self._directory, self.sites, rates=UNLIMITED)

    def _admit_people(self) -> None:
        people = People(self.client[f"{self.prefix}_portal"])
        for user, (department, roles) in people_of(self.sites).items():
            people.add(Person.always(user, user, department, roles, (self.sites.city,)), PASSWORD)

    def _open_portal(self) -> None:
        """Start the portal; a running one never turns its day back, and its tokens last minutes only."""
        db = self.client[f"{self.prefix}_portal"]
        app = create_app(self._settings("portal"), SimpleNamespace(call=self.call, is_up=True), db)
        self.web = app.test_client()
        self._tokens: dict[str, tuple[float, str]] = {}
        self._day = ""

    def _token(self, user: str) -> str:
        """Return a token of *user* that is good for a while yet, however slow the machine is."""
        since, token = self._tokens.get(user, (float("-inf"), ""))
        if time.monotonic() - since > TOKEN_SECONDS:
            answer = self.web.post("/api/v1/login", json={"user": user, "password": PASSWORD})
            since, token = self._tokens[user] = time.monotonic(), str(answer.json["token"])
        return token

    def restart(self) -> None:
        """Let every follower read its positions again, as after a start."""
        self._heard.update(self._numberings)
        self._heads: dict[str, int] = {}
        self._unsettled: set[str] = set()
        self.followers = {
            name: Follower(
                runtime.ledger,
                follows(name, self.sites),
                self,
                self.services[name].following.apply,
                settle=self.services[name].following.settle,
                reset=self.services[name].following.reset,
                pauses=self.services[name].following.pauses,
            )
            for name, runtime in self.runtimes.items()
            if follows(name, self.sites)
        }

    # -- what the transport does otherwise ------------------------------------------------------------

    def call(
        self,
        instance: str,
        method: str,
        arguments: dict[str, Any],
        *,
        token: str,
        call_id: str,
        said: Any = None,
    ) -> Any:
        """Answer a call as the service's process would; JSON in, JSON out."""
        service = self.services[instance]()
        context = {"token": token, "call_id": call_id, **(said or {})}
        service.calling = CurrentCall(self.runtimes[instance], context)
        try:
            answer = getattr(service, method)(**orjson.loads(orjson.dumps(arguments)))
            return declared(service.declared, method, orjson.loads(orjson.dumps(answer)))
        except LianxiError:
            raise
        except AttributeError as error:
            raise Unavailable(f"{instance}.{method}") from error

    def _log(self, name: str) -> Log:
        return Log(self.runtimes[name.split(".")[0]].ledger.db, name)

    def pump(self, names: Iterable[str] | None = None) -> None:
        """Let *names* (None: all who follow) apply what was recorded, and what comes of that, until nothing is new."""
        followers = [*self.followers] if names is None else [*names]
        self._number()
        while self._apply(followers):
            self._number()
        self._unsettled = {name for name in self._unsettled if self.followers[name].settle()}
        if self._number():
            self.pump(followers)

    def _number(self) -> bool:
        """Number what was recorded; return whether there was anything."""
        found = False
        while self._heard:
            name = self._heard.pop()
            if name in self.followers:
                self._unsettled.add(name)
            numbering = self._numberings.get(name)
            if numbering is None:
                continue
            while numbering.number(PAGE):
                found = True
            self._heads.update({log.name: log.head()["n"] for log in numbering.logs})
        return found

    def _apply(self, names: Iterable[str]) -> bool:
        applied = False
        for name in names:
            follower = self.followers[name]
            for log in follower.positions.logs:
                while follower.positions.marks[log].n < self._heads[log]:
                    follower.take(self.page(log, follower.positions.marks[log].n))
                    self._unsettled.add(name)
                    applied = True
        return applied

    def hear_all(self) -> None:
        """Let all but reporting apply what was recorded."""
        self.pump([name for name in self.followers if name != "reporting"])

    # -- what people and systems do -------------------------------------------------------------------

    def send(self, action: Action) -> None:
        """
        Do one action of the demo; raises Refused.

        Others hear of it by the end of the day, or when an action is refused for want of their news.
        """
        if action.system is not None or action.day != self._day:
            self.hear_all()
        self._day = action.day
        if action.system is not None:
            self._event(action)
            return
        status, answer = self._request(action)
        # An area that has not been heard of is nobody's, too.
        if status == 403 or not_yet(status, answer):
            self.hear_all()
            status, answer = self._request(action)
        if status != 201:
            raise Refused(f"{action.day} {action.title}: {status} {answer}")

    def _request(self, action: Action) -> tuple[int, Any]:
        status, answer = self._asked(action)
        if status == 201 and "waiting" in answer:
            return self._asked(replace(action, user=SECOND))
        return status, answer

    def begin_day(self, day: str) -> None:
        """Start a day, by two persons where it is far ahead; one that has begun already stays."""
        self._request(Action(day, f"业务日 {day}", "administrator", "/days", f"go-to-{day}", {"date": day}))
        self.pump()

    def _asked(self, action: Action) -> tuple[int, Any]:
        kind, body = (
            ("text/csv", action.csv) if action.csv else ("application/json", orjson.dumps(action.body))
        )
        headers = {"Authorization": f"Bearer {self._token(action.user)}", "Idempotency-Key": action.key}
        answer = self.web.open(
            f"/api/v1{action.path}", method=action.verb, data=body, content_type=kind, headers=headers
        )
        return answer.status_code, answer.json

    def _event(self, action: Action) -> None:
        service, system = self.services[action.user], str(action.system)
        accept = partial(service.accept, service.settings)
        intake = Intake(self.runtimes[action.user].ledger, accept, {system: system}, day.today)
        headers = {
            "ce-specversion": "1.0",
            "ce-id": action.key,
            "ce-source": action.system,
            "ce-type": "department.figures_reported.v1",
        }
        properties = {
            "content_type": "application/json",
            "user_id": action.system,
            "application_headers": headers,
        }
        intake.take(
            [
                SimpleNamespace(
                    body=orjson.dumps(action.body),
                    properties=properties,
                    delivery_info={"exchange": f"{action.system}.events"},
                )
            ]
        )

    def report(self, period: str, area: str) -> dict[str, Any]:
        """Let reporting catch up, and return its report."""
        self.pump()
        return dict(self.ask("leader", f"reports/joint-meeting?period={period}&area={area}"))

    def ask(self, user: str, path: str) -> Any:
        """Return what the portal answers to *user*."""
        headers = {"Authorization": f"Bearer {self._token(user)}"}
        answer = self.web.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200, (path, answer.json)
        return answer.json

    def get(self, user: str, path: str) -> Any:
        """Return what the portal answers to a question of *user*; None: there is no such thing."""
        answer = self.web.get(path, headers={"Authorization": f"Bearer {self._token(user)}"})
        assert answer.status_code in (200, 404), answer.json
        return answer.json if answer.status_code == 200 else None

    # -- for playing many quarters --------------------------------------------------------------------

    def databases(self) -> list[str]:
        return [*(runtime.ledger.db.name for runtime in self.runtimes.values()), f"{self.prefix}_portal"]

    def keep(self) -> None:
        """Keep all databases as they are now, for ``back``."""
        for name in self.databases():
            self._copy(name, f"{name}_kept")

    def back(self) -> None:
        """Put all databases back to what was kept."""
        for name in self.databases():
            self._copy(f"{name}_kept", name)
        self._open_portal()
        self.restart()

    def _copy(self, source: str, target: str) -> None:
        kept, put = self.client[source], self.client[target]
        for name in put.list_collection_names():
            put[name].delete_many({})
        for name in kept.list_collection_names():
            documents = list(kept[name].find())
            if documents:
                put[name].insert_many(documents, ordered=False)

    def drop(self) -> None:
        """Remove every database."""
        for name in self.databases():
            self.client.drop_database(name)
            self.client.drop_database(f"{name}_kept")
