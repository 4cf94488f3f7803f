"""Records of one county, read and written by those who do the same work in the other."""

from collections.abc import Mapping
from typing import Any

from tests.e2e.attacks.attempt import Attack, by
from tests.e2e.attacks.records import (
    CASE,
    CLASS,
    EXEMPTION,
    FINDING,
    FIRM,
    HERE,
    MEETING,
    MEMBER,
    ORG,
    PERIOD,
    PLAN,
    POINT,
    TODAY,
    YEAR,
    application,
    contact_point,
    enterprise,
    meeting,
    plan,
    training_class,
)

Body = dict[str, Any]
NOT_HERE = (403, "not_allowed", "不在您的管辖范围内")
# What is asked, and whose work it is.
READ: Mapping[str, tuple[str, str]] = {
    "a case": ("secretary", f"/cases/{CASE}"),
    "what happened to a case": ("committee", f"/cases/{CASE}/history"),
    "meetings": ("secretary", f"/meeting-records?org_code={ORG}"),
    "what happened to a meeting": ("secretary", f"/meeting-records/{MEETING}/history"),
    "what happened to a finding": ("inspector", f"/supervision/findings/{FINDING}/history"),
    "what happened to a contact point": ("organiser", f"/supervision/contact-points/{POINT}/history"),
    "a class": ("trainer", f"/training/classes/{CLASS}"),
    "plans": ("trainer", f"/training/plans?area={HERE}&year={YEAR}"),
    "a report": ("organiser", f"/reports/joint-meeting?period={PERIOD}&area={HERE}"),
    "hours": ("trainer", f"/training/hours?member_id={MEMBER}&year={YEAR}"),
}
# Lists show what lies in one's own areas, whatever is asked for.
LISTED: Mapping[str, tuple[str, str]] = {
    "cases": ("organiser", f"/cases?area={HERE}"),
    "findings": ("inspector", f"/supervision/findings?org_code={ORG}"),
    "contact points": ("organiser", f"/supervision/contact-points?org_code={ORG}"),
    "why somebody need not study": ("trainer", f"/training/exemptions?year={YEAR}&area={HERE}"),
    "places for new members": ("organiser", f"/quotas?area={HERE}&year={YEAR}"),
}
# Questions about persons: who answers, what is asked, and whose work it is.
PERSONAL = (
    ("development", f"/cases/{CASE}", "secretary_a"),
    ("development", "/cases", "secretary_a"),
    ("training", f"/training/hours?member_id={MEMBER}&year={YEAR}", "trainer_a"),
)
# What is put on record, and whose work it is: user, verb, path, body.
WRITTEN: Mapping[str, tuple[str, str, str, Body]] = {
    "a case": ("secretary", "POST", "/cases", application("C-2", id_number="999999197508240030")),
    "a meeting": ("secretary", "POST", "/meeting-records", {"meetings": [meeting("L-2")]}),
    "a notice": ("inspector", "POST", f"/supervision/findings/{FINDING}/notice", {}),
    "a contact point": ("organiser", "POST", "/supervision/contact-points", contact_point("P-2")),
    "a visit": (
        *("organiser", "POST", f"/supervision/contact-points/{POINT}/visits"),
        {"visited_on": TODAY, "problems": 0},
    ),
    "a class": ("trainer", "POST", "/training/classes", training_class("TC-2")),
    "a plan": ("trainer", "POST", "/training/plans", plan(PLAN)),
    "an exemption from hours": ("approver", "POST", f"/training/exemptions/{EXEMPTION}/grant", {}),
    "a place for new members": (
        *("organiser", "POST", "/quotas"),
        {"year": YEAR + 1, "org_code": ORG, "places": 3, "weighting": "党员多"},
    ),
    "an enterprise": ("registrar", "POST", "/enterprises", enterprise(2)),
    "a change of an enterprise": (
        *("registrar", "PATCH", f"/enterprises/{FIRM}"),
        {"employees": 31, "effective_on": TODAY},
    ),
    "a change of a member": (
        *("registrar", "PATCH", f"/members/{MEMBER}"),
        {"front_line": True, "effective_on": TODAY},
    ),
    "a change of an organisation": (
        *("registrar", "PATCH", f"/organisations/{ORG}"),
        {"name": "某村党总支部", "effective_on": TODAY},
    ),
}
READING = tuple(
    Attack(name, by(f"{who}_b", "GET", path), NOT_HERE, by(f"{who}_a", "GET", path))
    for name, (who, path) in READ.items()
)
WRITING = tuple(
    Attack(
        name,
        by(f"{who}_b", verb, path, body),
        NOT_HERE,
        by(f"{who}_a", verb, path, body),
    )
    for name, (who, verb, path, body) in WRITTEN.items()
)
