"""Guards of the fifth stage, and of what may happen at any: conversion, archive, transfer."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.development.rules.request import StepRequest
from services.development.rules.reviews import no_quarter_left_out
from shared.contracts.development.steps import NAMES
from shared.contracts.development.terms import CONFIRMED, DOCUMENTS, OPINIONS, State
from shared.rules.violation import Violation

OF_PROBATION = {
    "file_admission": "R-DEV-53",
    "assign_to_branch": "R-DEV-60",
    "oath": "R-DEV-61",
}
CONVERSION_OPINIONS = ("group", "members", "masses")


def probation_end(request: StepRequest) -> date:
    """Return the end of probation, extension included. Source: R-DEV-62."""
    end = request.case.probation_end(request.number("R-DEV-62"))
    if end is None:
        raise LookupError("vote_admission")
    return end


def not_too_early(request: StepRequest) -> Iterator[Violation]:
    """Who applies for conversion long before the end of probation says why; the vote waits. Source: R-DEV-64."""
    earliest = probation_end(request) - timedelta(days=request.number("R-DEV-64-EARLY"))
    if request.on < earliest:
        yield request.violation("R-DEV-64-EARLY", "提交转正申请过早", field="on", earliest=earliest)


def probation_over(request: StepRequest) -> Iterator[Violation]:
    """No vote before the end of probation; the last day itself is in time. Source: R-DEV-62, R-DEV-64."""
    end = probation_end(request)
    if request.on < end:
        yield request.violation("R-DEV-64", "预备期未满，不能讨论转正", field="on", earliest=end)


def probation_complete(request: StepRequest) -> Iterator[Violation]:
    """Filing, assignment, oath and reviews belong to probation. Source: R-DEV-53, R-DEV-60, R-DEV-61, R-DEV-63."""
    for step, rule in OF_PROBATION.items():
        if rule in request.rules and request.case.last(step) is None:
            yield request.violation(rule, f"没有“{NAMES[step]}”的记录，请补记或说明理由", field="case_id")
    yield from no_quarter_left_out(request)


def heard_and_reviewed(request: StepRequest) -> Iterator[Violation]:
    """Opinions and the branch committee's review come before the vote. Source: R-DEV-65."""
    heard = set(request.facts["opinions"])
    if missing := [OPINIONS[one] for one in CONVERSION_OPINIONS if one not in heard]:
        yield request.violation("R-DEV-65", f"未听取{'、'.join(missing)}的意见", field="opinions")
    reviewed: date = request.facts["reviewed_on"]
    applied = request.done("apply_conversion").on
    if not applied <= reviewed <= request.on:
        message = "支部委员会审查应在转正申请之后、支部大会之前"
        yield request.violation("R-DEV-65", message, field="reviewed_on", earliest=applied)


def extension(request: StepRequest) -> Iterator[Violation]:
    """Probation is extended once, by six to twelve months. Source: R-DEV-67, R-DEV-68."""
    least, most = request.number("R-DEV-67"), request.number("R-DEV-67-MOST")
    if not least <= request.facts["months"] <= most:
        rule = "R-DEV-67" if request.facts["months"] < least else "R-DEV-67-MOST"
        yield request.violation(rule, f"延长预备期应为{least}至{most}个月", field="months")
    if len(request.case.extensions) >= request.number("R-DEV-68"):
        yield request.violation("R-DEV-68", "预备期已延长过一次，只能按期转正或取消资格", field="case_id")


def a_breach(request: StepRequest) -> Iterator[Violation]:
    """Who loses the qualification before conversion is discussed is told for what breach. Source: R-DEV-73."""
    if request.case.state is not State.CONVERSION_APPLIED and not request.reasoned:
        message = "转正讨论之前取消资格，须在理由中写明违犯党纪的事实"
        yield request.violation("R-DEV-73", message, field="reason")


def before_the_vote(request: StepRequest) -> State:
    """Return the state in which the branch voted to cancel. Source: R-DEV-73."""
    taken = request.case.taken
    place = max(number for number, one in enumerate(taken) if one.step == "vote_cancel")
    return taken[place - 1].to


def documents_complete(request: StepRequest) -> Iterator[Violation]:
    """All documents are in the file before it is archived. Source: R-DEV-70."""
    if missing := [name for kind, name in DOCUMENTS.items() if kind not in request.facts["documents"]]:
        yield request.violation("R-DEV-70", f"归档材料缺少：{'、'.join(missing)}", field="documents")


def confirmed_anew(request: StepRequest) -> Iterator[Violation]:
    """The new branch looks at a candidate's papers again before it goes on. Source: R-DEV-81."""
    if left_in(request) not in RECONFIRMED:
        return
    if missing := [name for one, name in CONFIRMED.items() if one not in request.facts["confirmed"]]:
        yield request.violation("R-DEV-81", f"接收前应重新确认：{'、'.join(missing)}", field="confirmed")


RECONFIRMED = (State.CANDIDATE, State.READY, State.REVIEWED, State.PRE_REVIEWED, State.FORM_COMPLETED)


def left_in(request: StepRequest) -> State:
    """Return the state in which the case under transfer left its branch."""
    return request.case.taken[-2].to


def received_as(request: StepRequest) -> State:
    """Return the state in which a new branch goes on with the case. Source: rules §11.2, receive."""
    left = left_in(request)
    if left in RECONFIRMED:
        return State.CANDIDATE
    fallen = (State.ACTIVIST_DECIDED, State.CANDIDATE_PROPOSED, State.NOTICE)
    return State.ACTIVIST if left in fallen else left
