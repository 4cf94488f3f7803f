"""Members and posts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.registry import store
from services.registry.commands.bounds import within, within_enterprise, within_organisation
from services.registry.model import Member, Organisation, Post, Statement, as_of
from services.registry.rules import RULES
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.ledger import Unit
from shared.ledger.erase import erase

RELATION = ("status", "org_code", "credit_code")


def register_member(unit: Unit, member_id: str, name: str, facts: Mapping[str, Any], on: date) -> None:
    """
    Put a member on record in exactly one organisation (R-MEM-01); the name is sealed.

    Args:
        facts: ``status``, ``org_code`` and ``credit_code`` (None: no employer).
    """
    if store.find(unit, "members", member_id) is not None:
        raise Conflict(f"党员编号{member_id}已使用", {"fields": {"member_id": ["该编号已使用"]}})
    _check_relation(unit, facts, on)
    sealed = unit.vault.seal(member_id, {"name": name}, unit.session)
    store.insert(
        unit, "members", member_id, {**facts, "sealed": sealed, "statements": [store.statement(on, facts)]}
    )
    unit.record(
        f"member:{member_id}",
        "registry.member_registered.v1",
        {"member_id": member_id, **facts},
        effective_on=on,
        private={"name": name},
        person=member_id,
    )


def change_member(unit: Unit, member_id: str, on: date, changes: Mapping[str, Any]) -> None:
    """
    Change status, organisation or employer from *on* on.

    Args:
        changes: Any of ``status``, ``org_code``, ``credit_code``.
    """
    if not changes:
        raise InvalidInput("没有填写任何变更", {"fields": {"member_id": ["没有填写任何变更"]}})
    member = store.member(store.get(unit, "members", member_id, "党员", "member_id"))
    if on < member.registered_on:
        raise InvalidInput("生效日早于党员登记日", {"fields": {"effective_on": ["早于党员登记日"]}})
    within_organisation(unit, member.on(on)["org_code"])
    _check_relation(unit, changes, on)
    store.state_all(unit, "members", [_stated(member, on, changes)])
    _record_change(unit, member_id, on, changes)


def move_members(unit: Unit, members: Sequence[str], organisation: Organisation, on: date) -> None:
    """Move the relation of many members to *organisation*, which exists on that day, in few round trips."""
    found = {row["_id"]: row for row in store.find_all(unit, "members", members)}
    if missing := [code for code in members if code not in found]:
        raise NotFound(f"党员{'、'.join(missing)}不存在", {"fields": {"members": ["党员不存在"]}})
    known = [store.member(found[code]) for code in members]
    if early := [member.member_id for member in known if on < member.registered_on]:
        message = f"党员{'、'.join(early)}在成立日尚未登记"
        raise InvalidInput(message, {"fields": {"members": ["成立日早于党员登记日"]}})
    left = {member.on(on)["org_code"] for member in known}
    for row in store.find_all(unit, "organisations", sorted(left)):
        within(unit, row["area"])
    changes = {"org_code": organisation.org_code}
    store.state_all(unit, "members", [_stated(member, on, changes) for member in known])
    for member in known:
        _record_change(unit, member.member_id, on, changes)


def assign_post(unit: Unit, post: Post) -> None:
    """Give a member a post in an organisation or in an enterprise."""
    if store.find(unit, "posts", post.post_id) is not None:
        raise Conflict(f"职务编号{post.post_id}已使用", {"fields": {"post_id": ["该编号已使用"]}})
    if (post.org_code is None) == (post.credit_code is None):
        raise InvalidInput("党组织与企业应填且只填一个", {"fields": {"org_code": ["与企业二选一"]}})
    member = store.member(store.get(unit, "members", post.member_id, "党员", "member_id"))
    if not member.is_member_on(post.assigned_on):
        raise InvalidInput("任职日该人员不是党员", {"fields": {"member_id": ["任职日不是党员"]}})
    _within_post(unit, post)
    facts: dict[str, Any] = {
        "member_id": post.member_id,
        "org_code": post.org_code,
        "credit_code": post.credit_code,
        "kind": post.kind,
        "is_temp": post.is_temp,
        "expected_end": post.expected_end.isoformat() if post.expected_end else None,
    }
    store.insert(
        unit, "posts", post.post_id, {**facts, "assigned_on": post.assigned_on.isoformat(), "ended_on": None}
    )
    unit.record(
        f"post:{post.post_id}",
        "registry.post_assigned.v1",
        {"post_id": post.post_id, **facts},
        effective_on=post.assigned_on,
    )


def end_post(unit: Unit, post_id: str, on: date) -> None:
    """End a post."""
    post = store.post(store.get(unit, "posts", post_id, "职务", "post_id"))
    _within_post(unit, post)
    if post.ended_on is not None:
        raise Conflict("该职务已结束", {"fields": {"post_id": ["已结束"]}})
    if on < post.assigned_on:
        raise InvalidInput("离任日期早于任职日期", {"fields": {"effective_on": ["早于任职日期"]}})
    unit.db["posts"].update_one(
        {"_id": post_id}, {"$set": {"ended_on": on.isoformat()}}, session=unit.session
    )
    unit.record(f"post:{post_id}", "registry.post_ended.v1", {"post_id": post_id}, effective_on=on)


def erase_person(unit: Unit, member_id: str, rule: str) -> None:
    """Erase the personal values of a member; relation and figures stay (R-PRV-17)."""
    within_organisation(unit, store.get(unit, "members", member_id, "党员", "member_id")["org_code"])
    unit.db["members"].update_one({"_id": member_id}, {"$unset": {"sealed": ""}}, session=unit.session)
    erase(unit, "registry", f"member:{member_id}", member_id, rule)


def _stated(member: Member, on: date, changes: Mapping[str, Any]) -> store.Stated:
    """Give what to store when *changes* hold from *on* on."""
    now = as_of((*member.statements, Statement(on, changes)), date.max)
    return member.member_id, {name: now[name] for name in RELATION}, store.statement(on, changes)


def _record_change(unit: Unit, member_id: str, on: date, changes: Mapping[str, Any]) -> None:
    data = {"member_id": member_id, **changes}
    unit.record(f"member:{member_id}", "registry.member_changed.v1", data, effective_on=on)


def _within_post(unit: Unit, post: Post) -> None:
    if post.org_code is not None:
        within_organisation(unit, post.org_code)
    if post.credit_code is not None:
        within_enterprise(unit, post.credit_code)


def _check_relation(unit: Unit, facts: Mapping[str, Any], on: date) -> None:
    if (org_code := facts.get("org_code")) is not None:
        organisation = store.organisation(store.get(unit, "organisations", org_code, "党组织", "org_code"))
        within(unit, organisation.area)
        if not organisation.exists_on(on):
            message = f"党组织{org_code}在{on.isoformat()}尚未成立或已撤销"
            unit.check(
                [RULES.violation("R-MEM-01", message, field="org_code", earliest=organisation.established_on)]
            )
    if (credit_code := facts.get("credit_code")) is not None:
        store.get(unit, "enterprises", credit_code, "企业", "credit_code")
