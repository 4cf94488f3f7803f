"""What is on record in the city that is attacked: two counties, of one of them a record of each kind."""

from collections.abc import Mapping
from typing import Any

from shared.rules.credit_code import check_character

CITY, HERE, THERE = "411300000000", "411302000000", "411303000000"
TOWN, OTHER_TOWN = "411302001000", "411303001000"
TODAY, YEAR, PERIOD = "2026-10-08", 2026, "2026Q4"
PASSWORD = "only-for-tests-1"
# An invented person: in 1975 nobody was registered under this code of an area.
ID_NUMBER, BORN = "999999197508240014", "1975-08-24"
ORG, MEMBER, CASE, MEETING = "ORG-1", "M-1", "C-1", "L-1"
FINDING, POINT, CLASS, PLAN, EXEMPTION = "W-1", "P-1", "TC-1", "PL-1", "E-1"
LEAD, OTHER = "organisation", "union"
# Who acts in each of the two counties: what the user is called before its end -> role. `_a` is of here, `_b` of there.
OFFICES = {
    "registrar": "registry_clerk",
    "secretary": "branch_secretary",
    "committee": "committee_secretary",
    "organiser": "county_organiser",
    "inspector": "inspector",
    "trainer": "training_clerk",
    "approver": "training_approver",
}
# Who is there besides: user -> department, roles, area. Who holds both of two roles still is one person.
OTHERS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "root1": (LEAD, ("administrator",), CITY),
    "root2": (LEAD, ("administrator",), CITY),
    "watcher": (LEAD, ("operator",), CITY),
    "second_registrar": (LEAD, ("registry_clerk",), HERE),
    "two_hats": (LEAD, ("branch_secretary", "county_organiser", "training_clerk", "training_approver"), HERE),
    "inspector_too": (LEAD, ("branch_secretary", "inspector"), HERE),
    "workers": (OTHER, ("department_clerk",), CITY),
    "workers_head": (OTHER, ("department_head",), CITY),
    "workers_both": (OTHER, ("department_clerk", "department_head"), CITY),
}


def credit_code(number: int) -> str:
    """Return the invented but valid credit code of an enterprise."""
    first = f"91411302ATK{number:06d}"
    return first + check_character(first)


FIRM = credit_code(1)


def enterprise(number: int, **told: Any) -> dict[str, Any]:
    """Return an enterprise of here as a clerk writes it."""
    return {
        "credit_code": credit_code(number),
        "name": f"样例企业{number}",
        "area": TOWN,
        "ownership": "私营",
        "industry": "C",
        "size": "small",
        "employees": 30,
        "operation_state": "operating",
        "registered_on": "2020-05-18",
        "sample": True,
        **told,
    }


def meeting(number: str) -> dict[str, Any]:
    """Return the record of a members' meeting here."""
    return {
        "meeting": number,
        "org_code": ORG,
        "kind": "members_meeting",
        "held_on": TODAY,
        "theme": "研究工作",
        "due": 5,
        "present": 5,
        "hours": 2,
        "contents": [],
        "minutes": "2026年第4册",
        "evidence": ["签到表"],
    }


def application(number: str, **told: Any) -> dict[str, Any]:
    """Return an application here."""
    return {
        "case_id": number,
        "org_code": ORG,
        "credit_code": FIRM,
        "on": TODAY,
        "name": "张某某",
        "sex": "male",
        "id_number": ID_NUMBER,
        "birth_date": BORN,
        "written": True,
        **told,
    }


def training_class(number: str, area: str = HERE) -> dict[str, Any]:
    """Return a class outside any plan."""
    return {
        "class_id": number,
        "plan_id": None,
        "item": None,
        "area": area,
        "layer": "member",
        "organiser": "county_department",
        "planned_on": "2026-11-02",
        "reason": "测试",
    }


def plan(number: str, area: str = HERE) -> dict[str, Any]:
    """Return a plan."""
    axes = {"industry": "食品", "education": "大专以上", "business": "开拓市场"}
    item = {"item": "I1", "layer": "member", "content": "党的知识", "form": "class", "classes": 1}
    return {"plan_id": number, "year": YEAR, "area": area, "axes": axes, "items": [item]}


def contact_point(number: str) -> dict[str, Any]:
    """Return a contact point here."""
    return {"point": number, "cadre": "LD001", "org_code": ORG, "credit_code": FIRM, "since": TODAY}


def records() -> list[tuple[str, str, dict[str, Any] | bytes]]:
    """Return who puts what on record, in order."""
    areas = (f"{CITY},某市,city,", f"{HERE},甲县,county,{CITY}", f"{THERE},乙县,county,{CITY}")
    towns = (f"{TOWN},甲镇,township,{HERE}", f"{OTHER_TOWN},乙镇,township,{THERE}")
    told = "\n".join(("code,name,level,parent", *areas, *towns)).encode()
    organisation = {"org_code": ORG, "name": "某村党支部", "type": "branch", "form": None, "area": TOWN}
    letter = {"basis": "transfer", "letter": "JS1", "effective_on": "2026-10-01"}
    member = {"member_id": MEMBER, "name": "甲某某", "status": "FULL", "org_code": ORG, "credit_code": FIRM}
    wrong = {"finding": FINDING, "item": "01", "severity": "normal", "text": "记录不全"}
    inspection = {"inspection": "D-1", "org_code": ORG, "inspected_on": TODAY, "version": "2026-1", "seen": 0}
    exemption = {"exemption": EXEMPTION, "member_id": MEMBER, "year": YEAR, "exempt_for": "illness"}
    return [
        # A quarter has figures once a day of it began.
        ("root1", "/days", {"date": "2026-09-28"}),
        ("root1", "/days", {"date": TODAY}),
        ("root1", "/imports/areas", told),
        ("registrar_a", "/enterprises", enterprise(1)),
        (
            "registrar_a",
            "/organisations",
            {**organisation, "parent": None, "established_on": "2020-01-01"},
        ),
        ("registrar_a", "/members", {**member, **letter}),
        ("secretary_a", "/cases", application(CASE)),
        ("secretary_a", "/meeting-records", {"meetings": [meeting(MEETING)]}),
        (
            "inspector_a",
            "/supervision/checklists",
            {"version": "2026-1", "items": [{"item": "01", "text": "例会"}]},
        ),
        ("inspector_a", "/supervision/inspections", {**inspection, "findings": [wrong]}),
        ("organiser_a", "/supervision/contact-points", contact_point(POINT)),
        ("trainer_a", "/training/plans", plan(PLAN)),
        ("trainer_a", "/training/classes", training_class(CLASS)),
        ("trainer_a", "/training/exemptions", exemption),
        (
            "organiser_a",
            "/quotas",
            {"year": YEAR, "org_code": ORG, "places": 2, "weighting": "党员多"},
        ),
    ]
