"""Reporting on a real database: entries applied in real units, figures asked as callers ask them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from services.reporting import queries, store
from services.reporting.apply import following_of
from services.reporting.service import ReportingService
from shared.city.sites import Lead, Sites
from shared.contracts.reporting.calls import FindManifest, FindRestatement, JointMeetingReport
from shared.ledger import Actor, Entry, Ledger, Stamp, Unit
from shared.ledger.entry import GENESIS
from shared.settings import Settings

LEADER = Actor("leader", "organisation", ("leader",), ("411300000000",))


class Reporting:
    """The service's parts on one database, without its transport."""

    def __init__(self, client: MongoClient[dict[str, Any]], name: str) -> None:
        self.ledger = Ledger(client, name, "reporting", b"k" * 32)
        self.ledger.prepare()
        self.db = self.ledger.db
        nowhere = ("amqp://nowhere", "mongodb://nowhere")
        self.settings = Settings("reporting", *nowhere, name, Path(), Sites.load())
        self.following = following_of(self.settings.sites)
        ReportingService.prepare(self.db)

    def lead(self, *leads: Lead) -> None:
        """Let other departments lead joint meetings."""
        self.settings = replace(self.settings, sites=replace(self.settings.sites, leads=leads))

    def clear(self) -> None:
        """Start with empty collections."""
        store.forget(self.db)
        for name in ("day", "positions", "halted"):
            self.db[name].delete_many({})

    def take(self, entries: Sequence[Entry]) -> None:
        """Apply *entries* in one transaction and move the positions, as the follower does."""
        stamp = Stamp(date(2026, 7, 1), Actor.system("reporting"), "call-1")

        def act(unit: Unit) -> None:
            self.following.apply(unit, entries)
            for log, n in sorted({entry.log: entry.n for entry in sorted(entries, key=_number)}.items()):
                moved = {"$max": {"n": n}, "$set": {"hash": GENESIS}}
                unit.db["positions"].update_one({"_id": log}, moved, upsert=True)

        self.ledger.transact(stamp, act)

    def settle(self) -> None:
        """Count until nothing is dirty."""
        while self.following.settle is not None and self.following.settle(self.ledger):
            pass

    def taken_one_by_one(self, entries: Sequence[Entry]) -> dict[str, Any]:
        """Take each entry alone and settle after it, so that only what is marked is counted; return the totals."""
        for entry in entries:
            self.take([entry])
            self.settle()
        return self.figures()

    def figures(self, period: str = "2026Q3") -> dict[str, Any]:
        """Return every area's ready total."""
        return {row["area"]: row["total"] for row in self.db["figures"].find({"period": period})}

    def report(
        self,
        period: str = "2026Q3",
        area: str = "411300000000",
        actor: Actor = LEADER,
        version: int | None = None,
    ) -> dict[str, Any]:
        """Ask for the report."""
        question = JointMeetingReport(period=period, area=area, version=version)
        return queries.joint_meeting_report(self.db, question, actor, self.settings)

    def manifest(self, period: str = "2026Q3") -> dict[str, Any]:
        """Ask for what freezing a quarter now would name."""
        return queries.manifest(self.db, FindManifest(period=period), LEADER, self.settings)

    def restatement(self, period: str = "2026Q3", version: int | None = None) -> list[dict[str, Any]]:
        """Ask, page by page, for what is another now than when a quarter was frozen."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            asked = FindRestatement(period=period, area="411300000000", version=version, after=after, limit=3)
            page = queries.restatement(self.db, asked, LEADER, self.settings)
            found += page["items"]
            after = page["next"]
            if after is None:
                return found


def _number(entry: Entry) -> int:
    return entry.n


@pytest.fixture
def client(mongodb_uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](
        mongodb_uri, tz_aware=True, w="majority", journal=True, readConcernLevel="majority"
    ) as opened:
        yield opened


@pytest.fixture
def reporting(client: MongoClient[dict[str, Any]], database: Any) -> Reporting:
    return Reporting(client, database.name)
