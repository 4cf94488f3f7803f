"""The registry on a real database: the real service class and ledger; only the transport is left out."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.registry.service import build
from shared.city.logs import may_read
from shared.city.sites import Sites
from shared.ledger import Actor, Ledger
from shared.messaging.service import CurrentCall, Runtime
from shared.rules.credit_code import check_character
from shared.security import keys, tokens
from shared.settings import Settings
from tests.declared import declared

SITES = Sites.load()
CITY, WANCHENG, XIXIA = "411300000000", "411302000000", "411323000000"
TOWN, OTHER_TOWN = "411302001000", "411323001000"
TREE = (
    (CITY, "city", None),
    (WANCHENG, "county", CITY),
    (XIXIA, "county", CITY),
    (TOWN, "township", WANCHENG),
    (OTHER_TOWN, "township", XIXIA),
)
LONG_AGO, FIRST_QUARTER = "2020-01-01", "2026-07-01"

PEOPLE = {
    user: Actor(user, "organisation", roles, areas)
    for user, roles, areas in (
        ("li", ("registry_clerk",), (CITY,)),
        ("wan", ("registry_clerk",), (WANCHENG,)),
        ("county", ("county_organiser",), (CITY,)),
        ("admin", ("administrator",), (CITY,)),
        ("admin2", ("administrator",), (CITY,)),
        ("visitor", ("leader",), (CITY,)),
    )
}


def credit_code(number: int) -> str:
    """Make the *number*th credit code of the tests."""
    first = f"91411302TEST{number:05d}".replace("S", "X")
    return first + check_character(first)


class Registry:
    """The registry, called as its RPC entrypoints are."""

    credit_code = staticmethod(credit_code)

    def __init__(self, database: Database[dict[str, Any]], directory: Path) -> None:
        self.db = database
        self.ledger = Ledger(database.client, database.name, "registry", b"k" * 32)
        self.ledger.prepare()
        settings = Settings(
            "registry", "amqp://nowhere", "mongodb://nowhere", database.name, directory, SITES
        )
        verifier = tokens.Verifier("registry", keys.public_keys(directory), SITES.grants)
        self.runtime = Runtime("registry", self.ledger, verifier, partial(may_read, sites=SITES))
        self._key = keys.private_key(directory, "portal")
        kind = build(settings)
        kind.prepare(database)
        self.service = kind()
        self.day = "2026-07-01"

    def ask(self, user: str, method: str, **arguments: Any) -> Any:
        """Let one of the PEOPLE ask; the answer is as it is declared."""
        token = tokens.issue(self._key, "portal", PEOPLE[user], "registry")
        self.service.calling = CurrentCall(self.runtime, {"token": token, "call_id": "call-1"})  # type: ignore[assignment]
        return declared(self.service.declared, method, getattr(self.service, method)(**arguments))

    def act(self, method: str, *, by: str = "li", **arguments: Any) -> Any:
        """Let one of the PEOPLE act on the business day."""
        answer = self.ask(by, method, **{"recorded_on": self.day, **arguments})
        if method == "start_day" and "waiting" in answer:
            return self.ask("admin2", method, **{"recorded_on": self.day, **arguments})
        return answer

    def start(self) -> None:
        """Publish a small area tree and the day."""
        areas = [
            {"code": code, "name": "某地", "level": level, "parent": parent} for code, level, parent in TREE
        ]
        self.act("add_areas", by="admin", areas=areas)
        self.act("start_day", by="admin", date=self.day)

    def enterprise(self, number: int, area: str = TOWN, **facts: Any) -> str:
        """Register the *number*th enterprise, operating since long ago."""
        code = credit_code(number)
        self.act(
            "register_enterprise",
            **{
                "credit_code": code,
                "name": f"样例企业{number}",
                "area": area,
                "ownership": "私营",
                "industry": "C",
                "size": "small",
                "employees": 50,
                "operation_state": "operating",
                "registered_on": LONG_AGO,
                "sample": True,
                **facts,
            },
        )
        return code

    def organisation(self, org_code: str, **facts: Any) -> Any:
        """Establish an organisation; a host where nothing else is said."""
        return self.act(
            "establish_organisation",
            **{
                "org_code": org_code,
                "name": f"样例支部{org_code}",
                "type": "branch",
                "area": TOWN,
                "established_on": LONG_AGO,
                **facts,
            },
        )

    def member(self, **told: Any) -> None:
        """Register a member; another person confirms one of the opening stock."""
        self.act("register_member", **told)
        if told["basis"] == "opening":
            days = {name: told[name] for name in ("recorded_on",) if name in told}
            self.act("confirm_openings", by="county", members=[told["member_id"]], **days)

    def members(self, count: int, org_code: str, credit_code: str | None, **facts: Any) -> list[str]:
        """Register *count* full members: as opening stock, or with a letter since the system began."""
        known = self.db["members"].count_documents({})
        made = [f"M{number:04d}" for number in range(known, known + count)]
        if facts.get("effective_on", LONG_AGO) >= FIRST_QUARTER:
            facts = {"basis": "transfer", "letter": "JS1", **facts}
        for member in made:
            self.member(
                **{
                    "member_id": member,
                    "name": "王样例",
                    "status": "FULL",
                    "org_code": org_code,
                    "credit_code": credit_code,
                    "basis": "opening",
                    "effective_on": LONG_AGO,
                    "reason": "补录",
                    **facts,
                },
            )
        return made

    def staffed(self, number: int, full: int, area: str = TOWN) -> str:
        """Register an enterprise whose *full* members belong to host H1, which is made when there is none."""
        if self.db["organisations"].find_one({"_id": "H1"}) is None:
            self.organisation("H1")
        code = self.enterprise(number, area)
        self.members(full, "H1", code)
        return code

    def entries(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return what was recorded, in order."""
        return list(self.db["ledger"].find(wanted).sort([("recorded_at", 1), ("stream", 1), ("seq", 1)]))


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", *SITES.ledger_instances))
    return made


@pytest.fixture
def empty_registry(database: Database[dict[str, Any]], directory: Path) -> Registry:
    return Registry(database, directory)


@pytest.fixture
def registry(empty_registry: Registry) -> Registry:
    empty_registry.start()
    return empty_registry


@pytest.fixture
def today() -> date:
    return date(2026, 7, 1)


@pytest.fixture
def credit() -> Callable[[int], str]:
    return credit_code
