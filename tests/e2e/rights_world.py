"""What the calls of the table of rights speak of: records of a city that has played the demo, and where they lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from shared.contracts.service import Call
from shared.security.tokens import Actor

CITY, LEAD, OTHER = "411300000000", "organisation", "union"
# A county in which none of the records lies.
ELSEWHERE = "411381000000"
TODAY = "2026-10-16"
FIRM, TOWN = "91411323DEM000001E", "411323001000"
CORRECTION, OPENED = "GZ-1", "M-1"
# Nobody has seen a record at this number: what would be put on record is refused instead.
NEVER_SEEN = 10**6
# What narrows a list to the record.
NARROWING = ("area", "org_code", "stream")
QUARTER = {"year": 2026, "period": "2026Q3"}
Asking = Callable[[str, str, dict[str, Any], Actor], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """What a call speaks of, by the names of its arguments, and where it lies."""

    area: str
    values: Values


# A call speaks of the first record whose first name it must be given, else of the first that has any of its names.
RECORDS: Mapping[str, tuple[Record, ...]] = {
    "registry": (
        Record(TOWN, {"members": [OPENED], "member_id": "M00001", "org_code": "H411323001"}),
        Record(TOWN, {"post_id": "P0001", "member_id": "M00001"}),
        Record(TOWN, {"person_id": "R-1", "area": TOWN}),
        Record(TOWN, {"assignment": "LY-1", "units": [FIRM]}),
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
    "reporting": (Record("411302000000", {"area": "411302000000"}),),
    "department": (Record(CITY, {"no": "JM-2026-01", "difficulty": "N-03", "area": CITY}),),
}
MEETING: Values = {
    "meeting": "L-1",
    "org_code": "J41130201",
    "kind": "quarterly_meeting",
    "held_on": TODAY,
    "theme": "研究工作",
    "due": 5,
    "present": 4,
    "hours": 2,
    "contents": [],
    "minutes": "2026年第4册",
    "evidence": ["签到表"],
}
APPLICATION: Values = {
    "case_id": "C-1",
    "org_code": "O000005",
    "on": TODAY,
    "name": "张某某",
    "sex": "male",
    "id_number": "999999197508240014",
    "birth_date": "1975-08-24",
    "written": "true",
}
# By method or ``service.method``: what the records do not tell.
MORE: Mapping[str, Values] = {
    **{f"{name}_correction": {"correction": CORRECTION} for name in ("propose", "approve", "reject")},
    "department.draft_figures": {"figures": [{"item": "R-JM-40.organisations", "value": 1}]},
    **{
        f"department.{name}_figures": {"area": "411302000000", "comment": "核对"}
        for name in ("return", "approve")
    },
    "department.submit_coverage": {"enterprises": [{"credit_code": FIRM, "area": TOWN}]},
    "department.freeze_quarter": {
        "sources": [{"log": "registry", "n": 1, "hash": "0" * 64}],
        "figures": "0" * 64,
    },
    "department.finish_file": {"sha256": "0" * 64},
    "development.submit_application": {"id_number": "999999197508240014", "birth_date": "1975-08-24"},
    "development.import_rows": {"kind": "cases", "rows": [APPLICATION]},
    "development.edition_preview": {"against": "2020-01-01", "area": "411325000000"},
    "development.quotas": {"area": "411302000000"},
    "registry.add_areas": {
        "areas": [{"code": "411399000000", "name": "新区", "level": "county", "parent": CITY}]
    },
    "registry.openings": {"org_code": "H411323001"},
    "registry.assign_post": {"org_code": "O000001"},
    "registry.assign_staff": {"member_id": "M00001"},
    "registry.import_rows": {
        "kind": "enterprise_changes",
        "rows": [{"credit_code": FIRM, "effective_on": TODAY}],
    },
    "reporting.records": {"indicator": "K-20"},
    "reporting.manifest": {"area": CITY},
    "reporting.suggestions": {"area": CITY},
    **{
        f"supervision.{name}": {"area": area, "org_code": org_code}
        for names, area, org_code in (
            (("findings", "inspections"), "411330000000", "O000215"),
            (("exemptions",), "411324000000", "O000014"),
            (("contact_points",), "411303000000", "O000295"),
            (("demonstration_points",), "411303000000", "O000100"),
        )
        for name in names
    },
    "supervision.record_meetings": {"meetings": [MEETING]},
    "supervision.record_staff_visit": {"staff": "LY-1", "credit_code": FIRM, "org_code": "J41130201"},
    **{f"supervision.{name}_point": {"point": "S-2026-01"} for name in ("review", "approve", "revoke")},
    "supervision.hand_over_difficulty": {"department": OTHER, "due_on": "2026-12-01"},
    "training.issue_certificate": {"member_id": "M00106", "class_id": "T-411302-3"},
    "training.study_history": {"member_id": "M01084"},
}
# What the demo has none of: service, method, role, arguments.
FURNISHED: tuple[tuple[str, str, str, Values], ...] = (
    (
        *("registry", "register_person", "registry_clerk"),
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
        *("registry", "assign_staff", "registry_clerk"),
        {
            "assignment": "LY-1",
            "kind": "instructor",
            "source_type": "organ",
            "member_id": "M00001",
            "units": [FIRM],
            "effective_on": TODAY,
        },
    ),
    (
        *("registry", "register_member", "registry_clerk"),
        {
            "member_id": OPENED,
            "name": "李某某",
            "org_code": "H411323001",
            "status": "FULL",
            "basis": "opening",
            "effective_on": "2020-01-01",
            "credit_code": FIRM,
        },
    ),
    *(
        (service, "propose_correction", role, {"stream": stream, "seq": 1, "correction": CORRECTION, **said})
        for service, role, stream, said in (
            ("registry", "registry_clerk", f"enterprise:{FIRM}", {"changes": {"employees": 2601}}),
            ("development", "branch_secretary", "case:C001", {"changes": {"credit_code": FIRM}}),
            ("supervision", "branch_secretary", "meeting:L00001", {"changes": {"theme": "研究三季度工作"}}),
            ("training", "training_clerk", "class:TC-C102", {"on": "2024-08-11"}),
        )
    ),
)


def furnish(ask: Asking) -> None:
    """Put on record what the demo has none of."""
    for service, method, role, arguments in FURNISHED:
        given = {**arguments, "recorded_on": TODAY, "reason": "测试"}
        ask(service, method, given, Actor("furnisher", LEAD, (role,), (CITY,)))


@dataclass(frozen=True)
class Spoken:
    """A call with arguments that its contract takes, and the area of the record that they speak of."""

    area: str
    arguments: dict[str, Any]


def spoken(service: str, method: str, call: Call) -> Spoken:
    """Return what is asked of *method*; a command would be refused at the latest when it puts something on record."""
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
    arguments = _made(declared, known | more)
    if call.is_command:
        arguments |= {"recorded_on": TODAY, "expected": NEVER_SEEN, "reason": "测试"}
    # A department's people work for the whole city, whatever county they speak of.
    area = record.area if service == "department" else str(more.get("area", record.area))
    return Spoken(area, arguments)


def _record(service: str, required: set[str], declared: set[str]) -> Record:
    records = RECORDS.get(service, (Record(CITY, {}),))
    for names in (required, declared):
        for record in records:
            if next(iter(record.values), None) in names:
                return record
        for record in records:
            if names & set(record.values):
                return record
    return records[-1]


def _made(declared: Mapping[str, Any], given: Values) -> dict[str, Any]:
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
    checks = [field.validate] if callable(field.validate) else [*(field.validate or ())]
    choice = next((one for one in checks if isinstance(one, validate.OneOf)), None)
    return next(iter(choice.choices)) if choice else "T-1"


SOME: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (fields.Date, lambda _: TODAY),
    (fields.Boolean, lambda _: False),
    (fields.Number, lambda _: 1),
    (fields.List, lambda field: [_anything(field.inner)]),
    (fields.Nested, lambda field: _made(field.schema.fields, {})),
    (fields.Mapping, lambda _: {}),
)
