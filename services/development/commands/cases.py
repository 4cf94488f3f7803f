"""Opening a case and taking its steps; the one way in, whichever route a step comes by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.development import store
from services.development.commands import limits, notices, recommendations
from services.development.model import Case, Confirmation, Taken
from services.development.rules import StepRequest, standing_after, taken, violations
from shared.city import areas, copies
from shared.city.correcting import RULE
from shared.contracts.development import calls, events, facts
from shared.contracts.development.steps import NAMES, Step
from shared.contracts.development.terms import MEMBERS, State
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.registry.facts import Organisation
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.ledger.erase import erase
from shared.rules import id_number, pack
from shared.rules.pack import RulePack
from shared.rules.violation import Level, Violation

PACK = "development"
OPENING = "submit_application"
VOTES = "vote_"
# No step changes what is confirmed, and a file has many steps.
CONFIRMED = "confirmations"
# The steps that say where a case is to lie, each with the detail that does.
PLACES = {"transfer_out": "to_org", "receive": "org_code"}
Facts = Mapping[str, Any]


def submit_application(unit: Unit, command: calls.SubmitApplication) -> None:
    """
    Open a case; the person's values are sealed, the identity number is kept as a keyed hash only (R-PRV-16).

    Raises:
        Conflict: the number is used, or the person has an open case (I-4).
    """
    identity = identity_of(unit, command)
    request = request_of(unit, Case(command.case_id, command.org_code), OPENING, command.on, applied(command))
    unit.check(violations(request))
    edition = request.rules.edition
    opening = Taken(OPENING, command.on, edition, State.APPLIED, by=unit.actor.user)
    case = Case(command.case_id, command.org_code, (opening,))
    open_case(unit, command, case, identity)
    limits.keep(unit, case)


def identity_of(unit: Unit, command: calls.SubmitApplication) -> str:
    """Return the keyed hash of an applicant's identity; raises as ``submit_application`` does."""
    copies.within(unit, command.org_code)
    if store.find_case(unit, command.case_id) is not None:
        raise Conflict.at("case_id", f"发展编号{command.case_id}已使用", "该编号已使用")
    if id_number.birth_date(command.id_number) != command.birth_date:
        raise InvalidInput.at("birth_date", "出生日期与身份证号不符", "与身份证号不符")
    identity = unit.vault.fingerprint(command.id_number)
    if store.identity_is_taken(unit, identity):
        raise Conflict.at("id_number", "该人员已有未办结的发展材料（I-4）", "已有未办结的发展材料")
    return identity


def applied(command: calls.SubmitApplication) -> Facts:
    """Return what of an application its guards look at; it is not kept with the step."""
    return {"birth_date": command.birth_date, "written": command.written}


def take_step(unit: Unit, step: str, command: Step) -> None:
    """
    Take a step of a case, on the day it was decided.

    Raises:
        InvalidInput: a recommendation by others than the branch's members; a department's comes by its own event.
        NotFound: there is no such case.
        RuleViolated: all that keeps the step from being taken.
    """
    details = command.facts()
    document = store.get_document(unit.db, command.case_id)
    case = store.case_of(document)
    copies.within(unit, _responsible(case, step, details))
    if details.get("body", MEMBERS) != MEMBERS:
        problem = f"应为{MEMBERS}（党员推荐）；群团组织推优由该单位自行登记"
        raise InvalidInput.at("body", f"填写有误：推荐单位{problem}", problem)
    unit.check(_in_doubt(unit, store.doubts_in(document)))
    record_step(unit, case, step, command.on, details)


