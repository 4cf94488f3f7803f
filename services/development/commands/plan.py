"""The yearly plan, and the confirmation of rules whose text nobody has seen yet."""

from services.development import store
from services.development.commands import notices
from services.development.commands.cases import PACK
from shared.city import copies
from shared.contracts.development import calls, events, facts
from shared.contracts.errors import InvalidInput
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.violation import Level


def set_quota(unit: Unit, command: calls.SetQuota) -> None:
    """Set or change an organisation's places; what they were weighted by stays with them (R-DEV-91)."""
    copies.within(unit, command.org_code)
    before = store.quota(unit, command.org_code, command.year)
    store.set_quota(unit, command)
    event = events.QuotaSet(**command.only(facts.Quota))
    unit.record(f"quota:{command.year}:{command.org_code}", event)
    notices.tell_quota(unit, command.org_code, command.year, before)


def confirm_rule(unit: Unit, command: calls.ConfirmRule) -> None:
    """
    Put on record that somebody read the official text of an unconfirmed rule; it blocks from now on.

    Source: R-GEN-09.
    """
    rule, rules = command.rule, pack.load(PACK).rules
    if rule not in rules or rules[rule].level is not Level.UNCONFIRMED:
        raise InvalidInput.at("rule", f"{rule}不是待核实的规则", "不是待核实的规则")
    store.confirm(unit, command)
    unit.record(f"rule:{rule}", events.RuleConfirmed(**command.only(facts.Confirmation)))
