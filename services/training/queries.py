"""Questions to training; asking changes nothing."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from services.training import rules, store
from shared.city import areas, copies
from shared.contracts.errors import NotFound
from shared.contracts.registry.terms import MEMBER
from shared.contracts.training import calls
from shared.contracts.training.facts import Class
from shared.contracts.training.terms import CLASS_STATES, CONCENTRATED
from shared.ledger.bound import Collections
from shared.ledger.history import history
from shared.paging import page, rows_of
from shared.rules.pack import RulePack
from shared.security.tokens import Actor

Document = dict[str, Any]


def plans(db: Collections, question: calls.FindPlans, actor: Actor) -> list[Document]:
    """Return the plans of an area and year, in the order of their numbers."""
    areas.allow(db, actor, question.area)
    return store.plans(db, question.area, question.year)


def training_class(db: Collections, question: calls.FindClass, actor: Actor) -> Document:
    """Return a class with its sessions and how many attended; raises NotFound or NotAllowed."""
    found = store.class_document(db, question.class_id)
    areas.allow(db, actor, found["area"])
    attended = store.attendees(db, question.class_id)
    return {**_class(found), "sessions": found["sessions"], "attended": attended}


def classes(db: Collections, question: calls.FindClasses, actor: Actor) -> Document:
    """Return a page of classes in the actor's areas, in the order of their numbers."""
    wanted: Document = {"area": {"$in": sorted(areas.of(db, actor, question.area))}}
    if question.year is not None:
        first, last = (date(question.year, *day).isoformat() for day in ((1, 1), (12, 31)))
        wanted["planned_on"] = {"$gte": first, "$lte": last}
    if question.state is not None:
        wanted["state"] = question.state
    rows = rows_of(db, store.CLASSES, wanted, question.after, question.limit)
    return page(rows, question.limit, _class)


def class_history(db: Collections, question: calls.FindClassHistory, actor: Actor) -> Document:
    """Return what happened to a class; raises NotFound or NotAllowed."""
    areas.allow(db, actor, store.class_document(db, question.class_id)["area"])
    return history(db, f"class:{question.class_id}", question)


def study_history(db: Collections, question: calls.FindStudyHistory, actor: Actor) -> Document:
    """
    Return what happened to somebody's attendance, certificates and exemptions; raises NotFound or NotAllowed.

    Of a candidate, whose organisation is not known here, whoever works where a class was held is told.
    """
    who = store.person(question.member_id, question.case_id)
    if question.member_id is not None:
        held = copies.latest(db, question.member_id)
        copies.allow(db, actor, held["org_code"])
    else:
        attended = store.attendance_of(db, [who])
        if not attended:
            raise NotFound.at("case_id", "该人员没有出勤登记", "没有出勤登记")
        for row in attended:
            areas.allow(db, actor, store.class_document(db, row["class_id"])["area"])
    return history(db, f"study:{who}", question)


def exemptions(db: Collections, question: calls.FindHoursExemptions, actor: Actor) -> Document:
    """Return a page of the exemptions of members in the actor's areas, in the order of their numbers."""
    within = copies.organisations_of(db, actor, question.area)
    found = store.exemptions(db, question.year, question.granted, question.after)
    own = (row for row in found if copies.latest(db, row["member_id"])["org_code"] in within)
    names = ("member_id", "year", "asked_by", "granted")

    def shown(row: Mapping[str, Any]) -> Document:
        return {"exemption": row["_id"], **{name: row[name] for name in names}}

    return page(list(islice(own, question.limit + 1)), question.limit, shown)


