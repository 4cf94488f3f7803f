"""Opening a case and taking its steps; the one way in, whichever route a step comes by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.commands import recommendations
from services.development.model import Application, Case, State, Taken
from services.development.rules import Asked, taken, violations
from shared.city import copies
from shared.contracts.errors import Conflict, InvalidInput
from shared.ledger import Unit
from shared.ledger.erase import erase
from shared.rules import id_number, pack

PACK = "development"
OPENING = "submit_application"


def submit_application(unit: Unit, application: Application) -> None:
    """
    Open a case; the person's values are sealed, the identity number is kept as a keyed hash only (R-PRV-16).

    Raises:
        Conflict: the number is used, or the person has an open case (I-4).
    """
    copies.within(unit, application.org_code)
    if store.find_case(unit, application.case_id) is not None:
        raise Conflict(f"发展编号{application.case_id}已使用", {"fields": {"case_id": ["该编号已使用"]}})
    applicant = application.applicant
    if id_number.birth_date(applicant.id_number) != applicant.birth_date:
        raise InvalidInput("出生日期与身份证号不符", {"fields": {"birth_date": ["与身份证号不符"]}})
    identity = unit.vault.fingerprint(applicant.id_number)
    if store.identity_is_taken(unit, identity):
        raise Conflict(
            "该人员已有未办结的发展材料（I-4）", {"fields": {"id_number": ["已有未办结的发展材料"]}}
        )
    facts = {"birth_date": applicant.birth_date, "written": application.written}
    case = Case(application.case_id, application.org_code)
    asked = _asked(unit, case, OPENING, application.on, facts)
    unit.check(violations(asked))
    _open(unit, application, asked.rules.edition, identity)


def take_step(unit: Unit, step: str, case_id: str, on: date, facts: Mapping[str, Any]) -> None:
    """
    Take a step of a case, on the day it was decided.

    Raises:
        NotFound: there is no such case.
        RuleViolated: all that keeps the step from being taken.
    """
    case = store.get_case(unit, case_id)
    copies.within(unit, _responsible(case, step, facts))
    record_step(unit, case, step, on, facts)


def record_step(unit: Unit, case: Case, step: str, on: date, facts: Mapping[str, Any]) -> Case:
    """Check and record one step, and what follows of itself; give the case afterwards."""
    asked = _asked(unit, case, step, on, facts)
    unit.check(violations(asked))
    after = case.with_step(taken(asked))
    store.update_case(unit, after)
    told = store.told(facts)
    unit.record(
        f"case:{case.case_id}",
        "development.step_completed.v1",
        {
            "case_id": case.case_id,
            "step": step,
            "state": after.state.value,
            "org_code": after.org_code,
            "edition": asked.rules.edition,
            "told": told,
        },
        effective_on=on,
    )
    if step == "approve_admission":
        recommendations.admitted(unit, case.case_id)
    return complete_training(unit, after)


def complete_training(unit: Unit, case: Case) -> Case:
    """
    Record the training that the training service reported, once the case has come to where it counts.

    A course from before the status of candidate does not count; it is never typed by hand (R-DEV-27).
    """
    course = unit.db["courses"].find_one({"_id": case.case_id}, session=unit.session)
    if course is None or case.state is not State.CANDIDATE or case.last("complete_training") is not None:
        return case
    on = date.fromisoformat(course["completed_on"])
    if on < candidate_since(case) or on > unit.stamp.recorded_on:
        return case
    facts = {name: course[name] for name in ("days", "hours", "organiser")}
    asked = _asked(unit, case, "complete_training", max(on, case.last_on), facts)
    if violations(asked):
        return case
    return record_step(unit, case, "complete_training", asked.on, facts)


def candidate_since(case: Case) -> date:
    """Give the day from which the person is a candidate."""
    return next(step.on for step in case.since_fall() if step.to is State.CANDIDATE)


def erase_person(unit: Unit, case_id: str, rule: str) -> None:
    """
    Erase the values of an applicant whose case is over; dates, steps and figures stay (R-PRV-17).

    Raises:
        Conflict: the case is still open.
    """
    case = store.get_case(unit, case_id)
    copies.within(unit, case.org_code)
    if case.is_open:
        raise Conflict("发展材料尚未办结，不能删除个人信息", {"fields": {"case_id": ["尚未办结"]}})
    unit.db["cases"].update_one(
        {"_id": case_id}, {"$unset": {"sealed": "", "identity": ""}}, session=unit.session
    )
    erase(unit, "development", f"case:{case_id}", case_id, rule)


def _open(unit: Unit, application: Application, edition: str, identity: str) -> None:
    applicant = application.applicant
    private = {
        "name": applicant.name,
        "sex": applicant.sex,
        "birth_date": applicant.birth_date.isoformat(),
    }
    opening = Taken(OPENING, application.on, edition, State.APPLIED)
    public = {
        "credit_code": application.credit_code,
        "sex": applicant.sex,
        "focus_group": application.focus_group,
    }
    sealed = unit.vault.seal(application.case_id, private, unit.session)
    store.insert_case(
        unit,
        Case(application.case_id, application.org_code, (opening,)),
        {**public, "identity": identity, "sealed": sealed},
    )
    unit.record(
        f"case:{application.case_id}",
        "development.case_opened.v1",
        {
            "case_id": application.case_id,
            "org_code": application.org_code,
            **public,
            "edition": edition,
        },
        effective_on=application.on,
        private=private,
        person=application.case_id,
    )


def _asked(unit: Unit, case: Case, step: str, on: date, facts: Mapping[str, Any]) -> Asked:
    """Gather what the guards of *step* may ask for, as it stood on that day."""
    edition = pack.edition_on(PACK, on)
    votes = step.startswith("vote_")
    return Asked(
        case=case,
        step=step,
        on=on,
        recorded_on=unit.stamp.recorded_on,
        by=unit.stamp.actor.user,
        rules=pack.load(PACK, edition).confirmed(store.confirmed(unit)),
        facts=facts,
        standing=copies.standing(unit, facts["members"], on) if "members" in facts else {},
        voters=store.voters(unit, case.org_code, on) if votes else 0,
        approver=store.organisation(unit, facts["approver"], on) if "approver" in facts else None,
        quota=store.quota(unit, case.org_code, on.year) if step == "approve_admission" else None,
        taken_forms=store.forms_taken(unit, facts["form_no"]) if step == "pre_review_pass" else frozenset(),
    )


def _responsible(case: Case, step: str, facts: Mapping[str, Any]) -> str:
    """Name the organisation whose people take the step: who receives a case is not who let it go."""
    return str(facts["org_code"]) if step == "receive" else case.org_code
