"""Development's words: states, steps' choices, with their Chinese names."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a case stands. Source: rules §11.1."""

    APPLIED = "S10"
    TALKED = "S11"
    ACTIVIST_DECIDED = "S20"
    ACTIVIST = "S21"
    CANDIDATE_PROPOSED = "S30"
    NOTICE = "S31"
    CANDIDATE = "S32"
    READY = "S33"
    REVIEWED = "S40"
    PRE_REVIEWED = "S41"
    FORM_COMPLETED = "S42"
    ADMISSION_VOTED = "S43"
    INTERVIEWED = "S44"
    PROBATIONARY = "S50"
    EXTENDED = "S51"
    CONVERSION_APPLIED = "S60"
    CONVERSION_VOTED = "S61"
    CANCELLATION_VOTED = "S62"
    EXTENSION_VOTED = "S63"
    FULL = "S70"
    ARCHIVED = "S71"
    TERMINATED = "X2"
    CANCELLED = "X3"
    IN_TRANSFER = "T1"


STATES: Mapping[State, str] = {
    State.APPLIED: "已申请",
    State.TALKED: "已谈话",
    State.ACTIVIST_DECIDED: "拟定积极分子",
    State.ACTIVIST: "入党积极分子",
    State.CANDIDATE_PROPOSED: "拟列发展对象",
    State.NOTICE: "公示中",
    State.CANDIDATE: "发展对象",
    State.READY: "待审查",
    State.REVIEWED: "支委会审查通过",
    State.PRE_REVIEWED: "预审合格",
    State.FORM_COMPLETED: "志愿书完成",
    State.ADMISSION_VOTED: "支部大会通过",
    State.INTERVIEWED: "组织谈话完成",
    State.PROBATIONARY: "预备党员",
    State.EXTENDED: "预备期延长",
    State.CONVERSION_APPLIED: "已提转正申请",
    State.CONVERSION_VOTED: "转正大会通过",
    State.CANCELLATION_VOTED: "大会同意取消资格，待上级审批",
    State.EXTENSION_VOTED: "大会同意延长，待上级审批",
    State.FULL: "正式党员",
    State.ARCHIVED: "材料已归档",
    State.TERMINATED: "终止",
    State.CANCELLED: "取消预备党员资格",
    State.IN_TRANSFER: "转接中",
}
# Where nothing is left to be done, not even the archive.
CLOSED = (State.ARCHIVED, State.TERMINATED, State.CANCELLED)
# By what a case ends without a decision on it (R-DEV-74b).
DIED, EXPELLED = "died", "removed"
ENDINGS: Mapping[str, str] = {DIED: "去世", EXPELLED: "因失联、刑事处罚等出党"}
# Where a case may be sent back to.
RETURNS = (State.ACTIVIST, State.CANDIDATE, State.TERMINATED)

# Who recommends: the branch's own members, or a department that the city lets recommend (R-DEV-10).
MEMBERS = "members"
# Whom a department may recommend (R-DEV-11): the union everybody, the youth league youth, the federation women.
YOUTH, WOMEN = "youth", "women"
RECOMMENDED: Mapping[str, str] = {"anyone": "不限", YOUTH: "青年", WOMEN: "妇女"}
OUTCOMES: Mapping[str, str] = {
    "taken": "已采纳",
    "too_late": "已过推荐阶段",
    "unknown_case": "没有这份发展材料",
    "unfit": "不符合推荐范围",
    "admitted": "已吸收为预备党员",
}
# Where the confirmation of a rule's text stands (R-GEN-14).
CONFIRMATION_STATES: Mapping[str, str] = {"proposed": "待确认", "approved": "已确认", "withdrawn": "已撤销"}
FOCUS_GROUPS: Mapping[str, str] = {
    "middle_manager": "中层管理人员",
    "backbone": "生产经营骨干",
    "technician": "技术能手",
    "none": "其他",
}
DECIDERS: Mapping[str, str] = {"committee": "支部委员会", "branch_meeting": "支部大会"}
REPLIES: Mapping[str, str] = {"agreement": "同意", "filing": "备案"}
OPINIONS: Mapping[str, str] = {
    "group": "党小组",
    "contacts": "培养联系人",
    "members": "党员",
    "masses": "群众",
}
TALKERS: Mapping[str, str] = {
    "secretary": "书记",
    "deputy_secretary": "副书记",
    "organisation_member": "组织委员",
}
APPROVAL_TALKERS: Mapping[str, str] = {"committee_member": "党委委员", "organiser": "组织员"}
REVIEWERS: Mapping[str, str] = {"branch": "党支部", "committee": "党委"}
DOCUMENTS: Mapping[str, str] = {
    "form": "入党志愿书",
    "application": "入党申请书",
    "political_review": "政治审查材料",
    "conversion_application": "转正申请书",
    "cultivation": "培养教育考察材料",
}
CONFIRMED: Mapping[str, str] = {"cultivation": "培养考察", "political_review": "政治审查", "training": "培训"}

IMPORTS: Mapping[str, str] = {"cases": "发展材料"}
