"""Training as a nameko service: load, call, dump."""

from typing import Any

from services.training import commands, queries, store
from services.training.apply import FOLLOWING
from services.training.correcting import CORRECTING
from shared.city.correctable import takes_corrections
from shared.city.service import CityService
from shared.contracts.training import SERVICE, calls
from shared.ledger import Actor, Unit
from shared.messaging.service import answers

answer = answers(SERVICE)
Document = dict[str, Any]


@takes_corrections(CORRECTING)
class TrainingService(CityService):
    """培训: plans on three axes, classes, attendance, study hours."""

    declared = SERVICE
    following = FOLLOWING
    prepare_store = staticmethod(store.prepare)

    @answer
    def draft_plan(self, unit: Unit, command: calls.DraftPlan) -> None:
        commands.draft_plan(unit, command)

    @answer
    def approve_plan(self, unit: Unit, command: calls.ApprovePlan) -> None:
        commands.approve_plan(unit, command)

    @answer
    def plan_class(self, unit: Unit, command: calls.PlanClass) -> None:
        commands.plan_class(unit, command)

    @answer
    def hold_class(self, unit: Unit, command: calls.HoldClass) -> None:
        commands.hold_class(unit, command)

    @answer
    def put_off_class(self, unit: Unit, command: calls.PutOffClass) -> None:
        commands.put_off_class(unit, command)

    @answer
    def cancel_class(self, unit: Unit, command: calls.CancelClass) -> None:
        commands.cancel_class(unit, command)

    @answer
    def record_attendance(self, unit: Unit, command: calls.RecordAttendance) -> None:
        commands.record_attendance(unit, command)

    @answer
    def issue_certificate(self, unit: Unit, command: calls.IssueCertificate) -> None:
        commands.issue_certificate(unit, command)

    @answer
    def request_exemption(self, unit: Unit, command: calls.RequestHoursExemption) -> None:
        commands.request_exemption(unit, command)

    @answer
    def grant_exemption(self, unit: Unit, command: calls.GrantHoursExemption) -> None:
        commands.grant_exemption(unit, command)

    @answer
    def plans(self, db: Any, question: calls.FindPlans, actor: Actor) -> list[Document]:
        return queries.plans(db, question, actor)

    @answer
    def training_class(self, db: Any, question: calls.FindClass, actor: Actor) -> Document:
        return queries.training_class(db, question, actor)

    @answer
    def classes(self, db: Any, question: calls.FindClasses, actor: Actor) -> Document:
        return queries.classes(db, question, actor)

    @answer
    def class_history(self, db: Any, question: calls.FindClassHistory, actor: Actor) -> Document:
        return queries.class_history(db, question, actor)

    @answer
    def study_history(self, db: Any, question: calls.FindStudyHistory, actor: Actor) -> Document:
        return queries.study_history(db, question, actor)

    @answer
    def exemptions(self, db: Any, question: calls.FindHoursExemptions, actor: Actor) -> Document:
        return queries.exemptions(db, question, actor)

    @answer
    def hours(self, db: Any, question: calls.FindHours, actor: Actor) -> Document:
        return queries.hours(db, question, actor)

    @answer
    def shortfall(self, db: Any, question: calls.FindShortfall, actor: Actor) -> Document:
        return queries.shortfall(db, question, actor)

    @answer
    def certificate(self, db: Any, question: calls.CheckCertificate, actor: Actor) -> Document:
        return queries.certificate(db, question)


build = TrainingService.of
