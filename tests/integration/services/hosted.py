"""A service on a real database, called as its entrypoints are; what it hears of others is told by the test."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pymongo.database import Database

from shared.city.logs import may_read
from shared.city.service import CityService
from shared.city.sites import Sites
from shared.ledger import Actor, Entry, Ledger
from shared.ledger.entry import GENESIS, digest
from shared.messaging.follow import Follower
from shared.messaging.service import CurrentCall, Runtime
from shared.security import keys, tokens
from shared.settings import Settings
from tests.declared import declared

SITES = Sites.load()
CITY, WANCHENG, XIXIA = "411300000000", "411302000000", "411323000000"
TOWN, OTHER_TOWN = "411302001000", "411323001000"
TREE = {CITY: None, WANCHENG: CITY, XIXIA: CITY, TOWN: WANCHENG, OTHER_TOWN: XIXIA}
LONG_AGO = "2020-01-01"


class Elsewhere:
    """The logs of other services: a Source for a follower."""

    def __init__(self) -> None:
        self._logs: defaultdict[str, list[Entry]] = defaultdict(list)
        self._streams: defaultdict[tuple[str, str], int] = defaultdict(int)

    def tell(self, log: str, event_type: str, stream: str, on: str, data: Mapping[str, Any]) -> Entry:
        """Add an entry to *log*."""
        entries = self._logs[log]
        self._streams[log, stream] += 1
        entry = Entry(
            log=log,
            n=len(entries) + 1,
            hash=digest([log, len(entries)]),
            id=f"{log}-{len(entries) + 1}",
            stream=stream,
            seq=self._streams[log, stream],
            type=event_type,
            recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
            recorded_on=date.fromisoformat(on),
            effective_on=date.fromisoformat(on),
            department=log,
            cause=None,
            call_id="call-1",
            data=dict(data),
        )
        entries.append(entry)
        return entry

    def put(self, entry: Entry) -> None:
        """Keep the last entry of a log as *entry* has it."""
        self._logs[entry.log][-1] = entry

    def head(self, log: str) -> tuple[int, str]:
        entries = self._logs[log]
        return (entries[-1].n, entries[-1].hash) if entries else (0, GENESIS)

    def page(self, log: str, after: int, limit: int = 500) -> list[Entry]:
        return self._logs[log][after : after + limit]

    def stream(self, log: str, stream: str, from_seq: int) -> list[Entry]:
        return [entry for entry in self._logs[log] if entry.stream == stream and entry.seq >= from_seq]


class Hosted:
    """
    One service with its ledger and follower.

    Attributes:
        day: The business day that commands are stamped with.
    """

    def __init__(
        self,
        name: str,
        service: type[CityService],
        database: Database[dict[str, Any]],
        directory: Path,
        follows: Sequence[str],
        people: Mapping[str, Actor],
    ) -> None:
        self.db = database
        self.day = "2026-10-08"
        self.ledger = Ledger(database.client, database.name, name, b"k" * 32)
        self.ledger.prepare()
        settings = Settings(name, "amqp://nowhere", "mongodb://nowhere", database.name, directory, SITES)
        verifier = tokens.Verifier(name, keys.public_keys(directory), SITES.grants)
        self._runtime = Runtime(name, self.ledger, verifier, partial(may_read, sites=SITES))
        self._key = keys.private_key(directory, "portal")
        self._people = people
        kind = service.of(settings)
        kind.prepare(database)
        self._service = kind()
        assert kind.following is not None
        self.elsewhere = Elsewhere()
        self.follower = Follower(
            self.ledger,
            follows,
            self.elsewhere,
            kind.following.apply,
            settle=kind.following.settle,
            reset=kind.following.reset,
            pauses=kind.following.pauses,
        )

    def ask(self, user: str, method: str, **arguments: Any) -> Any:
        """Let one of the people ask; the answer is as it is declared."""
        token = tokens.issue(self._key, "portal", self._people[user], self._runtime.instance)
        self._service.calling = CurrentCall(self._runtime, {"token": token, "call_id": "call-1"})
        return declared(self._service.declared, method, getattr(self._service, method)(**arguments))

    def act(self, user: str, method: str, **arguments: Any) -> Any:
        """Let one of the people act on the business day."""
        return self.ask(user, method, **{"recorded_on": self.day, **arguments})

    def hear(self, log: str, event_type: str, stream: str, on: str = LONG_AGO, **data: Any) -> None:
        """Let an entry of another service arrive."""
        self.follower.take([self.elsewhere.tell(log, event_type, stream, on, data)])

    def hear_corrected(
        self, kind: str, stream: str, was_on: str, data: Mapping[str, Any], *, seq: int = 1, **change: Any
    ) -> None:
        """Let the correction of an entry of another service arrive; *change*: its new day ``on``, or ``void``."""
        log = kind.split(".")[0]
        told = {"correction": "GZ-8", "seq": seq, "kind": kind, "void": False, "was_on": was_on, "on": was_on}
        told = {**told, "data": data, **change}
        self.follower.take([self.elsewhere.tell(log, f"{log}.entry_corrected.v1", stream, told["on"], told)])

    def rebuild(self) -> None:
        """Empty what came from others and hear all of it again, as ``lianxi rebuild`` does."""
        self.follower._rebuild()
        for log in self.follower.positions.logs:
            self.follower.take(self.elsewhere.page(log, 0, 100_000))

    def learn_the_tree(self, log: str = "registry") -> None:
        """Let the small area tree arrive."""
        for code, parent in TREE.items():
            level = {None: "city", CITY: "county"}.get(parent, "township")
            self.hear(
                log,
                "registry.area_added.v1",
                f"area:{code}",
                code=code,
                name="某地",
                level=level,
                parent=parent,
            )

    def organisation(self, org_code: str, area: str = TOWN, on: str = LONG_AGO, **facts: Any) -> None:
        """Let an organisation arrive."""
        values = {"type": "branch", "form": "independent", "parent": None, "units": [], **facts}
        self.hear(
            "registry",
            "registry.organisation_established.v1",
            f"organisation:{org_code}",
            on,
            org_code=org_code,
            name=f"样例{org_code}",
            area=area,
            **values,
        )

    def member(self, member_id: str, org_code: str, status: str = "FULL", on: str = LONG_AGO) -> None:
        """Let a member arrive."""
        self.hear(
            "registry",
            "registry.member_registered.v1",
            f"member:{member_id}",
            on,
            member_id=member_id,
            status=status,
            org_code=org_code,
            credit_code=None,
        )

    def changed(self, member_id: str, on: str, **changes: Any) -> None:
        """Let a change of a member arrive."""
        stream = f"member:{member_id}"
        self.hear("registry", "registry.member_changed.v1", stream, on, member_id=member_id, **changes)

    def recorded(self, stream: str) -> list[dict[str, Any]]:
        """Return the entries of a stream, in order."""
        return list(self.db["ledger"].find({"stream": stream}).sort("seq", 1))
