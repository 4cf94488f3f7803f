"""Random years of organisations and lives of cases, over REST, import and events: what must always hold, holds."""

import os
from collections import defaultdict
from typing import Any

import pytest
from pymongo import MongoClient

from services.development.store import case_of
from shared.rules.deadlines import table
from tests.e2e.asking import ask_everything
from tests.e2e.city import City
from tests.e2e.year_acts import ACTS
from tests.e2e.years import Years
from tests.integration.services.registry.test_folding import folded, kept
from tests.unit.services.development.invariants import check

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(3600)]
# `make test` lives ten years of an organisation, in one city; LIANXI_YEARS=2000 two thousand, fifty in a city.
YEARS, TOGETHER = int(os.environ.get("LIANXI_YEARS", "10")), 50
ACTS_IN_A_YEAR, LEAPS = 12, 30
STATE_AFTER = {"duty_opened": "open", "duty_met": "met", "duty_late": "late", "duty_lapsed": "lapsed"}
DUTIES = ("registry", "development", "supervision")
# What an instance made only of what others told: it is the same when it hears all of it again.
COPIES = {
    "development": ("organisations", "members", "meetings", "courses"),
    "supervision": ("organisations", "members"),
    "training": ("members",),
    "reporting": ("members", "organisations", "enterprises", "duties"),
}


class Watch:
    """What a service told of its duties and cases, read on after each act; what the act touched is held against it."""

    def __init__(self, db: Any) -> None:
        self.db, self.n = db, 0
        self.told: dict[str, list[str]] = defaultdict(list)
        self.told_on: dict[str, str] = {}

    def look(self, today: str) -> None:
        """Hold what changed, and that nothing is open that should be late."""
        duties, cases = set(), set()
        for entry in self.db["ledger"].find({"n": {"$gt": self.n}}).sort("n", 1):
            self.n = entry["n"]
            kind, _, name = entry["stream"].partition(":")
            if kind == "duty":
                duties.add(name)
                self.told[name].append(entry["type"].split(".")[1])
                self.told_on[name] = entry["recorded_on"]
            elif kind == "case":
                cases.add(name)
        for row in self.db["duties"].find({"_id": {"$in": [*duties]}}):
            duties.discard(row["_id"])
            self.check_duty(row)
        assert not duties
        for row in self.db["cases"].find({"_id": {"$in": [*cases]}}):
            check(case_of(row))
        for row in self.db["duties"].find({"state": "open", "last_on": {"$lt": today}}):
            # What is told late is late from the next day on.
            assert self.told_on[row["_id"]] >= today, row["_id"]

    def check_duty(self, row: dict[str, Any]) -> None:
        """Hold a duty: open, met, late or void, and its entries say the same."""
        kinds = self.told[row["_id"]]
        is_limit = table()[row["deadline"]].is_limit
        assert STATE_AFTER[kinds[-1]] == row["state"] or (row["state"] == "late" and not is_limit), row
        assert kinds.count("duty_met") <= 1
        if row["state"] == "met":
            assert row["in_time"] == (row["met_on"] <= row["last_on"] or not is_limit), row

    def check_all(self) -> None:
        """Hold every duty once more: none without an entry, none counted twice, due = kept + missed + open + void."""
        rows = {row["_id"]: row for row in self.db["duties"].find()}
        assert rows.keys() == self.told.keys()
        for row in rows.values():
            self.check_duty(row)


def live(years: Years, acts: int) -> None:
    """Do *acts* things in about a year, and look after each."""
    watches = [Watch(years.city.runtimes[name].ledger.db) for name in DUTIES]
    for number in range(acts):
        if number % (acts // LEAPS) == 0:
            years.pass_days()
        years.chance.choice(ACTS)(years, years.chance.choice(years.branches))
        for watch in watches:
            watch.look(years.today.isoformat())
    for watch in watches:
        watch.check_all()
    # Else little would be proved: most that is tried is done, and some is not.
    assert years.done.total() > years.refused.total() > 0, years.why


def copies(city: City) -> dict[str, Any]:
    """Return what services know from others, without the marks that their own work leaves beside it."""
    made = {}
    for name, collections in COPIES.items():
        db = city.runtimes[name].ledger.db
        for collection in collections:
            rows = db[collection].find({}, {"held": 0, "new": 0})
            made[f"{name}.{collection}"] = sorted(rows, key=lambda row: str(row["_id"]))
    return made


@pytest.mark.rule("R-GEN-13")
@pytest.mark.rule("I-1")
@pytest.mark.parametrize("seed", range(-(-YEARS // TOGETHER)))
def test_no_year_of_a_city_breaks_an_invariant(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        city = City(client, tmp_path_factory.mktemp("keys"))
        try:
            years = Years(city, seed, min(YEARS, TOGETHER))
            live(years, ACTS_IN_A_YEAR * len(years.branches))
            city.pump()
            assert ask_everything(city, years.today.year) > len(years.branches)
            hold_the_fold(city)
        finally:
            city.drop()


def hold_the_fold(city: City) -> None:
    """What stands in documents follows from the entries, and hearing everything again changes nothing."""
    registry = city.runtimes["registry"].ledger
    made = folded([*registry.db["ledger"].find()])
    for name, rows in kept(registry).items():
        assert rows.keys() == made[name].keys()
        for key, row in rows.items():
            assert row == made[name][key], (name, key)
    before = copies(city)
    for name in COPIES:
        city.followers[name]._rebuild()
    city.pump()
    again = copies(city)
    for name, rows in before.items():
        for old, new in zip(rows, again[name], strict=True):
            assert new == old, name
