"""Questions to a department; asking changes nothing."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from services.department import rules, store
from services.department.model import Resolution, Submission, Task, state
from shared.city import areas
from shared.city.sites import Department, Sites
from shared.contracts.data_sets import Item, catalogue, data_sets, listed_item
from shared.contracts.department import CONVENER, calls, facts
from shared.contracts.department.terms import RESOLUTION_STATES, URGINGS
from shared.contracts.errors import NotAllowed
from shared.contracts.files import FindPart
from shared.files import store as files
from shared.ledger import Actor
from shared.ledger.bound import Collections
from shared.rules.periods import Quarter
from shared.security.sealing import Vault

Document = dict[str, Any]


def figures(db: Collections, question: calls.FindFigures, department: Department, city: str) -> Document:
    """
    Return all versions of the figures of *department* for a quarter, and what is on its way to the next one.

    Also what is asked for, and which of it the department's own records say already.
    """
    until = store.open_until(db, department.instance, question.period)
    period = Quarter.parse(question.period)
    before = store.values_of(db, str(period.previous()))
    data_set = catalogue().asked(department.data_set, period) if department.data_set else {}
    kept = {item.kept: store.kept(db, item.kept, period) for item in data_set.values() if item.kept}
    on_record = store.on_record(db, period, recommends=bool(department.recommends))
    form = rules.form(data_set, kept, areas.right_below(db, city))
    return {
        "period": question.period,
        "edition": catalogue().edition_of(period),
        "items": list(data_set),
        "filled": [figure.as_json() for figure in form.filled],
        "burden": {"asked": form.asked, "filled": len(form.filled), "again": form.again},
        "open_until": until.isoformat() if until else None,
        "versions": [
            {"version": row["number"], "recorded_on": row["recorded_on"], "figures": row["figures"]}
            for row in store.versions(db, store.FIGURES, question.period)
        ],
        "submissions": [
            _submission(part, data_set, before, on_record) for part in store.submissions(db, question.period)
        ],
    }


def coverage(db: Collections, question: calls.FindCoverage, department: Department) -> Document:
    """Return how many enterprises *department* has handed in for a quarter, and which item they are held against."""
    item = listed_item(data_sets()[department.data_set]) if department.data_set else None
    return {
        "period": question.period,
        "item": item.id if item else None,
        "versions": [
            {"version": row["number"], **{name: row[name] for name in ("recorded_on", "key", "counties")}}
            for row in store.versions(db, store.COVERAGE, question.period)
        ],
    }


def _submission(
    part: Submission, data_set: Mapping[str, Item], before: rules.Values, on_record: Mapping[str, int]
) -> Document:
    told = facts.Figures(period=part.period, figures=part.figures)
    found = rules.submission_violations(rules.of_quarter(part.period), told, data_set, before, on_record)
    return {
        **{name: getattr(part, name) for name in ("area", "by", "comment")},
        "state": part.state.value,
        "figures": told.as_json()["figures"],
        "problems": [{"rule": one.rule, "level": one.level.value, "message": one.message} for one in found],
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


def file_part(
    db: Database[Document], vault: Vault, question: FindPart, actor: Actor, department: str, sites: Sites
) -> Document:
    """
    Return a part of the evidence of a task.

    Raises:
        NotAllowed: the actor is neither of *department* nor one of those who verify its work (R-JM-13).
    """
    verifies = actor.department in sites.conveners and set(CONVENER) & set(actor.roles)
    if actor.department != department and not verifies:
        raise NotAllowed("佐证材料只供本部门和牵头单位查看", {"department": department})
    return files.part(db, vault, question.file, question.number)


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
        **({"convened_for": resolution.convened_for} if resolution.convened_for else {}),
        **({"files": [file.as_json() for file in task.files]} if task.files else {}),
        **({"urging": list(URGINGS)[resolution.urged - 1].value} if resolution.urged else {}),
        "state": now.value,
        "state_name": RESOLUTION_STATES[now],
    }
