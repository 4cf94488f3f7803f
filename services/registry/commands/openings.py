"""The opening stock: what one person enters of it, another confirms, and only then it is on record (R-MEM-13)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.registry import store
from services.registry.commands import people
from services.registry.rules import PACK
from services.registry.standing_rules import two_persons_violations
from shared.city import areas
from shared.contracts.base import load
from shared.contracts.errors import Conflict, NotFound
from shared.contracts.registry import calls, events
from shared.contracts.registry.terms import CHANGES, OPENING, REGISTERS, RETURNED, WAITING
from shared.ledger import Unit
from shared.rules import pack

Document = dict[str, Any]


def register_member(unit: Unit, command: calls.RegisterMember) -> None:
    """Put a member on record who comes with a letter; keep one of the opening stock for a second person."""
    if command.basis == OPENING:
        people.check_new(unit, command)
        _keep(unit, REGISTERS, command, command.org_code)
    else:
        people.register_member(unit, command)


def change_member(unit: Unit, command: calls.ChangeMember) -> None:
    """Change a member; keep what is put on record afterwards of the opening stock for a second person."""
    if command.basis == OPENING:
        member = people.check_change(unit, command)
        _keep(unit, CHANGES, command, member.on(command.effective_on)["org_code"])
    else:
        people.change_member(unit, command)


def confirm(unit: Unit, command: calls.ConfirmOpenings) -> None:
    """
    Put on record what another person entered of these members, each as if it were entered now.

    Raises:
        Conflict: one was returned.
        NotFound: nothing waits for one.
        RuleViolated: who confirms entered it, or what was entered does not hold any more.
    """
    found = _waiting(unit, command.members)
    by = {row["_id"]: row["by"] for row in found}
    in_force = pack.load(PACK, unit.stamp.recorded_on)
    unit.check(two_persons_violations(in_force, by, unit.actor.user))
    entered = unit.stamp
    for row in found:
        # The reason is that of who entered it; who confirms is the second person.
        unit.stamp = replace(entered, reason=row["reason"], approver=unit.actor.user)
        if row["act"] == REGISTERS:
            people.register_member(unit, _registering(unit, row))
        else:
            people.change_member(unit, load(calls.ChangeMember, row["told"]))
    unit.stamp = entered
    store.remove_all(unit, store.OPENINGS, by)


def give_back(unit: Unit, command: calls.ReturnOpenings) -> None:
    """Give back what was entered of these members, with the reason; raises Conflict and NotFound as ``confirm``."""
    _waiting(unit, command.members)
    unit.stamp = replace(unit.stamp, reason=command.comment)
    for member_id in sorted(command.members):
        store.change(unit, store.OPENINGS, member_id, {"state": RETURNED, "comment": command.comment})
        unit.record(f"member:{member_id}", events.OpeningReturned(member_id=member_id))


def _keep(unit: Unit, act: str, command: calls.RegisterMember | calls.ChangeMember, org_code: str) -> None:
    member_id = command.member_id
    kept = store.find(unit.db, store.OPENINGS, member_id)
    if kept is not None and kept["state"] == WAITING:
        raise Conflict.at(
            "member_id", f"党员编号{member_id}已有待复核的补录，请先复核或退回", "已有待复核的补录"
        )
    told = command.as_json()
    private = {"name": told.pop("name")} if "name" in told else None
    values = {
        "member_id": member_id,
        "act": act,
        "told": told,
        "org_code": org_code,
        "area": store.get(unit.db, store.ORGANISATIONS, org_code)["area"],
        "state": WAITING,
        "comment": None,
        "by": unit.actor.user,
        "reason": unit.stamp.reason,
        "entered_on": unit.stamp.recorded_on.isoformat(),
    }
    if private is not None:
        values["sealed"] = unit.seal(member_id, private)
    store.put(unit, store.OPENINGS, values)
    unit.record(f"member:{member_id}", events.OpeningEntered(member_id=member_id, act=act))


def _waiting(unit: Unit, members: Iterable[str]) -> list[Document]:
    wanted = set(members)
    found = store.find_all(unit.db, store.OPENINGS, wanted)
    if missing := sorted(wanted - {row["_id"] for row in found}):
        raise NotFound.at("members", f"党员{'、'.join(missing)}没有待复核的补录", "没有待复核的补录")
    for area in {row["area"] for row in found}:
        areas.within(unit, area)
    if returned := [row["_id"] for row in found if row["state"] == RETURNED]:
        raise Conflict.at("members", f"党员{'、'.join(returned)}的补录已退回，请重新录入", "已退回")
    return found


def _registering(unit: Unit, row: Mapping[str, Any]) -> calls.RegisterMember:
    private = unit.vault.open(row["_id"], bytes(row["sealed"]), unit.session)
    if private is None:
        raise Conflict.at("members", f"党员{row['_id']}的姓名已依规删除，请退回后重新录入", "姓名已删除")
    return load(calls.RegisterMember, {**row["told"], **private})
