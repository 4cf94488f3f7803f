"""Development's contracts: cases and the steps taken in them, quotas, confirmations of rules."""

from shared.contracts import corrections
from shared.contracts.answers import ListOf, page_of
from shared.contracts.base import Query
from shared.contracts.development import answers, calls, events
from shared.contracts.development.steps import NAMES, STEPS
from shared.contracts.history import HISTORY
from shared.contracts.service import WORKING, Call, Of, Outlet, Reach, Service, events_in

SECRETARY = ("branch_secretary",)
COMMITTEE = ("committee_secretary",)
COUNTY = ("county_organiser",)
WITH_CASES = (*SECRETARY, *COMMITTEE, *COUNTY)
# Names are masked for whoever only reads (R-PRV-05, field table).
READERS = (*WITH_CASES, "leader", "inspector", "training_clerk", "training_approver")
# Who enters it for whom: the branch its own acts, the committee its decisions (R-PRV-23).
OF_THE_COMMITTEE = (
    *("superior_agree", "superior_reject", "file_activist", "pre_review_pass", "pre_review_fail", "org_talk"),
    *("approve_admission", "reject_admission", "approve_conversion", "reject_conversion"),
    *("resubmit", "approve_extension", "reject_extension", "approve_cancellation", "reject_cancellation"),
    "exempt_from_training",
    "file_admission",
)


def _step(step: str) -> Call:
    path = f"POST /cases/<case_id>/{step.replace('_', '-')}"
    return Call(STEPS[step], NAMES[step], COMMITTEE if step in OF_THE_COMMITTEE else SECRETARY, path)


SERVICE = Service(
    name="development",
    title="发展党员",
    roles={
        "branch_secretary": "党支部书记",
        "committee_secretary": "党委书记",
        "county_organiser": "县级组织部门工作人员",
    },
    commands={
        "submit_application": Call(calls.SubmitApplication, "登记入党申请", SECRETARY, "POST /cases"),
        **{step: _step(step) for step in STEPS},
        # A file comes in as text/csv; the portal has a route of its own for it.
        "import_rows": Call(calls.ImportRows, "导入", (*SECRETARY, *COMMITTEE)),
        "set_quota": Call(calls.SetQuota, "下达发展党员计划名额", COUNTY, "POST /quotas"),
        "confirm_rule": Call(calls.ConfirmRule, "核实规则文本", COUNTY, "POST /rule-confirmations"),
        "approve_confirmation": Call(
            calls.ApproveConfirmation,
            "确认规则文本",
            COUNTY,
            "POST /rule-confirmations/<confirmation>/approve",
        ),
        "withdraw_confirmation": Call(
            calls.WithdrawConfirmation,
            "撤销规则文本核实",
            COUNTY,
            "POST /rule-confirmations/<confirmation>/withdraw",
        ),
        **corrections.commands("development", WITH_CASES, (*COMMITTEE, *COUNTY)),
        "erase_person": Call(
            calls.EraseApplicant, "依规删除申请人个人信息", COUNTY, "POST /cases/<case_id>/erase"
        ),
    },
    questions={
        "case": Call(
            calls.FindCase,
            "一份发展材料及全程纪实",
            READERS,
            "GET /cases/<case_id>",
            personal=True,
            gives=answers.OneCase,
        ),
        "case_history": Call(
            calls.FindCaseHistory,
            "一份发展材料的办理记录",
            READERS,
            "GET /cases/<case_id>/history",
            personal=True,
            gives=HISTORY,
        ),
        "own_cases": Call(
            Query,
            "我的入党申请",
            ("applicant",),
            "GET /own-cases",
            Reach.SELF,
            personal=True,
            gives=ListOf(answers.OwnCase),
        ),
        "quotas": Call(
            calls.FindQuotas, "发展党员计划名额", READERS, "GET /quotas", gives=page_of(answers.Quota)
        ),
        "confirmations": Call(
            calls.FindConfirmations,
            "规则文本核实",
            WORKING,
            "GET /rule-confirmations",
            Reach.CITY,
            gives=ListOf(answers.Confirmation),
        ),
        **corrections.questions("development", WITH_CASES),
        "edition_preview": Call(
            calls.FindEditionPreview,
            "规则版本比较和受影响的发展材料",
            WITH_CASES,
            "GET /edition-preview",
            gives=page_of(answers.TouchedCase, answers.Compared),
        ),
        "cases": Call(
            calls.FindCases, "发展党员名册", READERS, "GET /cases", personal=True, gives=page_of(answers.Case)
        ),
    },
    events=events_in(events),
    correctable=(events.CaseOpened, events.StepCompleted),
    follows=("registry", "supervision", "training", Of.RECOMMENDING),
    # A department sees what became of its own recommendations, and nothing else.
    outlets=(Outlet("{department}", ("recommendation:{department}:",), each=Of.RECOMMENDING),),
)
