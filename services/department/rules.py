"""The joint meeting's rules; pure functions, all violations at once."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count

from services.department.model import Resolution, Task, state
from shared.contracts.data_sets import Item
from shared.contracts.department import facts
from shared.contracts.department.terms import RESOLUTION_STATES, ResolutionState
from shared.rules import pack
from shared.rules.periods import Quarter
from shared.rules.violation import Violation

RULES = pack.load("joint_meeting")


def correction_end(period: Quarter) -> date:
    """Return the last day on which a quarter's figures may be corrected. Source: R-JM-16."""
    return period.next().first.replace(day=RULES.number("R-JM-16-CORRECTION"))


def submission_violations(
    submission: facts.Figures,
    on: date,
    *,
    version: int,
    data_set: Mapping[str, Item],
    counties: Collection[str],
) -> list[Violation]:
    """
    Return what keeps a department from handing in *submission* on *on* as *version* (1 is the first).

    A late first submission is taken, and counts as late; a correction after the window is not taken.

    Source: R-JM-15, R-JM-16, R-JM-17.
    """
    period = Quarter.parse(submission.period)
    found = list(_timing(period, on, version))
    found += _foreign(submission.figures, data_set, counties)
    twice = [key for key, times in Counter((f.item, f.area) for f in submission.figures).items() if times > 1]
    found += [
        RULES.violation("R-JM-15", f"{item} 在 {area} 填报了两次", field="figures") for item, area in twice
    ]
    return found + list(_parts(submission.figures, data_set))


def meeting_violations(
    meeting: facts.Meeting, departments: Collection[str], convener: str, on: date
) -> list[Violation]:
    """
    Return whether the meeting, put on record on *on*, was held validly.

    Source: R-JM-08.
    """
    found = []
    if meeting.held_on > on:
        found.append(RULES.violation("R-JM-08", "会议尚未召开", field="held_on"))
    both = sorted({*meeting.attended} & {*meeting.absent})
    if both:
        found.append(RULES.violation("R-JM-08", f"既列为到会又列为缺席：{'、'.join(both)}", field="absent"))
    unknown = sorted({*meeting.attended, *meeting.absent} - set(departments))
    if unknown:
        found.append(RULES.violation("R-JM-08", f"不是成员单位：{'、'.join(unknown)}", field="attended"))
    if convener not in meeting.attended:
        found.append(RULES.violation("R-JM-08", "牵头单位未到会，会议无效", field="attended"))
    if len(set(meeting.attended)) * RULES.number("R-JM-08") < len(departments):
        message = f"到会{len(set(meeting.attended))}个单位，不足成员单位{len(departments)}个的半数"
        found.append(RULES.violation("R-JM-08", message, field="attended"))
    return found