def hours(db: Collections, question: calls.FindHours, actor: Actor) -> Document:
    """
    Return a member's study hours of a year with the classes they come from, and what is asked for.

    Source: R-TRN-04, R-TRN-05, for who is a secretary at the end of the year as far as is known.

    Raises:
        NotFound: the member is not on record.
        NotAllowed: the member's organisation lies outside the actor's areas.
    """
    member_id, year = question.member_id, question.year
    held = copies.latest(db, member_id)
    copies.allow(db, actor, held["org_code"])
    in_force = copies.rules(db, rules.PACK, date(year, 12, 31), held["org_code"])
    classes = []
    who = store.person(member_id, None)
    secretaries = store.secretaries(db, [member_id], date(year, 12, 31))
    codes = store.codes_of(db, who)
    for row in store.attendance_of(db, [who]):
        if of_year := rules.in_year(row["hours"], year):
            number = row.get("certificate")
            named = {"certificate": number, "check_code": codes.get(number or "")}
            classes.append({"class_id": row["class_id"], "hours": of_year, **named})
    return {
        "member_id": member_id,
        "year": year,
        "hours": sum(row["hours"] for row in classes),
        "due": rules.due(in_force, is_secretary=member_id in secretaries).hours,
        "exempt": member_id in store.exempt(db, [member_id], year),
        "classes": classes,
    }


def shortfall(db: Collections, question: calls.FindShortfall, actor: Actor) -> Document:
    """
    Return page by page who has not reached the hours of a year by the end of a day, and what is missing.

    Members as of that day, without those exempt; of secretaries a concentrated class is asked for too.

    Source: R-TRN-04, R-TRN-05, R-TRN-11.

    Raises:
        NotFound: the organisation is not on record.
        NotAllowed: area or organisation lie outside the actor's areas.
    """
    on, year = question.as_of, question.year
    area = question.area or copies.area_of(db, str(question.org_code))
    areas.allow(db, actor, area)
    within = copies.organisations_in(db, areas.below(db, area))
    held = copies.members_in(db, {question.org_code} if question.org_code else within, on)
    members = {name: one for name, one in held.items() if one.get("status") in MEMBER}
    for name in store.exempt(db, members, year):
        del members[name]
    secretaries = store.secretaries(db, members, on)
    reached_by = reached(db, members, year, on)
    rows = []
    for name in sorted(name for name in members if name > (question.after or "")):
        in_force = copies.rules(db, rules.PACK, on, members[name]["org_code"])
        row = _missing(in_force, reached_by.get(name, (0.0, 0)), is_secretary=name in secretaries)
        if row["missing"] or row["classes_missing"]:
            rows.append({"_id": name, "row": {"org_code": members[name]["org_code"], **row}})
    shown = rows[: question.limit + 1]
    return page(shown, question.limit, lambda row: {"member_id": row["_id"], **row["row"]})


def reached(db: Collections, members: Mapping[str, Any], year: int, on: date) -> dict[str, tuple[float, int]]:
    """Return the hours and the concentrated classes that each member has of a year by the end of a day."""
    names = {store.person(member, None): member for member in members}
    found: dict[str, tuple[float, int]] = {}
    for row in store.attendance_of(db, names):
        if more := rules.in_year(row["hours"], year, on):
            hours, classes = found.get(names[row["person"]], (0.0, 0))
            found[names[row["person"]]] = (hours + more, classes + (row["form"] == CONCENTRATED))
    return found


def _class(found: Mapping[str, Any]) -> Document:
    known = store.training_class(found)
    return {
        **{name: found[name] for name in Class.declared if name in found},
        "state": known.state.value,
        "state_name": CLASS_STATES[known.state],
        "form": known.form,
        "hours": known.hours,
    }


def _missing(in_force: RulePack, got: tuple[float, int], *, is_secretary: bool) -> Document:
    due, (hours, classes) = rules.due(in_force, is_secretary=is_secretary), got
    return {
        "secretary": is_secretary,
        "hours": hours,
        "due": due.hours,
        "missing": max(0, due.hours - hours),
        "classes": classes,
        "classes_missing": max(0, due.classes - classes),
    }


def certificate(db: Collections, question: calls.CheckCertificate) -> Document:
    """Return whether a certificate is genuine, and if so of which class and day; never whose it is."""
    found = store.certificate(db, question.certificate)
    if found is None or not rules.is_code(question.code, found["check_code"]):
        return {"valid": False, "class_id": None, "on": None}
    return {"valid": True, "class_id": found["class_id"], "on": found["on"]}
