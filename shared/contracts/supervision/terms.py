"""Supervision's words: kinds of meetings, severities, states, with their Chinese names."""

from collections.abc import Mapping
from enum import StrEnum

COMMITTEE_MEETING, MEMBERS_MEETING = "committee_meeting", "members_meeting"
SUPERIOR_MEETING = "superior_meeting"
MEETINGS: Mapping[str, str] = {
    "quarterly_meeting": "党建工作例会",
    "activity_day": "党员活动日（主题党日）",
    COMMITTEE_MEETING: "支委会",
    MEMBERS_MEETING: "支部党员大会",
    "group_meeting": "党小组会",
    "lecture": "党课",
    "life_meeting": "组织生活会",
    "review": "民主评议党员",
    SUPERIOR_MEETING: "党委会议",
}
# What the content of an activity day has (R-ACT-04).
CONTENTS: Mapping[str, str] = {"study": "学习", "suggestions": "献言献策", "service": "服务", "other": "其他"}
POSSESSIONS: Mapping[str, str] = {
    "room": "房子",
    "plate": "牌子",
    "flag": "旗子",
    "rules": "制度",
    "funds": "活动经费",
}
SEVERITIES: Mapping[str, str] = {"normal": "一般", "serious": "严重"}
# What a contact point's difficulties are about (R-SUP-08).
FIELDS: Mapping[str, str] = {
    "production": "生产",
    "sales": "销售",
    "finance": "融资",
    "employment": "用工",
    "rights": "权益",
    "other": "其他",
}
OUTCOMES: Mapping[str, str] = {"solved": "已解决", "unsolved": "未能解决"}


class FindingState(StrEnum):
    """Where a finding stands (R-SUP-02)."""

    FOUND = "FOUND"
    NOTIFIED = "NOTIFIED"
    REPLIED = "REPLIED"
    RECHECKED = "RECHECKED"
    CLOSED = "CLOSED"
    ENDED = "ENDED"


FINDING_STATES: Mapping[FindingState, str] = {
    FindingState.FOUND: "已发现",
    FindingState.NOTIFIED: "已通知整改",
    FindingState.REPLIED: "已回复",
    FindingState.RECHECKED: "已复查",
    FindingState.CLOSED: "已销号",
    FindingState.ENDED: "已终止（党组织撤销）",
}
# Nothing more is to be done of these.
FINDING_ENDS = (FindingState.CLOSED, FindingState.ENDED)


class Colour(StrEnum):
    """How near the day is until which a finding has to be put right."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


COLOURS: Mapping[Colour, str] = {Colour.GREEN: "正常", Colour.YELLOW: "临近期限", Colour.RED: "已逾期"}
# The two roles of the two staff, and the four phrases they work by (R-WRK-07, R-WRK-08).
STAFF_ROLES: Mapping[str, str] = {"publicise": "宣传员", "coordinate": "协调员"}
PHRASES: Mapping[str, str] = {
    "join": "参与不干预",
    "support": "支持不拆台",
    "guide": "引导不强制",
    "oversee": "监督不迁就",
}
# Where a duty stands.
DUTY_STATES: Mapping[str, str] = {"open": "待办", "late": "已逾期", "met": "已办", "lapsed": "不需办理"}
# Where a demonstration point stands (R-SUP-09).
POINT_STATES: Mapping[str, str] = {"nominated": "已推荐", "approved": "已批准", "revoked": "已撤销"}
