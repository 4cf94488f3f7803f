"""Guards of every vote: admission, conversion, extension, cancellation."""

from collections.abc import Iterator

from services.development.rules.request import Guard, StepRequest
from shared.contracts.development.steps import NAMES
from shared.rules.violation import Violation


def quorum(request: StepRequest) -> Iterator[Violation]:
    """More than half of those due are present; written opinions do not count. Source: R-DEV-40, R-DEV-44."""
    due, present = request.facts["due"], request.facts["present"]
    if present * request.number("R-DEV-40") <= due:
        yield request.violation("R-DEV-40", f"应到{due}人，实到{present}人，未超过半数", field="present")


def majority(request: StepRequest) -> Iterator[Violation]:
    """More than half of those due say yes, written opinions included. Source: R-DEV-41, R-DEV-44."""
    if not _passes(request):
        due, yes = request.facts["due"], _yes(request)
        yield request.violation("R-DEV-41", f"应到{due}人，赞成{yes}票，未超过应到会的半数", field="yes")


def minority(request: StepRequest) -> Iterator[Violation]:
    """What passed is not recorded as failed. Source: R-DEV-41."""
    if _passes(request):
        yield request.violation("R-DEV-41", "赞成票超过应到会的半数，应登记为通过", field="yes")


def counted(request: StepRequest) -> Iterator[Violation]:
    """E-05, I-7, R-DEV-42, R-DEV-43: totals that can be, of the members who have a vote."""
    tally = request.facts
    due, present = tally["due"], tally["present"]
    written = tally["written_yes"] + tally["written_no"]
    if due != request.voters:
        message = f"应到会有表决权的正式党员按名册为{request.voters}人，所填为{due}人"
        yield request.violation("R-DEV-42", message, field="due")
    if present + written > due:
        yield request.violation("E-05", "实到人数与书面意见之和多于应到人数", field="present")
    if tally["yes"] + tally["no"] + tally["abstain"] > present:
        yield request.violation("E-05", "到会人员的票数之和多于实到人数", field="yes")


def one_by_one(request: StepRequest) -> Iterator[Violation]:
    """Each person has a tally of their own. Source: R-DEV-45."""
    if request.facts["persons"] != request.number("R-DEV-45"):
        yield request.violation("R-DEV-45", "应逐个讨论、逐个表决，每人一份计票", field="persons")


def by_another(step: str, rule: str = "R-PRV-23") -> Guard:
    """
    Return the guard that another person than the one who entered *step* enters what the superior decided on it.

    Source: R-PRV-23, R-DEV-73.
    """

    def guard(request: StepRequest) -> Iterator[Violation]:
        entered = request.done(step)
        if entered.by is not None and entered.by == request.by:
            message = f"{NAMES[step]}和上级审批不能由同一人登记，请由上级党委的另一人登记"
            yield request.violation(rule, message, field="case_id")

    return guard


def _yes(request: StepRequest) -> int:
    tally = request.facts
    return int(tally["yes"]) + int(tally["written_yes"])


def _passes(request: StepRequest) -> bool:
    return _yes(request) * request.number("R-DEV-41") > int(request.facts["due"])


EVERY_VOTE = (quorum, counted, one_by_one)
