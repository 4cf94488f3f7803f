"""The state machine as data: from where each step leads where, and what guards it (rules §11.2)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from services.development.model import FALLS, OVER, THE_THREE, Case, Taken
from services.development.rules import admission, application, candidate, conversion, offices, skipped, votes
from services.development.rules.limits import in_time
from services.development.rules.meetings import on_record
from services.development.rules.order import in_order
from services.development.rules.request import Guard, StepRequest
from shared.contracts.development.steps import NAMES
from shared.contracts.development.terms import STATES, State
from shared.rules.violation import Violation

S = State
Target = State | Callable[[StepRequest], State]
IN_PROBATION = (S.PROBATIONARY, S.EXTENDED)


@dataclass(frozen=True)
class Transition:
    """
    One row of the table.

    Attributes:
        sources: The states it may start in.
        target: Where it leads; None: the state stays.
    """

    sources: tuple[State, ...]
    target: Target | None
    guards: tuple[Guard, ...] = ()


def chosen(request: StepRequest) -> State:
    """Return the state that whoever decides sends the case back to."""
    return State(request.facts["to"])


def after_agreement(request: StepRequest) -> State:
    """Return the public notice where the edition has one before the status, else the status (R-DEV-23)."""
    return S.NOTICE if "R-DEV-23" in request.rules else S.CANDIDATE


def when_all_three(request: StepRequest) -> State:
    """
    Return where introducers, political review and training lead: in any order, together they make ready.

    Source: R-DEV-28.
    """
    done = {request.step, *(step for step in THE_THREE if request.case.last(step))}
    if request.step == "exempt_from_training" or request.case.last("exempt_from_training"):
        done.add("complete_training")
    return S.READY if done >= set(THE_THREE) else S.CANDIDATE


def _at(state: State, target: Target | None, *guards: Guard) -> Transition:
    return Transition((state,), target, guards)


BEFORE_APPROVAL = tuple(state for state in State if S.APPLIED <= state <= S.INTERVIEWED)
MOVABLE = (
    *(state for state in State if S.APPLIED <= state <= S.FORM_COMPLETED),
    *IN_PROBATION,
    S.CONVERSION_APPLIED,
)
# Between a branch's vote and the committee's decision (R-DEV-83).
UNDECIDED = (
    *(S.ADMISSION_VOTED, S.INTERVIEWED),
    *(S.CONVERSION_VOTED, S.EXTENSION_VOTED, S.CANCELLATION_VOTED),
)
TRANSITIONS: Mapping[str, Transition] = {
    "submit_application": Transition(
        (),
        S.APPLIED,
        (application.of_age, application.by_the_person, offices.lies_in_a_branch("org_code")),
    ),
    "record_recommendation": Transition((S.APPLIED, S.TALKED), None),
    "record_talk": _at(S.APPLIED, S.TALKED, in_time("talk")),
    "decide_activist": _at(S.TALKED, S.ACTIVIST_DECIDED, application.recommended),
    "file_activist": _at(S.ACTIVIST_DECIDED, S.ACTIVIST),
    "assign_contacts": _at(S.ACTIVIST, None, application.contacts),
    "half_year_review": _at(S.ACTIVIST, None, in_time("half_year_review")),
    "propose_candidate": _at(
        S.ACTIVIST, S.CANDIDATE_PROPOSED, application.cultivated, application.four_opinions
    ),
    "superior_agree": _at(
        S.CANDIDATE_PROPOSED, after_agreement, candidate.agreed, votes.by_another("propose_candidate")
    ),
    "superior_reject": _at(S.CANDIDATE_PROPOSED, S.ACTIVIST, votes.by_another("propose_candidate")),
    "raise_objection": _at(S.NOTICE, None, candidate.an_objection_of_its_own),
    "settle_objection": _at(S.NOTICE, None, candidate.an_objection),
    "uphold_objection": _at(S.NOTICE, S.ACTIVIST, candidate.an_objection),
    "end_notice": _at(S.NOTICE, S.CANDIDATE, candidate.noticed, candidate.no_open_objection),
    "set_introducers": _at(S.CANDIDATE, when_all_three, candidate.introducers),
    "political_review": _at(S.CANDIDATE, when_all_three),
    "complete_training": _at(S.CANDIDATE, when_all_three, candidate.trained),
    "ask_exemption": _at(S.CANDIDATE, None, candidate.an_exception),
    "exempt_from_training": _at(S.CANDIDATE, when_all_three, candidate.an_exception_of_another),
    "review_unqualified": _at(S.CANDIDATE, chosen),
    "branch_review": _at(S.READY, S.REVIEWED),
    "pre_review_pass": _at(
        S.REVIEWED,
        S.PRE_REVIEWED,
        admission.a_fresh_form,
        candidate.leaves_or_stays,
        votes.by_another("branch_review"),
    ),
    "pre_review_fail": _at(S.REVIEWED, chosen, votes.by_another("branch_review")),
    "complete_form": _at(S.PRE_REVIEWED, S.FORM_COMPLETED, admission.the_form_issued),
    "vote_admission": _at(
        S.FORM_COMPLETED,
        S.ADMISSION_VOTED,
        *votes.EVERY_VOTE,
        votes.majority,
        in_time("vote_after_pre_review"),
    ),
    "vote_admission_fail": _at(S.FORM_COMPLETED, chosen, *votes.EVERY_VOTE, votes.minority),
    "org_talk": _at(S.ADMISSION_VOTED, S.INTERVIEWED),
    "approve_admission": _at(
        S.INTERVIEWED,
        S.PROBATIONARY,
        admission.approved_in_time,
        admission.within_quota,
        votes.by_another("vote_admission"),
    ),
    "reject_admission": _at(S.INTERVIEWED, S.ACTIVIST, votes.by_another("vote_admission")),
    "resubmit": _at(S.INTERVIEWED, S.FORM_COMPLETED, admission.locked),
    "file_admission": Transition(IN_PROBATION, None, (in_time("filing"),)),
    "assign_to_branch": Transition(IN_PROBATION, None, (in_time("assignment"),)),
    "probation_review": Transition(IN_PROBATION, None, (in_time("probation_review"),)),
    "oath": Transition(IN_PROBATION, None, (in_time("oath"),)),
    "apply_conversion": Transition(IN_PROBATION, S.CONVERSION_APPLIED, (conversion.not_too_early,)),
    "vote_conversion": _at(
        S.CONVERSION_APPLIED,
        S.CONVERSION_VOTED,
        *votes.EVERY_VOTE,
        votes.majority,
        conversion.probation_over,
        conversion.heard_and_reviewed,
        conversion.probation_complete,
    ),
    "vote_extend": _at(
        S.CONVERSION_APPLIED,
        S.EXTENSION_VOTED,
        *votes.EVERY_VOTE,
        votes.majority,
        conversion.probation_over,
        conversion.extension,
    ),
    "approve_extension": _at(
        S.EXTENSION_VOTED,
        S.EXTENDED,
        votes.by_another("vote_extend", "R-DEV-73-OTHER"),
        in_time("conversion_approval"),
    ),
    "reject_extension": _at(
        S.EXTENSION_VOTED, S.CONVERSION_APPLIED, votes.by_another("vote_extend", "R-DEV-73-OTHER")
    ),
    "vote_cancel": Transition(
        (*IN_PROBATION, S.CONVERSION_APPLIED),
        S.CANCELLATION_VOTED,
        (*votes.EVERY_VOTE, votes.majority, conversion.a_breach),
    ),
    "approve_cancellation": _at(
        S.CANCELLATION_VOTED,
        S.CANCELLED,
        votes.by_another("vote_cancel", "R-DEV-73-OTHER"),
        in_time("conversion_approval"),
    ),
    "reject_cancellation": _at(
        S.CANCELLATION_VOTED,
        conversion.before_the_vote,
        votes.by_another("vote_cancel", "R-DEV-73-OTHER"),
    ),
    "approve_conversion": _at(
        S.CONVERSION_VOTED, S.FULL, votes.by_another("vote_conversion"), in_time("conversion_approval")
    ),
    "reject_conversion": _at(S.CONVERSION_VOTED, S.CONVERSION_APPLIED, votes.by_another("vote_conversion")),
    "archive": _at(S.FULL, S.ARCHIVED, conversion.documents_complete),
    "transfer_out": Transition(
        MOVABLE, S.IN_TRANSFER, (offices.to_another, offices.lies_in_a_branch("to_org"))
    ),
    "receive": _at(
        S.IN_TRANSFER,
        conversion.received_as,
        offices.by_the_one_named,
        offices.lies_in_a_branch("org_code"),
        conversion.confirmed_anew,
    ),
    "withdraw": Transition(BEFORE_APPROVAL, S.TERMINATED),
    "end_case": Transition(tuple(state for state in State if state not in OVER), S.TERMINATED),
}


def target_of(request: StepRequest) -> State:
    """Return the state after the step."""
    target = TRANSITIONS[request.step].target
    if target is None:
        return request.case.state
    return target(request) if callable(target) else target


def violations(request: StepRequest) -> list[Violation]:
    """
    Return all that keeps the step from being taken.

    A step out of its order is refused alone: its guards would look for what is not there (R-SEED-079).
    """
    row = TRANSITIONS[request.step]
    if request.case.taken and request.case.state not in row.sources:
        return [_out_of_order(request.case, row, request)]
    found = list(
        chain(in_order(request), offices.by_power(request), on_record(request), _sent_back(request, row))
    )
    if any(violation.rule == "I-5" for violation in found):
        return found  # votes are counted from the record of the meeting
    return [*found, *chain.from_iterable(guard(request) for guard in row.guards)]


def _out_of_order(case: Case, row: Transition, request: StepRequest) -> Violation:
    frozen = request.step == "transfer_out" and case.state in UNDECIDED
    rule = "R-DEV-83" if frozen else "R-SEED-079"
    needed = "、".join(STATES[state] for state in row.sources)
    message = f"现为“{STATES[case.state]}”，此步骤要求“{needed}”，程序不能跳越"
    between = [] if frozen else skipped.missing(request, row.sources, _leading())
    if not between:
        return request.violation(rule, message, field="case_id")
    first = replace(request, step=between[0], facts={})
    possible = skipped.earliest(first, (in_order, *TRANSITIONS[between[0]].guards))
    message += f"；还缺：{'、'.join(NAMES[step] for step in between)}"
    if possible is not None:
        message += f"；其中“{NAMES[between[0]]}”最早可在{possible.isoformat()}办理"
    found = request.violation(rule, message, field="case_id", earliest=possible)
    cited = skipped.article(request, between)
    return found if cited is None else replace(found, source=f"{cited}；{found.source}")


def _leading() -> dict[str, skipped.Leading]:
    """Return the steps that lead a case on, without those that send it back, away, or to its end."""
    rows = {step: TRANSITIONS[step] for step in skipped.LEADING_ON}
    return {
        step: skipped.Leading(row.sources, _onward(row), THE_THREE if row.target is when_all_three else ())
        for step, row in rows.items()
    }


def _onward(row: Transition) -> Callable[[StepRequest], State]:
    """Return where a step leads in the end: of those that are done in any order, where all of them lead."""

    def to(request: StepRequest) -> State:
        if row.target is when_all_three or row.target is None:
            return S.READY
        return row.target(request) if callable(row.target) else row.target

    return to


def _sent_back(request: StepRequest, row: Transition) -> Iterator[Violation]:
    allowed = FALLS.get(request.step, ())
    if row.target is chosen and State(request.facts["to"]) not in allowed:
        names = "、".join(f"{state}（{STATES[state]}）" for state in allowed)
        yield request.violation("R-SEED-079", f"去向应为：{names}", field="to")


def taken(request: StepRequest) -> Taken:
    """Return the step as it goes on record."""
    edition, to = request.rules.edition, target_of(request)
    return Taken(request.step, request.on, edition, to, request.facts, by=request.by)