def resolution_violations(
    resolution: Resolution, departments: Collection[str], issued: Sequence[str], on: date
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
            found.append(RULES.violation("R-JM-10", f"{unit}不是成员单位", field=field))
    if resolution.lead in resolution.co:
        found.append(RULES.violation("R-JM-10", "牵头单位只有一个，不能同时列为协办单位", field="co"))
    if resolution.due_on < on:
        found.append(RULES.violation("R-JM-10", "完成期限早于印发日", field="due_on", earliest=on))
    taken = {_number(no) for no in issued}
    due_number = next(number for number in count(1) if number not in taken)
    if _number(resolution.no) != due_number:
        message = f"编号不连续：本年度下一号应为{due_number:02d}"
        found.append(RULES.violation("R-JM-09", message, field="no"))
    return found


def task_violations(resolution: Resolution, task: Task, step: str, department: str) -> list[Violation]:
    """
    Return whether *department* may take *step* (``accept``, ``progress``, ``submit``) on its task.

    Source: R-JM-11, R-JM-13.
    """
    if resolution.lead != department:
        return [RULES.violation("R-JM-11", "只有牵头单位可以办理该任务", field="no")]
    allowed = {
        "accept": (ResolutionState.ISSUED,),
        "progress": (ResolutionState.ACCEPTED, ResolutionState.IN_PROGRESS, ResolutionState.RETURNED),
        "submit": (ResolutionState.ACCEPTED, ResolutionState.IN_PROGRESS, ResolutionState.RETURNED),
    }[step]
    return _in_state(resolution, task, allowed)


def convener_violations(resolution: Resolution, task: Task, step: str, user: str) -> list[Violation]:
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
    found = _in_state(resolution, task, (allowed,))
    if step != "return" and task.submitted_by == user:
        found.append(RULES.violation("R-JM-13", "报结人不得核验或销号，请由另一人办理", field="no"))
    return found


def extension_violations(resolution: Resolution, due_on: date) -> list[Violation]:
    """
    Return whether the due date may be put off to *due_on*.

    Source: R-JM-12.
    """
    most = RULES.number("R-JM-12")
    found = []
    if resolution.closed or resolution.verified:
        found.append(RULES.violation("R-JM-11", "该事项已核验或销号，不能延期", field="no"))
    if resolution.extensions >= most:
        found.append(
            RULES.violation("R-JM-12", f"已延期{resolution.extensions}次，不得超过{most}次", field="no")
        )
    if due_on <= resolution.due_on:
        found.append(
            RULES.violation("R-JM-12", "新期限应晚于现期限", field="due_on", earliest=resolution.due_on)
        )
    return found


def recommendation_violations(recommendation: facts.Recommendation, on: date) -> list[Violation]:
    """
    Return what is wrong in a recommendation put on record on *on*.

    With no vote in favour there is none; with half of those present or fewer it is recorded with a reason.

    Source: R-DEV-11.
    """
    found = []
    if recommendation.held_on > on:
        found.append(RULES.violation("R-DEV-11", "推荐会尚未召开", field="held_on"))
    if recommendation.valid_until < recommendation.held_on:
        earliest = recommendation.held_on
        found.append(RULES.violation("R-DEV-11", "有效期早于推荐会", field="valid_until", earliest=earliest))
    if not recommendation.yes <= recommendation.present <= recommendation.due:
        found.append(RULES.violation("R-DEV-11", "赞成票、实到、应到人数应依次不减", field="yes"))
    return found + list(_support(recommendation))


def _support(recommendation: facts.Recommendation) -> Iterator[Violation]:
    yes, present = recommendation.yes, recommendation.present
    least = RULES.number("R-DEV-11-VOTES")
    if yes < least:
        yield RULES.violation("R-DEV-11-VOTES", f"赞成票{yes}票，至少应有{least}票", field="yes")
    elif yes * RULES.number("R-DEV-11-MAJORITY") <= present:
        message = f"赞成票{yes}票，未超过实到{present}人的半数"
        yield RULES.violation("R-DEV-11-MAJORITY", message, field="yes")


def _number(no: str) -> int:
    return int(no.rsplit("-", 1)[1])


def _in_state(resolution: Resolution, task: Task, allowed: Collection[ResolutionState]) -> list[Violation]:
    now = state(resolution, task)
    if now in allowed:
        return []
    names = "、".join(RESOLUTION_STATES[one] for one in allowed)
    message = f"议定事项{resolution.no}现为“{RESOLUTION_STATES[now]}”，此步骤要求“{names}”"
    return [RULES.violation("R-JM-11", message, field="no")]


def _timing(period: Quarter, on: date, version: int) -> Iterator[Violation]:
    if on <= period.last:
        yield RULES.violation("R-JM-16", f"{period}尚未结束", field="period", earliest=period.next().first)
    if version > 1 and on > correction_end(period):
        message = f"更正截止于{correction_end(period).isoformat()}，数据已锁定"
        yield RULES.violation("R-JM-16-CORRECTION", message, field="period")


def _foreign(
    figures: Sequence[facts.Figure], data_set: Mapping[str, Item], counties: Collection[str]
) -> Iterator[Violation]:
    for item in sorted({figure.item for figure in figures} - set(data_set)):
        yield RULES.violation("R-JM-15", f"{item}不是本部门的数据项", field="figures")
    for area in sorted({figure.area for figure in figures} - set(counties)):
        yield RULES.violation("R-JM-15", f"{area}不是本市的县（市、区）", field="figures")


def _parts(figures: Sequence[facts.Figure], data_set: Mapping[str, Item]) -> Iterator[Violation]:
    """Return where a part exceeds its whole within the department's own figures."""
    values = {(figure.item, figure.area): figure.value for figure in figures}
    for (name, area), value in values.items():
        item = data_set.get(name)
        for whole in item.at_most if item else ():
            limit = values.get((whole, area))
            if item and limit is not None and value > limit:
                message = f"{area} {item.label} {value} 大于{data_set[whole].label} {limit}"
                yield RULES.violation("R-JM-17", message, field="figures")
