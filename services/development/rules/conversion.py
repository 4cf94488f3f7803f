"""Guards of the fifth stage, and of what may happen at any: conversion, archive, transfer."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.development.model import State
from services.development.rules.application import OPINION_NAMES
from services.development.rules.asked import Asked
from shared.rules.violation import Violation

DOCUMENTS = {
    "form": "入党志愿书",
    "application": "入党申请书",
    "political_review": "政治审查材料",
    "conversion_application": "转正申请书",
    "cultivation": "培养教育考察材料",
}
CONFIRMED = {"cultivation": "培养考察", "political_review": "政治审查", "training": "培训"}
CONVERSION_OPINIONS = ("group", "members", "masses")


def probation_end(asked: Asked) -> date:
    """Give the end of probation, extension included. Source: R-DEV-62."""
    end = asked.case.probation_end(asked.number("R-DEV-62"))
    if end is None:
        raise LookupError("vote_admission")
    return end


def not_too_early(asked: Asked) -> Iterator[Violation]:
    """R-DEV-64: to be prepared from thirty days before the end on."""
    earliest = probation_end(asked) - timedelta(days=asked.number("R-DEV-64"))
    if asked.on < earliest:
        yield asked.say("R-DEV-64", "提交转正申请过早", field="on", earliest=earliest)


def probation_over(asked: Asked) -> Iterator[Violation]:
    """R-DEV-62, R-DEV-64: no vote before the end; the end itself is in time."""
    end = probation_end(asked)
    if asked.on < end:
        yield asked.say("R-DEV-64", "预备期未满，不能讨论转正", field="on", earliest=end)


def heard_and_reviewed(asked: Asked) -> Iterator[Violation]:
    """R-DEV-65: opinions and the branch committee's review come before the vote."""
    heard = set(asked.facts["opinions"])
    if missing := [OPINION_NAMES[one] for one in CONVERSION_OPINIONS if one not in heard]:
        yield asked.say("R-DEV-65", f"未听取{'、'.join(missing)}的意见", field="opinions")
    reviewed: date = asked.facts["reviewed_on"]
    applied = asked.done("apply_conversion").on
    if not applied <= reviewed <= asked.on:
        message = "支部委员会审查应在转正申请之后、支部大会之前"
        yield asked.say("R-DEV-65", message, field="reviewed_on", earliest=applied)


def extension(asked: Asked) -> Iterator[Violation]:
    """R-DEV-67, R-DEV-68: once, six to twelve months."""
    least, most = asked.number("R-DEV-67"), asked.number("R-DEV-67-MOST")
    if not least <= asked.facts["months"] <= most:
        rule = "R-DEV-67" if asked.facts["months"] < least else "R-DEV-67-MOST"
        yield asked.say(rule, f"延长预备期应为{least}至{most}个月", field="months")
    times = sum(taken.step == "vote_extend" for taken in asked.case.taken)
    if times >= asked.number("R-DEV-68"):
        yield asked.say("R-DEV-68", "预备期已延长过一次，只能按期转正或取消资格", field="case_id")


def documents_complete(asked: Asked) -> Iterator[Violation]:
    """R-DEV-70."""
    if missing := [name for kind, name in DOCUMENTS.items() if kind not in asked.facts["documents"]]:
        yield asked.say("R-DEV-70", f"归档材料缺少：{'、'.join(missing)}", field="documents")


def confirmed_anew(asked: Asked) -> Iterator[Violation]:
    """R-DEV-81: what the new branch has to look at again before it goes on with a candidate."""
    if left_in(asked) not in RECONFIRMED:
        return
    if missing := [name for one, name in CONFIRMED.items() if one not in asked.facts["confirmed"]]:
        yield asked.say("R-DEV-81", f"接收前应重新确认：{'、'.join(missing)}", field="confirmed")


RECONFIRMED = (State.CANDIDATE, State.READY, State.REVIEWED, State.PRE_REVIEWED, State.FORM_COMPLETED)


def left_in(asked: Asked) -> State:
    """Give the state in which the case under transfer left its branch."""
    return asked.case.taken[-2].to


def received_as(asked: Asked) -> State:
    """Give the state in which a new branch goes on with the case. Source: rules §11.2, receive."""
    left = left_in(asked)
    if left in RECONFIRMED:
        return State.CANDIDATE
    fallen = (State.ACTIVIST_DECIDED, State.CANDIDATE_PROPOSED, State.NOTICE)
    return State.ACTIVIST if left in fallen else left
