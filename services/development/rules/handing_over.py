"""What becomes of a case whose branch was dissolved: it goes to who received the members, and to nobody else."""

from datetime import date

from services.development.model import Case, Taken
from services.development.rules.transitions import MOVABLE
from shared.contracts.development.terms import State

SENT, HANDED_OVER = "transfer_out", "hand_over"


def handed_over(case: Case, receiver: str, dissolved_on: date, edition: str) -> Taken | None:
    """
    Return the step by which *case* leaves a dissolved branch; None: it is under way to another already.

    What may move is sent, and received as the rules of transfers say; what waits for a committee's decision, and
    what only has to be archived, goes on with the receiver as it stands, since it is not to be decided anew.

    Source: R-DEV-86, R-DEV-83, R-ORG-16b.
    """
    on = max(dissolved_on, case.last_on)
    if case.state is State.IN_TRANSFER:
        return None
    if case.state in MOVABLE:
        return Taken(SENT, on, edition, State.IN_TRANSFER, {"to_org": receiver})
    return Taken(HANDED_OVER, on, edition, case.state, {"org_code": receiver})
