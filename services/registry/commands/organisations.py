"""Organisations and affiliations: how an enterprise is covered."""

from datetime import date

from services.registry import cases_store, rules, standing_rules, store
from services.registry.commands import growth, limits, superiors
from services.registry.commands.people import check_relation, move_members
from services.registry.commands.posts import end_posts
from services.registry.model import CoveredEnterprise
from services.registry.rules import PACK
from shared.city import areas
from shared.city.areas import within
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.registry import calls, events, facts
from shared.contracts.registry.terms import ATTACHED, ORGANISATION_FORMS
from shared.ledger import Unit
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def establish_organisation(unit: Unit, command: calls.EstablishOrganisation) -> None:
    """Establish an organisation, affiliate its units and move its founding members into it (R-ORG-01..03)."""
    code, on = command.org_code, command.established_on
    event = events.OrganisationEstablished(**command.only(facts.Organisation))
    days = {"established_on": on.isoformat(), "dissolved_on": None}
    store.get(unit.db, store.AREAS, command.area, "area")
    within(unit, command.area)
    if store.find(unit.db, store.ORGANISATIONS, code) is None:
        _check_setting(unit, command)
    stated = {"statements": [store.statement(on, command.only(facts.OrganisationChanges))]}
    store.insert(unit, store.ORGANISATIONS, {**event.as_json(), **days, **stated}, f"党组织代码{code}已使用")
    unit.record(f"organisation:{code}", event, effective_on=on)
    for credit_code in command.units:
        affiliation = facts.Affiliation(credit_code=credit_code, org_code=code, form=str(command.form))
        affiliate(unit, affiliation, on)
    move_members(unit, command.members, code, on)


def dissolve_organisation(unit: Unit, command: calls.DissolveOrganisation) -> None:
    """End an organisation; affiliations and posts end the same day, members and cases move (R-ORG-16b)."""
    code, on = command.org_code, command.effective_on
    found = store.organisation(store.get(unit.db, store.ORGANISATIONS, code), on)
    within(unit, found.area)
    if found.dissolved_on is not None or not found.exists_on(on):
        raise Conflict.at("effective_on", "该党组织在该日不存在或已撤销", "党组织当日不存在")
    in_force = areas.rules(unit.db, PACK, on, found.area)
    left, coming = store.relations_from(unit.db, code, on)
    cases, below = cases_store.cases_in(unit.db, code), store.put_under(unit.db, code, on)
    unit.check(
        [
            *rules.dissolution_violations(in_force, code, command.received_by, left, coming, cases, below),
            *standing_rules.bound_violations(in_force, bound(unit, code, on, date.max), "effective_on"),
        ]
    )
    ending = {"dissolved_on": on.isoformat(), "received_by": command.received_by}
    store.change(unit, store.ORGANISATIONS, code, ending)
    event = events.OrganisationDissolved(org_code=code, received_by=command.received_by)
    unit.record(f"organisation:{code}", event, effective_on=on)
    limits.dissolved(unit, code, on)
    end_posts(unit, code, on)
    for credit_code in store.covered_by(unit.db, code):
        growth.note_enterprise(unit, credit_code, on)
    if command.received_by is not None:
        check_relation(unit, {"org_code": command.received_by}, on, "received_by")
        receiver = store.get(unit.db, store.ORGANISATIONS, command.received_by)
        unit.check(rules.staying_violations(in_force, store.organisation(receiver, on), "received_by"))
        move_members(unit, left, command.received_by, on)


