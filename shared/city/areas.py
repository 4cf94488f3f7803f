"""The area tree as each service knows it, for rights; never by code prefix."""

import time
from collections.abc import Iterable, Iterator
from datetime import date

from shared.contracts.errors import NotAllowed
from shared.contracts.registry.events import AreaAdded
from shared.ledger.bound import Collections
from shared.ledger.entry import Entry
from shared.ledger.unit import Unit
from shared.messaging.follow import Effects
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.security.tokens import Actor

AREA_TREE = "area_tree"
THIS_AREA = "该地区"
ORGANISATION, AREA = "organisation", "area"
KNOWN_SECONDS = 1.0
_known: dict[tuple[str, str], tuple[float, list[str]]] = {}


def learn(unit: Unit, entry: Entry) -> None:
    """Keep what an ``area_added`` entry says."""
    add(unit, entry.data["code"], entry.data["parent"])


def add(unit: Unit, code: str, parent: str | None) -> None:
    """Keep that *parent* is the area right above *code* (None: *code* is the root)."""
    _known.clear()
    unit.db[AREA_TREE].update_one({"_id": code}, {"$set": {"parent": parent}}, upsert=True)


def right_below(db: Collections, area: str) -> set[str]:
    """Return the codes of the areas right below *area*."""
    return {row["_id"] for row in db[AREA_TREE].find({"parent": area}, {"_id": 1})}


def county_of(db: Collections, area: str) -> str | None:
    """Return the county that *area* is or lies in, right below the root of the tree; None: in none that is known."""
    path = [*_upwards(db, area)]
    # The last one is the root, which is the city.
    return path[-2] if len(path) > 1 else None


def below(db: Collections, area: str) -> list[str]:
    """Return *area* and every area below it, level by level."""
    found, level = [area], [area]
    while level:
        level = [row["_id"] for row in db[AREA_TREE].find({"parent": {"$in": level}}, {"_id": 1})]
        found += level
    return found


def of(db: Collections, actor: Actor, area: str | None = None) -> set[str]:
    """
    Return the actor's areas with all below them; of these, those at or below *area* where it is given.

    For lists, which everybody reads all the time: an area that another process has just heard of may be missing
    for a second.
    """
    own = {code for top in actor.areas for code in _lately_below(db, top)}
    return own if area is None else own & {*_lately_below(db, area)}


def _lately_below(db: Collections, area: str) -> list[str]:
    place = getattr(db, "name", None)
    if place is None:
        return below(db, area)
    found = _known.get((place, area))
    if found is None or time.monotonic() - found[0] > KNOWN_SECONDS:
        _known[place, area] = found = time.monotonic(), below(db, area)
    return found[1]


def covers(db: Collections, areas: Iterable[str], area: str) -> bool:
    """Return whether *area* is one of *areas* or lies below one; an unknown area is covered by its own code."""
    wanted = set(areas)
    return any(code in wanted for code in _upwards(db, area))


def rules(db: Collections, name: str, on: date, area: str | None) -> RulePack:
    """Return the rules of the pack *name* in force on a day in *area*; None: those that hold everywhere (R-GEN-06)."""
    return pack.load(name, on, [*_upwards(db, area)] if area is not None and pack.places(name) else ())


def _upwards(db: Collections, area: str) -> Iterator[str]:
    """Yield *area* and every area above it that is known; each is read only when it is asked for."""
    seen: set[str] = set()
    current: str | None = area
    while current is not None and current not in seen:
        yield current
        seen.add(current)
        found = db[AREA_TREE].find_one({"_id": current})
        current = found["parent"] if found else None


def allow(db: Collections, actor: Actor, area: str, what: str = THIS_AREA) -> None:
    """Raise NotAllowed unless one of the actor's areas is *area* or lies above it."""
    if not covers(db, actor.areas, area):
        raise NotAllowed(f"{what}不在您的管辖范围内", {"area": area})


def within(unit: Unit, area: str, what: str = THIS_AREA) -> None:
    """Raise NotAllowed as ``allow`` does; each area is looked up once in a transaction."""
    if area not in unit.reached:
        allow(unit.db, unit.actor, area, what)
        unit.reached.add(area)


def is_own(db: Collections, actor: Actor, area: str, org_code: str | None) -> bool:
    """Return whether the actor's rights are not narrowed, or to this organisation, or to all that lies in *area*."""
    if not actor.own or org_code in actor.own_of(ORGANISATION):
        return True
    return covers(db, actor.own_of(AREA), area)


def check_own(db: Collections, actor: Actor, area: str, org_code: str | None) -> None:
    """Raise NotAllowed when the actor's rights are narrowed to something else."""
    if not is_own(db, actor, area, org_code):
        raise NotAllowed("只能办理和查看本党组织的事项", {"org_code": org_code})


def wholly_own(db: Collections, actor: Actor) -> set[str]:
    """Return the areas in which narrowed rights reach everything, with all below them."""
    return {code for top in actor.own_of(AREA) for code in _lately_below(db, top)}


EFFECTS: Effects = {AreaAdded: learn}
