"""Entering running cases afterwards from their paper files: judged as a whole, then written with a mark (R-GEN-10)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from services.development import store
from services.development.commands import cases, limits
from services.development.model import Case
from services.development.rules import StepRequest, offices, taken
from services.development.rules.back_entry import OUT_OF_ORDER, back_entry_violations, only_told
from services.development.rules.paper import PaperStep, incomplete, steps_in
from shared.city import copies, day
from shared.city.importing import Kind, take_rows
from shared.contracts.development import OF_THE_COMMITTEE, calls
from shared.contracts.development import SERVICE as DEVELOPMENT
from shared.contracts.development.paper import PaperCase, column_of
from shared.contracts.errors import InvalidInput, NotAllowed
from shared.contracts.registry.terms import PROBATIONARY, VOTER
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.violation import Violation

NAMING = {"assign_contacts": "R-DEV-15", "set_introducers": "R-DEV-25"}
ADMISSION = "approve_admission"
Overridden = tuple[str, ...]


def import_rows(unit: Unit, command: calls.ImportRows) -> dict[str, Any]:
    """
    Take rows of a file as ``shared.city.importing`` does.

    Raises:
        InvalidInput: no reason was given.
    """
    if not unit.stamp.reason:
        raise InvalidInput.at("reason", "补录须填写理由（R-GEN-10）", "补录须填写理由")
    return take_rows(unit, KINDS[command.kind], command)


def enter_case(unit: Unit, command: calls.SubmitApplication) -> None:
    """
    Enter a running case with all its steps.

    Raises:
        InvalidInput: details of a step are missing, or the member named is not the one the case is about.
        NotAllowed: the row has decisions of the committee, and the actor enters none.
        Conflict: as ``submit_application`` does.
        RuleViolated: what the steps do not keep, by column.
    """
    values = command.given()
    if problems := incomplete(values):
        raise InvalidInput("有的步骤填写不完整", {"fields": problems})
    steps = steps_in(values)
    _check_may(unit, steps)
    identity = cases.identity_of(unit, command)
    member_id = values.get("member_id")
    if member_id is not None:
        _check_member(unit, command, member_id, steps)
    case, overridden, found = _judged(unit, command, steps)
    if member_id is None:
        found += _without_a_member(case)
    unit.check(found)
    _write(unit, command, case, identity, overridden, member_id)


def _judged(
    unit: Unit, command: calls.SubmitApplication, steps: list[PaperStep]
) -> tuple[Case, list[Overridden], list[Violation]]:
    """Return the case after all steps, which rules each does not keep, and all violations by column."""
    case = Case(command.case_id, command.org_code)
    opening = PaperStep(cases.OPENING, command.on, cases.applied(command))
    overridden: list[Overridden] = []
    found: list[Violation] = []
    first = day.first(unit.db)
    for step in (opening, *steps):
        request, unknown = _as_far_as_known(
            unit, cases.request_of(unit, case, step.step, step.on, step.facts)
        )
        against = [*unknown, *back_entry_violations(request, first)]
        found += [replace(one, field=_column(step.step, one.field)) for one in against]
        if any(one.rule == OUT_OF_ORDER for one in against):
            break  # what follows would only be out of order, too
        overridden.append(tuple(sorted({one.rule for one in against})))
        kept = replace(taken(request), backfilled=True)
        case = case.with_step(replace(kept, facts={}) if step is opening else kept)
    return case, overridden, found


def _as_far_as_known(unit: Unit, request: StepRequest) -> tuple[StepRequest, list[Violation]]:
    """
    Let what today's register has, but not that of the day of the step, pass as it is today; each is told.

    The register knows organisations and members from the day they were entered for, which may lie after a step of
    a paper file. Whom it does not have today either stays unknown: a number that leads nowhere is no record.
    """
    today = unit.stamp.recorded_on
    request, told = _members_as_known(unit, request)
    if "approver" in request.facts and request.approver is None:
        code = request.facts["approver"]
        if (approver := store.organisation(unit, code, today)) is not None:
            rule = offices.POWER.get(request.step, "I-9")
            told.append(_unknown(request, rule, f"党委{code}当日不在名册中，不能核对其审批权限", "approver"))
            request = replace(request, approver=approver)
    if request.step == cases.OPENING and request.place is None:
        code = request.case.org_code
        if (place := store.organisation(unit, code, today)) is not None:
            told.append(_unknown(request, "R-DEV-86", f"党组织{code}申请当日不在名册中", "org_code"))
            request = replace(request, place=place)
    due = request.facts.get("due")
    if due is not None and due != request.voters:
        message = f"名册中当日有表决权的正式党员为{request.voters}人，材料所记应到会为{due}人"
        told.append(_unknown(request, "R-DEV-42", message, "due"))
        request = replace(request, voters=due)
    return request, told


def _members_as_known(unit: Unit, request: StepRequest) -> tuple[StepRequest, list[Violation]]:
    missing = [member for member, status in request.standing.items() if status is None]
    today = copies.statuses(unit.db, missing, unit.stamp.recorded_on) if missing else {}
    known = [member for member in missing if today[member] is not None]
    told = [
        _unknown(request, NAMING[request.step], f"{member}当日不在名册中，不能核对其为正式党员", "members")
        for member in known
    ]
    return replace(request, standing={**request.standing, **dict.fromkeys(known, VOTER)}), told


def _unknown(request: StepRequest, rule: str, message: str, field: str) -> Violation:
    return only_told(request.violation(rule, message, field=field))


def _column(step: str, field: str | None) -> str:
    if step == cases.OPENING:
        return field or "on"
    return column_of(step, field)


def _without_a_member(case: Case) -> Iterator[Violation]:
    """Who was admitted by then is one of the opening stock, which two persons enter in the register (R-MEM-13)."""
    admitted = case.last(ADMISSION)
    if admitted is None:
        return
    message = "已批准为预备党员的，请先在“期初补录”登记此人并由另一人复核，再填写其党员编号"
    rules = pack.load("organisation", admitted.on)
    yield rules.violation("R-MEM-13", message, field="member_id")


def _check_may(unit: Unit, steps: list[PaperStep]) -> None:
    """
    A row with decisions of the committee is entered by whoever enters those; without any, by the branch as well.

    The committee keeps the files of the branches below it from the filing of the activist on (R-PRV-23).
    """
    decided = [one.step for one in steps if one.step in OF_THE_COMMITTEE]
    needed = DEVELOPMENT.commands[decided[0]].roles if decided else ()
    if decided and not {*needed} & {*unit.actor.roles}:
        raise NotAllowed("材料中有上级党委办理的步骤，应由上级党委补录", {"needs_one_of": list(needed)})


def _check_member(
    unit: Unit, command: calls.SubmitApplication, member_id: str, steps: list[PaperStep]
) -> None:
    """A member of the opening stock whom a case is about is on probation, in its branch, and in no other case."""
    if ADMISSION not in {one.step for one in steps}:
        raise InvalidInput.at("member_id", "材料尚未办到党委审批，不应有党员编号", "应为空")
    held = store.member_on(unit, member_id, unit.stamp.recorded_on)
    if held.get("status") != PROBATIONARY or held.get("org_code") != command.org_code:
        problem = "应为该党支部名册中的预备党员"
        raise InvalidInput.at("member_id", f"{member_id}不是该党支部名册中的预备党员", problem)
    if store.has_member(unit, member_id):
        raise InvalidInput.at("member_id", f"{member_id}已有一份发展材料", "已有发展材料")


def _write(
    unit: Unit,
    command: calls.SubmitApplication,
    case: Case,
    identity: str,
    overridden: list[Overridden],
    member_id: str | None,
) -> None:
    """Keep the case as it stands and tell its steps; only what is still open is a duty (R-GEN-13)."""
    more: dict[str, Any] = {} if member_id is None else {"member_id": member_id}
    if overridden[0]:
        more["overridden"] = overridden[0]
    cases.open_case(unit, command, case, identity, backfilled=True, **more)
    beside: Mapping[str, Any] = {"credit_code": command.credit_code, "member_id": member_id}
    after = Case(case.case_id, case.org_code, case.taken[:1])
    for step, rules in zip(case.taken[1:], overridden[1:], strict=True):
        after = after.with_step(step)
        cases.tell_step(unit, after, rules, beside)
    limits.keep(unit, after)


KINDS: Mapping[str, Kind] = {"cases": Kind("submit_application", PaperCase, enter_case)}
