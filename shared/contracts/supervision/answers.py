"""What supervision's questions give."""

from datetime import date

from shared.contracts import duties
from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.supervision import events, facts
from shared.contracts.supervision import terms as t


class Meeting(Answer, facts.Meeting):
    """A meeting or an activity."""

    counts: bool = v.flag("计入组织生活", required=True)
    kind_name: str = v.words("类别名称", required=True)


class Duty(Answer, duties.Duty):
    """A duty, and whether it is done."""

    title: str = v.words("事项名称", required=True)
    state: str = v.choice("状态", t.DUTY_STATES, required=True)
    met_on: date = v.day("办理日")
    in_time: bool = v.flag("按期")


class Finding(Answer, facts.Finding):
    """A finding, and how near its day is."""

    org_code: str = v.code("党组织代码", required=True)
    state: str = v.choice("状态", t.FINDING_STATES, required=True)
    state_name: str = v.words("状态名称", required=True)
    last_on: date = v.day("最近办理日期", required=True)
    due_on: date = v.day("整改期限")
    colour: str = v.choice("期限颜色", t.COLOURS, required=True)
    colour_name: str = v.words("期限颜色名称", required=True)


class Checklist(Answer, facts.Checklist):
    """A version of the checklist."""


class Inspection(Answer, facts.Inspection):
    """An inspection."""


class Exemption(Answer, facts.Exemption):
    """An exemption that was asked for, and whether it is granted."""

    deadline_name: str = v.words("免办事项名称", required=True)
    asked_by: str = v.words("申请人", required=True)
    granted: bool = v.flag("已批准", required=True)


class DemonstrationPoint(Answer, facts.Nomination):
    """A demonstration point, and where it stands."""

    state: str = v.choice("状态", t.POINT_STATES, required=True)
    state_name: str = v.words("状态名称", required=True)
    nominated_by: str = v.words("推荐人", required=True)


class Difficulty(Answer, facts.Difficulty):
    """A difficulty that was handed over, and what became of it."""

    county: str | None = v.area("所在县（市、区）", load_default=None, allow_none=True)
    outcome: str | None = v.choice("办理结果", t.OUTCOMES, required=True, allow_none=True)
    answer: str = v.words("答复")
    settled_on: date = v.day("办结日期")


class ContactPoint(Answer, facts.ContactPoint):
    """A contact point with its difficulties."""

    ended_on: date | None = v.day("终止日期", required=True, allow_none=True)
    ended: bool = v.flag("已终止", required=True)
    difficulties: tuple[Difficulty, ...] = v.rows(Difficulty, "困难", required=True)


class Bulletin(Answer, facts.Bulletin):
    """A bulletin."""


class OneBulletin(Answer, events.BulletinIssued):
    """A bulletin as it was issued."""
