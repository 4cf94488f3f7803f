"""What may not stand on record together: asked of a thing and of what hangs on it after a correction (R-GEN-09)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from services.registry import rules, store
from services.registry.commands import superiors
from services.registry.model import Member, Organisation
from services.registry.standing_rules import descent_violations, returning_violations
from services.registry.store import Kind
from shared.city import areas
from shared.city.changes import Change, changed, standing_in
from shared.city.correcting import RULE
from shared.contracts.registry import events
from shared.contracts.registry.terms import FULL, MEMBER, OPENING
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

Document = Mapping[str, Any]
# What points at a thing, and by which field.
HANGING: Mapping[Kind, tuple[tuple[Kind, str], ...]] = {
    store.MEMBERS: ((store.POSTS, "member_id"), (store.STAFF, "member_id")),
    store.ENTERPRISES: (
        (store.AFFILIATIONS, "_id"),
        (store.MEMBERS, "statements.credit_code"),
        (store.POSTS, "credit_code"),
        (store.STAFF, "units"),
    ),
    store.ORGANISATIONS: (
        (store.AFFILIATIONS, "statements.org_code"),
        (store.MEMBERS, "statements.org_code"),
        (store.POSTS, "org_code"),
        (store.ORGANISATIONS, "statements.parent"),
        (store.CASES_HERE, "org_code"),
    ),
}
MOST_NAMED = 5


def violations(unit: Unit, kind: Kind, key: str, change: Change) -> list[Violation]:
    """
    Return what is wrong with a thing as it is on record now, by all of its days, and with what hangs on it.

    Args:
        change: What is being corrected.
    """
    return list(dict.fromkeys(_ASKED[kind](unit, key, change)))


def statuses_told(entries: Iterable[Document]) -> list[tuple[date, str, str | None]]:
    """Return the statuses that standing *entries* of a member tell, in the order of their days, with the basis."""
    told = [
        (date.fromisoformat(one["effective_on"]), one["data"]["status"], one["data"].get("basis"))
        for one in entries
        if one["data"].get("status")
    ]
    return sorted(told, key=lambda one: one[0])


def left_behind(unit: Unit, kind: Kind, key: str) -> list[Violation]:
    """Return what still hangs on a thing that is no more on record: it has to be corrected first."""
    hanging = [*_hanging(unit.db, kind, key)]
    if not hanging:
        return []
    more = f" 等{len(hanging)}项" if len(hanging) > MOST_NAMED else ""
    shown = "、".join(hanging[:MOST_NAMED]) + more
    return [_said(f"仍有登记与{kind.title}{key}有关：{shown}；请先更正这些登记")]


def _hanging(db: Collections, kind: Kind, key: str) -> Iterator[str]:
    for other, field in HANGING.get(kind, ()):
        for row in store.pointing_at(db, other, field, key):
            yield f"{other.title}{row['_id']}"


def _member(unit: Unit, key: str, change: Change) -> Iterator[Violation]:
    member = store.member(store.get(unit.db, store.MEMBERS, key))
    yield from _of_member(unit.db, member)
    entries = changed(standing_in(unit, store.stream_of(store.MEMBERS, key)), [change])
    last = max(one.on for one in member.statements)
    in_force = _in_force(unit.db, member.on(last)["org_code"], last)
    yield from returning_violations(in_force, statuses_told(entries))
    for row in store.pointing_at(unit.db, store.POSTS, "member_id", key):
        post = store.post(row)
        if not member.is_member_on(post.assigned_on):
            yield _said(f"职务{post.post_id}的任职日{post.assigned_on.isoformat()}不再是党员；请先更正该任职")
    if not change.void and change.entry["stream"] == store.stream_of(store.MEMBERS, key):
        yield from _grounds(unit, member, change)


def _of_member(db: Collections, member: Member) -> Iterator[Violation]:
    """Ask of the statuses in their order, and of the organisation on each day on which something was stated."""
    if "org_code" not in member.on(member.registered_on) or "status" not in member.on(member.registered_on):
        yield _said(f"党员{member.member_id}有早于其登记生效日的变更；请先更正该变更")
    first = member.registered_on
    yield from descent_violations(_in_force(db, member.on(first).get("org_code"), first), member.statements)
    status: str | None = None
    places: set[str] = set()
    for statement in sorted(member.statements, key=lambda one: one.on):
        told = statement.values.get("status")
        held_in = member.on(statement.on).get("org_code")
        if told is not None:
            yield from rules.status_violations(_in_force(db, held_in, statement.on), status, told, None)
            status = told
        held = member.on(statement.on)
        if held.get("status") in MEMBER and "org_code" in held:
            places.add(held["org_code"])
            yield from _there(db, held["org_code"], statement.on, f"党员{member.member_id}")
    for code in sorted(places):
        ended = store.organisation(store.get(db, store.ORGANISATIONS, code), date.max).dissolved_on
        if ended is not None:
            held = member.on(ended)
            if held.get("org_code") == code and held.get("status") in MEMBER:
                yield _said(
                    f"党员{member.member_id}在{ended.isoformat()}仍在已撤销的党组织{code}；请先更正其组织关系"
                )


def _grounds(unit: Unit, member: Member, change: Change) -> Iterator[Violation]:
    on, data = date.fromisoformat(change.on), change.data
    if data.get("basis") == OPENING:
        in_force = _in_force(unit.db, member.on(on)["org_code"], on)
        yield from rules.opening_violations(in_force, on, store.first_day(unit.db))
    if change.kind is events.MemberChanged and data.get("status") in FULL:
        before = tuple(one for one in member.statements if one.on < on)
        earlier = Member(member.member_id, before, basis=member.basis)
        if before:
            in_force = _in_force(unit.db, member.on(on)["org_code"], on)
            yield from rules.basis_violations(in_force, earlier, data["status"], on, data.get("basis"))


def _organisation(unit: Unit, key: str, change: Change) -> Iterator[Violation]:  # noqa: ARG001
    document = store.get(unit.db, store.ORGANISATIONS, key)
    for statement in store.statements(document):
        held = store.organisation(document, statement.on)
        in_force = _in_force(unit.db, key, statement.on)
        yield from rules.power_violations(in_force, held.type, held.can_approve_member)
        yield from rules.form_violations(in_force, held.type, held.form)
        if "parent" in statement.values:
            yield from superiors.violations(unit, key, statement.values["parent"], statement.on)
        if not _is_within(held, statement.on):
            yield _said(f"党组织{key}在{statement.on.isoformat()}的变更不在其存续期内；请先更正该变更")
    for row in store.pointing_at(unit.db, store.ORGANISATIONS, "statements.parent", key):
        for statement in store.statements(row):
            if statement.values.get("parent") == key:
                yield from superiors.violations(unit, row["_id"], key, statement.on)
    yield from _who_is_in(unit.db, key)


def _who_is_in(db: Collections, key: str) -> Iterator[Violation]:
    for row in store.pointing_at(db, store.MEMBERS, "statements.org_code", key):
        yield from _of_member(db, store.member(row))
    for row in store.pointing_at(db, store.POSTS, "org_code", key):
        yield from _of_post(db, row)
    for row in store.pointing_at(db, store.AFFILIATIONS, "statements.org_code", key):
        yield from _of_affiliation(db, row)
    for row in store.pointing_at(db, store.ORGANISATIONS, "statements.parent", key):
        for statement in store.statements(row):
            if statement.values.get("parent") == key:
                yield from _there(db, key, statement.on, f"下级党组织{row['_id']}", any_type=True)


def _enterprise(unit: Unit, key: str, change: Change) -> Iterator[Violation]:  # noqa: ARG001
    document = store.get(unit.db, store.ENTERPRISES, key)
    enterprise = store.enterprise(document)
    first = min(one.on for one in enterprise.statements)
    if not enterprise.on(first).get("name"):
        yield _said(f"企业{key}有早于其登记生效日的变更；请先更正该变更")
    if first < enterprise.registered_on:
        yield _said(f"企业{key}的登记日期晚于其生效日{first.isoformat()}")
    for area in dict.fromkeys(one.values["area"] for one in enterprise.statements if "area" in one.values):
        found = store.find(unit.db, store.AREAS, area)
        if found is None or found["level"] != "township":
            yield _said(f"企业所在地区应为乡镇（街道）代码：{area}")
    bond = store.find(unit.db, store.AFFILIATIONS, key)
    if bond and any(one.on < first for one in store.statements(bond)):
        yield _said(f"企业{key}在登记以前已有隶属关系；请先更正该隶属关系")


def _affiliation(unit: Unit, key: str, change: Change) -> Iterator[Violation]:  # noqa: ARG001
    yield from _of_affiliation(unit.db, store.get(unit.db, store.AFFILIATIONS, key))
    enterprise = store.enterprise(store.get(unit.db, store.ENTERPRISES, key))
    first = min(one.on for one in enterprise.statements)
    bond = store.affiliation(unit.db, key)
    if any(one.on < first for one in bond.statements):
        yield _said(f"隶属关系早于企业{key}的登记")


def _of_affiliation(db: Collections, document: Document) -> Iterator[Violation]:
    for statement in store.statements(document):
        code, form = statement.values["org_code"], statement.values["form"]
        held = None
        if code is not None:
            found = store.find(db, store.ORGANISATIONS, code)
            held = store.organisation(found, statement.on) if found else None
        exists = held is not None and held.exists_on(statement.on)
        for one in rules.affiliation_violations(_in_force(db, code, statement.on), form, held, exists):
            yield _said(f"企业{document['_id']}的隶属关系（{statement.on.isoformat()}）：{one.message}")


def _post(unit: Unit, key: str, change: Change) -> Iterator[Violation]:  # noqa: ARG001
    yield from _of_post(unit.db, store.get(unit.db, store.POSTS, key))


def _of_post(db: Collections, document: Document) -> Iterator[Violation]:
    post = store.post(document)
    if post.ended_on is not None and post.ended_on < post.assigned_on:
        yield _said(f"职务{post.post_id}的离任日早于任职日")
    found = store.find(db, store.MEMBERS, post.member_id)
    if found is None or not store.member(found).is_member_on(post.assigned_on):
        yield _said(f"职务{post.post_id}的任职日{post.assigned_on.isoformat()}该人员不是党员")
    if post.org_code is None:
        return
    yield from _there(db, post.org_code, post.assigned_on, f"职务{post.post_id}", any_type=True)
    ended = store.organisation(store.get(db, store.ORGANISATIONS, post.org_code), date.max).dissolved_on
    if ended is not None and (post.ended_on is None or post.ended_on > max(ended, post.assigned_on)):
        yield _said(f"职务{post.post_id}在党组织撤销（{ended.isoformat()}）后仍未离任；请先更正离任日期")


def _there(db: Collections, code: str, on: date, who: str, *, any_type: bool = False) -> Iterator[Violation]:
    """Ask whether an organisation is there on a day, and one in which a relation may lie unless *any_type* will do."""
    found = store.find(db, store.ORGANISATIONS, code)
    held = store.organisation(found, on) if found else None
    if held is None or not held.exists_on(on):
        yield _said(f"{who}在{on.isoformat()}所在的党组织{code}尚未成立或已撤销；请先更正")
    elif not any_type:
        yield from rules.relation_violations(_in_force(db, code, on), held)


def _is_within(organisation: Organisation, on: date) -> bool:
    """Return whether a day lies in an organisation's time, its last day included."""
    return organisation.established_on <= on and (
        organisation.dissolved_on is None or on <= organisation.dissolved_on
    )


def _in_force(db: Collections, org_code: str | None, on: date) -> RulePack:
    """Return the rules on organisations and members in force on a day where an organisation lies."""
    found = store.find(db, store.ORGANISATIONS, org_code) if org_code else None
    return areas.rules(db, rules.PACK, on, found["area"] if found else None)


def _said(message: str) -> Violation:
    return pack.load("general", date.max).violation(RULE, message, field="on")


_ASKED = {
    store.MEMBERS: _member,
    store.ORGANISATIONS: _organisation,
    store.ENTERPRISES: _enterprise,
    store.AFFILIATIONS: _affiliation,
    store.POSTS: _post,
}
