"""The yearly plan, and the confirmation of rules whose text nobody has seen yet."""

from datetime import date

from services.development import store
from services.development.commands import notices
from services.development.commands.cases import PACK
from services.development.model import Confirmation
from services.development.rules import confirming
from services.development.rules.quotas import quota_violations
from shared.city import areas, copies
from shared.contracts.development import calls, events, facts
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.pack import RulePack


def set_quota(unit: Unit, command: calls.SetQuota) -> None:
    """Set or change an organisation's places; what they were weighted by stays with them (R-DEV-91)."""
    copies.within(unit, command.org_code)
    before, on = store.quota(unit, command.org_code, command.year), unit.stamp.recorded_on
    gets_more = before is None or command.places > before.places
    # What is left of one that is gone is taken back, and given to whom the department says (R-DEV-90, R-ORG-16b).
    if gets_more and copies.organisation(unit.db, command.org_code, on) is None:
        message = f"党组织{command.org_code}已撤销或尚未成立，只能核减其名额，不能下达或增加"
        raise InvalidInput.at("org_code", message, "已撤销或尚未成立")
    unit.check(quota_violations(copies.rules(unit.db, PACK, on, command.org_code), command.year, on))
    store.set_quota(unit, command)
    event = events.QuotaSet(**command.only(facts.Quota))
    unit.record(f"quota:{command.year}:{command.org_code}", event)
    notices.tell_quota(unit, command.org_code, command.year, before)


def confirm_rule(unit: Unit, command: calls.ConfirmRule) -> None:
    """
    Put on record that somebody read the official text of an unconfirmed rule; it binds once another approved it.

    Raises:
        Conflict: the number is used.
        InvalidInput: there is no such edition.

    Source: R-GEN-09, R-GEN-14.
    """
    areas.within(unit, command.area)
    if command.edition not in pack.editions(PACK):
        known = "、".join(pack.editions(PACK))
        raise InvalidInput.at("edition", f"没有{command.edition}版", f"应为其中之一：{known}")
    if store.find_confirmation(unit, command.confirmation) is not None:
        raise Conflict.at("confirmation", f"核实编号{command.confirmation}已使用", "编号已使用")
    told = command.only(facts.Confirmation)
    rules = _of_edition(command.edition, command.since)
    unit.check(confirming.proposal_violations(command, rules, unit.stamp.recorded_on))
    store.keep_confirmation(unit, Confirmation(**told, by=unit.actor.user))
    unit.record(_stream(command.confirmation), events.ConfirmationProposed(**told))


def approve_confirmation(unit: Unit, command: calls.ApproveConfirmation) -> None:
    """Approve a confirmation as the second person; the rule blocks where it says from then on (R-GEN-14)."""
    known = _confirmation(unit, command.confirmation)
    unit.check(
        confirming.approval_violations(known, _of_edition(known.edition, known.since), unit.actor.user)
    )
    approved = {"approved_by": unit.actor.user, "approved_on": unit.stamp.recorded_on}
    store.keep_confirmation(unit, Confirmation(**{**vars(known), **approved}))
    unit.record(_stream(known.confirmation), events.ConfirmationApproved(confirmation=known.confirmation))


def withdraw_confirmation(unit: Unit, command: calls.WithdrawConfirmation) -> None:
    """Withdraw a confirmation; what was refused while it bound stays refused (R-GEN-14)."""
    known = _confirmation(unit, command.confirmation)
    unit.check(confirming.withdrawal_violations(known, _of_edition(known.edition, known.since)))
    withdrawn = {"withdrawn_on": unit.stamp.recorded_on, "reason": command.comment}
    store.keep_confirmation(unit, Confirmation(**{**vars(known), **withdrawn}))
    event = events.ConfirmationWithdrawn(confirmation=known.confirmation, reason=command.comment)
    unit.record(_stream(known.confirmation), event)


def _confirmation(unit: Unit, number: str) -> Confirmation:
    found = store.find_confirmation(unit, number)
    if found is None:
        raise NotFound.at("confirmation", f"没有核实记录{number}", "没有该编号")
    areas.within(unit, found.area)
    return found


def _stream(confirmation: str) -> str:
    return f"confirmation:{confirmation}"


def _of_edition(edition: str, since: date) -> RulePack:
    """Return the rules of an edition as they read on a day, or on that day of the edition which is next to it."""
    first, last = pack.days_of(PACK, edition)
    return pack.load(PACK, min(max(since, first), last))
