"""Organisations and affiliations: how an enterprise is covered."""

from collections.abc import Sequence
from datetime import date

from services.registry import rules, store
from services.registry.commands.bounds import within
from services.registry.commands.people import move_members
from services.registry.model import SET, Organisation
from services.registry.model import Unit as Covered
from shared.contracts.errors import Conflict, InvalidInput
from shared.ledger import Unit

MAX_DEPTH = 20


def establish_organisation(unit: Unit, wanted: Organisation, members: Sequence[str]) -> None:
    """Establish an organisation, affiliate its units and move its founding members into it (R-ORG-01..03)."""
    code, on = wanted.org_code, wanted.established_on
    if store.find(unit, "organisations", code) is not None:
        raise Conflict(f"党组织代码{code}已使用", {"fields": {"org_code": ["该代码已使用"]}})
    store.get(unit, "areas", wanted.area, "地区", "area")
    within(unit, wanted.area)
    ancestors = _ancestors(unit, wanted.parent)
    unit.check(
        [
            *rules.tree_violations(code, ancestors, wanted.parent is None or bool(ancestors)),
            *rules.setting_violations(wanted.form, [_covered(unit, credit, on) for credit in wanted.units]),
        ]
    )
    facts = {
        "name": wanted.name,
        "type": wanted.type,
        "form": wanted.form,
        "area": wanted.area,
        "parent": wanted.parent,
        "units": list(wanted.units),
        "can_approve_member": wanted.can_approve_member,
    }
    store.insert(
        unit, "organisations", code, {**facts, "established_on": on.isoformat(), "dissolved_on": None}
    )
    unit.record(
        f"organisation:{code}",
        "registry.organisation_established.v1",
        {"org_code": code, **facts},
        effective_on=on,
    )
    for credit_code in wanted.units:
        _affiliate(unit, credit_code, code, str(wanted.form), on)
    move_members(unit, members, wanted, on)


def dissolve_organisation(unit: Unit, org_code: str, on: date) -> None:
    """End an organisation; affiliations to it end the same day."""
    found = store.organisation(store.get(unit, "organisations", org_code, "党组织", "org_code"))
    within(unit, found.area)
    if found.dissolved_on is not None or not found.exists_on(on):
        raise Conflict("该党组织在该日不存在或已撤销", {"fields": {"effective_on": ["党组织当日不存在"]}})
    unit.db["organisations"].update_one(
        {"_id": org_code}, {"$set": {"dissolved_on": on.isoformat()}}, session=unit.session
    )
    unit.record(
        f"organisation:{org_code}",
        "registry.organisation_dissolved.v1",
        {"org_code": org_code},
        effective_on=on,
    )


def set_affiliation(unit: Unit, credit_code: str, org_code: str | None, form: str, on: date) -> None:
    """Set the one primary affiliation of an enterprise from *on* on; it replaces the one before (R-ORG-06)."""
    organisation, others = None, 0
    if org_code is not None:
        organisation = store.organisation(store.get(unit, "organisations", org_code, "党组织", "org_code"))
        others = len(store.units_of(unit, organisation, on) - {credit_code})
    covered = _covered(unit, credit_code, on)
    exists = organisation is not None and organisation.exists_on(on)
    misfits = rules.affiliation_violations(form, organisation, exists)
    unit.check(misfits or rules.joining_violations(form, covered, others))
    _affiliate(unit, credit_code, org_code, form, on)


def _affiliate(unit: Unit, credit_code: str, org_code: str | None, form: str, on: date) -> None:
    values = {"org_code": org_code, "form": form}
    unit.db["affiliations"].update_one(
        {"_id": credit_code},
        {"$push": {"statements": store.statement(on, values)}, "$setOnInsert": {"version": store.VERSION}},
        upsert=True,
        session=unit.session,
    )
    unit.record(
        f"affiliation:{credit_code}",
        "registry.affiliation_set.v1",
        {"credit_code": credit_code, **values},
        effective_on=on,
    )


def _covered(unit: Unit, credit_code: str, on: date) -> Covered:
    """Read what the rules need of an enterprise on *on*."""
    enterprise = store.enterprise(store.get(unit, "enterprises", credit_code, "企业", "credit_code"))
    facts = enterprise.on(on)
    if not facts:
        raise InvalidInput("该日企业尚未登记", {"fields": {"credit_code": ["该日企业尚未登记"]}})
    within(unit, facts["area"])
    full = store.full_members_of(unit, credit_code, on)
    return Covered(credit_code, facts["name"], full, _set_in(unit, credit_code, on))


def _set_in(unit: Unit, credit_code: str, on: date) -> str | None:
    """Give the organisation that an enterprise is set in on *on* or later; what is dissolved by then is none."""
    affiliation = store.affiliation(unit, credit_code)
    days = [on, *(statement.on for statement in affiliation.statements if statement.on > on)]
    for day in days:
        held = affiliation.on(day)
        if held["form"] in SET:
            found = store.get(unit, "organisations", held["org_code"], "党组织", "org_code")
            if store.organisation(found).exists_on(day):
                return str(held["org_code"])
    return None


def _ancestors(unit: Unit, parent: str | None) -> list[str]:
    """Give the parent, its parent, and so on; empty when the parent is not on record."""
    chain: list[str] = []
    while parent is not None and parent not in chain and len(chain) < MAX_DEPTH:
        found = store.find(unit, "organisations", parent)
        if found is None:
            break
        chain.append(parent)
        parent = found["parent"]
    return chain
