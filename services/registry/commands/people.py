"""Members: registration, changes, erasure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.registry import consistency, store
from services.registry.commands import growth
from services.registry.commands.bounds import within_organisation
from services.registry.model import Member, Statement, as_of
from services.registry.rules import (
    PACK,
    basis_violations,
    opening_violations,
    relation_violations,
    status_violations,
    staying_violations,
)
from services.registry.standing_rules import descent_violations, returning_violations
from shared.city import areas
from shared.city.areas import within
from shared.city.changes import standing_in
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.registry import calls, events, facts
from shared.contracts.registry.terms import ADMITTED, MEMBER, NO_MEMBER, OPENING, TRANSFERRED_OUT
from shared.ledger import Unit
from shared.ledger.erase import erase
from shared.rules.pack import RulePack

# What is stated from a day on; the rest of a member's facts never changes.
STATED = tuple(facts.MemberChanges.declared)
# What of it decides who counts where.
COUNTED = {"status", "org_code", "credit_code"}


def register_member(unit: Unit, command: calls.RegisterMember) -> None:
    """Put a member on record in exactly one organisation (R-MEM-01); the name is sealed."""
    check_new(unit, command)
    member_id, on = command.member_id, command.effective_on
    event = events.MemberRegistered(**command.only(facts.Member))
    known = event.as_json()
    stated = {name: known[name] for name in STATED}
    private = {"name": command.name}
    sealed = {"sealed": unit.seal(member_id, private), "statements": [store.statement(on, stated)]}
    store.insert(unit, store.MEMBERS, {**known, **sealed}, _taken(member_id))
    unit.record(f"member:{member_id}", event, effective_on=on, private=private, person=member_id)
    note_growth(unit, stated, on)


def check_new(unit: Unit, command: calls.RegisterMember) -> None:
    """Raise unless a member could be put on record as *command* says (R-MEM-01, R-MEM-13, R-MEM-14)."""
    member_id, on = command.member_id, command.effective_on
    if member_id.startswith((ADMITTED, NO_MEMBER)):
        problem = f"以{ADMITTED}开头的编号由发展党员产生，以{NO_MEMBER}开头的属于非党组织成员，请另编编号"
        raise InvalidInput.at("member_id", problem, "编号开头另有用途")
    _check_reason(unit, command.basis)
    if store.find(unit.db, store.MEMBERS, member_id) is not None:
        raise Conflict.at("member_id", _taken(member_id), "已使用")
    stated = command.only(facts.MemberChanges)
    check_relation(unit, stated, on)
    _check_staying(unit, [Statement(on, stated)], command.org_code)
    _check_opening(unit, command.basis, command.org_code, on)


def name_member(unit: Unit, command: calls.NameMember) -> None:
    """Seal the name of a member who came on record without one."""
    member_id = command.member_id
    document = store.get(unit.db, store.MEMBERS, member_id)
    within_organisation(unit, document["org_code"])
    if store.UNNAMED not in document:
        raise Conflict.at("member_id", "该党员的姓名已登记或已依规删除", "不能补填姓名")
    private = {"name": command.name}
    store.change(unit, store.MEMBERS, member_id, {"sealed": unit.seal(member_id, private)})
    store.remove(unit, store.MEMBERS, member_id, store.UNNAMED)
    event = events.MemberNamed(member_id=member_id)
    unit.record(f"member:{member_id}", event, private=private, person=member_id)


def change_member(unit: Unit, command: calls.ChangeMember) -> None:
    """Change status, organisation, employer and what else changes of a member from a day on."""
    member = check_change(unit, command)
    grounds = {"basis": command.basis, "letter": command.letter}
    given = {name: value for name, value in grounds.items() if value}
    on, changes = command.effective_on, command.only(facts.MemberChanges)
    _state(unit, [member], on, changes, given)
    if changes.get("status") == TRANSFERRED_OUT and member.status_after(on) in MEMBER:
        told = consistency.statuses_told(standing_in(unit, store.stream_of(store.MEMBERS, member.member_id)))
        unit.check(returning_violations(rules_at(unit, member.on(on)["org_code"], on), told))


def check_change(unit: Unit, command: calls.ChangeMember) -> Member:
    """Return the member whom *command* changes; raise unless it can (R-MEM-01, R-MEM-13, R-MEM-14)."""
    on, changes = command.effective_on, command.only(facts.MemberChanges)
    member = store.member(store.get(unit.db, store.MEMBERS, command.member_id))
    within_organisation(unit, member.on(max(on, member.registered_on))["org_code"])
    if not changes:
        raise InvalidInput.at("member_id", "没有填写任何变更")
    if on < member.registered_on:
        raise InvalidInput.at("effective_on", "生效日早于党员登记日", "早于党员登记日")
    check_relation(unit, changes, on)
    if "org_code" in changes:
        _check_staying(unit, [*member.statements, Statement(on, changes)], changes["org_code"])
    elif changes.get("status") in MEMBER and not member.is_member_on(on):
        check_there(unit, member.on(on)["org_code"], on)
    _check_reason(unit, command.basis)
    _check_opening(unit, command.basis, member.on(on)["org_code"], on)
    if (status := changes.get("status")) is not None:
        in_force = rules_at(unit, member.on(on)["org_code"], on)
        misfits = status_violations(in_force, member.on(on)["status"], status, member.status_after(on))
        misfits = misfits or descent_violations(in_force, [*member.statements, Statement(on, changes)])
        unit.check(misfits or basis_violations(in_force, member, status, on, command.basis))
    return member


def move_members(unit: Unit, members: Sequence[str], org_code: str, on: date) -> None:
    """Move the relation of many members to an organisation that exists on that day, in few round trips."""
    found = {row["_id"]: row for row in store.find_all(unit.db, store.MEMBERS, members)}
    if missing := [code for code in members if code not in found]:
        raise NotFound.at("members", f"党员{'、'.join(missing)}不存在", "党员不存在")
    known = [store.member(found[code]) for code in members]
    if early := [member.member_id for member in known if on < member.registered_on]:
        message = f"党员{'、'.join(early)}在成立日尚未登记"
        raise InvalidInput.at("members", message, "成立日早于党员登记日")
    left = {member.on(on)["org_code"] for member in known}
    for row in store.find_all(unit.db, store.ORGANISATIONS, left):
        within(unit, row["area"])
    _state(unit, known, on, {"org_code": org_code})


def erase_person(unit: Unit, command: calls.ErasePerson) -> None:
    """Erase the personal values of a member; relation and figures stay (R-PRV-17)."""
    member_id = command.member_id
    within_organisation(unit, store.get(unit.db, store.MEMBERS, member_id)["org_code"])
    for name in ("sealed", store.UNNAMED):
        store.remove(unit, store.MEMBERS, member_id, name)
    erase(unit, events.PersonErased, f"member:{member_id}", member_id, command.rule)


def state_member(unit: Unit, member: Member, on: date, changes: Mapping[str, Any]) -> None:
    """State that *changes* hold for a member from *on* on, and tell it."""
    _state(unit, [member], on, changes)


def _taken(member_id: str) -> str:
    return f"党员编号{member_id}已使用"


def _check_reason(unit: Unit, basis: str | None) -> None:
    """What is put on record afterwards says why (R-GEN-10)."""
    if basis == OPENING and not unit.stamp.reason:
        raise InvalidInput.at("reason", "补录须填写理由（R-GEN-10）", "补录须填写理由")


def _check_opening(unit: Unit, basis: str | None, org_code: str, on: date) -> None:
    if basis == OPENING:
        unit.check(opening_violations(rules_at(unit, org_code, on), on, store.first_day(unit.db)))


def _state(
    unit: Unit,
    members: Sequence[Member],
    on: date,
    changes: Mapping[str, Any],
    grounds: Mapping[str, str] | None = None,
) -> None:
    """State that *changes* hold for *members* from *on* on, and tell it, on what *grounds* if any."""
    stated = facts.MemberChanges(**changes).as_json()
    told: Mapping[str, Any] = {**changes, **(grounds or {})}
    today = store.today(unit)
    store.state_all(
        unit,
        store.MEMBERS,
        [(member.member_id, on, stated, _now(member, on, stated, today)) for member in members],
    )
    for member in members:
        event = events.MemberChanged(member_id=member.member_id, **told)
        unit.record(f"member:{member.member_id}", event, effective_on=on)
        if COUNTED & set(stated):
            note_growth(unit, member.on(on), on)
            note_growth(unit, stated, on)


def note_growth(unit: Unit, stated: Mapping[str, Any], on: date) -> None:
    """Remember whose numbers change with what is *stated* of a member."""
    growth.note_enterprise(unit, stated.get("credit_code"), on)
    growth.note_organisation(unit, stated.get("org_code"), on)


def _now(member: Member, on: date, changes: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return what holds *today* once *changes* hold from *on* on."""
    now = as_of((*member.statements, Statement(on, changes)), today)
    return {name: now[name] for name in STATED if name in now}


