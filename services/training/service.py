"""Training as a nameko service: load, call, dump."""

from typing import Any

from services.training import apply, commands, queries, store
from shared.city import copies
from shared.contracts.training import calls as contract
from shared.ledger import Actor, Unit
from shared.messaging.service import ANY, LedgerService, command, following, query
from shared.settings import Settings

prepare = store.prepare

CLERK = ("training_clerk",)
APPROVER = ("training_approver",)
Loaded = dict[str, Any]


class TrainingService(LedgerService):
    """培训: plans on three axes, classes, attendance, study hours."""

    name = "training"
    follow = following(apply.apply, reset=copies.forget)

    @command(contract.DraftPlan, roles=CLERK)
    def draft_plan(self, unit: Unit, asked: Loaded) -> None:
        commands.draft_plan(unit, asked)

    @command(contract.ApprovePlan, roles=APPROVER)
    def approve_plan(self, unit: Unit, asked: Loaded) -> None:
        commands.approve_plan(unit, asked["plan_id"])

    @command(contract.PlanClass, roles=CLERK)
    def plan_class(self, unit: Unit, asked: Loaded) -> None:
        commands.plan_class(unit, asked)

    @command(contract.HoldClass, roles=CLERK)
    def hold_class(self, unit: Unit, asked: Loaded) -> None:
        commands.hold_class(unit, asked["class_id"], asked["sessions"])

    @command(contract.CancelClass, roles=CLERK)
    def cancel_class(self, unit: Unit, asked: Loaded) -> None:
        commands.cancel_class(unit, asked["class_id"])

    @command(contract.RecordAttendance, roles=CLERK)
    def record_attendance(self, unit: Unit, asked: Loaded) -> None:
        commands.record_attendance(unit, asked)

    @command(contract.IssueCertificate, roles=CLERK)
    def issue_certificate(self, unit: Unit, asked: Loaded) -> None:
        commands.issue_certificate(unit, asked)

    @command(contract.GrantExemption, roles=APPROVER)
    def grant_exemption(self, unit: Unit, asked: Loaded) -> None:
        commands.grant_exemption(unit, asked["member_id"], asked["year"], asked["exempt_for"])

    @query(contract.FindPlans, roles=ANY)
    def plans(self, db: Any, asked: Loaded, actor: Actor) -> list[Loaded]:
        return queries.plans(db, asked["area"], asked["year"], actor)

    @query(contract.FindClass, roles=ANY)
    def training_class(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return queries.training_class(db, asked["class_id"], actor)

    @query(contract.FindHours, roles=ANY)
    def hours(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return queries.hours(db, asked["member_id"], asked["year"], actor)


def build(settings: Settings) -> type[LedgerService]:
    """Give the nameko class of this instance; there is one of it in a city."""
    return type("Training", (TrainingService,), {"name": settings.instance})
