"""After the run: ledgers, positions, receipts and figures against what was acknowledged."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from shared.city.logs import follows, outlets_of
from shared.contracts.errors import LianxiError
from shared.ledger.log import Log
from shared.ledger.verify import verify
from tests.chaos import load
from tests.chaos.city import LEADS, PERIOD, SITES, City
from tests.chaos.journal import Journal

Databases = dict[str, Database[dict[str, Any]]]
TRACES = {
    load.MEMBER: ("registry.member_registered.v1", "$data.member_id"),
    load.POST: ("registry.post_assigned.v1", "$data.post_id"),
    load.CHANGE: ("registry.enterprise_changed.v1", "$data.employees"),
    load.PROGRESS: ("department.task_progressed.v1", "$data.note"),
    load.EVENT: ("department.figures_handed_up.v1", {"$first": "$data.figures.value"}),
}
PREPARED_MEMBER = "FIRST"


@dataclass
class Outcome:
    """What the comparison found; empty lists are what is hoped for."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, list[str]]:
        """Return the first of each."""
        return {"lost": self.lost[:50], "doubled": self.doubled[:50], "unequal": self.unequal[:50]}


def databases(city: City, client: MongoClient[dict[str, Any]]) -> Databases:
    """Open every service's database."""
    return {instance: city.database(client, instance) for instance in SITES.instances}


def await_quiet(dbs: Databases, seconds: float) -> list[str]:
    """Wait until nothing is under way any more; return what still was after *seconds*."""
    until = time.monotonic() + seconds
    while left := list(_under_way(dbs)):
        if time.monotonic() > until:
            return left
        time.sleep(0.5)
    return []


def _under_way(dbs: Databases) -> Iterator[str]:
    for instance in SITES.ledger_instances:
        for name in (instance, *(outlet.name for outlet in outlets_of(instance, SITES))):
            head = Log(dbs[instance], name).head()
            if head["published"] < head["n"]:
                yield f"{name}: published {head['published']} of {head['n']}"
        if pending := dbs[instance]["ledger"].count_documents({"n": None}):
            yield f"{instance}: {pending} without number"
    for instance in SITES.instances:
        for name in follows(instance, SITES):
            head = Log(dbs[name.split(".")[0]], name).head()
            mark = dbs[instance]["positions"].find_one({"_id": name}) or {"n": 0}
            if mark["n"] < head["n"]:
                yield f"{instance}: {name} at {mark['n']} of {head['n']}"
        if halted := dbs[instance]["halted"].count_documents({}):
            yield f"{instance}: {halted} halted"
    if dirty := dbs["reporting"]["dirty"].count_documents({}):
        yield f"{'reporting'}: {dirty} dirty"


def compare(dbs: Databases, journal: Journal) -> Outcome:
    """Hold everything that was acknowledged against what is there, and the other way round."""
    outcome = Outcome()
    _wishes(dbs, journal, outcome)
    _receipts(dbs, journal, outcome)
    _notes(dbs, outcome)
    _facts(dbs, outcome)
    _ledgers(dbs, outcome)
    return outcome


def _wishes(dbs: Databases, journal: Journal, outcome: Outcome) -> None:
    """Every acknowledged wish has left exactly one trace, and nothing has left one that was not wished."""
    for kind, instances in (
        (load.MEMBER, ("registry",)),
        (load.POST, ("registry",)),
        (load.CHANGE, ("registry",)),
        (load.PROGRESS, LEADS),
        (load.EVENT, LEADS),
    ):
        for instance in instances:
            there = _traces(dbs[instance], kind)
            wished = {w.marker for w in journal.acknowledged if w.kind == kind and w.instance == instance}
            outcome.lost += [f"{instance} {kind} {marker}" for marker in wished if not there[marker]]
            outcome.doubled += [
                f"{instance} {kind} {marker}: {times} times" for marker, times in there.items() if times > 1
            ]
            unasked = len(set(there) - wished - {PREPARED_MEMBER})
            unfinished = len(journal.abandoned) + len(journal.refused)
            if unasked > unfinished:
                outcome.unequal.append(
                    f"{instance} {kind}: {unasked} traces of nothing that was acknowledged"
                )


def _traces(db: Database[dict[str, Any]], kind: str) -> Counter[str]:
    event_type, marker = TRACES[kind]
    found = db["ledger"].aggregate(
        [{"$match": {"type": event_type}}, {"$group": {"_id": marker, "times": {"$sum": 1}}}]
    )
    return Counter({str(row["_id"]): row["times"] for row in found})


