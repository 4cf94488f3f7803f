"""The city under test: the whole stack behind the proxy, and what has to be on record before the load."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from deploy import accounts
from deploy.definitions import OPERATOR, PORTAL
from deploy.local import mongo, rabbit
from deploy.local.layout import Layout
from deploy.local.ports import ports
from deploy.local.program import Program, write_programs
from deploy.local.stack import Stack
from services.registry.commands.areas import MOST_DAYS_AT_ONCE
from shared.city.sites import Sites
from shared.city.topology import topology_of
from shared.messaging import topology
from shared.rules.credit_code import check_character
from tests.chaos.proxy import Proxy

BROKER, DATABASE = "broker", "database"
SITES = Sites.load()
LEADS = tuple(name for name in SITES.reporters if SITES.systems_of(name))
RUNNER = "deploy.runner"


@dataclass(frozen=True)
class BehindProxy(Layout):
    """The usual layout, with every program connecting through the proxy."""

    def mongodb_uri_of(self, instance: str) -> str:
        # Direct: a client that asked the replica set for its members would go around the proxy.
        host = mongo.host(self.ports["database_proxy"])
        return accounts.uri(instance, self.database_passwords[instance], host, accounts.DIRECT)

    def amqp_uri_of(self, user: str) -> str:
        return rabbit.uri(user, self.passwords[user], self.ports["broker_proxy"])


class City(Stack):
    """A stack whose connections can be cut, and whose programs can be sabotaged."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, SITES.instances, fresh=True)
        self._proxy: Proxy | None = None

    @property
    def proxy(self) -> Proxy:
        """The proxy between the programs and the two servers."""
        assert self._proxy is not None
        return self._proxy

    @property
    def programs(self) -> Mapping[str, Program]:
        """Every program by name."""
        return self._programs

    def _prepare(self) -> None:
        super()._prepare()
        own = ports(self._directory / "proxy.json", ["broker_proxy", "database_proxy"])
        known = self.layout
        fields = {name: getattr(known, name) for name in known.__dataclass_fields__}
        self._layout = BehindProxy(**{**fields, "ports": {**known.ports, **own}})
        self._programs = {program.name: program for program in self._layout.programs()}
        self._proxy = Proxy(
            {
                BROKER: (own["broker_proxy"], known.ports["broker"]),
                DATABASE: (own["database_proxy"], known.ports["database"]),
            }
        )

    def stop(self) -> None:
        try:
            super().stop()
        finally:
            if self._proxy is not None:
                self._proxy.stop()
                self._proxy = None

    def begin_again(self, sabotage: str | None) -> None:
        """Start the services again on empty databases and queues, all of them *sabotaged* (None: as they are)."""
        self._running.stop("services")
        with self.direct() as client:
            for instance in SITES.instances:
                client.drop_database(self.layout.database_of(instance))
        declared = topology_of(SITES)
        operator = self.layout.amqp_uri_of(OPERATOR)
        topology.remove_queues(operator, declared)
        topology.apply(operator, declared)
        launched = [_sabotaged(program, sabotage) for program in self._programs.values()]
        write_programs(self._directory, [*launched, self.layout.supervisor()])
        self._running.start("services")
        self.await_ready()

    def caller_uri(self) -> str:
        """The broker's address for who calls the services."""
        return self.layout.amqp_uri_of(PORTAL)

    def system_uri(self, system: str) -> str:
        """The broker's address for an external system."""
        return self.layout.amqp_uri_of(system)

    @property
    def keys(self) -> Path:
        """Where the keys lie."""
        return self._directory / "keys"

    def direct(self) -> MongoClient[dict[str, Any]]:
        """Open the database beside the proxy, for the comparison."""
        host = mongo.host(self.layout.ports["database"])
        address = accounts.owner_uri(self._directory, host, accounts.DIRECT)
        return MongoClient(address, tz_aware=True, serverSelectionTimeoutMS=20_000)

    def database(self, client: MongoClient[dict[str, Any]], instance: str) -> Database[dict[str, Any]]:
        """The database of *instance*."""
        return client[self.layout.database_of(instance)]


