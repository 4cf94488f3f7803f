"""Development's collections, their indexes, and documents to and from the model."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.development.model import OVER, Case, Confirmation, Taken
from services.development.rules import Meeting, Quota, Recommended
from shared.city import copies, correcting, days, duties
from shared.contracts.base import load
from shared.contracts.development import facts
from shared.contracts.development.terms import CLOSED as CLOSED_STATES
from shared.contracts.development.terms import State
from shared.contracts.errors import NotFound
from shared.contracts.registry import facts as registry
from shared.contracts.registry.terms import VOTER
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections

Document = dict[str, Any]
CASES, QUOTAS, CONFIRMATIONS, COURSES = "cases", "quotas", "confirmations", "courses"
RECOMMENDATIONS, MEETINGS = "recommendations", "meetings"
# What is kept of the person beside the steps and goes with what a step makes of them.
BESIDE = ("credit_code", "member_id")
DOUBTS, HEARD, GONE = "doubts", "heard", "gone"
VERSION = 1
CLOSED = tuple(state.value for state in CLOSED_STATES)


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    days.prepare(db)
    duties.prepare(db)
    correcting.prepare(db)
    create_collections(db, (CASES, QUOTAS, CONFIRMATIONS, COURSES, RECOMMENDATIONS, MEETINGS))
    # I-4: of the open cases, and for ever of the forms (R-DEV-33).
    db[CASES].create_index([("identity", 1)], unique=True, partialFilterExpression={"open": True})
    db[CASES].create_index([("forms", 1)])
    db[CASES].create_index([("member_id", 1)], sparse=True)
    db[CASES].create_index([("org_code", 1), ("_id", 1)])
    db[CASES].create_index([("state", 1), ("_id", 1)])
    db[CASES].create_index([("taken.told.meeting", 1)], sparse=True)
    db[CASES].create_index([("admitted_in", 1)], sparse=True)
    db[RECOMMENDATIONS].create_index([("case_id", 1)])


def insert_case(unit: Unit, case: Case, values: Mapping[str, Any]) -> None:
    """Insert a new case with what is kept beside its steps."""
    forms = {taken.facts["form_no"]: None for taken in case.taken if "form_no" in taken.facts}
    document = {"_id": case.case_id, "version": VERSION, **values, **_current(case), "forms": [*forms]}
    unit.db[CASES].insert_one(document)


def update_case(unit: Unit, case: Case) -> None:
    """Keep a case after its last step."""
    changes: Document = {"$set": _current(case)}
    if form := case.taken[-1].facts.get("form_no"):
        changes["$addToSet"] = {"forms": form}
    unit.db[CASES].update_one({"_id": case.case_id}, changes)


def put_corrected(unit: Unit, case: Case, values: Mapping[str, Any]) -> None:
    """Keep a case as it stands after a correction, with what of the application was put right."""
    forms = sorted({form for taken in case.taken if (form := taken.facts.get("form_no"))})
    changes = {**values, **_current(case), "forms": forms}
    unit.db[CASES].update_one({"_id": case.case_id}, {"$set": changes})


def remove_case(unit: Unit, case_id: str) -> None:
    """Remove a case whose application should not be on record; the ledger keeps what was written."""
    unit.db[CASES].delete_one({"_id": case_id})


def birth_date(unit: Unit, case_id: str) -> date | None:
    """Open the applicant's date of birth, for the rules only; None: it was erased."""
    return _birth_date(unit, get_document(unit.db, case_id))


def erase_case(unit: Unit, case_id: str) -> None:
    """Take the personal values out of a case; dates and steps stay."""
    unit.db[CASES].update_one({"_id": case_id}, {"$unset": {"sealed": "", "identity": ""}})


def find_case(unit: Unit, case_id: str) -> Case | None:
    """Read a case, if there is one."""
    found = unit.db[CASES].find_one({"_id": case_id})
    return case_of(found) if found else None


def get_case(unit: Unit, case_id: str) -> Case:
    """Read a case; raises NotFound."""
    return case_of(get_document(unit.db, case_id))


def get_document(db: Collections, case_id: str) -> Document:
    """Return a case's document; raises NotFound."""
    found: Document | None = db[CASES].find_one({"_id": case_id})
    if found is None:
        raise NotFound.at("case_id", f"发展编号{case_id}不存在", "发展编号不存在")
    return found


