"""Changes of an organisation: name, type, form, superior, power to approve."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from services.registry import rules, standing_rules, store
from services.registry.commands import growth, superiors
from services.registry.commands.organisations import affiliate, bound, covered
from services.registry.model import Organisation, Statement, as_of, latest
from services.registry.rules import PACK
from shared.city import areas
from shared.city.areas import within
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.registry import calls, events, facts
from shared.ledger import Unit
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def change_organisation(unit: Unit, command: calls.ChangeOrganisation) -> None:
    """Change facts of an organisation from a day on which it exists; a new form takes its units along."""
    code, on = command.org_code, command.effective_on
    document = store.get(unit.db, store.ORGANISATIONS, code)
    organisation = store.organisation(document, on)
    within(unit, organisation.area)
    if not organisation.exists_on(on):
        raise Conflict.at("effective_on", "该党组织在该日不存在或已撤销", "党组织当日不存在")
    changes = command.only(facts.OrganisationChanges)
    if not changes:
        raise InvalidInput.at("org_code", "没有填写任何变更")
    statements, change = store.statements(document), Statement(on, changes)
    units = _units_to_reform(unit, organisation, changes, on)

    def rules_on(day: date) -> RulePack:
        return areas.rules(unit.db, PACK, day, organisation.area)

    in_force = rules_on(on)
    unit.check(
        [
            *_chain(unit, code, changes, on),
            *_power((*statements, change), on, rules_on),
            *_size(unit, in_force, organisation, changes, on),
            *_form(statements, change, rules_on),
            *rules.reforming_violations(
                in_force, changes.get("form"), [covered(unit, one, on) for one in units]
            ),
            *_later_units(unit, in_force, code, statements, change),
        ]
    )
    current = latest(statements, on, changes, store.today(unit))
    store.state(unit, store.ORGANISATIONS, code, on, changes, current=current)
    unit.record(f"organisation:{code}", events.OrganisationChanged(org_code=code, **changes), effective_on=on)
    growth.note_organisation(unit, code, on)
    for credit_code in units:
        affiliate(unit, facts.Affiliation(credit_code=credit_code, org_code=code, form=changes["form"]), on)


def _chain(unit: Unit, code: str, changes: Mapping[str, Any], on: date) -> list[Violation]:
    return superiors.violations(unit, code, changes["parent"], on) if "parent" in changes else []


def _power(
    statements: tuple[Statement, ...], on: date, rules_on: Callable[[date], RulePack]
) -> list[Violation]:
    """Ask on the day and on each later one on which something else was stated."""
    for day in [on, *sorted({statement.on for statement in statements if statement.on > on})]:
        held = as_of(statements, day)
        if found := rules.power_violations(rules_on(day), held["type"], held["can_approve_member"]):
            return found
    return []


def _size(
    unit: Unit, in_force: RulePack, organisation: Organisation, changes: Mapping[str, Any], on: date
) -> list[Violation]:
    kind = changes.get("type", organisation.type)
    if kind == organisation.type or kind not in rules.UPGRADES:
        return []
    code = organisation.org_code
    below = store.organisations_below(unit.db, code, on)
    full = store.full_members_in(unit.db, {code, *below}, on)
    there, coming = store.relations_from(unit.db, code, on)
    return rules.upgrade_violations(in_force, kind, full, len({*there, *coming}))


def _form(
    statements: tuple[Statement, ...], change: Statement, rules_on: Callable[[date], RulePack]
) -> list[Violation]:
    """Ask as of the power, of what changes only: what is on record does not stand in the way of anything else."""
    if not {"type", "form"} & set(change.values):
        return []
    for day in [change.on, *sorted({one.on for one in statements if one.on > change.on})]:
        before, held = as_of(statements, day), as_of((*statements, change), day)
        is_same = day > change.on and all(before[name] == held[name] for name in ("type", "form"))
        if not is_same and (found := rules.form_violations(rules_on(day), held["type"], held["form"])):
            return found
    return []


def _later_units(
    unit: Unit, in_force: RulePack, code: str, statements: tuple[Statement, ...], change: Statement
) -> list[Violation]:
    """Ask of those who come after the day and before the form changes again."""
    if "form" not in change.values:
        return []
    until = min(
        (one.on for one in statements if one.on > change.on and "form" in one.values), default=date.max
    )
    coming = bound(unit, code, change.on + timedelta(days=1), until, but=change.values["form"] or "")
    return standing_rules.bound_violations(in_force, coming, "form")


def _units_to_reform(
    unit: Unit, organisation: Organisation, changes: Mapping[str, Any], on: date
) -> list[str]:
    """Name the enterprises that are set in an organisation whose form changes."""
    if changes.get("form", organisation.form) == organisation.form:
        return []
    return sorted(store.units_of(unit.db, organisation, on))
