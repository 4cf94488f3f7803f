"""Development's collections, their indexes, and documents to and from the model."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.database import Database

from services.development.model import Case, State, Taken
from services.development.rules import Organisation, Quota
from shared.city import copies
from shared.contracts.errors import NotFound
from shared.ledger import Unit

Document = dict[str, Any]
COLLECTIONS = (
    *("cases", "quotas", "confirmations", "courses", "recommendations"),
    "area_tree",
)
VERSION = 1
FULL = "FULL"


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    copies.prepare(db)
    existing = set(db.list_collection_names())
    for name in COLLECTIONS:
        if name not in existing:
            db.create_collection(name, check_exists=False)
    # I-4: of the open cases, and for ever of the forms (R-DEV-33).
    db["cases"].create_index([("identity", 1)], unique=True, partialFilterExpression={"open": True})
    db["cases"].create_index([("forms", 1)])
    db["cases"].create_index([("org_code", 1), ("_id", 1)])
    db["cases"].create_index([("state", 1), ("_id", 1)])
    db["recommendations"].create_index([("case_id", 1)])


def insert_case(unit: Unit, case: Case, values: Mapping[str, Any]) -> None:
    """Insert a new case with what is kept beside its steps."""
    document = {"_id": case.case_id, "version": VERSION, **values, **_current(case), "forms": []}
    unit.db["cases"].insert_one(document, session=unit.session)


def update_case(unit: Unit, case: Case) -> None:
    """Keep a case after its last step."""
    changes: Document = {"$set": _current(case)}
    if form := case.taken[-1].facts.get("form_no"):
        changes["$addToSet"] = {"forms": form}
    unit.db["cases"].update_one({"_id": case.case_id}, changes, session=unit.session)


def find_case(unit: Unit, case_id: str) -> Case | None:
    """Read a case, if there is one."""
    found = unit.db["cases"].find_one({"_id": case_id}, session=unit.session)
    return case_of(found) if found else None


def get_case(unit: Unit, case_id: str) -> Case:
    """Read a case; raises NotFound."""
    case = find_case(unit, case_id)
    if case is None:
        raise NotFound(f"发展编号{case_id}不存在", {"fields": {"case_id": ["发展编号不存在"]}})
    return case


def case_of(document: Mapping[str, Any]) -> Case:
    """Read a case document."""
    return Case(document["_id"], document["org_code"], tuple(_taken(row) for row in document["taken"]))


def told(facts: Mapping[str, Any]) -> Document:
    """Give the JSON form of what was told of a step."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def facts(row: Mapping[str, Any]) -> Document:
    """Read what was told of a step back."""
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in row.items()}


def identity_is_taken(unit: Unit, identity: str) -> bool:
    """Tell whether a person has an open case (I-4)."""
    return unit.db["cases"].find_one({"identity": identity, "open": True}, session=unit.session) is not None


def forms_taken(unit: Unit, form_no: str) -> frozenset[str]:
    """Give *form_no* when a case holds it or held it."""
    found = unit.db["cases"].find_one({"forms": form_no}, {"_id": 1}, session=unit.session)
    return frozenset({form_no} if found else ())


def voters(unit: Unit, org_code: str, on: date) -> int:
    """Count the full members with unrestricted rights in an organisation on a day (R-DEV-42)."""
    return sum(held.get("status") == FULL for held in copies.members_of(unit, org_code, on))


def organisation(unit: Unit, org_code: str, on: date) -> Organisation | None:
    """Read an organisation as it was on a day; None: not there, or not yet heard of."""
    found = copies.organisation(unit, org_code, on)
    return Organisation(org_code, found["type"], found["can_approve_member"]) if found else None


def quota(unit: Unit, org_code: str, year: int) -> Quota | None:
    """Read an organisation's places of a year, and count those taken; None: no plan was set."""
    found = unit.db["quotas"].find_one({"_id": f"{year}:{org_code}"}, session=unit.session)
    if found is None:
        return None
    admitted = {"step": "approve_admission", "on": {"$gte": f"{year}-01-01", "$lte": f"{year}-12-31"}}
    used = unit.db["cases"].count_documents(
        {"org_code": org_code, "taken": {"$elemMatch": admitted}}, session=unit.session
    )
    return Quota(year, found["places"], used)


def confirmed(unit: Unit) -> list[str]:
    """Name the rules whose text somebody confirmed."""
    return [row["_id"] for row in unit.db["confirmations"].find({}, {"_id": 1}, session=unit.session)]


def _current(case: Case) -> Document:
    return {
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
        "told": told(taken.facts),
    }


def _taken(row: Mapping[str, Any]) -> Taken:
    return Taken(
        row["step"], date.fromisoformat(row["on"]), row["edition"], State(row["to"]), facts(row["told"])
    )


DAYS = ("posted_on", "reviewed_on")