def _sabotaged(program: Program, sabotage: str | None) -> Program:
    modules = (RUNNER, "deploy.relay")
    if sabotage is None or program.group != "services" or program.argv[2] not in modules:
        return program
    python, flag, module, *rest = program.argv
    return replace(program, argv=(python, flag, "tests.chaos.sabotage", sabotage, module, *rest))


TODAY = "2026-10-05"
PERIOD = "2026Q3"
SINCE = "2026-07-01"
COUNTIES = ("411302000000", "411303000000")
TOWNSHIPS = ("411302001000", "411302002000", "411303001000", "411303002000")
HOSTS = tuple(f"HOST-{number}" for number in range(len(TOWNSHIPS)))
MEETING = "2026-03"


def credit_code(number: int) -> str:
    """Return the invented but valid credit code of an enterprise."""
    first = f"91411300CHA{number:06d}"
    return first + check_character(first)


@dataclass(frozen=True)
class Step:
    """One command of the preparation."""

    instance: str
    method: str
    arguments: dict[str, Any]


def _days() -> list[str]:
    """Return the days that begin before the load, none further from the one before than one person may go."""
    first, last = date.fromisoformat(SINCE), date.fromisoformat(TODAY)
    between = range(0, (last - first).days, MOST_DAYS_AT_ONCE)
    return [*((first + timedelta(days=number)).isoformat() for number in between), TODAY]


def preparation(enterprises: int, tasks: int) -> list[Step]:
    """Return the commands that put on record what the load works on, in order."""
    areas = [
        {"code": SITES.city, "name": "某市", "level": "city", "parent": None},
        *({"code": c, "name": f"某县{c[4:6]}", "level": "county", "parent": SITES.city} for c in COUNTIES),
        *(
            {"code": t, "name": f"某镇{t[4:9]}", "level": "township", "parent": f"{t[:6]}000000"}
            for t in TOWNSHIPS
        ),
    ]
    steps = [
        # A quarter has figures once a day of it began.
        *(Step("registry", "start_day", {"date": day}) for day in _days()),
        Step("registry", "add_areas", {"areas": areas}),
        *(
            Step("registry", "establish_organisation", _host(code, area))
            for code, area in zip(HOSTS, TOWNSHIPS, strict=True)
        ),
        *(Step("registry", "register_enterprise", _enterprise(number)) for number in range(enterprises)),
    ]
    member = {"member_id": "FIRST", "name": "甲某", "status": "FULL", "org_code": HOSTS[0]}
    letter = {"basis": "transfer", "letter": "JS1", "effective_on": SINCE}
    steps.append(Step("registry", "register_member", {**member, **letter}))
    attended = list(SITES.departments)
    held = {"meeting": MEETING, "period": PERIOD, "held_on": TODAY, "attended": attended, "absent": []}
    steps.append(Step(SITES.convener, "hold_meeting", held))
    steps += [Step(SITES.convener, "issue_resolution", _resolution(number)) for number in range(tasks)]
    steps += [Step(lead_of(number), "accept_task", {"no": task_no(number)}) for number in range(tasks)]
    return steps


def task_no(number: int) -> str:
    """Number a resolution, densely from 01."""
    return f"JM-2026-{number + 1:02d}"


def lead_of(number: int) -> str:
    """Name the department that leads a resolution."""
    return LEADS[number % len(LEADS)]


def _host(code: str, area: str) -> dict[str, Any]:
    return {
        "org_code": code,
        "name": f"某村党支部{code}",
        "type": "branch",
        "area": area,
        "established_on": "2020-01-01",
    }


def _enterprise(number: int) -> dict[str, Any]:
    return {
        "credit_code": credit_code(number),
        "name": f"样例企业{number}",
        "area": TOWNSHIPS[number % len(TOWNSHIPS)],
        "ownership": "私营",
        "industry": "C",
        "size": "small",
        "employees": 0,
        "operation_state": "operating",
        "registered_on": SINCE,
        "sample": True,
    }


def _resolution(number: int) -> dict[str, Any]:
    return {
        "no": task_no(number),
        "meeting": MEETING,
        "text": "推进组建",
        "lead": lead_of(number),
        "co": [],
        "due_on": "2026-12-31",
        "deliverable": "清单",
        "measure": "全部完成",
    }
