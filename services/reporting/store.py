"""The collections of reporting: things with their statements, dirty marks, ready figures."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import uuid6
from pymongo import DeleteMany, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.reporting.model import About, Area, Edition, Figures, Ready, Statement, Thing, Tree
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections
from shared.messaging.positions import applied
from shared.rules.periods import Quarter

Documents = Collections

THINGS, DIRTY, PERIODS, FIGURES, STATE = "things", "dirty", "periods", "figures", "state"
FREEZES = "freezes"
TREE, SETTLED = "tree", "settled"
MOST_TREES = 4
# What is kept of a statement only where it revises another.
REVISING = ("revises", "void")
_trees: dict[tuple[str | None, str], Tree] = {}
OWNED = (THINGS, DIRTY, PERIODS, FIGURES, STATE, FREEZES)


@dataclass(frozen=True)
class Fact:
    """
    A statement about a thing, and the things by which its figures are found again.

    Attributes:
        since: The first day that it may change figures of.
    """

    about: About
    code: str
    statement: Statement
    links: tuple[str, ...]
    since: date


def prepare(db: Database[dict[str, Any]]) -> None:
    """Create collections and indexes; a transaction and a snapshot need them to be there."""
    create_collections(db, OWNED)
    db[THINGS].create_index([("links", 1)])
    db[THINGS].create_index([("about", 1)])
    db[DIRTY].create_index([("period", 1)])
    db[FIGURES].create_index([("period", 1), ("parent", 1)])


def forget(db: Database[dict[str, Any]]) -> None:
    """Empty everything that the ledgers can give again."""
    for name in OWNED:
        db[name].delete_many({})


def link(about: About | str, code: str) -> str:
    """Return the key of a thing (or ``area``) in links."""
    return f"{about}:{code}"


def add_facts(db: Documents, facts: Iterable[Fact]) -> None:
    """Keep *facts*; one kept before is written over by itself, so order and repetition do not matter."""
    rows: dict[str, dict[str, Any]] = {}
    links: dict[str, set[str]] = {}
    about: dict[str, About] = {}
    for fact in facts:
        key, statement = link(fact.about, fact.code), fact.statement
        about[key] = fact.about
        links.setdefault(key, set()).update(fact.links)
        rows.setdefault(key, {})[f"rows.{statement.log}:{statement.n}"] = {
            "log": statement.log,
            "n": statement.n,
            "seq": statement.seq,
            "on": statement.on.isoformat(),
            "recorded_on": statement.recorded_on.isoformat(),
            "values": dict(statement.values),
            **{name: True for name in REVISING if getattr(statement, name)},
        }
    if rows:
        db[THINGS].bulk_write(
            [
                UpdateOne(
                    {"_id": key},
                    {
                        "$set": {**fields, "about": about[key].value},
                        "$addToSet": {"links": {"$each": sorted(links[key])}},
                    },
                    upsert=True,
                )
                for key, fields in rows.items()
            ],
            ordered=False,
        )


def links_of(db: Documents, keys: Collection[str]) -> dict[str, list[str]]:
    """Return the links of the things *keys*."""
    found = db[THINGS].find({"_id": {"$in": list(keys)}}, {"links": 1})
    return {row["_id"]: row["links"] for row in found}


def linked_to(db: Documents, links: Collection[str], kinds: Collection[About]) -> list[Thing]:
    """Return the things of *kinds* with any of *links*."""
    wanted = {"links": {"$in": list(links)}, "about": {"$in": [kind.value for kind in kinds]}}
    return [_thing(row) for row in db[THINGS].find(wanted)] if links else []


def things(db: Documents, keys: Collection[str]) -> list[Thing]:
    """Return the things *keys*, as far as they are known."""
    if not keys:
        return []
    return [_thing(row) for row in db[THINGS].find({"_id": {"$in": list(keys)}})]


def things_about(db: Documents, about: About) -> list[Thing]:
    """Return every thing of a kind there are few of."""
    return [_thing(row) for row in db[THINGS].find({"about": about.value})]


def _thing(row: Mapping[str, Any]) -> Thing:
    about, code = row["_id"].split(":", 1)
    statements = tuple(
        Statement(
            log=statement["log"],
            n=statement["n"],
            seq=statement["seq"],
            on=date.fromisoformat(statement["on"]),
            recorded_on=date.fromisoformat(statement["recorded_on"]),
            values=statement["values"],
            **{name: True for name in REVISING if name in statement},
        )
        for statement in row["rows"].values()
    )
    return Thing(About(about), code, statements)


def learn_areas(db: Documents, areas: Iterable[Area]) -> None:
    """Keep *areas* in the one document that holds the tree."""
    learnt = {
        f"areas.{area.code}": {name: value for name, value in vars(area).items() if name != "code"}
        for area in areas
    }
    if learnt:
        # The mark, unique for all time, tells this state of the tree from every other.
        db[STATE].update_one({"_id": TREE}, {"$set": {**learnt, "mark": str(uuid6.uuid7())}}, upsert=True)


def tree(db: Documents, edition: Edition | None = None) -> Tree:
    """Return the area tree as far as it is known, or as far as it goes into *edition*; it is read once."""
    part = "" if edition is None or edition.sources is None else json.dumps(edition.sources, sort_keys=True)
    marked = db[STATE].find_one({"_id": TREE}, {"mark": 1}) or {}
    kept = _trees.get((marked.get("mark"), part))
    if kept is not None:
        return kept
    found = db[STATE].find_one({"_id": TREE}) or {"areas": {}}
    areas = [Area(code, **values) for code, values in found["areas"].items()]
    made = Tree({area.code: area for area in areas if edition is None or edition.holds(area.log, area.n)})
    if "mark" in found:
        _trees[found["mark"], part] = made
        for old in list(_trees)[:-MOST_TREES]:
            _trees.pop(old, None)
    return made


def open_periods(db: Documents, periods: Iterable[Quarter]) -> None:
    """Open *periods*; figures are kept for open periods only."""
    for period in periods:
        db[PERIODS].update_one({"_id": str(period)}, {"$set": {"last": period.last.isoformat()}}, upsert=True)


def periods(db: Documents) -> list[Quarter]:
    """Return the open periods."""
    return [Quarter.parse(row["_id"]) for row in db[PERIODS].find()]


def mark_dirty(db: Documents, marks: Iterable[tuple[str, Quarter]]) -> None:
    """
    Note that the figures of (area, period) must be counted anew.

    Each mark is truly written even if it is there: so a settling that has read older facts and deletes it
    meets a write conflict and counts again.
    """
    noted = [
        UpdateOne(
            {"_id": f"{period}|{area}"},
            {"$set": {"period": str(period), "area": area}, "$inc": {"times": 1}},
            upsert=True,
        )
        for area, period in marks
    ]
    if noted:
        db[DIRTY].bulk_write(noted, ordered=False)


def is_dirty(db: Documents) -> bool:
    """Return whether any figure waits to be counted anew."""
    return db[DIRTY].find_one({}, {"_id": 1}) is not None


def take_dirty(db: Documents, limit: int) -> tuple[Edition, list[str]] | None:
    """Return up to *limit* dirty areas of one quarter and unmark them; None when nothing is dirty."""
    first = db[DIRTY].find_one({}, sort=[("period", -1)])
    if first is None:
        return None
    rows = list(db[DIRTY].find({"period": first["period"]}).limit(limit))
    db[DIRTY].bulk_write([DeleteMany({"_id": {"$in": [row["_id"] for row in rows]}})])
    return Edition(Quarter.parse(first["period"])), [row["area"] for row in rows]


def ready(db: Documents, edition: Edition, areas: Sequence[str]) -> dict[str, Ready]:
    """Return the ready figures of *areas*, as far as they were ever counted."""
    keys = [f"{edition}|{area}" for area in areas]
    found = db[FIGURES].find({"_id": {"$in": keys}})
    return {row["area"]: Ready(row["area"], row["total"], row["children"]) for row in found}


def own_figures(db: Documents, edition: Edition, areas: Sequence[str]) -> dict[str, Figures]:
    """Return what is directly in each of *areas*, without those below."""
    keys = [f"{edition}|{area}" for area in areas]
    return {row["area"]: row["own"] for row in db[FIGURES].find({"_id": {"$in": keys}})}


def totals_below(db: Documents, edition: Edition, parents: Sequence[str]) -> dict[str, dict[str, Figures]]:
    """Give, for each of *parents*, the totals of the areas right below it."""
    wanted = {"period": str(edition), "parent": {"$in": list(parents)}}
    found: dict[str, dict[str, Figures]] = {parent: {} for parent in parents}
    for row in db[FIGURES].find(wanted, {"parent": 1, "area": 1, "total": 1}):
        found[row["parent"]][row["area"]] = row["total"]
    return found


def each_own(db: Documents, edition: Edition) -> Iterator[tuple[str, Figures]]:
    """Give every area with what is directly in it, in the order of the codes."""
    # By the key itself, which stands in order: "|" ends the edition, and "}" is the character after it.
    wanted = {"_id": {"$gt": f"{edition}|", "$lt": f"{edition}}}"}}
    for row in db[FIGURES].find(wanted, {"area": 1, "own": 1}).sort("_id", 1):
        yield row["area"], row["own"]


def put_figures(
    db: Documents,
    edition: Edition,
    counted: Iterable[tuple[Ready, Figures, str | None]],
) -> None:
    """Keep ready figures with what is the area's own and its parent."""
    db[FIGURES].bulk_write(
        [
            ReplaceOne(
                {"_id": f"{edition}|{one.area}"},
                {
                    "period": str(edition),
                    "area": one.area,
                    "parent": parent,
                    "own": own,
                    "total": one.total,
                    "children": dict(one.children),
                },
                upsert=True,
            )
            for one, own, parent in counted
        ],
        ordered=False,
    )


def note_settled(db: Documents) -> None:
    """Remember how far the logs were applied now that every figure is up to date."""
    values = {"positions": applied(db), "mark": str(uuid6.uuid7())}
    db[STATE].replace_one({"_id": SETTLED}, values, upsert=True)


def settled_mark(db: Documents) -> str | None:
    """Return what tells this state of the figures from every other; None while any is being counted."""
    if is_dirty(db):
        return None
    found = db[STATE].find_one({"_id": SETTLED}, {"mark": 1})
    return found.get("mark") if found else None


def settled_positions(db: Documents) -> dict[str, int]:
    """Return what ``note_settled`` remembered last."""
    found = db[STATE].find_one({"_id": SETTLED})
    return dict(found["positions"]) if found else {}
