"""A department as a nameko service: load, call, dump; one class per instance, convener's duties where they belong."""

from typing import Any

from services.department import apply, queries, schemas, store
from services.department.commands import convening, figures, recommendations, tasks
from services.department.intake import acceptor
from services.department.model import Meeting, Recommendation, Resolution, Submission
from shared.contracts.data_sets import data_sets
from shared.contracts.department import calls as contract
from shared.ledger import Actor, Unit
from shared.messaging import intake as door
from shared.messaging.service import ANY, LedgerService, command, following, query
from shared.settings import Settings

prepare = store.prepare

CLERK = ("department_clerk",)
CONVENER = ("convener",)
Loaded = dict[str, Any]


class DepartmentService(LedgerService):
    """成员单位: quarterly figures and the department's tasks."""

    follow = following(apply.apply, reset=apply.reset)

    @property
    def _settings(self) -> Settings:
        settings: Settings = self.calling.runtime.settings
        return settings

    @command(schemas.SubmitFigures, roles=CLERK, own_department=True)
    def submit_figures(self, unit: Unit, submission: Submission) -> None:
        submit(self._settings, unit, submission)

    @command(contract.AcceptTask, roles=CLERK, own_department=True)
    def accept_task(self, unit: Unit, asked: Loaded) -> None:
        tasks.take_step(unit, self._settings.instance, "accept", asked["no"])

    @command(contract.ProgressTask, roles=CLERK, own_department=True)
    def progress_task(self, unit: Unit, asked: Loaded) -> None:
        tasks.take_step(unit, self._settings.instance, "progress", asked["no"], note=asked["note"])

    @command(contract.SubmitTask, roles=CLERK, own_department=True)
    def submit_task(self, unit: Unit, asked: Loaded) -> None:
        tasks.take_step(unit, self._settings.instance, "submit", asked["no"], evidence=asked["evidence"])

    @command(schemas.Recommend, roles=CLERK, own_department=True)
    def recommend(self, unit: Unit, recommendation: Recommendation) -> None:
        own = self._settings.sites.departments[self._settings.instance]
        recommendations.recommend(unit, recommendation, may_recommend=own.recommends)

    @query(contract.FindRecommendations, roles=ANY, own_department=True)
    def recommendations(self, db: Any, asked: Loaded, actor: Actor) -> list[Loaded]:
        return queries.recommendations(db)

    @query(contract.FindFigures, roles=ANY, own_department=True)
    def figures(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return queries.figures(db, asked["period"])

    @query(contract.FindTasks, roles=ANY, own_department=True)
    def tasks(self, db: Any, asked: Loaded, actor: Actor) -> list[Loaded]:
        return queries.tasks(db, self._settings.instance)

    @query(contract.FindReceipt, roles=ANY, own_department=True)
    def receipt(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return door.receipt(self.calling.runtime.ledger, asked["source"], asked["id"])


class ConvenerService(DepartmentService):
    """The department that leads the joint meeting (R-JM-01): meetings and resolutions."""

    @command(schemas.HoldMeeting, roles=CONVENER, own_department=True)
    def hold_meeting(self, unit: Unit, meeting: Meeting) -> None:
        sites = self._settings.sites
        convening.hold_meeting(unit, meeting, sites.departments, sites.convener)

    @command(schemas.IssueResolution, roles=CONVENER, own_department=True)
    def issue_resolution(self, unit: Unit, resolution: Resolution) -> None:
        convening.issue_resolution(unit, resolution, self._settings.sites.departments)

    @command(contract.ReturnResolution, roles=CONVENER, own_department=True)
    def return_resolution(self, unit: Unit, asked: Loaded) -> None:
        convening.return_resolution(unit, asked["no"], asked["comment"])

    @command(contract.ExtendResolution, roles=CONVENER, own_department=True)
    def extend_resolution(self, unit: Unit, asked: Loaded) -> None:
        convening.extend_resolution(unit, asked["no"], asked["due_on"], asked["comment"])

    @command(contract.VerifyResolution, roles=CONVENER, own_department=True)
    def verify_resolution(self, unit: Unit, asked: Loaded) -> None:
        convening.verify_resolution(unit, asked["no"])

    @command(contract.CloseResolution, roles=CONVENER, own_department=True)
    def close_resolution(self, unit: Unit, asked: Loaded) -> None:
        convening.close_resolution(unit, asked["no"])

    # Only here: the other departments do not follow each other, so they cannot tell the state of all.
    @query(contract.FindResolutions, roles=ANY)
    def resolutions(self, db: Any, asked: Loaded, actor: Actor) -> list[Loaded]:
        return queries.resolutions(db)


def submit(settings: Settings, unit: Unit, submission: Submission) -> None:
    """Hand in figures for this instance's department, whichever way they came."""
    department = settings.sites.departments[settings.instance]
    data_set = data_sets()[department.data_set] if department.data_set else None
    figures.submit_figures(unit, submission, department.instance, data_set, settings.sites.city)


def build(settings: Settings) -> type[DepartmentService]:
    """Give the service class of a department; only the convener's has meetings and resolutions."""
    base = ConvenerService if settings.is_convener else DepartmentService
    accept = acceptor(lambda unit, submission: submit(settings, unit, submission))
    return type("Department", (base,), {"name": settings.instance, "accept": staticmethod(accept)})
