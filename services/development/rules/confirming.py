"""Confirming the text of a rule that nobody had seen: by two persons, for a place, an edition and the days to come."""

from datetime import date

from services.development.model import Confirmation
from shared.contracts.development import facts
from shared.contracts.development.terms import CONFIRMATION_STATES
from shared.rules.pack import RulePack
from shared.rules.violation import Level, Violation

RULE = "R-GEN-14"


def proposal_violations(told: facts.Confirmation, edition: RulePack, on: date) -> list[Violation]:
    """
    Return what keeps a confirmation from being proposed on *on*.

    Args:
        edition: The rules in the edition whose text was read.

    Source: R-GEN-09, R-GEN-14.
    """
    found = []
    if told.rule not in edition or edition[told.rule].level is not Level.UNCONFIRMED:
        message = f"{told.rule}在{told.edition}版中不是待核实的规则"
        found.append(edition.violation(RULE, message, field="rule"))
    if told.since < on:
        message = "起始日期已过，核实不约束此前的行为"
        found.append(edition.violation(RULE, message, field="since", earliest=on))
    return found


def approval_violations(known: Confirmation, rules: RulePack, user: str) -> list[Violation]:
    """Return what keeps *user* from approving a confirmation. Source: R-GEN-14."""
    if known.state != "proposed":
        return [rules.violation(RULE, _now(known, "待确认"), field="confirmation")]
    if known.by == user:
        return [rules.violation(RULE, "核实人不得自行确认，请由另一人办理", field="confirmation")]
    return []


def withdrawal_violations(known: Confirmation, rules: RulePack) -> list[Violation]:
    """Return whether a confirmation was withdrawn already. Source: R-GEN-14."""
    if known.state == "withdrawn":
        return [rules.violation(RULE, _now(known, "待确认或已确认"), field="confirmation")]
    return []


def _now(known: Confirmation, wanted: str) -> str:
    return f"{known.confirmation}现为“{CONFIRMATION_STATES[known.state]}”，此步骤要求“{wanted}”"
