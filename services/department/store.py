"""A department's collections, their indexes, and documents to and from the model."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.database import Database

from services.department.model import Meeting, Resolution, Submission, Task, figures_of
from shared.city import days, duties
from shared.contracts.base import load
from shared.contracts.data_sets import ADMITTED, RAISED, RECOMMENDED, SOLVED
from shared.contracts.department import facts
from shared.contracts.department.terms import SubmissionState
from shared.contracts.errors import NotFound
from shared.contracts.files import KeptFile
from shared.files import store as files
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections
from shared.rules.periods import Quarter

Document = dict[str, Any]
FIGURES, MEETINGS, RESOLUTIONS, TASKS = "figures", "meetings", "resolutions", "tasks"
RECOMMENDATIONS, DIFFICULTIES = "recommendations", "difficulties"
OPENINGS, FREEZES, TOPICS = "openings", "freezes", "topics"
SUBMISSIONS, COVERAGE = "submissions", "coverage"
COLLECTIONS = (
    *(FIGURES, SUBMISSIONS, COVERAGE, OPENINGS, FREEZES),
    *(MEETINGS, TOPICS, RESOLUTIONS, TASKS),
    *(RECOMMENDATIONS, DIFFICULTIES),
)
VERSION = 1


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    days.prepare(db)
    duties.prepare(db)
    files.prepare(db)
    create_collections(db, COLLECTIONS)
    for versioned in (FIGURES, COVERAGE):
        db[versioned].create_index([("period", 1), ("number", 1)])
    db[SUBMISSIONS].create_index([("period", 1), ("area", 1)])


def exists(unit: Unit, collection: str, key: str) -> bool:
    """Return whether a document is on record."""
    return unit.db[collection].find_one({"_id": key}, {"_id": 1}) is not None


def insert(unit: Unit, collection: str, key: str, values: Mapping[str, Any]) -> None:
    """Insert a state document."""
    unit.db[collection].insert_one({"_id": key, "version": VERSION, **values})


def change(unit: Unit, collection: str, key: str, update: Mapping[str, Any]) -> None:
    """Change a document, or begin it: events of two departments may come in any order."""
    unit.db[collection].update_one({"_id": key}, dict(update), upsert=True)


def insert_version(unit: Unit, collection: str, period: str, number: int, values: Mapping[str, Any]) -> None:
    """Keep a version of what is handed in for a quarter, such as its FIGURES."""
    kept = {"period": period, "number": number, "recorded_on": unit.stamp.recorded_on.isoformat(), **values}
    insert(unit, collection, f"{period}#{number}", kept)


def versions(db: Collections, collection: str, period: str) -> list[Document]:
    """Return all versions of what was handed in for a quarter, the first one first."""
    return list(db[collection].find({"period": period}).sort("number", 1))


def last_version(unit: Unit, collection: str, period: str) -> int:
    """Return the number of the last version of what was handed in for a quarter; 0 when there is none."""
    found = unit.db[collection].find_one({"period": period}, sort=[("number", -1)])
    return int(found["number"]) if found else 0


def keep_submission(unit: Unit, submission: Submission) -> None:
    """Keep where an area's part of a quarter's figures stands."""
    values = {**vars(submission), "figures": [figure.as_json() for figure in submission.figures]}
    change(
        unit, SUBMISSIONS, f"{submission.period}:{submission.area}", {"$set": {"version": VERSION, **values}}
    )


def find_submission(unit: Unit, period: str, area: str) -> Submission | None:
    """Return where an area's part of a quarter's figures stands; None: nobody wrote one down."""
    found = unit.db[SUBMISSIONS].find_one({"_id": f"{period}:{area}"})
    return _submission(found) if found else None


def submissions(db: Collections, period: str) -> list[Submission]:
    """Return where each area's part of a quarter's figures stands, in the order of the areas."""
    return [_submission(row) for row in db[SUBMISSIONS].find({"period": period}).sort("area", 1)]


def _submission(document: Mapping[str, Any]) -> Submission:
    return Submission(
        period=document["period"],
        area=document["area"],
        state=SubmissionState(document["state"]),
        figures=tuple(load(facts.Figure, row) for row in document["figures"]),
        by=document["by"],
        comment=document["comment"],
    )


def values_of(db: Collections, period: str) -> dict[tuple[str, str], int]:
    """Return the last version of a quarter's figures by item and area; empty when there is none."""
    found = db[FIGURES].find_one({"period": period}, sort=[("number", -1)])
    return {(row["item"], row["area"]): row["value"] for row in found["figures"]} if found else {}


