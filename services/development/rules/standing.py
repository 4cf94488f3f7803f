"""What a step makes of the person in the register of members."""

from collections.abc import Mapping
from datetime import date

from services.development.model import Case
from shared.contracts.development.facts import Standing
from shared.contracts.development.terms import DIED, EXPELLED, State
from shared.contracts.registry.terms import DECEASED, PROBATIONARY, REMOVED, VOTER
from shared.rules.pack import RulePack

# What the end of a case makes of who was a member by then, and the other way round (R-DEV-74b).
ENDED_BY: Mapping[str, str] = {DIED: DECEASED, EXPELLED: REMOVED}


def standing_after(
    case: Case, rules: RulePack, credit_code: str | None, member_id: str | None = None
) -> Standing | None:
    """
    Return the standing that the last step of *case* leads to; None when it changes none.

    Membership counts from the meeting that admitted, once it is approved; full membership from the end of
    probation.

    Args:
        credit_code: Where the person works, as the application said.
        member_id: The number that the opening stock has the person under; None: it has not.

    Source: R-DEV-71, R-DEV-72, R-DEV-74b, R-MEM-13.
    """
    last = case.taken[-1]
    named = {} if member_id is None else {"member_id": member_id}
    if last.step == "approve_admission":
        vote = case.last("vote_admission")
        since = last.on if vote is None else vote.on
        return Standing(status=PROBATIONARY, since=since, credit_code=credit_code, **named)
    if last.step == "approve_conversion":
        end: date | None = case.probation_end(rules.number("R-DEV-62"))
        return Standing(status=VOTER, since=end or last.on, **named)
    if last.to is State.CANCELLED:
        return Standing(status=REMOVED, since=last.on, **named)
    if last.step == "end_case" and case.last("approve_admission") is not None:
        return Standing(status=ENDED_BY[last.facts["ending"]], since=last.on, **named)
    return None
