"""Reporting's contracts: the questions it answers."""

from shared.contracts.answers import ListOf, page_of
from shared.contracts.reporting import answers, calls
from shared.contracts.service import ANYONE, WORKING, Call, Of, Reach, Service

SERVICE = Service(
    name="reporting",
    title="统计",
    questions={
        "joint_meeting_report": Call(
            calls.JointMeetingReport,
            "联席会议季度报告",
            WORKING,
            "GET /reports/joint-meeting",
            gives=answers.Report,
        ),
        "records": Call(
            calls.FindRecords,
            "一个指标数字背后的记录",
            WORKING,
            "GET /reports/joint-meeting/records",
            gives=page_of(answers.Record),
        ),
        "manifest": Call(
            calls.FindManifest,
            "冻结清单",
            ("convener",),
            "GET /reports/joint-meeting/manifest",
            gives=answers.Manifest,
        ),
        "bridge": Call(
            calls.FindBridge,
            "与上季度末的增减对照",
            WORKING,
            "GET /reports/joint-meeting/bridge",
            gives=ListOf(answers.Bridge),
        ),
        "overlap": Call(
            calls.FindOverlap,
            "各单位共同覆盖的企业",
            WORKING,
            "GET /reports/joint-meeting/overlap",
            gives=answers.Overlap,
        ),
        "suggestions": Call(
            calls.FindSuggestions,
            "建议议题",
            ("convener",),
            "GET /reports/joint-meeting/suggestions",
            gives=ListOf(answers.Suggestion),
        ),
        "restatement": Call(
            calls.FindRestatement,
            "冻结之后改变的数字",
            WORKING,
            "GET /reports/joint-meeting/restatement",
            gives=page_of(answers.Restated),
        ),
        "area_tree": Call(calls.AreaTree, "地区目录", ANYONE, reach=Reach.CITY),
    },
    follows=(Of.EVERY_LOG,),
)