def beside(unit: Unit, case_id: str) -> Document:
    """Return where the applicant of a case works, and the number that the opening stock has the person under."""
    found = unit.db[CASES].find_one({"_id": case_id}, dict.fromkeys(BESIDE, 1)) or {}
    return {name: found.get(name) for name in BESIDE}


def member_on(unit: Unit, member_id: str, on: date) -> Document:
    """Return what the register has of a member on a day; nothing: not on record then."""
    return copies.as_of(unit.db[copies.MEMBERS].find_one({"_id": member_id}), on)


def has_member(unit: Unit, member_id: str) -> bool:
    """Return whether a case was entered for a member of the opening stock."""
    return unit.db[CASES].find_one({"member_id": member_id}, {"_id": 1}) is not None


def cases_left_in(unit: Unit, org_code: str) -> list[Case]:
    """Return the cases in an organisation, neither closed nor under way to another, in the order of their ids."""
    wanted = {"org_code": org_code, "state": {"$nin": [*CLOSED, State.IN_TRANSFER.value]}}
    return [case_of(row) for row in unit.db[CASES].find(wanted).sort("_id", 1)]


def admitted_cases(unit: Unit) -> list[Case]:
    """Return the open cases of those who are members already, in the order of their ids."""
    wanted = {"open": True, "taken.step": "approve_admission"}
    return [case_of(row) for row in unit.db[CASES].find(wanted).sort("_id", 1)]


def organisations_with_cases(unit: Unit) -> list[str]:
    """Return the organisations in which such cases lie."""
    wanted = {"state": {"$nin": [*CLOSED, State.IN_TRANSFER.value]}}
    return sorted({row["org_code"] for row in unit.db[CASES].find(wanted, {"org_code": 1})})


def open_cases(db: Collections, organisations: Iterable[str], after: str | None) -> Iterator[Document]:
    """Yield the open cases of *organisations* behind a number, in the order of their numbers."""
    wanted: Document = {
        "org_code": {"$in": sorted(organisations)},
        "state": {"$nin": [state.value for state in OVER]},
        "_id": {"$gt": after or ""},
    }
    yield from db[CASES].find(wanted).sort("_id", 1)


def case_of(document: Mapping[str, Any]) -> Case:
    """Read a case document."""
    return Case(document["_id"], document["org_code"], tuple(_taken(row) for row in document["taken"]))


def identity_is_taken(unit: Unit, identity: str) -> bool:
    """Return whether a person has an open case (I-4)."""
    return unit.db[CASES].find_one({"identity": identity, "open": True}) is not None


def other_open_case(unit: Unit, case_id: str) -> str | None:
    """Return the open case that the person of a case has besides it, if any (I-4)."""
    identity = get_document(unit.db, case_id).get("identity")
    wanted = {"identity": identity, "open": True, "_id": {"$ne": case_id}}
    found = unit.db[CASES].find_one(wanted, {"_id": 1}) if identity is not None else None
    return str(found["_id"]) if found else None


def forms_taken(unit: Unit, form_no: str, besides: str) -> frozenset[str]:
    """Return *form_no* when a case *besides* this one holds it or held it."""
    found = unit.db[CASES].find_one({"forms": form_no, "_id": {"$ne": besides}}, {"_id": 1})
    return frozenset({form_no} if found else ())


def voters(unit: Unit, org_code: str, on: date) -> int:
    """Count the full members with unrestricted rights in an organisation on a day (R-DEV-42)."""
    return sum(held.get("status") == VOTER for held in copies.members_of(unit.db, org_code, on))


def organisation(unit: Unit, org_code: str, on: date) -> registry.Organisation | None:
    """Read an organisation as it was on a day; None: not there, or not yet heard of."""
    found = copies.organisation(unit.db, org_code, on)
    if found is None:
        return None
    known = {name: found[name] for name in registry.Organisation.declared if name in found}
    return load(registry.Organisation, {**known, "org_code": org_code})


def sent_to(unit: Unit, case: Case, on: date) -> str | None:
    """Return who is to receive a case under transfer on a day; None: it is under none."""
    if case.state is not State.IN_TRANSFER:
        return None
    return copies.heir(unit.db, str(case.taken[-1].facts["to_org"]), on)


def set_quota(unit: Unit, quota: facts.Quota) -> None:
    """Keep the places of an organisation for a year."""
    values = {"places": quota.places, "weighting": quota.weighting}
    unit.db[QUOTAS].replace_one({"_id": f"{quota.year}:{quota.org_code}"}, values, upsert=True)


