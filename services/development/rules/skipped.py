"""What a step that comes too soon skips: the steps in between, the article they stand in, and from when they may be."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.development.rules.request import Guard, StepRequest
from shared.contracts.development.terms import State
from shared.rules.violation import Violation

# What of a step can be told beforehand speaks of these; all else looks at what is told with the step.
KNOWN_BEFORE = (None, "case_id", "on")
VOTE = ("R-DEV-40", "R-DEV-42", "R-DEV-43", "R-DEV-44", "R-DEV-45")
CONVERSION = ("R-DEV-65", "R-DEV-62", "R-DEV-64", "R-DEV-68")
# The rules of each step; of one that leads on, a step that skips it cites the first (R-GEN-07).
RULES_OF: Mapping[str, tuple[str, ...]] = {
    "record_talk": ("R-DEV-05",),
    "decide_activist": ("R-DEV-13", "R-DEV-10", "R-DEV-11-CIRCLE", "R-DEV-12"),
    "file_activist": ("R-DEV-13",),
    "assign_contacts": ("R-DEV-15",),
    "half_year_review": ("R-DEV-16", "R-DEV-16-GRACE"),
    "propose_candidate": ("R-DEV-21", "R-DEV-18", "R-DEV-18-REVIEWS", "R-DEV-20"),
    "superior_agree": ("R-DEV-22", "R-DEV-23", "I-9"),
    "end_notice": ("R-DEV-23", "R-DEV-24"),
    "set_introducers": ("R-DEV-25",),
    "political_review": ("R-DEV-26",),
    "complete_training": ("R-DEV-27", "R-DEV-27-HOURS"),
    "branch_review": ("R-DEV-30",),
    "pre_review_pass": ("R-DEV-31", "R-DEV-32", "R-DEV-33"),
    "complete_form": ("R-DEV-33",),
    "vote_admission": ("R-DEV-41", *VOTE, "R-DEV-34"),
    "org_talk": ("R-DEV-48",),
    "approve_admission": ("R-DEV-50", "R-DEV-51", "R-DEV-93", "I-9"),
    "file_admission": ("R-DEV-53",),
    "assign_to_branch": ("R-DEV-60",),
    "oath": ("R-DEV-61",),
    "probation_review": ("R-DEV-63", "R-DEV-63-GRACE"),
    "apply_conversion": ("R-DEV-65", "R-DEV-64-EARLY"),
    "vote_conversion": (*CONVERSION, "R-DEV-41", *VOTE),
    "vote_extend": (*CONVERSION, "R-DEV-67", "R-DEV-67-MOST", "R-DEV-41", *VOTE),
    "vote_cancel": ("R-DEV-41", *VOTE),
    "approve_conversion": ("R-DEV-69", "I-9"),
    "archive": ("R-DEV-70",),
    "transfer_out": ("R-DEV-83",),
    "receive": ("R-DEV-80", "R-DEV-81"),
}
# What leads on, in whatever order the table of transitions has it.
LEADING_ON = (
    *("record_talk", "decide_activist", "file_activist", "propose_candidate", "superior_agree", "end_notice"),
    *("set_introducers", "political_review", "complete_training", "branch_review", "pre_review_pass"),
    *("complete_form", "vote_admission", "org_talk", "approve_admission", "apply_conversion"),
    *("vote_conversion", "approve_conversion"),
)


class Leading(NamedTuple):
    """
    From where a step leads on, and where to.

    Attributes:
        together: The steps that lead there only when all of them are done.
    """

    sources: Sequence[State]
    target: Callable[[StepRequest], State]
    together: Sequence[str] = ()


def missing(request: StepRequest, wanted: Sequence[State], leading: Mapping[str, Leading]) -> list[str]:
    """
    Return the steps that lead from where the case is to one of *wanted*, in their order; none where no way leads on.

    Args:
        leading: By step, how each goes on; of several that make ready *together* those are named that are not done.
    """
    came: dict[State, tuple[State, str]] = {}
    waiting = deque([request.case.state])
    while waiting:
        state = waiting.popleft()
        if state in wanted and state is not request.case.state:
            return _steps(request, came, state, leading)
        for step, one in leading.items():
            if state in one.sources and (to := one.target(request)) not in (*came, request.case.state):
                came[to] = state, step
                waiting.append(to)
    return []


def _steps(
    request: StepRequest,
    came: Mapping[State, tuple[State, str]],
    state: State,
    leading: Mapping[str, Leading],
) -> list[str]:
    found: list[str] = []
    while state in came:
        state, step = came[state]
        together = [one for one in leading[step].together if request.case.last(one) is None]
        found = [*(together or [step]), *found]
    return found


def article(request: StepRequest, steps: Sequence[str]) -> str | None:
    """Return the article of the first of *steps* that is in force on the day; None: none of them has one then."""
    rules = [rule for step in steps if (rule := RULES_OF[step][0]) in request.rules]
    return request.rules[rules[0]].source if rules else None


def against(request: StepRequest, guards: Sequence[Guard]) -> Iterator[Violation]:
    """Yield what stands against a step as far as it is known before anything is told of it."""
    for guard in guards:
        try:
            yield from (one for one in guard(request) if one.field in KNOWN_BEFORE)
        except KeyError:
            continue


def earliest(request: StepRequest, guards: Sequence[Guard]) -> date | None:
    """Return the first day on which no limit stands against a step; None: no limit does."""
    days = [one.earliest for one in against(request, guards) if one.earliest is not None]
    return max(days, default=None)
