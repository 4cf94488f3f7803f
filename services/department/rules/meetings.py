"""Meetings: the joint one, and those at which mass organisations recommend; pure functions."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from services.department.model import Meeting
from shared.contracts.department import facts
from shared.contracts.department.terms import HEADINGS
from shared.rules.pack import RulePack
from shared.rules.periods import Quarter
from shared.rules.violation import Violation
from shared.rules.workdays import after


def meeting_violations(
    rules: RulePack, meeting: facts.Meeting, departments: Collection[str], convener: str, on: date
) -> list[Violation]:
    """
    Return whether the meeting, put on record on *on*, was held validly.

    Source: R-JM-08.
    """
    found = []
    if meeting.held_on > on:
        found.append(rules.violation("R-JM-08", "会议尚未召开", field="held_on"))
    both = sorted({*meeting.attended} & {*meeting.absent})
    if both:
        found.append(rules.violation("R-JM-08", f"既列为到会又列为缺席：{'、'.join(both)}", field="absent"))
    unknown = sorted({*meeting.attended, *meeting.absent} - set(departments))
    if unknown:
        found.append(rules.violation("R-JM-08", f"不是成员单位：{'、'.join(unknown)}", field="attended"))
    elsewhere = sorted({*meeting.substitutes} - {*meeting.attended})
    if elsewhere:
        found.append(
            rules.violation("R-JM-08", f"未到会，不能代会：{'、'.join(elsewhere)}", field="substitutes")
        )
    if convener not in meeting.attended:
        found.append(rules.violation("R-JM-08", "牵头单位未到会，会议无效", field="attended"))
    if len(set(meeting.attended)) * rules.number("R-JM-08") < len(departments):
        message = f"到会{len(set(meeting.attended))}个单位，不足成员单位{len(departments)}个的半数"
        found.append(rules.violation("R-JM-08", message, field="attended"))
    return found


def plan_violations(rules: RulePack, plan: facts.Plan, known: Meeting | None, on: date) -> list[Violation]:
    """
    Return what keeps a meeting from being called, or moved, on *on*.

    A plenary one is to be held within so many days from the first of its quarter, the last of them included.

    Source: R-JM-05.
    """
    found = [*place_violations(rules, plan, known)]
    if known is not None and known.held_on is not None:
        found.append(rules.violation("R-JM-07", "会议已召开，不能再改期", field="meeting"))
    if plan.planned_on < on:
        found.append(rules.violation("R-JM-07", "拟召开日期已过", field="planned_on", earliest=on))
    quarter, days = Quarter.of(plan.planned_on), rules.number("R-JM-05")
    if plan.kind == "plenary" and plan.planned_on > (last := quarter.first + timedelta(days=days)):
        message = f"全体会议应在季度开始后{days}日内，即{last.isoformat()}之前召开"
        found.append(rules.violation("R-JM-05", message, field="planned_on"))
    return found


def place_violations(rules: RulePack, meeting: facts.Convened, known: Meeting | None) -> list[Violation]:
    """Return whether a meeting that was called would become another area's. Source: R-JM-01."""
    if known is None or known.area == meeting.area:
        return []
    message = f"会议{meeting.meeting}属于{known.area or '全市'}，请另用一个会议编号"
    return [rules.violation("R-JM-01", message, field="area")]


def topic_violations(rules: RulePack, meeting: Meeting, on: date) -> list[Violation]:
    """
    Return what keeps a topic from being proposed for *meeting* on *on*.

    Source: R-JM-06, R-JM-07.
    """
    if meeting.held_on is not None:
        return [rules.violation("R-JM-07", "会议已召开，请提交下次会议", field="meeting")]
    days = rules.number("R-JM-06")
    if meeting.planned_on is not None and (last := meeting.planned_on - timedelta(days=days)) < on:
        message = f"议题应在会前{days}日，即{last.isoformat()}之前提出"
        return [rules.violation("R-JM-06", message, field="meeting")]
    return []