def quota(unit: Unit, org_code: str, year: int, besides: str | None = None) -> Quota | None:
    """Read an organisation's places of a year, and count those taken *besides* a case; None: no plan was set."""
    found = unit.db[QUOTAS].find_one({"_id": f"{year}:{org_code}"})
    if found is None:
        return None
    wanted = {**_admitted([org_code], date(year, 1, 1), date(year, 12, 31)), "_id": {"$ne": besides}}
    used = int(unit.db[CASES].count_documents(wanted))
    return Quota(year, found["places"], used)


def quotas(
    db: Collections, organisations: Iterable[str], year: int, after: str | None, limit: int
) -> list[Document]:
    """Return places of a year, of *organisations* only, in the order of their codes."""
    keys = [key for code in sorted(organisations) if (key := f"{year}:{code}") > (after or "")]
    rows = db[QUOTAS].find({"_id": {"$in": keys}}).sort("_id", 1).limit(limit)
    return [{**row, "year": year, "org_code": row["_id"].partition(":")[2]} for row in rows]


def admissions_of(db: Collections, organisations: Iterable[str], year: int) -> dict[str, int]:
    """Count whom each of *organisations* admitted in a year."""
    wanted = _admitted(organisations, date(year, 1, 1), date(year, 12, 31))
    return dict(Counter(row["admitted_in"] for row in db[CASES].find(wanted, {"admitted_in": 1})))


def admitted(db: Collections, organisations: Iterable[str], first: date, last: date) -> int:
    """Count whom *organisations* admitted from *first* to *last*, both included."""
    return int(db[CASES].count_documents(_admitted(organisations, first, last)))


def keep_confirmation(unit: Unit, confirmation: Confirmation) -> None:
    """Keep how far the confirmation of a rule's text came."""
    kept = {name: _plain(value) for name, value in vars(confirmation).items()}
    unit.db[CONFIRMATIONS].replace_one({"_id": kept.pop("confirmation")}, kept, upsert=True)


def find_confirmation(unit: Unit, number: str) -> Confirmation | None:
    """Return a confirmation of a rule's text; None: there is none of that number."""
    found = unit.db[CONFIRMATIONS].find_one({"_id": number})
    return _confirmation(found) if found else None


def confirmations(db: Collections) -> list[Confirmation]:
    """Return all confirmations of rules' texts, in the order of their numbers."""
    # Older documents, without a place, bind nothing (R-GEN-14).
    return [_confirmation(row) for row in db[CONFIRMATIONS].find({"area": {"$exists": True}}).sort("_id", 1)]


def _confirmation(row: Mapping[str, Any]) -> Confirmation:
    values = {name: value for name, value in row.items() if name != "_id"}
    for name in ("since", "approved_on", "withdrawn_on"):
        values[name] = values[name] and date.fromisoformat(values[name])
    return Confirmation(confirmation=row["_id"], **values)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def put_course(unit: Unit, case_id: str, course: Mapping[str, Any] | None, n: int) -> bool:
    """
    Keep the course of a candidate that entry *n* of training's log tells of; return whether that is news.

    None: what was attended is not enough any more.
    """
    known = unit.db[COURSES].find_one({"_id": case_id})
    if known is not None and known.get(HEARD, 0) >= n:
        return False
    values = {GONE: True} if course is None else dict(course)
    unit.db[COURSES].replace_one({"_id": case_id}, {**values, HEARD: n}, upsert=True)
    return True


def course(unit: Unit, case_id: str) -> Document | None:
    """Return the course reported of a candidate, if there is one."""
    found: Document | None = unit.db[COURSES].find_one({"_id": case_id, GONE: {"$ne": True}})
    return found


def put_meeting(unit: Unit, key: str, values: Mapping[str, Any] | None) -> None:
    """Keep what supervision told of a meeting; None: it should not have been on record."""
    if values is None:
        unit.db[MEETINGS].delete_one({"_id": key})
    else:
        unit.db[MEETINGS].replace_one({"_id": key}, dict(values), upsert=True)


def relying_on(unit: Unit, meeting: str, n: int, *, only_doubted: bool) -> list[str]:
    """Return the cases with a step that a meeting decided, which have not heard of entry *n* of supervision's log."""
    wanted: Document = {"taken.told.meeting": meeting, HEARD: {"$not": {"$gte": n}}}
    if only_doubted:
        wanted[f"{DOUBTS}.0"] = {"$exists": True}
    return [row["_id"] for row in unit.db[CASES].find(wanted, {"_id": 1}).sort("_id", 1)]


