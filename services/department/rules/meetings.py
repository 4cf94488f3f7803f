"""Meetings: the joint one, and those at which mass organisations recommend; pure functions."""

from collections.abc import Collection, Iterator
from datetime import date

from shared.contracts.department import facts
from shared.rules import pack
from shared.rules.violation import Violation

RULES = pack.load("joint_meeting")


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
