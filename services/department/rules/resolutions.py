"""Resolutions of the joint meeting and the tasks that come of them; pure functions."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import count

from services.department.model import Resolution, Task, state
from services.department.rules.meetings import late_violations
from shared.contracts.department.terms import RESOLUTION_STATES, ResolutionState, Urging
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def resolution_violations(
    rules: RulePack, resolution: Resolution, departments: Collection[str], issued: Sequence[str], on: date
) -> list[Violation]:
    """
    Return what is missing or wrong in a resolution that is to be issued on *on*.

    Args:
        issued: The numbers of the year that are given already.

    Source: R-JM-09, R-JM-10.
    """
    found = []
    for field, unit in (("lead", resolution.lead), *(("co", unit) for unit in resolution.co)):
        if unit not in departments:
            found.append(rules.violation("R-JM-10", f"{unit}不是成员单位", field=field))
    if resolution.lead in resolution.co:
        found.append(rules.violation("R-JM-10", "牵头单位只有一个，不能同时列为协办单位", field="co"))
    if resolution.due_on < on:
        found.append(rules.violation("R-JM-10", "完成期限早于印发日", field="due_on", earliest=on))
    series, _ = split(resolution.no)
    taken = {split(no)[1] for no in issued}
    due_number = next(number for number in count(1) if number not in taken)
    if (due := f"{series}-{due_number:02d}") != resolution.no:
        found.append(rules.violation("R-JM-09", f"编号不连续：下一号应为{due}", field="no"))
    return found


def series_of(area: str | None, year: int) -> str:
    """
    Return what the numbers of a year's resolutions begin with: of the city's meeting, or of the one of a county.

    Source: R-JM-09.
    """
    # A code of the register of areas has twelve digits; what is below its own level is zeros.
    code = re.sub("(000){1,2}$", "", area) + "-" if area else ""
    return f"JM-{code}{year}"


def split(no: str) -> tuple[str, int]:
    """Return the series of a resolution's number, and its place in it."""
    series, number = no.rsplit("-", 1)
    return series, int(number)


def issue_violations(rules: RulePack, resolution: Resolution, held_on: date, on: date) -> list[Violation]:
    """
    Return what keeps a resolution of a meeting that was *held_on* one day from being issued *on* another.

    Its number is of the meeting's year; what comes late needs a reason; it aims at a figure, an area and a target, or
    at none of them.

    Source: R-JM-09, R-JM-10.
    """
    found = []
    series = series_of(resolution.convened_for, held_on.year)
    if split(resolution.no)[0] != series:
        message = f"编号应以“{series}-”开头：会议在{held_on.year}年召开"
        found.append(rules.violation("R-JM-09-YEAR", message, field="no"))
    found += late_violations(rules, held_on, on)
    aims = (resolution.indicator, resolution.area, resolution.target)
    if any(aim is not None for aim in aims) and None in aims:
        found.append(rules.violation("R-JM-10", "对应指标、针对地区、目标值应同时填写", field="indicator"))
    return found


def task_violations(
    rules: RulePack, resolution: Resolution, task: Task, step: str, department: str
) -> list[Violation]:
    """
    Return whether *department* may take *step* (``accept``, ``progress``, ``submit``) on its task.

    Source: R-JM-11, R-JM-13.
    """
    if resolution.lead != department:
        return [rules.violation("R-JM-11", "只有牵头单位可以办理该任务", field="no")]
    allowed = {
        "accept": (ResolutionState.ISSUED,),
        "progress": (ResolutionState.ACCEPTED, ResolutionState.IN_PROGRESS, ResolutionState.RETURNED),
        "submit": (ResolutionState.ACCEPTED, ResolutionState.IN_PROGRESS, ResolutionState.RETURNED),
    }[step]
    return _in_state(rules, resolution, task, allowed)


def convener_violations(
    rules: RulePack, resolution: Resolution, task: Task, step: str, user: str
) -> list[Violation]:
    """
    Return whether the convener's *user* may take *step* (``return``, ``verify``, ``close``).

    Who handed the work in never verifies or closes it, also where the convener leads the work itself.

    Source: R-JM-11, R-JM-13.
    """
    allowed = {
        "return": ResolutionState.SUBMITTED,
        "verify": ResolutionState.SUBMITTED,
        "close": ResolutionState.VERIFIED,
    }[step]
    found = _in_state(rules, resolution, task, (allowed,))
    if step != "return" and task.submitted_by == user:
        found.append(rules.violation("R-JM-13", "报结人不得核验或销号，请由另一人办理", field="no"))
    return found


def extension_violations(rules: RulePack, resolution: Resolution, due_on: date) -> list[Violation]:
    """
    Return whether the due date may be put off to *due_on*.

    Source: R-JM-12.
    """
    most = rules.number("R-JM-12")
    found = []
    if resolution.closed or resolution.verified or resolution.cancelled:
        found.append(rules.violation("R-JM-11", "该事项已核验、销号或撤销，不能延期", field="no"))
    if resolution.extensions >= most:
        found.append(
            rules.violation("R-JM-12", f"已延期{resolution.extensions}次，不得超过{most}次", field="no")
        )
    if due_on <= resolution.due_on:
        found.append(
            rules.violation("R-JM-12", "新期限应晚于现期限", field="due_on", earliest=resolution.due_on)
        )
    return found


def cancellation_violations(rules: RulePack, resolution: Resolution) -> list[Violation]:
    """Return whether a resolution may be given up. Source: R-JM-11."""
    if resolution.closed or resolution.cancelled:
        return [rules.violation("R-JM-11", "该事项已销号或撤销", field="no")]
    return []


def due_urging(rules: RulePack, resolution: Resolution, today: date) -> Urging | None:
    """
    Return what an overdue resolution comes to on *today* that it had not come to before.

    Source: R-JM-14.
    """
    days = (today - resolution.due_on).days
    limits = {Urging.NOTICE: "R-JM-14", Urging.BULLETIN: "R-JM-14-BULLETIN"}
    reached = [urging for urging, rule in limits.items() if days >= rules.number(rule)]
    return reached[-1] if len(reached) > resolution.urged else None


def _in_state(
    rules: RulePack, resolution: Resolution, task: Task, allowed: Collection[ResolutionState]
) -> list[Violation]:
    now = state(resolution, task)
    if now in allowed:
        return []
    names = "、".join(RESOLUTION_STATES[one] for one in allowed)
    message = f"议定事项{resolution.no}现为“{RESOLUTION_STATES[now]}”，此步骤要求“{names}”"
    return [rules.violation("R-JM-11", message, field="no")]
