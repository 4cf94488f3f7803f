"""Questions to training; asking changes nothing."""

from datetime import date
from typing import Any

from services.training import rules, store
from shared.city import areas, copies
from shared.contracts.training import calls
from shared.contracts.training.facts import Class
from shared.contracts.training.terms import CLASS_STATES
from shared.ledger.bound import Collections
from shared.security.tokens import Actor

Document = dict[str, Any]


def plans(db: Collections, question: calls.FindPlans, actor: Actor) -> list[Document]:
    """Return the plans of an area and year, in the order of their numbers."""
    areas.allow(db, actor, question.area)
    return store.plans(db, question.area, question.year)


def training_class(db: Collections, question: calls.FindClass, actor: Actor) -> Document:
    """Return a class with its sessions and how many attended; raises NotFound or NotAllowed."""
    found = store.class_document(db, question.class_id)
    areas.allow(db, actor, found["area"])
    known = store.training_class(found)
    return {
        **{name: found[name] for name in Class.declared if name != "planned_on"},
        "state": known.state.value,
        "state_name": CLASS_STATES[known.state],
        "sessions": found["sessions"],
        "hours": known.hours,
        "attended": store.attendees(db, question.class_id),
    }


def hours(db: Collections, question: calls.FindHours, actor: Actor) -> Document:
    """
    Return a member's study hours of a year with the classes they come from, and what is asked for (R-TRN-04).

    Raises:
        NotFound: the member is not on record.
        NotAllowed: the member's organisation lies outside the actor's areas.
    """
    member_id, year = question.member_id, question.year
    held = copies.latest(db, member_id)
    areas.allow(db, actor, copies.area_of(db, held["org_code"]))
    classes = []
    for row in store.attendance_of(db, store.person(member_id, None)):
        of_year = rules.in_year({date.fromisoformat(on): n for on, n in row["hours"].items()}, year)
        if of_year:
            named = {"class_id": row["class_id"], "hours": of_year, "certificate": row.get("certificate")}
            classes.append(named)
    return {
        "member_id": member_id,
        "year": year,
        "hours": sum(row["hours"] for row in classes),
        "due": rules.RULES.number("R-TRN-04"),
        "exempt": store.is_exempt(db, member_id, year),
        "classes": classes,
    }
