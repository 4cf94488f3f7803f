"""Supervision's contracts: duties, meetings, inspections, contact points, demonstration points, bulletins."""

from shared.contracts import corrections
from shared.contracts.answers import page_of
from shared.contracts.history import HISTORY
from shared.contracts.service import Call, Of, Outlet, Reach, Service, events_in
from shared.contracts.supervision import answers, calls, events

SECRETARY = ("branch_secretary", "committee_secretary")
INSPECTOR = ("inspector",)
COUNTY = ("county_organiser",)
READERS = (*SECRETARY, *INSPECTOR, *COUNTY, "leader")
OWN = "/supervision"

SERVICE = Service(
    name="supervision",
    title="督导",
    roles={"inspector": "督查员"},
    commands={
        "record_meetings": Call(calls.RecordMeetings, "登记会议和活动", SECRETARY, "POST /meeting-records"),
        "tell_plan": Call(calls.TellPlan, "登记季度计划告知情况", SECRETARY, f"POST {OWN}/plans"),
        "request_exemption": Call(calls.RequestExemption, "申请免办", SECRETARY, f"POST {OWN}/exemptions"),
        "grant_exemption": Call(
            calls.GrantExemption, "批准免办", COUNTY, f"POST {OWN}/exemptions/<exemption>/grant"
        ),
        "check_possessions": Call(
            calls.CheckPossessions, "登记五有核查", (*SECRETARY, *INSPECTOR), f"POST {OWN}/possessions"
        ),
        "issue_checklist": Call(
            calls.IssueChecklist, "发布督查清单", INSPECTOR, f"POST {OWN}/checklists", Reach.CITY
        ),
        "record_inspection": Call(calls.RecordInspection, "登记督查", INSPECTOR, f"POST {OWN}/inspections"),
        "issue_notice": Call(
            calls.IssueNotice, "下发整改通知", INSPECTOR, f"POST {OWN}/findings/<finding>/notice"
        ),
        "reply_to_notice": Call(
            calls.ReplyToNotice, "回复整改情况", SECRETARY, f"POST {OWN}/findings/<finding>/reply"
        ),
        "recheck_finding": Call(
            calls.RecheckFinding, "登记复查", INSPECTOR, f"POST {OWN}/findings/<finding>/recheck"
        ),
        "close_finding": Call(
            calls.CloseFinding, "整改销号", INSPECTOR, f"POST {OWN}/findings/<finding>/close"
        ),
        "set_contact_point": Call(calls.SetContactPoint, "确定联系点", COUNTY, f"POST {OWN}/contact-points"),
        "end_contact_point": Call(
            calls.EndContactPoint, "终止联系点", COUNTY, f"POST {OWN}/contact-points/<point>/end"
        ),
        "visit_contact_point": Call(
            calls.VisitContactPoint, "登记联系点走访", COUNTY, f"POST {OWN}/contact-points/<point>/visits"
        ),
        "hand_over_difficulty": Call(
            calls.HandOverDifficulty, "交办企业困难", COUNTY, f"POST {OWN}/difficulties"
        ),
        "nominate_point": Call(calls.NominatePoint, "推荐示范点", COUNTY, f"POST {OWN}/demonstration-points"),
        "approve_point": Call(
            calls.ApprovePoint, "批准示范点", COUNTY, f"POST {OWN}/demonstration-points/<point>/approve"
        ),
        "review_point": Call(
            calls.ReviewPoint, "复核示范点", INSPECTOR, f"POST {OWN}/demonstration-points/<point>/review"
        ),
        "revoke_point": Call(
            calls.RevokePoint, "撤销示范点", COUNTY, f"POST {OWN}/demonstration-points/<point>/revoke"
        ),
        "record_staff_visit": Call(
            calls.RecordStaffVisit, "登记两员走访", SECRETARY, f"POST {OWN}/staff-visits"
        ),
        "compile_bulletin": Call(calls.CompileBulletin, "生成通报", INSPECTOR, f"POST {OWN}/bulletins"),
        **corrections.commands(
            "supervision", (*SECRETARY, *INSPECTOR, *COUNTY), ("committee_secretary", *INSPECTOR, *COUNTY)
        ),
    },
    questions={
        "meetings": Call(
            calls.FindMeetings,
            "会议和活动记录",
            READERS,
            "GET /meeting-records",
            gives=page_of(answers.Meeting),
        ),
        "meeting_history": Call(
            calls.FindMeetingHistory,
            "一次会议的办理记录",
            READERS,
            "GET /meeting-records/<meeting>/history",
            gives=HISTORY,
        ),
        "duties": Call(
            calls.FindDuties, "应办事项", READERS, f"GET {OWN}/duties", gives=page_of(answers.Duty)
        ),
        "exemptions": Call(
            calls.FindExemptions, "免办", READERS, f"GET {OWN}/exemptions", gives=page_of(answers.Exemption)
        ),
        "checklists": Call(
            calls.FindChecklists,
            "督查清单",
            READERS,
            f"GET {OWN}/checklists",
            Reach.CITY,
            gives=page_of(answers.Checklist),
        ),
        "inspections": Call(
            calls.FindInspections,
            "督查",
            READERS,
            f"GET {OWN}/inspections",
            gives=page_of(answers.Inspection),
        ),
        "findings": Call(
            calls.FindFindings, "督查问题", READERS, f"GET {OWN}/findings", gives=page_of(answers.Finding)
        ),
        "finding_history": Call(
            calls.FindFindingHistory,
            "一个问题的办理记录",
            READERS,
            f"GET {OWN}/findings/<finding>/history",
            gives=HISTORY,
        ),
        "inspection_history": Call(
            calls.FindInspectionHistory,
            "一次督查的办理记录",
            READERS,
            f"GET {OWN}/inspections/<inspection>/history",
            gives=HISTORY,
        ),
        "contact_point_history": Call(
            calls.FindPointHistory,
            "一个联系点的办理记录",
            READERS,
            f"GET {OWN}/contact-points/<point>/history",
            gives=HISTORY,
        ),
        "contact_points": Call(
            calls.FindPoints,
            "联系点和困难",
            READERS,
            f"GET {OWN}/contact-points",
            gives=page_of(answers.ContactPoint),
        ),
        "demonstration_points": Call(
            calls.FindDemonstrationPoints,
            "示范点",
            READERS,
            f"GET {OWN}/demonstration-points",
            gives=page_of(answers.DemonstrationPoint),
        ),
        "bulletins": Call(
            calls.FindBulletins,
            "通报目录",
            READERS,
            f"GET {OWN}/bulletins",
            gives=page_of(answers.Bulletin),
        ),
        "bulletin": Call(
            calls.FindBulletin,
            "一期通报",
            READERS,
            f"GET {OWN}/bulletins/<bulletin>",
            gives=answers.OneBulletin,
        ),
        **corrections.questions("supervision", (*SECRETARY, *INSPECTOR, *COUNTY)),
    },
    events=events_in(events),
    correctable=(
        events.MeetingHeld,
        events.PossessionsChecked,
        events.OrganisationInspected,
        events.FindingRecorded,
        events.ContactPointVisited,
    ),
    follows=("registry", Of.DEPARTMENTS),
    # A department sees the difficulties that were handed to it, and nothing else.
    outlets=(Outlet("{department}", ("difficulty:{department}:",), each=Of.DEPARTMENTS),),
)
