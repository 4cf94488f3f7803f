"""
Who may do what: every role at every entrypoint, inside and outside of what it is there for.

``rights.csv`` is written by hand after the rules (R-PRV, §13.1; architecture §8), not taken from the declarations
that it tests. Each cell says where a role gets in: ``io`` inside and outside, ``i`` inside only, ``-`` nowhere.
Inside is: in the area of the record; at a department's calls, in that department.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import fields, validate

from shared.city.service import CityService
from shared.contracts.errors import LianxiError, NotAllowed, NotSignedIn
from shared.contracts.service import Call
from shared.contracts.services import SERVICES
from shared.messaging.service import answered_by
from shared.security.tokens import Actor

TABLE = Path(__file__).parent / "rights.csv"
CITY, LEAD, OTHER = "411300000000", "organisation", "union"
NOBODY, INSTANCE = "nobody", "instance"
# Nobody has seen a record at this number: what would be put on record is refused instead.
NEVER_SEEN = 10**6
TODAY = "2026-10-16"
FIRM, TOWN = "91411323DEM000001E", "411323001000"
CORRECTION = "GZ-1"
# A county in which none of the records lies.
ELSEWHERE = "411381000000"
Asking = Callable[[str, str, dict[str, Any], Actor], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One role at one entrypoint, inside or outside; *allowed* as the table says."""

    instance: str
    method: str
    role: str
    inside: bool
    allowed: bool


