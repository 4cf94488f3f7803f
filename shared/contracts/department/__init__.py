"""The departments' contracts: quarterly figures, recommendations, meetings, resolutions, tasks."""

from shared.contracts.answers import ListOf
from shared.contracts.base import Contract, Query
from shared.contracts.days import Today
from shared.contracts.department import answers, calls, events
from shared.contracts.files import AddPart, BeginFile, FilePart, FindPart, FinishFile
from shared.contracts.service import ANYONE, WORKING, Call, Of, Reach, Service, events_in

CLERK = ("department_clerk",)
HEAD = ("department_head",)
CONVENER = ("convener",)
READERS = (*CLERK, *CONVENER, "leader")
# A department's own numbers and tasks; of the others' it sees what the joint meeting aggregates (R-PRV-15).
OF_IT = (*CLERK, *HEAD, *CONVENER, "leader")
RECEIPTS = (*CLERK, *HEAD, "integrator", "operator")
OWN = "/departments/<department>"
PART = "/figures/<period>/<area>"


def _own(
    takes: type,
    title: str,
    rest: str,
    roles: tuple[str, ...] = CLERK,
    gives: type[Contract] | ListOf | None = None,
) -> Call:
    verb, path = rest.split(" ")
    return Call(takes, title, roles, f"{verb} {OWN}{path}", Reach.DEPARTMENT, gives=gives)


def _convening(takes: type, title: str, rest: str) -> Call:
    return Call(takes, title, CONVENER, rest, Reach.DEPARTMENT, convener_only=True)


SERVICE = Service(
    name="department",
    title="成员单位",
    per_department=True,
    roles={
        "department_clerk": "成员单位工作人员",
        "department_head": "成员单位负责人",
        "convener": "牵头单位工作人员",
    },
    commands={
        "draft_figures": _own(calls.DraftFigures, "暂存县区数据", "POST /figure-drafts"),
        "hand_up_figures": _own(calls.HandUpFigures, "上报县区数据", f"POST {PART}/hand-up"),
        "submit_figures": _own(calls.SubmitFigures, "报送季度数据", "POST /figures"),
        "return_figures": _own(calls.ReturnFigures, "退回数据", f"POST {PART}/return", (*CLERK, *HEAD)),
        "approve_figures": _own(calls.ApproveFigures, "审核数据", f"POST {PART}/approve", (*CLERK, *HEAD)),
        "submit_coverage": _own(calls.SubmitCoverage, "报送覆盖企业", "POST /coverage"),
        "recommend": _own(calls.Recommend, "推优", "POST /recommendations"),
        "propose_topic": _own(calls.ProposeTopic, "提出议题", "POST /topics", (*CLERK, *CONVENER)),
        "accept_task": _own(calls.AcceptTask, "承接任务", "POST /tasks/<no>/accept"),
        "progress_task": _own(calls.ProgressTask, "填报进展", "POST /tasks/<no>/progress"),
        "submit_task": _own(calls.SubmitTask, "报结任务", "POST /tasks/<no>/submit"),
        "answer_difficulty": _own(
            calls.AnswerDifficulty, "答复企业困难", "POST /difficulties/<difficulty>/answer"
        ),
        "open_figures": _convening(calls.OpenFigures, "开放补报", "POST /figure-openings"),
        "freeze_quarter": _convening(calls.FreezeQuarter, "冻结季度数据", "POST /freezes"),
        "plan_meeting": _convening(calls.PlanMeeting, "筹备联席会议", "POST /meeting-plans"),
        "confirm_agenda": _convening(calls.ConfirmAgenda, "确定议程", "POST /meetings/<meeting>/agenda"),
        "hold_meeting": _convening(calls.HoldMeeting, "登记联席会议", "POST /meetings"),
        "issue_minutes": _convening(calls.IssueMinutes, "印发会议纪要", "POST /meetings/<meeting>/minutes"),
        "supplement_minutes": _convening(
            calls.SupplementMinutes, "补充会议纪要", "POST /meetings/<meeting>/supplements"
        ),
        "issue_resolution": _convening(calls.IssueResolution, "印发议定事项", "POST /resolutions"),
        "return_resolution": _convening(calls.ReturnResolution, "退回", "POST /resolutions/<no>/return"),
        "extend_resolution": _convening(calls.ExtendResolution, "延期", "POST /resolutions/<no>/extend"),
        "cancel_resolution": _convening(
            calls.CancelResolution, "撤销议定事项", "POST /resolutions/<no>/cancel"
        ),
        "verify_resolution": _convening(calls.VerifyResolution, "核验", "POST /resolutions/<no>/verify"),
        "close_resolution": _convening(calls.CloseResolution, "销号", "POST /resolutions/<no>/close"),
    },
    questions={
        "today": Call(Query, "部门所知的业务日", ANYONE, f"GET {OWN}/day", Reach.CITY, gives=Today),
        "figures": _own(calls.FindFigures, "本部门季度数据", "GET /figures", OF_IT, answers.Versions),
        "coverage": _own(
            calls.FindCoverage, "本部门覆盖企业", "GET /coverage", OF_IT, answers.CoverageVersions
        ),
        "tasks": _own(calls.FindTasks, "本部门任务", "GET /tasks", OF_IT, ListOf(answers.Resolution)),
        "recommendations": _own(
            calls.FindRecommendations,
            "推优及其结果",
            "GET /recommendations",
            (*CLERK, *HEAD),
            ListOf(answers.Recommendation),
        ),
        "difficulties": _own(
            calls.FindDifficulties, "交办的企业困难", "GET /difficulties", CLERK, ListOf(answers.Difficulty)
        ),
        "receipt": _own(calls.FindReceipt, "外部事件回执", "GET /receipts", RECEIPTS, answers.Receipt),
        # The lead department keeps the file; whoever verifies the work belongs to another one (R-JM-13).
        "file_part": Call(FindPart, "佐证材料的一段", READERS, reach=Reach.CITY, gives=FilePart),
        # The other departments do not follow each other, so they cannot tell the state of all.
        "meetings": Call(
            calls.FindMeetings,
            "联席会议",
            WORKING,
            "GET /meetings",
            Reach.CITY,
            convener_only=True,
            gives=ListOf(answers.Meeting),
        ),
        "topics": Call(
            calls.FindTopics,
            "会议议题",
            WORKING,
            "GET /topics",
            Reach.CITY,
            convener_only=True,
            gives=ListOf(answers.Topic),
        ),
        "resolutions": Call(
            calls.FindResolutions,
            "议定事项",
            WORKING,
            "GET /resolutions",
            Reach.CITY,
            convener_only=True,
            gives=ListOf(answers.Resolution),
        ),
    },
    transfers={
        "begin_file": Call(BeginFile, "开始上传佐证材料", CLERK, reach=Reach.DEPARTMENT),
        "add_part": Call(AddPart, "上传佐证材料的一段", CLERK, reach=Reach.DEPARTMENT),
        "finish_file": Call(FinishFile, "完成上传佐证材料", CLERK, reach=Reach.DEPARTMENT),
    },
    events=tuple(event for event in events_in(events) if event is not events.FiguresReported),
    accepts=(events.FiguresReported,),
    follows=(
        "registry.public",
        Of.CONVENERS,
        Of.OTHERS,
        "development.{department}",
        "supervision.{department}",
    ),
)
