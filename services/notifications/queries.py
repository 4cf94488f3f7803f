"""Questions to notifications; everybody sees what their own roles, areas and department are told."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.notifications import rules, store
from shared.city import areas, day
from shared.contracts.notifications import calls
from shared.contracts.notifications.terms import DELIVERIES, LATE, LATER, SOON, SOON_DAYS
from shared.ledger.bound import Collections
from shared.paging import page, rows_of
from shared.rules.deadlines import table
from shared.security.tokens import Actor

Document = dict[str, Any]


def inbox(db: Collections, question: calls.FindInbox, actor: Actor) -> Document:
    """Return a page of the actor's messages, and how many are unread."""
    wanted: Document = {"roles": {"$in": list(actor.roles)}, "cleared": False, **_mine(db, actor)}
    unread = {**wanted, "read_by": {"$ne": actor.user}}
    chosen = unread if question.unread else wanted
    rows = rows_of(db, store.ALARMS, chosen, question.after, question.limit)
    shown = page(rows, question.limit, lambda row: _message(row, actor.user))
    return {**shown, "unread": store.count(db, store.ALARMS, unread)}


def todos(db: Collections, question: calls.FindTodos, actor: Actor) -> Document:
    """Return a page of what those do who hold the actor's roles, by last day, and how many there are in each state."""
    mine: Document = {"role": {"$in": list(actor.roles)}, **_mine(db, actor)}
    soon = ((day.today(db) or date.min) + timedelta(days=SOON_DAYS)).isoformat()
    when: Mapping[str, Document] = {
        LATER: {"state": store.OPEN, "last_on": {"$gt": soon}},
        SOON: {"state": store.OPEN, "last_on": {"$lte": soon}},
        LATE: {"state": store.LATE},
    }
    undone = {"state": {"$in": [store.OPEN, store.LATE]}}
    wanted = {**mine, **(when[question.when] if question.when else undone)}
    rows = store.by_last_day(db, wanted, question.after, question.limit)
    counts = {name: store.count(db, store.TODOS, {**mine, **one}) for name, one in when.items()}
    return {**page(rows, question.limit, _todo, store.place_of), "counts": counts}


def deliveries(db: Collections, question: calls.FindDeliveries) -> Document:
    """Return a page of messages and what became of them."""
    wanted = {} if question.state is None else {"state": question.state}
    rows = rows_of(db, store.MESSAGES, wanted, question.after, question.limit)
    return page(rows, question.limit, _delivery)


def _mine(db: Collections, actor: Actor) -> Document:
    return {
        "area": {"$in": [None, *sorted(areas.of(db, actor))]},
        "department": {"$in": [None, actor.department]},
    }


def _message(row: Mapping[str, Any], user: str) -> Document:
    shown = {name: row[name] for name in ("alarm", "duty", "subject", "area", "due_on", "level", "raised_on")}
    return {"message": row["_id"], **shown, "text": rules.sentence(row), "read": user in row["read_by"]}


def _todo(row: Mapping[str, Any]) -> Document:
    names = ("deadline", "subject", "area", "department", "set_on", "due_on", "last_on", "state")
    return {
        "duty": row["_id"],
        **{name: row[name] for name in names},
        **{name: getattr(table()[row["deadline"]], name) for name in ("title", "pack")},
    }


def _delivery(row: Mapping[str, Any]) -> Document:
    shown = {name: row[name] for name in ("user", "channel", "state", "tries")}
    return {"message": row["_id"], **shown, "state_name": DELIVERIES[row["state"]]}