def has_heard(unit: Unit, case_id: str, n: int) -> None:
    """Keep that a case was looked at for entry *n* of supervision's log."""
    unit.db[CASES].update_one({"_id": case_id}, {"$set": {HEARD: n}})


def doubts(db: Collections, case_id: str) -> list[Document]:
    """Return what speaks against steps of a case since something they rely on was corrected."""
    return doubts_in(db[CASES].find_one({"_id": case_id}, {DOUBTS: 1}) or {})


def doubts_in(document: Mapping[str, Any]) -> list[Document]:
    """Return the doubts of a case document."""
    return list(document.get(DOUBTS, ()))


def put_doubts(unit: Unit, case_id: str, found: list[Document]) -> None:
    """Keep the doubts about a case, in place of earlier ones."""
    unit.db[CASES].update_one({"_id": case_id}, {"$set": {DOUBTS: found}})


def meeting(unit: Unit, key: str) -> Meeting | None:
    """Read a meeting; None: supervision has not told of it."""
    row = unit.db[MEETINGS].find_one({"_id": key})
    if row is None:
        return None
    voters = {name: row[name] for name in ("voters_due", "voters_present")}
    return Meeting(row["org_code"], row["kind"], date.fromisoformat(row["held_on"]), **voters)


def forget(db: Database[Document]) -> None:
    """Empty what came from the registry and supervision, to be learnt anew."""
    copies.forget(db)
    db[MEETINGS].delete_many({})


def recommended(unit: Unit, case_id: str) -> Recommended:
    """Read of a case's person what decides who may recommend it; the date of birth is opened in here only."""
    found = get_document(unit.db, case_id)
    return Recommended(found["sex"], _birth_date(unit, found))


def _birth_date(unit: Unit, found: Mapping[str, Any]) -> date | None:
    sealed = found.get("sealed")
    values = unit.vault.open(found["_id"], bytes(sealed), unit.session) if sealed is not None else None
    return date.fromisoformat(values["birth_date"]) if values else None


def find_recommendation(unit: Unit, body: str, recommendation: str) -> Document | None:
    """Return a recommendation of a department, if it was received."""
    found: Document | None = unit.db[RECOMMENDATIONS].find_one({"_id": f"{body}:{recommendation}"})
    return found


def insert_recommendation(unit: Unit, case_id: str, body: str, recommendation: str, outcome: str) -> None:
    """Keep a recommendation that was received, and what became of it."""
    values = {"case_id": case_id, "body": body, "recommendation": recommendation, "outcome": outcome}
    unit.db[RECOMMENDATIONS].insert_one({"_id": f"{body}:{recommendation}", **values})


def recommendations_taken(unit: Unit, case_id: str) -> list[Document]:
    """Return the recommendations that led a case on, in the order of their keys."""
    return list(unit.db[RECOMMENDATIONS].find({"case_id": case_id, "outcome": "taken"}).sort("_id", 1))


def change_outcome(unit: Unit, key: str, outcome: str) -> None:
    """Keep what became of a recommendation."""
    unit.db[RECOMMENDATIONS].update_one({"_id": key}, {"$set": {"outcome": outcome}})


def _admitted(organisations: Iterable[str], first: date, last: date) -> Document:
    step = {"step": "approve_admission", "on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
    # A place is used where somebody was admitted, also when the member has moved since (R-DEV-95).
    return {"admitted_in": {"$in": sorted(organisations)}, "taken": {"$elemMatch": step}}


def _current(case: Case) -> Document:
    place = case.admitted_in
    return {
        **({} if place is None else {"admitted_in": place}),
        "org_code": case.org_code,
        "state": case.state.value,
        "open": case.is_open,
        "taken": [_row(taken) for taken in case.taken],
    }


def _row(taken: Taken) -> Document:
    return {
        "step": taken.step,
        "on": taken.on.isoformat(),
        "edition": taken.edition,
        "to": taken.to.value,
        "told": facts.StepFacts(**taken.facts).as_json(),
        "by": taken.by,
        **({"backfilled": True} if taken.backfilled else {}),
    }


def _taken(row: Mapping[str, Any]) -> Taken:
    details = load(facts.StepFacts, row["told"]).given()
    on, state = date.fromisoformat(row["on"]), State(row["to"])
    marks = {"backfilled": row.get("backfilled", False), "by": row.get("by")}
    return Taken(row["step"], on, row["edition"], state, details, **marks)
