"""One command for each step of a case after the application; the steps are those of rules §11.2."""

from copy import deepcopy
from datetime import date
from typing import Any, ClassVar

from shared.contracts import values as v
from shared.contracts.base import Command
from shared.contracts.development.facts import CaseNamed, StepFacts

# Who was due and present at a vote says the record of the meeting.
VOTE = ("meeting", "yes", "no", "abstain", "written_yes", "written_no", "persons")
DEFAULTS = {"written_yes": 0, "written_no": 0, "persons": 1}
# Of each step: its Chinese name, and the details that it needs.
DETAILS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "record_recommendation": ("推荐", ("body", "recommendation")),
    "record_talk": ("派人谈话", ("talker",)),
    "decide_activist": ("确定入党积极分子", ("meeting", "decided_by")),
    "file_activist": ("积极分子备案", ("filing",)),
    "assign_contacts": ("指定培养联系人", ("members",)),
    "half_year_review": ("半年考察", ("meeting",)),
    "propose_candidate": ("讨论发展对象", ("meeting", "opinions")),
    "superior_agree": ("上级党委意见", ("approver", "meeting", "reply")),
    "superior_reject": ("上级党委不同意", ("approver", "meeting")),
    "raise_objection": ("登记异议", ("objection",)),
    "settle_objection": ("异议不成立", ("objection",)),
    "uphold_objection": ("异议成立", ("objection",)),
    "end_notice": ("公示结束", ("posted_on",)),
    "set_introducers": ("确定入党介绍人", ("members",)),
    "political_review": ("政治审查合格", ("reviewer",)),
    "ask_exemption": ("申请个别免训", ()),
    "exempt_from_training": ("批准个别免训", ("approver",)),
    "review_unqualified": ("政治审查不合格", ("reviewer", "to")),
    "branch_review": ("支委会审查", ("meeting",)),
    "pre_review_pass": ("预审合格", ("approver", "meeting", "form_no", "leaves_soon")),
    "pre_review_fail": ("预审不合格", ("approver", "meeting", "to")),
    "complete_form": ("填写志愿书", ("form_no",)),
    "vote_admission": ("支部大会通过接收", VOTE),
    "vote_admission_fail": ("支部大会未通过接收", (*VOTE, "to")),
    "org_talk": ("审批前谈话", ("talker",)),
    "approve_admission": ("党委审批", ("approver", "meeting")),
    "reject_admission": ("党委未批准", ("approver", "meeting")),
    "resubmit": ("党委决定重新提交支部大会", ("approver", "meeting")),
    "file_admission": ("接收预备党员备案", ("filing",)),
    "assign_to_branch": ("编入党支部和党小组", ("group",)),
    "probation_review": ("预备期考察", ("meeting",)),
    "oath": ("入党宣誓", ("meeting",)),
    "apply_conversion": ("提出转正申请", ()),
    "vote_conversion": ("支部大会通过转正", (*VOTE, "opinions", "reviewed_on")),
    "vote_extend": ("支部大会通过延长预备期", (*VOTE, "months")),
    "approve_extension": ("党委批准延长预备期", ("approver", "meeting")),
    "reject_extension": ("党委未批准延长预备期", ("approver", "meeting")),
    "vote_cancel": ("支部大会通过取消预备党员资格", VOTE),
    "approve_cancellation": ("党委批准取消预备党员资格", ("approver", "meeting")),
    "reject_cancellation": ("党委未批准取消预备党员资格", ("approver", "meeting")),
    "approve_conversion": ("党委审批转正", ("approver", "meeting")),
    "reject_conversion": ("党委未批准转正", ("approver", "meeting")),
    "archive": ("材料归档", ("documents",)),
    "transfer_out": ("转出", ("to_org",)),
    "receive": ("接收", ("org_code", "confirmed")),
    "withdraw": ("终止", ()),
    "end_case": ("因去世或出党办结", ("ending",)),
}
NAMES = {
    "submit_application": "递交入党申请书",
    "complete_training": "集中培训",
    "hand_over": "党组织撤销移交",
    **{step: name for step, (name, _) in DETAILS_OF.items()},
}


class Step(Command, CaseNamed):
    """A step of a case, on the day it was decided."""

    record: ClassVar[str] = "case:{case_id}"

    on: date = v.day("办理日期", required=True)

    def facts(self) -> dict[str, Any]:
        """Return the details of the step, without what names it."""
        return {name: value for name, value in self.given().items() if name not in Step.declared}


def _field(name: str) -> Any:
    field = deepcopy(StepFacts.declared[name])
    if name in DEFAULTS:
        field.load_default = DEFAULTS[name]
    else:
        field.required = True
    return field


def _command(step: str, names: tuple[str, ...]) -> type[Step]:
    title = "".join(word.capitalize() for word in step.split("_"))
    declared: dict[str, Any] = {name: _field(name) for name in names}
    described = {
        "__doc__": f"{NAMES[step]}。",
        "__module__": __name__,
        "__annotations__": dict.fromkeys(names, Any),
    }
    return type(title, (Step,), {**described, **declared})


STEPS: dict[str, type[Step]] = {step: _command(step, names) for step, (_, names) in DETAILS_OF.items()}
