"""How a quarter's figures go up: draft, handed up, approved by a second person, counties before the whole."""

from collections.abc import Collection, Sequence

from services.department.model import Submission
from shared.contracts.department import facts
from shared.contracts.department.terms import SUBMISSION_STATES, SubmissionState
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

STEPS = "R-JM-16-STEPS"
FOUR_EYES = "R-PRV-23"
# In which states each step finds a part, and what the person is told to do otherwise.
DRAFTED = frozenset({None, SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.APPROVED})
HANDED_UP = frozenset({SubmissionState.DRAFT})
RETURNED = frozenset({SubmissionState.SUBMITTED, SubmissionState.APPROVED})
APPROVED = frozenset({SubmissionState.SUBMITTED})


def step_violations(
    rules: RulePack,
    part: Submission | None,
    whole: Submission | None,
    allowed: Collection[SubmissionState | None],
    area: str,
) -> list[Violation]:
    """
    Return what keeps a step from being taken on a county's *part*.

    While the whole waits for approval its parts stay as they are: it is returned first, then the part.

    Args:
        allowed: The states in which the step finds the part; None stands for a part nobody wrote down yet.

    Source: R-JM-16.
    """
    state = part.state if part else None
    if state not in allowed:
        now = SUBMISSION_STATES[state] if state else "尚未填报"
        wanted = "、".join(SUBMISSION_STATES[one] for one in SubmissionState if one in allowed)
        message = f"{area}的数据目前是“{now}”，此项只能在“{wanted}”时办理"
        return [rules.violation(STEPS, message, field="area")]
    if whole is not None and whole.state is SubmissionState.SUBMITTED:
        return [rules.violation(STEPS, "全市数据已上报待审核，请先退回全市数据", field="area")]
    return []


def whole_violations(
    rules: RulePack, parts: Sequence[Submission], given: Sequence[facts.Figure]
) -> list[Violation]:
    """
    Return what keeps the whole from being handed up: no part may wait, and what a part says is not said again.

    Args:
        parts: The parts that counties wrote down.
        given: The figures that come with the whole, for the counties without a part.

    Source: R-JM-16.
    """
    found = []
    for part in parts:
        if part.state is not SubmissionState.APPROVED:
            message = f"{part.area}的数据目前是“{SUBMISSION_STATES[part.state]}”，审核后方可报送全市数据"
            found.append(rules.violation(STEPS, message, field="figures"))
    own = {part.area for part in parts}
    for area in sorted({figure.area for figure in given} & own):
        message = f"{area}的数据由本级上报，不在全市数据中另填；有误请退回该地"
        found.append(rules.violation(STEPS, message, field="figures"))
    if not parts and not given:
        found.append(rules.violation(STEPS, "没有可以报送的数据，请先填报", field="figures"))
    return found


def approval_violations(rules: RulePack, submission: Submission | None, user: str) -> list[Violation]:
    """Return what keeps *user* from approving what was handed up. Source: R-JM-16, R-PRV-23."""
    if submission is None or submission.state not in APPROVED:
        return [rules.violation(STEPS, "没有待审核的数据，请先上报", field="area")]
    if submission.by == user:
        return [rules.violation(FOUR_EYES, "上报人不得审核本数据，请由另一人办理", field="area")]
    return []