def _in_doubt(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> Iterator[Violation]:
    """A case with steps in doubt goes on only where somebody says why (R-GEN-09)."""
    if rows:
        steps = "、".join(dict.fromkeys(NAMES[row["step"]] for row in rows))
        message = f"{steps}所依据的登记已更正，现有存疑：{rows[0]['message']}；请先更正"
        rules = pack.load("general", unit.stamp.recorded_on)
        yield replace(rules.violation(RULE, message, field="case_id"), level=Level.WARN)


def record_step(unit: Unit, case: Case, step: str, on: date, details: Facts) -> Case:
    """Check and record one step, and what follows of itself; return the case afterwards."""
    request = request_of(unit, case, step, on, details)
    warned = len(unit.warnings)
    unit.check(violations(request))
    overridden = tuple(sorted({warning.rule for warning in unit.warnings[warned:]}))
    after = put_step(unit, case, taken(request), overridden)
    if step == "approve_admission":
        recommendations.tell_admitted(unit, case)
        notices.tell_quota(unit, case.org_code, on.year, request.quota)
    return complete_training(unit, after)


def put_step(unit: Unit, case: Case, step: Taken, overridden: tuple[str, ...] = ()) -> Case:
    """Keep and tell a step that nothing stands against; return the case afterwards."""
    after = case.with_step(replace(step, by=unit.actor.user))
    store.update_case(unit, after)
    tell_step(unit, after, overridden, store.beside(unit, case.case_id))
    limits.keep(unit, after)
    return after


def tell_step(unit: Unit, after: Case, overridden: tuple[str, ...], beside: Facts) -> None:
    """Tell the last step of a case; *beside* is what the store keeps beside the steps."""
    completed = completion_of(unit, after, overridden, beside)
    unit.record(f"case:{after.case_id}", completed, effective_on=after.last_on)


def completion_of(
    unit: Unit, after: Case, overridden: tuple[str, ...], beside: Facts
) -> events.StepCompleted:
    """Return what is told of the last step of a case."""
    step = after.taken[-1]
    more: dict[str, Any] = {}
    # Standing asks for numbers only, which no confirmation changes.
    rules = copies.rules(unit.db, PACK, step.on, after.org_code)
    if (standing := standing_after(after, rules, **beside)) is not None:
        more["standing"] = standing
    if step.backfilled:
        more["backfilled"] = True
    return events.StepCompleted(
        case_id=after.case_id,
        step=step.step,
        state=after.state,
        org_code=after.org_code,
        edition=step.edition,
        overridden=overridden,
        told=facts.StepFacts(**step.facts),
        **more,
    )


def complete_training(unit: Unit, case: Case) -> Case:
    """
    Record the training that the training service reported, once the case has come to where it counts.

    A course from before the status of candidate does not count; it is never typed by hand (R-DEV-27).
    """
    course = store.course(unit, case.case_id)
    if course is None or case.state is not State.CANDIDATE or case.last("complete_training") is not None:
        return case
    on = date.fromisoformat(course["completed_on"])
    if on < candidate_since(case) or on > unit.stamp.recorded_on:
        return case
    details = {name: course[name] for name in ("days", "hours", "organiser")}
    request = request_of(unit, case, "complete_training", max(on, case.last_on), details)
    if violations(request):
        return case
    return record_step(unit, case, "complete_training", request.on, details)


def candidate_since(case: Case) -> date:
    """Return the day from which the person is a candidate."""
    return next(step.on for step in case.since_fall() if step.to is State.CANDIDATE)


def erase_person(unit: Unit, command: calls.EraseApplicant) -> None:
    """
    Erase the values of an applicant whose case is over; dates, steps and figures stay (R-PRV-17).

    Raises:
        Conflict: the case is still open.
    """
    case = store.get_case(unit, command.case_id)
    copies.within(unit, case.org_code)
    if case.is_open:
        raise Conflict.at("case_id", "发展材料尚未办结，不能删除个人信息", "尚未办结")
    store.erase_case(unit, case.case_id)
    erase(unit, events.PersonErased, f"case:{case.case_id}", case.case_id, command.rule)


def open_case(unit: Unit, command: calls.SubmitApplication, case: Case, identity: str, **more: Any) -> None:
    """Keep a new case and tell that it was opened, with what *more* is told of it."""
    code, opening = command.case_id, case.taken[0]
    private = {"name": command.name, "sex": command.sex, "birth_date": command.birth_date.isoformat()}
    event = events.CaseOpened(edition=opening.edition, **command.only(facts.Application), **more)
    public = {name: getattr(event, name) for name in ("credit_code", "sex", "focus_group")}
    kept = {name: value for name, value in more.items() if name in store.BESIDE}
    sealed = {"identity": identity, "sealed": unit.seal(code, private)}
    store.insert_case(unit, case, {**public, **kept, **sealed})
    unit.record(f"case:{code}", event, effective_on=opening.on, private=private, person=code)


def request_of(unit: Unit, case: Case, step: str, on: date, details: Facts) -> StepRequest:
    """Gather what the guards of *step* may ask for, as it stood on that day."""
    votes = step.startswith(VOTES)
    meeting = store.meeting(unit, details["meeting"]) if "meeting" in details else None
    if votes and meeting is not None and meeting.voters_due is not None:
        details = {**details, "due": meeting.voters_due, "present": meeting.voters_present}
    return StepRequest(
        case=case,
        step=step,
        on=on,
        recorded_on=unit.stamp.recorded_on,
        by=unit.actor.user,
        rules=rules_for(unit.db, case.org_code, on, _confirmations(unit)),
        facts=details,
        standing=copies.statuses(unit.db, details["members"], on) if "members" in details else {},
        voters=store.voters(unit, case.org_code, on) if votes else 0,
        reasoned=unit.stamp.reason is not None,
        approver=store.organisation(unit, details["approver"], on) if "approver" in details else None,
        place=_place(unit, case, step, on, details),
        sent_to=store.sent_to(unit, case, on) if step == "receive" else None,
        quota=store.quota(unit, case.org_code, on.year, case.case_id)
        if step == "approve_admission"
        else None,
        meeting=meeting,
        taken_forms=_taken_forms(unit, case, details["form_no"])
        if step == "pre_review_pass"
        else frozenset(),
    )


def _taken_forms(unit: Unit, case: Case, form_no: str) -> frozenset[str]:
    own = frozenset(form for taken in case.taken if (form := taken.facts.get("form_no")))
    return own | store.forms_taken(unit, form_no, case.case_id)


def rules_for(db: Collections, org_code: str, on: date, confirmations: Iterable[Confirmation]) -> RulePack:
    """Return the rules as they bind an organisation on a day: of its place, with what is confirmed there (R-GEN-14)."""
    rules = copies.rules(db, PACK, on, org_code)
    binding = [one for one in confirmations if one.binds(rules.edition, on)]
    area = copies.area_if_known(db, org_code) if binding else None
    confirmed = {one.rule for one in binding if area is not None and areas.covers(db, (one.area,), area)}
    return rules.confirmed(confirmed)


def _confirmations(unit: Unit) -> list[Confirmation]:
    if CONFIRMED not in unit.known:
        unit.known[CONFIRMED] = store.confirmations(unit.db)
    known: list[Confirmation] = unit.known[CONFIRMED]
    return known


def _place(unit: Unit, case: Case, step: str, on: date, details: Facts) -> Organisation | None:
    """Return where a step would have the case lie, as it is on that day."""
    code = case.org_code if step == OPENING else details.get(PLACES.get(step, ""))
    return None if code is None else store.organisation(unit, code, on)


def _responsible(case: Case, step: str, details: Facts) -> str:
    """Return the organisation whose people take the step: who receives a case is not who let it go."""
    return str(details["org_code"]) if step == "receive" else case.org_code