def check_relation(unit: Unit, relation: Mapping[str, Any], on: date, field: str = "org_code") -> None:
    """
    Raise unless a member's organisation and employer are on record, the organisation on that day.

    Args:
        field: What named the organisation.
    """
    if (org_code := relation.get("org_code")) is not None:
        within(unit, store.get(unit.db, store.ORGANISATIONS, org_code, field)["area"])
        check_there(unit, org_code, on, field)
    if (credit_code := relation.get("credit_code")) is not None:
        store.get(unit.db, store.ENTERPRISES, credit_code)


def rules_at(unit: Unit, org_code: str, on: date) -> RulePack:
    """Return the rules in force on a day where an organisation lies."""
    return areas.rules(unit.db, PACK, on, store.get(unit.db, store.ORGANISATIONS, org_code)["area"])


def _check_staying(unit: Unit, statements: Sequence[Statement], org_code: str) -> None:
    """Raise when a member with these *statements* would still be in an organisation on the day it ended."""
    organisation = store.organisation(store.get(unit.db, store.ORGANISATIONS, org_code), date.max)
    if organisation.dissolved_on is None:
        return
    held = as_of(statements, organisation.dissolved_on)
    if held["org_code"] == org_code and held["status"] in MEMBER:
        in_force = areas.rules(unit.db, PACK, organisation.dissolved_on, organisation.area)
        unit.check(staying_violations(in_force, organisation, "org_code"))


def check_there(unit: Unit, org_code: str, on: date, field: str = "org_code") -> None:
    """Raise unless an organisation is there on a day, and one in which a relation may lie (R-MEM-01, R-MEM-14)."""
    organisation = store.organisation(store.get(unit.db, store.ORGANISATIONS, org_code, field), on)
    in_force = areas.rules(unit.db, PACK, on, organisation.area)
    if not organisation.exists_on(on):
        message = f"党组织{org_code}在{on.isoformat()}尚未成立或已撤销"
        earliest = organisation.established_on
        unit.check([in_force.violation("R-MEM-01", message, field=field, earliest=earliest)])
    unit.check(relation_violations(in_force, organisation))
