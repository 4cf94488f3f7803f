"""Questions to training; asking changes nothing."""

from datetime import date
from typing import Any

from pymongo.database import Database

from services.training import rules, store
from services.training.model import STATE_NAMES
from shared.city import copies
from shared.city.areas import covers
from shared.contracts.errors import NotAllowed, NotFound
from shared.security.tokens import Actor

Document = dict[str, Any]
Db = Database[Document]


def plans(db: Db, area: str, year: int, actor: Actor) -> list[Document]:
    """Give the plans of an area and year, in the order of their numbers."""
    _within(db, actor, area)
    rows = db["plans"].find({"area": area, "year": year}, {"_id": 0, "version": 0}).sort("plan_id", 1)
    return list(rows)


def training_class(db: Db, class_id: str, actor: Actor) -> Document:
    """Give a class with its sessions and how many attended; raises NotFound or NotAllowed."""
    found = db["classes"].find_one({"_id": class_id})
    if found is None:
        raise NotFound(f"培训班{class_id}不存在", {"fields": {"class_id": ["培训班不存在"]}})
    _within(db, actor, found["area"])
    known = store.training_class(found)
    return {
        **{name: found[name] for name in ("class_id", "plan_id", "item", "area", "layer", "organiser")},
        "state": known.state.value,
        "state_name": STATE_NAMES[known.state],
        "sessions": found["sessions"],
        "hours": known.hours,
        "attended": db["attendance"].count_documents({"class_id": class_id}),
    }


def hours(db: Db, member_id: str, year: int, actor: Actor) -> Document:
    """
    Give a member's study hours of a year with the classes they come from, and what is asked for (R-TRN-04).

    Raises:
        NotFound: the member is not on record.
        NotAllowed: the member's organisation lies outside the actor's areas.
    """
    held = copies.as_of(db[copies.MEMBERS].find_one({"_id": member_id}), date.max)
    if not held:
        raise NotFound(f"党员{member_id}不存在或尚未收到", {"fields": {"member_id": ["党员不存在"]}})
    home = db[copies.ORGANISATIONS].find_one({"_id": held["org_code"]}) or {}
    _within(db, actor, home.get("area", ""))
    classes = []
    for row in db["attendance"].find({"person": store.person(member_id, None)}).sort("class_id", 1):
        of_year = rules.in_year({date.fromisoformat(on): n for on, n in row["hours"].items()}, year)
        if of_year:
            told = {"class_id": row["class_id"], "hours": of_year, "certificate": row.get("certificate")}
            classes.append(told)
    return {
        "member_id": member_id,
        "year": year,
        "hours": sum(row["hours"] for row in classes),
        "due": rules.RULES.number("R-TRN-04"),
        "exempt": db["exemptions"].find_one({"_id": f"{member_id}:{year}"}) is not None,
        "classes": classes,
    }


def _within(db: Db, actor: Actor, area: str) -> None:
    if not covers(db, actor.areas, area):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": area})