def open_until(db: Collections, department: str, period: str) -> date | None:
    """Return the last day to which the convener has opened a department's figures of a quarter, if it has."""
    found = db[OPENINGS].find_one({"_id": figures_of(department, period)})
    return date.fromisoformat(found["until"]) if found else None


def last_freeze(unit: Unit, period: str) -> int:
    """Return the number of a quarter's last frozen version; 0 when it is not frozen."""
    return int(unit.db[FREEZES].count_documents({"period": period}))


def first_submitted_on(unit: Unit, period: str) -> date | None:
    """Return the day on which a quarter's figures were first handed in, if they were."""
    found = unit.db[FIGURES].find_one({"period": period, "number": 1})
    return date.fromisoformat(found["recorded_on"]) if found else None


def recommendations(db: Collections) -> list[Document]:
    """Return the department's own recommendations, in the order of their numbers."""
    rows = db[RECOMMENDATIONS].find({"held_on": {"$exists": True}}, {"_id": 0, "version": 0})
    return list(rows.sort("recommendation", 1))


def on_record(db: Collections, period: Quarter, *, recommends: bool) -> dict[str, int]:
    """Return, by names of ON_RECORD, what a department that *recommends* knows of a quarter itself."""
    return {RECOMMENDED: sum(kept(db, RECOMMENDED, period).values())} if recommends else {}


def meetings(db: Collections) -> list[Document]:
    """Return the joint meetings with what is known of each, in the order of their numbers."""
    return list(db[MEETINGS].find({}, {"version": 0}).sort("_id", 1))


def find_meeting(unit: Unit, number: str) -> Meeting | None:
    """Return a joint meeting; None: none of that number was called or held, or it is still on its way."""
    found = unit.db[MEETINGS].find_one({"_id": number})
    return _meeting(found) if found else None


def _meeting(document: Mapping[str, Any]) -> Meeting:
    days = {name: document.get(name) for name in ("planned_on", "held_on")}
    agenda = document.get("agenda")
    return Meeting(
        meeting=document["_id"],
        period=document["period"],
        area=document.get("area"),
        kind=document.get("kind"),
        agenda=None if agenda is None else tuple(agenda),
        minutes=document.get("minutes"),
        supplements=supplements(document),
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
    )