def _receipts(dbs: Databases, journal: Journal, outcome: Outcome) -> None:
    for instance in LEADS:
        there = {row["id"]: row["state"] for row in dbs[instance]["receipts"].find()}
        for wish in journal.acknowledged:
            if wish.kind == load.EVENT and wish.instance == instance and there.get(wish.key) != "accepted":
                outcome.lost.append(f"{instance} receipt {wish.key}: {there.get(wish.key)}")


def _notes(dbs: Databases, outcome: Outcome) -> None:
    """The convener counts the notes of every task: what it adds up shows each effect that came twice."""
    counted = {row["_id"]: row.get("notes", 0) for row in dbs[SITES.convener]["tasks"].find()}
    for instance in LEADS:
        own = {row["_id"]: row.get("notes", 0) for row in dbs[instance]["tasks"].find()}
        pipeline = [
            {"$match": {"type": TRACES[load.PROGRESS][0]}},
            {"$group": {"_id": "$data.no", "times": {"$sum": 1}}},
        ]
        for row in dbs[instance]["ledger"].aggregate(pipeline):
            for who, notes in ((SITES.convener, counted), (instance, own)):
                _differ(outcome, f"{who} notes of {row['_id']}", notes.get(row["_id"], 0), row["times"])


def _facts(dbs: Databases, outcome: Outcome) -> None:
    """Reporting holds one fact for each statement of each ledger."""
    pipeline = [
        {"$match": {"about": {"$in": ["member", "submission"]}}},
        {"$group": {"_id": "$about", "rows": {"$sum": {"$size": {"$objectToArray": "$rows"}}}}},
    ]
    held = {row["_id"]: row["rows"] for row in dbs["reporting"]["things"].aggregate(pipeline)}
    members = sum(_traces(dbs["registry"], load.MEMBER).values())
    submissions = sum(_approved(dbs[instance]) for instance in LEADS)
    _differ(outcome, "facts of members", held.get("member", 0), members)
    _differ(outcome, "facts of submissions", held.get("submission", 0), submissions)


def _approved(department: Database[dict[str, Any]]) -> int:
    """Count the versions that a department's figures have come to."""
    return department["ledger"].count_documents({"type": "department.figures_submitted.v1"})


def _differ(outcome: Outcome, what: str, there: int, due: int) -> None:
    if there < due:
        outcome.lost.append(f"{what}: {there} of {due}")
    elif there > due:
        outcome.doubled.append(f"{what}: {there} instead of {due}")


def _ledgers(dbs: Databases, outcome: Outcome) -> None:
    """Chains and numbers are whole, positions stand at the heads, and nothing strange lies about."""
    for instance in SITES.ledger_instances:
        for name in (instance, *(outlet.name for outlet in outlets_of(instance, SITES))):
            verdict = verify(dbs[instance], name)
            outcome.unequal += [f"{name}: {found}" for found in verdict.findings]
    for instance in SITES.instances:
        for name in follows(instance, SITES):
            head = Log(dbs[name.split(".")[0]], name).head()
            mark = dbs[instance]["positions"].find_one({"_id": name}) or {"n": 0, "hash": None}
            if (mark["n"], mark["hash"]) != (head["n"], head["hash"]) and head["n"]:
                outcome.unequal.append(f"{instance}: {name} at {mark['n']}, head {head['n']}")
        for collection in ("halted", "quarantine"):
            outcome.unequal += [
                f"{instance}: {collection} {row.get('error') or row.get('reason')}"
                for row in dbs[instance][collection].find()
            ]


def compare_report(dbs: Databases, client: load.Client, outcome: Outcome, timeout: float) -> None:
    """The report that people see says what the ledgers say."""
    try:
        asked = {"period": PERIOD, "area": SITES.city}
        report = client.call("reporting", "joint_meeting_report", asked, timeout)
    except LianxiError as error:
        outcome.unequal.append(f"no report: {error!r}")
        return
    members = sum(_traces(dbs["registry"], load.MEMBER).values())
    _differ(outcome, "K-20 of the report", report["indicators"]["K-20"]["numerator"], members)
    for instance in LEADS:
        version = report["departments"][instance]["version"] or 0
        _differ(outcome, f"version of {instance}'s figures in the report", version, _approved(dbs[instance]))