def table() -> dict[str, dict[str, str]]:
    """Return the cells of the table by ``service.method`` and role."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("entrypoint"): row for row in csv.DictReader(lines)}


def entrypoints() -> set[str]:
    """Return ``service.method`` of every entrypoint there is; those that every service has are of ``every``."""
    common = {f"every.{method}" for method in answered_by(CityService)}
    declared = {f"{name}.{method}" for name, service in SERVICES.items() for method in service.calls}
    return common | declared


def cells(instances: Mapping[str, str]) -> Iterator[Cell]:
    """Yield each cell for the *instances* (name -> service) that answer it."""
    for entrypoint, row in table().items():
        service, method = entrypoint.split(".")
        for instance in _asked(service, method, instances):
            for role, where in row.items():
                for inside, letter in ((True, "i"), (False, "o")):
                    yield Cell(instance, method, role, inside, letter in where)


def _asked(service: str, method: str, instances: Mapping[str, str]) -> list[str]:
    if service == "every":
        return [*instances]
    if service != "department":
        return [service] if service in instances else []
    call = SERVICES[service].calls[method]
    return [LEAD] if call.convener_only else [OTHER]


def county(area: str) -> str:
    """Return the county that a township lies in; of the city itself, the city."""
    return area if area == CITY else f"{area[:6]}000000"


@dataclass(frozen=True)
class Record:
    """What a call speaks of, by the names of its arguments, and where it lies."""

    area: str
    values: Values


# Of the demo. A call speaks of the first record that has one of the names that it must be given.
RECORDS: Mapping[str, tuple[Record, ...]] = {
    "registry": (
        Record(TOWN, {"members": ["M00001"], "member_id": "M00001", "org_code": "H411323001"}),
        Record(TOWN, {"post_id": "P0001", "member_id": "M00001"}),
        Record(TOWN, {"person_id": "R-1", "area": TOWN}),
        Record(TOWN, {"assignment": "LY-1", "units": [FIRM], "effective_on": TODAY}),
        Record(TOWN, {"org_code": "O000001", "area": TOWN}),
        Record(TOWN, {"credit_code": FIRM, "area": TOWN, "stream": f"enterprise:{FIRM}"}),
    ),
    "development": (
        Record("411325100000", {"case_id": "C001", "org_code": "O000005", "to_org": "O000006"}),
        Record("411325100000", {"org_code": "O000005", "area": "411325100000", "stream": "case:C001"}),
        Record(CITY, {"confirmation": "HS-01", "area": CITY}),
    ),
    "supervision": (
        Record("411330109000", {"finding": "W01"}),
        Record("411330109000", {"inspection": "D-2026-01", "org_code": "O000215"}),
        Record("411303007000", {"point": "P-01", "org_code": "O000295"}),
        Record(CITY, {"bulletin": "T-2026Q3", "area": CITY}),
        Record("411324114000", {"exemption": "X-2026-1", "org_code": "O000014"}),
        Record(TOWN, {"difficulty": "N-9", "credit_code": FIRM}),
        Record("411302302000", {"meeting": "L00001", "org_code": "J41130201"}),
        Record("411302302000", {"org_code": "J41130201", "area": "411302000000", "stream": "meeting:L00001"}),
    ),
    "training": (
        Record("411302000000", {"class_id": "TC-C102", "area": "411302000000"}),
        Record("411330112000", {"exemption": "E2026-01", "member_id": "M01084", "org_code": "H411330112"}),
        Record("411302000000", {"plan_id": "PL-411302-2026", "area": "411302000000"}),
        Record("411302000000", {"area": "411302000000", "stream": "class:TC-C102"}),
    ),
    "reporting": (Record("411302000000", {"period": "2026Q3", "area": "411302000000"}),),
    "department": (
        Record(CITY, {"no": "JM-2026-01", "difficulty": "N-03", "area": CITY, "period": "2026Q3"}),
    ),
}
# By ``service.method`` or method: what the names do not tell.
MORE: Mapping[str, Values] = {
    **{f"{name}_correction": {"correction": CORRECTION} for name in ("propose", "approve", "reject")},
    "department.draft_figures": {"figures": [{"item": "R-JM-40.organisations", "value": 1}]},
    "department.submit_coverage": {"enterprises": [{"credit_code": FIRM, "area": TOWN}]},
    "department.freeze_quarter": {
        "sources": [{"log": "registry", "n": 1, "hash": "0" * 64}],
        "figures": "0" * 64,
    },
    "department.finish_file": {"sha256": "0" * 64},
    "development.submit_application": {"id_number": "999999197508240014", "birth_date": "1975-08-24"},
    "registry.add_areas": {
        "areas": [{"code": "411399000000", "name": "新区", "level": "county", "parent": CITY}]
    },
    "registry.assign_staff": {"member_id": "M00001"},
    "registry.import_rows": {
        "kind": "enterprise_changes",
        "rows": [{"credit_code": FIRM, "effective_on": TODAY}],
    },
    "development.import_rows": {"kind": "cases", "rows": [{"case_id": "C001"}]},
    "training.study_history": {"member_id": "M01084"},
    "supervision.record_staff_visit": {"staff": "LY-1", "credit_code": FIRM, "org_code": "J41130201"},
}
QUARTER = {"year": 2026, "period": "2026Q3"}
# What narrows a list to the record.
NARROWING = ("area", "org_code", "stream")


@dataclass(frozen=True)
class Spoken:
    """A call with arguments that its contract takes, and the area of the record that they speak of."""

    area: str
    arguments: dict[str, Any]


def spoken(service: str, method: str, call: Call) -> Spoken:
    """Return what is asked of *method*."""
    declared = call.takes.declared
    required = {name for name, field in declared.items() if field.required}
    record = _record(service, required, set(declared))
    more = {**MORE.get(method, {}), **MORE.get(f"{service}.{method}", {})}
    narrowing = () if call.is_command else NARROWING
    known = {
        name: value
        for name, value in {**QUARTER, **record.values}.items()
        if name in required or (name in narrowing and name in declared)
    }
    arguments = made(declared, known | more)
    if call.is_command:
        arguments |= {"recorded_on": TODAY, "expected": NEVER_SEEN, "reason": "测试"}
    return Spoken(more.get("area", record.area), arguments)


def _record(service: str, required: set[str], declared: set[str]) -> Record:
    """Return the first record that is called by its own name, else by any of its names; else the last one."""
    records = RECORDS.get(service, (Record(CITY, {}),))
    for names in (required, declared):
        for record in records:
            if next(iter(record.values), None) in names:
                return record
        for record in records:
            if names & set(record.values):
                return record
    return records[-1]


def actor_of(cell: Cell, area: str) -> Actor:
    """Return who tries a cell: somebody of the role there, or elsewhere; another instance with its own key."""
    if cell.role == INSTANCE:
        return Actor.system("union")
    departments = (cell.instance, OTHER if cell.instance == LEAD else LEAD)
    is_departments = cell.instance in (LEAD, OTHER)
    department = departments[not cell.inside] if is_departments else LEAD
    place = county(area) if cell.inside or is_departments else ELSEWHERE
    roles = () if cell.role == NOBODY else (cell.role,)
    return Actor(f"{cell.role}-{cell.inside}", department, roles, (place,))


def outcome(ask: Asking, cell: Cell, said: Spoken, inside: Any = None) -> tuple[bool, Any]:
    """
    Return whether a cell got in, and what it was answered.

    A refusal for want of rights is no; so is a list that shows nothing of what it shows inside.
    """
    try:
        found = ask(cell.instance, cell.method, said.arguments, actor_of(cell, said.area))
    except (NotAllowed, NotSignedIn) as refusal:
        return False, refusal
    except LianxiError as other:
        return True, other
    rows = found["items"] if isinstance(found, dict) and "items" in found else found
    return not (rows == [] and inside), found


# What the demo has none of: service, method, role, arguments.
FURNISHED: tuple[tuple[str, str, str, Values], ...] = (
    (
        "registry",
        "register_person",
        "registry_clerk",
        {
            "person_id": "R-1",
            "kind": "seconded",
            "body": "市直机关",
            "area": TOWN,
            "is_full_member": True,
            "name": "王某某",
        },
    ),
    (
        "registry",
        "assign_staff",
        "registry_clerk",
        {
            "assignment": "LY-1",
            "kind": "instructor",
            "source_type": "organ",
            "member_id": "M00001",
            "units": [FIRM],
            "effective_on": TODAY,
        },
    ),
    *(
        (
            service,
            "propose_correction",
            role,
            {"stream": stream, "seq": 1, "correction": CORRECTION, "changes": changes},
        )
        for service, role, stream, changes in (
            ("registry", "registry_clerk", f"enterprise:{FIRM}", {"employees": 2601}),
            ("development", "branch_secretary", "case:C001", {"credit_code": FIRM}),
            ("supervision", "branch_secretary", "meeting:L00001", {"theme": "研究三季度工作"}),
            ("training", "training_clerk", "class:TC-C102", {"organiser": "committee"}),
        )
    ),
)


def furnish(ask: Asking) -> None:
    """Put on record what the demo has none of."""
    for service, method, role, arguments in FURNISHED:
        given = {**arguments, "recorded_on": TODAY, "reason": "测试"}
        ask(service, method, given, Actor("furnisher", LEAD, (role,), (CITY,)))


def made(declared: Mapping[str, Any], given: Values) -> dict[str, Any]:
    """Return arguments for the *declared* fields: those *given*, and anything lawful for what else is required."""
    return {
        name: given[name] if name in given else _anything(field)
        for name, field in declared.items()
        if name in given or field.required
    }


def _anything(field: Any) -> Any:
    """Return the JSON form of some value that *field* takes."""
    for kind, value in SOME:
        if isinstance(field, kind):
            return value(field)
    choice = next((one for one in _validators(field) if isinstance(one, validate.OneOf)), None)
    return next(iter(choice.choices)) if choice else "T-1"


def _validators(field: Any) -> list[Any]:
    return [field.validate] if callable(field.validate) else [*(field.validate or ())]


SOME: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (fields.Date, lambda _: TODAY),
    (fields.Boolean, lambda _: False),
    (fields.Number, lambda _: 1),
    (fields.List, lambda field: [_anything(field.inner)]),
    (fields.Nested, lambda field: made(field.schema.fields, {})),
    (fields.Mapping, lambda _: {}),
)