def agenda_violations(
    rules: RulePack, agenda: facts.Agenda, meeting: Meeting, proposed: Mapping[str, str], on: date
) -> list[Violation]:
    """
    Return what is wrong with an agenda that is settled on *on*.

    Args:
        proposed: The heading of each topic that was proposed for the meeting.

    Source: R-JM-06, R-JM-07.
    """
    found = []
    if meeting.held_on is not None:
        found.append(rules.violation("R-JM-07", "会议已召开，议程不能再改", field="meeting"))
    unknown = [topic for topic in agenda.topics if topic not in proposed]
    if unknown:
        found.append(rules.violation("R-JM-07", f"没有为本次会议提出：{'、'.join(unknown)}", field="topics"))
    places = [list(HEADINGS).index(proposed[topic]) for topic in agenda.topics if topic in proposed]
    if places != sorted(places):
        order = "、".join(HEADINGS.values())
        found.append(rules.violation("R-JM-07", f"议程应依次为：{order}", field="topics"))
    days = rules.number("R-JM-06-AGENDA")
    if meeting.planned_on is not None and (last := meeting.planned_on - timedelta(days=days)) < on:
        message = f"议程应在会前{days}日，即{last.isoformat()}之前确定"
        found.append(rules.violation("R-JM-06-AGENDA", message, field="meeting"))
    return found


def preparation_violations(rules: RulePack, known: Meeting | None) -> list[Violation]:
    """Return whether a meeting that was called is held without an agenda. Source: R-JM-06."""
    if known is None or known.planned_on is None or known.agenda is not None:
        return []
    return [rules.violation("R-JM-06-AGENDA", "会议的议程尚未确定", field="meeting")]


def minutes_violations(rules: RulePack, meeting: Meeting, on: date) -> list[Violation]:
    """
    Return what keeps the minutes of *meeting* from being issued on *on*; late ones need a reason.

    Source: R-JM-09.
    """
    if meeting.held_on is None:
        return [rules.violation("R-JM-07", "会议尚未召开", field="meeting")]
    return [*frozen_violations(rules, meeting), *late_violations(rules, meeting.held_on, on)]


def late_violations(rules: RulePack, held_on: date, on: date) -> list[Violation]:
    """Return whether what a meeting decided comes later than it should. Source: R-JM-09."""
    days = rules.number("R-JM-09-ISSUE")
    if on <= (last := after(held_on, days)):
        return []
    message = f"纪要应在会后{days}个工作日内印发，即{last.isoformat()}之前"
    return [rules.violation("R-JM-09-ISSUE", message, field="meeting")]


def frozen_violations(rules: RulePack, meeting: Meeting) -> list[Violation]:
    """Return whether the minutes are issued, so that nothing more is decided. Source: R-JM-09."""
    if meeting.minutes is None:
        return []
    return [rules.violation("R-JM-09-FROZEN", "纪要已印发并冻结；更正请用补充纪要", field="meeting")]


def supplement_violations(rules: RulePack, meeting: Meeting) -> list[Violation]:
    """Return whether there are minutes to supplement. Source: R-JM-09."""
    if meeting.minutes is not None:
        return []
    return [rules.violation("R-JM-09-FROZEN", "纪要尚未印发，无需补充", field="meeting")]


def recommendation_violations(
    rules: RulePack, recommendation: facts.Recommendation, on: date
) -> list[Violation]:
    """
    Return what is wrong in a recommendation put on record on *on*.

    With no vote in favour there is none; with half of those present or fewer it is recorded with a reason.

    Source: R-DEV-11.
    """
    found = []
    if recommendation.held_on > on:
        found.append(rules.violation("R-DEV-11", "推荐会尚未召开", field="held_on"))
    if recommendation.valid_until < recommendation.held_on:
        earliest = recommendation.held_on
        found.append(rules.violation("R-DEV-11", "有效期早于推荐会", field="valid_until", earliest=earliest))
    if not recommendation.yes <= recommendation.present <= recommendation.due:
        found.append(rules.violation("R-DEV-11", "赞成票、实到、应到人数应依次不减", field="yes"))
    return found + list(_support(rules, recommendation))


def _support(rules: RulePack, recommendation: facts.Recommendation) -> Iterator[Violation]:
    yes, present = recommendation.yes, recommendation.present
    least = rules.number("R-DEV-11-VOTES")
    if yes < least:
        yield rules.violation("R-DEV-11-VOTES", f"赞成票{yes}票，至少应有{least}票", field="yes")
    elif yes * rules.number("R-DEV-11-MAJORITY") <= present:
        message = f"赞成票{yes}票，未超过实到{present}人的半数"
        yield rules.violation("R-DEV-11-MAJORITY", message, field="yes")