def set_affiliation(unit: Unit, command: calls.SetAffiliation) -> None:
    """Set the one primary affiliation of an enterprise from a day on; it replaces the one before (R-ORG-06)."""
    code, on = command.credit_code, command.effective_on
    organisation, others = None, 0
    if command.org_code is not None:
        organisation = store.organisation(store.get(unit.db, store.ORGANISATIONS, command.org_code), on)
        others = len(store.units_of(unit.db, organisation, on) - {code})
    joining = covered(unit, code, on)
    exists = organisation is not None and organisation.exists_on(on)
    in_force = areas.rules(unit.db, PACK, on, store.get(unit.db, store.ENTERPRISES, code)["area"])
    misfits = rules.affiliation_violations(in_force, command.form, organisation, exists)
    unit.check(misfits or rules.joining_violations(in_force, command.form, joining, others))
    affiliate(unit, facts.Affiliation(**command.only(facts.Affiliation)), on)


def _check_setting(unit: Unit, command: calls.EstablishOrganisation) -> None:
    code, on = command.org_code, command.established_on
    units = [covered(unit, credit_code, on) for credit_code in command.units]
    in_force = areas.rules(unit.db, PACK, on, command.area)
    unit.check(
        [
            *superiors.violations(unit, code, command.parent, on),
            *rules.power_violations(in_force, command.type, command.can_approve_member),
            *rules.founding_violations(in_force, command.type, len(command.members)),
            *rules.form_violations(in_force, command.type, command.form),
            *rules.setting_violations(in_force, command.form, units),
            *_size(in_force, command, sum(one.full_members for one in units)),
        ]
    )


def _size(in_force: RulePack, command: calls.EstablishOrganisation, full_members: int) -> list[Violation]:
    """Ask of what is set up in enterprises; others have those below them, who come later (R-ORG-09, R-ORG-10)."""
    if command.form is None or command.type not in rules.UPGRADES:
        return []
    return rules.upgrade_violations(in_force, command.type, full_members, 0)


def affiliate(unit: Unit, affiliation: facts.Affiliation, on: date) -> None:
    """State an enterprise's affiliation from a day on, and tell it."""
    event = events.AffiliationSet(**vars(affiliation))
    values = {name: value for name, value in event.as_json().items() if name != "credit_code"}
    store.affiliate(unit, affiliation.credit_code, on, values)
    unit.record(f"affiliation:{affiliation.credit_code}", event, effective_on=on)
    limits.affiliated(unit, affiliation.credit_code, on)
    growth.note_enterprise(unit, affiliation.credit_code, on)


def bound(unit: Unit, org_code: str, since: date, until: date, but: str | None = None) -> list[str]:
    """
    Return the enterprises that are on record as affiliated to an organisation from a day between two on.

    Args:
        until: The first day that is not looked at any more.
        but: A form in which they may be, as they may be attached then; None: in none.
    """
    free = () if but is None else (but, ATTACHED)
    return [
        row["_id"]
        for row in store.pointing_at(unit.db, store.AFFILIATIONS, "statements.org_code", org_code)
        if any(
            since <= one.on < until and one.values["org_code"] == org_code and one.values["form"] not in free
            for one in store.statements(row)
        )
    ]


def covered(unit: Unit, credit_code: str, on: date) -> CoveredEnterprise:
    """Read what the rules need of an enterprise on *on*."""
    known = store.enterprise(store.get(unit.db, store.ENTERPRISES, credit_code)).on(on)
    if not known:
        raise InvalidInput.at("credit_code", "该日企业尚未登记")
    within(unit, known["area"])
    full = store.full_members_of(unit.db, credit_code, on)
    return CoveredEnterprise(credit_code, known["name"], full, _set_in(unit, credit_code, on))


def _set_in(unit: Unit, credit_code: str, on: date) -> str | None:
    """Return the organisation that an enterprise is set in on *on* or later; what is dissolved by then is none."""
    affiliation = store.affiliation(unit.db, credit_code)
    days = [on, *(statement.on for statement in affiliation.statements if statement.on > on)]
    for day in days:
        held = affiliation.on(day)
        if held["form"] in ORGANISATION_FORMS:
            found = store.get(unit.db, store.ORGANISATIONS, held["org_code"])
            if store.organisation(found, day).exists_on(day):
                return str(held["org_code"])
    return None