def supplements(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what corrects or completes a meeting's minutes, in order."""
    found = document.get("supplements", {})
    return tuple(found[number] for number in sorted(found, key=int))


def topics(db: Collections) -> list[Document]:
    """Return the topics that were proposed, meeting by meeting, in the order of their numbers."""
    return list(db[TOPICS].find({}, {"version": 0}).sort([("meeting", 1), ("_id", 1)]))


def headings_of(unit: Unit, meeting: str) -> dict[str, str]:
    """Return the heading of each topic that was proposed for a meeting."""
    found = unit.db[TOPICS].find({"meeting": meeting}, {"heading": 1})
    return {row["_id"]: row["heading"] for row in found}


def resolutions_of(unit: Unit, meeting: str) -> tuple[str, ...]:
    """Return the numbers of a meeting's resolutions, in order."""
    found = unit.db[RESOLUTIONS].find({"meeting": meeting}, {"_id": 1}).sort("_id", 1)
    return tuple(row["_id"] for row in found)


def overdue(unit: Unit, today: date) -> list[Resolution]:
    """Return the resolutions whose day in force is over and that are neither closed nor cancelled."""
    found = unit.db[RESOLUTIONS].find(
        {"text": {"$exists": True}, "closed": {"$ne": True}, "cancelled": {"$ne": True}}
    )
    known = [resolution(row) for row in found.sort("_id", 1)]
    return [one for one in known if one.due_on < today]


def kept(db: Collections, records: str, period: Quarter) -> dict[str | None, int]:
    """
    Return how many of the KEPT *records* of the department's own work lie in a quarter, by county.

    Of recommendations it is people. None stands for those of which the county is not known.
    """
    sources: Mapping[str, tuple[str, str, Document]] = {
        # Nobody was recommended where there is no such case.
        RECOMMENDED: (RECOMMENDATIONS, "held_on", {"outcome": {"$ne": "unknown_case"}}),
        ADMITTED: (RECOMMENDATIONS, "outcome_on", {"outcome": "admitted"}),
        RAISED: (DIFFICULTIES, "handed_on", {}),
        SOLVED: (DIFFICULTIES, "outcome_on", {"outcome": "solved"}),
    }
    collection, day, further = sources[records]
    days = {"$gte": period.first.isoformat(), "$lte": period.last.isoformat()}
    found = db[collection].find({day: days, **further}, {"county": 1, "case_id": 1}).sort(day, 1)
    return dict(Counter({row.get("case_id", row["_id"]): row.get("county") for row in found}.values()))


def find_difficulty(unit: Unit, key: str) -> Document | None:
    """Return a difficulty that was handed over; None: not to this department, or it is still on its way."""
    found: Document | None = unit.db[DIFFICULTIES].find_one({"_id": key, "text": {"$exists": True}})
    return found


def difficulties(db: Collections) -> list[Document]:
    """Return the difficulties that were handed to the department, in the order of their numbers."""
    rows = db[DIFFICULTIES].find({"text": {"$exists": True}}).sort("_id", 1)
    return [{"difficulty": row["_id"], **{n: v for n, v in row.items() if n != "_id"}} for row in rows]


def numbers_of(unit: Unit, beginning: str) -> list[str]:
    """Return the numbers of resolutions with a *beginning*, such as ``JM-2026``, that are given already."""
    found = unit.db[RESOLUTIONS].find({"_id": {"$gte": f"{beginning}-", "$lt": f"{beginning}-~"}}, {"_id": 1})
    return sorted(row["_id"] for row in found)


def get_resolution(unit: Unit, no: str) -> Resolution:
    """Read a resolution; raises NotFound (it may still be on its way from the convener)."""
    found = unit.db[RESOLUTIONS].find_one({"_id": no})
    if found is None or "text" not in found:
        raise NotFound.at("no", f"议定事项{no}不存在或尚未收到", "议定事项不存在或尚未收到")
    return resolution(found)


def get_task(unit: Unit, no: str) -> Task:
    """Read a task; one nobody touched yet is empty."""
    return task(unit.db[TASKS].find_one({"_id": no}) or {"_id": no})


def with_tasks(db: Collections) -> list[tuple[Resolution, Task]]:
    """Return every resolution that this instance knows with its task, in the order of their numbers."""
    found = list(db[RESOLUTIONS].find({"text": {"$exists": True}}).sort("_id", 1))
    known = {row["_id"]: row for row in db[TASKS].find({"_id": {"$in": [row["_id"] for row in found]}})}
    return [(resolution(row), task(known.get(row["_id"], {"_id": row["_id"]}))) for row in found]


def resolution(document: Mapping[str, Any]) -> Resolution:
    """Read a resolution document."""
    original = document["original_due_on"]
    known = {name: document[name] for name in facts.Resolution.declared if name in document}
    due_on = document.get("extended_to") or original
    return Resolution(
        **vars(load(facts.Resolution, {**known, "no": document["_id"], "due_on": due_on})),
        original_due_on=date.fromisoformat(original),
        convened_for=document.get("convened_for"),
        extensions=document.get("extensions", 0),
        returns=document.get("returns", 0),
        verified=document.get("verified", False),
        closed=document.get("closed", False),
        cancelled=document.get("cancelled", False),
        urged=document.get("urged", {}).get(due_on, 0),
    )


def task(document: Mapping[str, Any]) -> Task:
    """Read a task document."""
    return Task(
        no=document["_id"],
        accepted=document.get("accepted", False),
        notes=document.get("notes", 0),
        submissions=document.get("submissions", 0),
        submitted_by=document.get("submitted_by"),
        files=tuple(load(KeptFile, row) for row in document.get("files", ())),
    )


def forget(db: Database[Document], collection: str, own: Sequence[str]) -> None:
    """Delete the documents that came from others; those that entries of the types *own* began stay."""
    # First what is there, then what is one's own: a document begun in between is in neither, and stays.
    known = db[collection].distinct("_id")
    kept = set(db["ledger"].distinct("data.no", {"type": {"$in": list(own)}}))
    db[collection].delete_many({"_id": {"$in": [no for no in known if no not in kept]}})
