"""Training's contracts: plans, classes, attendance, study hours."""

from shared.contracts import corrections
from shared.contracts.answers import ListOf, page_of
from shared.contracts.history import HISTORY
from shared.contracts.service import ANYONE, WORKING, Call, Reach, Service, events_in
from shared.contracts.training import answers, calls, events

CLERK = ("training_clerk",)
APPROVER = ("training_approver",)
STAFF = (*CLERK, *APPROVER)

SERVICE = Service(
    name="training",
    title="培训",
    optional=True,
    roles={"training_clerk": "培训管理员", "training_approver": "培训审批人"},
    commands={
        "draft_plan": Call(calls.DraftPlan, "拟定培训计划", CLERK, "POST /training/plans"),
        "approve_plan": Call(
            calls.ApprovePlan, "审批培训计划", APPROVER, "POST /training/plans/<plan_id>/approve"
        ),
        "plan_class": Call(calls.PlanClass, "计划培训班", CLERK, "POST /training/classes"),
        "hold_class": Call(calls.HoldClass, "登记办班", CLERK, "POST /training/classes/<class_id>/hold"),
        "put_off_class": Call(
            calls.PutOffClass, "改期培训班", CLERK, "POST /training/classes/<class_id>/put-off"
        ),
        "cancel_class": Call(
            calls.CancelClass, "取消培训班", CLERK, "POST /training/classes/<class_id>/cancel"
        ),
        "record_attendance": Call(
            calls.RecordAttendance, "登记一班出勤", CLERK, "POST /training/classes/<class_id>/attendance"
        ),
        "issue_certificate": Call(
            calls.IssueCertificate, "颁发证书", CLERK, "POST /training/classes/<class_id>/certificates"
        ),
        "request_exemption": Call(
            calls.RequestHoursExemption, "申请免训", CLERK, "POST /training/exemptions"
        ),
        "grant_exemption": Call(
            calls.GrantHoursExemption, "批准免训", APPROVER, "POST /training/exemptions/<exemption>/grant"
        ),
        **corrections.commands("training", CLERK, APPROVER),
    },
    questions={
        "plans": Call(
            calls.FindPlans, "培训计划", WORKING, "GET /training/plans", gives=ListOf(answers.Plan)
        ),
        "training_class": Call(
            calls.FindClass, "一个培训班", WORKING, "GET /training/classes/<class_id>", gives=answers.OneClass
        ),
        "classes": Call(
            calls.FindClasses, "培训班", WORKING, "GET /training/classes", gives=page_of(answers.Class)
        ),
        "class_history": Call(
            calls.FindClassHistory,
            "一个培训班的办理记录",
            WORKING,
            "GET /training/classes/<class_id>/history",
            gives=HISTORY,
        ),
        "study_history": Call(
            calls.FindStudyHistory,
            "一人的学习登记",
            STAFF,
            "GET /training/study-history",
            personal=True,
            gives=HISTORY,
        ),
        "exemptions": Call(
            calls.FindHoursExemptions,
            "免训",
            STAFF,
            "GET /training/exemptions",
            personal=True,
            gives=page_of(answers.Exemption),
        ),
        "hours": Call(
            calls.FindHours, "党员学时", STAFF, "GET /training/hours", personal=True, gives=answers.Hours
        ),
        "shortfall": Call(
            calls.FindShortfall,
            "学时未达标名单",
            STAFF,
            "GET /training/shortfall",
            personal=True,
            gives=page_of(answers.Shortfall),
        ),
        "certificate": Call(
            calls.CheckCertificate,
            "核验证书",
            ANYONE,
            "GET /training/certificates/<certificate>",
            Reach.CITY,
            gives=answers.Genuine,
        ),
        **corrections.questions("training", STAFF),
    },
    events=events_in(events),
    correctable=(
        events.ClassPlanned,
        events.ClassHeld,
        events.AttendanceRecorded,
        events.CertificateIssued,
        events.ExemptionGranted,
        # What is worked out of attendance follows its corrections.
        events.CandidateCourseCompleted,
    ),
    follows=("registry",),
)
