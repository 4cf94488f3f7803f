"""Training's contracts: plans, classes, attendance, study hours."""

from shared.contracts.service import ANYONE, Call, Service, events_in
from shared.contracts.training import calls, events

CLERK = ("training_clerk",)
APPROVER = ("training_approver",)

SERVICE = Service(
    name="training",
    title="培训",
    optional=True,
    roles={"training_clerk": "培训管理员", "training_approver": "培训审批人"},
    commands={
        "draft_plan": Call(calls.DraftPlan, "拟定培训计划", CLERK),
        "approve_plan": Call(calls.ApprovePlan, "审批培训计划", APPROVER),
        "plan_class": Call(calls.PlanClass, "计划培训班", CLERK),
        "hold_class": Call(calls.HoldClass, "登记办班", CLERK),
        "cancel_class": Call(calls.CancelClass, "取消培训班", CLERK),
        "record_attendance": Call(calls.RecordAttendance, "登记出勤", CLERK),
        "issue_certificate": Call(calls.IssueCertificate, "颁发证书", CLERK),
        "grant_exemption": Call(calls.GrantExemption, "批准免训", APPROVER),
    },
    questions={
        "plans": Call(calls.FindPlans, "培训计划", ANYONE),
        "training_class": Call(calls.FindClass, "一个培训班", ANYONE),
        "hours": Call(calls.FindHours, "党员学时", ANYONE),
    },
    events=events_in(events),
    follows=("registry",),
)
