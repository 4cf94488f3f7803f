"""The yearly plan, and the confirmation of rules whose text nobody has seen yet."""

from services.development.commands.cases import PACK
from shared.city import copies
from shared.contracts.errors import InvalidInput
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.violation import Level


def set_quota(unit: Unit, year: int, org_code: str, places: int, weighting: str) -> None:
    """Set or change an organisation's places; what they were weighted by stays with them (R-DEV-91)."""
    copies.within(unit, org_code)
    unit.db["quotas"].replace_one(
        {"_id": f"{year}:{org_code}"},
        {"places": places, "weighting": weighting},
        upsert=True,
        session=unit.session,
    )
    data = {"year": year, "org_code": org_code, "places": places, "weighting": weighting}
    unit.record(f"quota:{year}:{org_code}", "development.quota_set.v1", data)


def confirm_rule(unit: Unit, rule: str, text: str) -> None:
    """
    Put on record that somebody read the official text of an unconfirmed rule; it blocks from now on.

    Source: R-GEN-09.
    """
    rules = pack.load(PACK).rules
    if rule not in rules or rules[rule].level is not Level.UNCONFIRMED:
        raise InvalidInput(f"{rule}不是待核实的规则", {"fields": {"rule": ["不是待核实的规则"]}})
    unit.db["confirmations"].replace_one({"_id": rule}, {"text": text}, upsert=True, session=unit.session)
    unit.record(f"rule:{rule}", "development.rule_confirmed.v1", {"rule": rule, "text": text})
