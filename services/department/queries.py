"""Questions to a department; asking changes nothing."""

from typing import Any

from services.department import store
from services.department.model import Resolution, Task, state
from shared.contracts.department import calls, facts
from shared.contracts.department.terms import RESOLUTION_STATES, URGINGS
from shared.ledger.bound import Collections

Document = dict[str, Any]


def figures(db: Collections, question: calls.FindFigures, department: str) -> Document:
    """Return all versions of the figures of *department* for a quarter, and to when the convener opened them."""
    until = store.open_until(db, department, question.period)
    return {
        "period": question.period,
        "open_until": until.isoformat() if until else None,
        "versions": [
            {"version": row["number"], "recorded_on": row["recorded_on"], "figures": row["figures"]}
            for row in store.versions(db, question.period)
        ],
    }


def recommendations(db: Collections) -> list[Document]:
    """Return the department's recommendations with their outcomes, in the order of their numbers."""
    return store.recommendations(db)


def difficulties(db: Collections) -> list[Document]:
    """Return the difficulties that were handed to the department, in the order of their numbers."""
    return store.difficulties(db)


def meetings(db: Collections) -> list[Document]:
    """Return the joint meetings, planned and held, in the order of their numbers."""
    return [_meeting(row) for row in store.meetings(db)]


def _meeting(row: Document) -> Document:
    told = {name: value for name, value in row.items() if name not in ("_id", "supplements")}
    added = store.supplements(row)
    return {"meeting": row["_id"], **told, **({"supplements": list(added)} if added else {})}


def topics(db: Collections) -> list[Document]:
    """Return the topics that were proposed, with their places in the agenda."""
    agendas = {row["_id"]: row.get("agenda", []) for row in store.meetings(db)}
    found = []
    for row in store.topics(db):
        agenda = agendas.get(row["meeting"], [])
        place = agenda.index(row["_id"]) + 1 if row["_id"] in agenda else None
        told = {name: value for name, value in row.items() if name != "_id"}
        found.append({"topic": row["_id"], **told, "place": place})
    return found


def tasks(db: Collections, department: str) -> list[Document]:
    """Return the resolutions that *department* leads, in the order of their numbers."""
    return [row for row in resolutions(db) if row["lead"] == department]


def resolutions(db: Collections) -> list[Document]:
    """Return all resolutions this instance knows, with their states, in the order of their numbers."""
    return [_row(resolution, task) for resolution, task in store.with_tasks(db)]


def _row(resolution: Resolution, task: Task) -> Document:
    known = facts.Resolution(**resolution.only(facts.Resolution)).as_json()
    now = state(resolution, task)
    return {
        **known,
        "original_due_on": resolution.original_due_on.isoformat(),
        "extensions": resolution.extensions,
        **({"urging": list(URGINGS)[resolution.urged - 1].value} if resolution.urged else {}),
        "state": now.value,
        "state_name": RESOLUTION_STATES[now],
    }
