"""Reporting's contracts: the questions it answers."""

from shared.contracts.reporting import answers, calls
from shared.contracts.service import ANYONE, Call, Of, Service

SERVICE = Service(
    name="reporting",
    title="统计",
    questions={
        "joint_meeting_report": Call(
            calls.JointMeetingReport,
            "联席会议季度报告",
            ANYONE,
            "GET /reports/joint-meeting",
            gives=answers.Report,
        ),
        "area_tree": Call(calls.AreaTree, "地区目录", ANYONE),
    },
    follows=(Of.EVERY_LOG,),
)
