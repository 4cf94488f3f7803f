"""A department as a nameko service: load, call, dump; the convener's duties only where they belong."""

from typing import Any, Self

from services.department import queries, store
from services.department.apply import FOLLOWING, following_of
from services.department.commands import (
    convening,
    coverage,
    difficulties,
    evidence,
    figures,
    meetings,
    recommendations,
    tasks,
)
from shared.city import areas
from shared.city.service import CityService
from shared.city.sites import Department
from shared.contracts.department import SERVICE, calls, facts
from shared.contracts.department.events import FiguresReported
from shared.contracts.files import AddPart, BeginFile, FindPart, FinishFile
from shared.ledger import Actor, Unit
from shared.ledger.trail import LOOK
from shared.messaging import intake
from shared.messaging.service import answers
from shared.security.pseudonyms import Pseudonyms
from shared.settings import Settings

answer = answers(SERVICE)
Document = dict[str, Any]


def take_figures(settings: Settings, unit: Unit, submission: facts.Figures) -> None:
    """Hand up what the department's own system tells; a person approves it as any other."""
    department = settings.sites.departments[settings.instance]
    figures.submit_figures(
        unit, submission, figures.asked_of(unit, department, settings.sites.city, submission.period)
    )


class DepartmentService(CityService):
    """成员单位: quarterly figures, recommendations and the department's tasks."""

    declared = SERVICE
    following = FOLLOWING
    accepts = {FiguresReported: take_figures}  # noqa: RUF012 - nobody writes to it
    prepare_store = staticmethod(store.prepare)

    @classmethod
    def of(cls, settings: Settings) -> type[Self]:
        """Return the class of one department; raises DeclarationError as every service does."""
        made = super().of(settings)
        department = settings.sites.departments[settings.instance]
        made.following = following_of(department, settings.sites)
        return made

    @property
    def _department(self) -> Department:
        return self.settings.sites.departments[self.settings.instance]

    def _asked(self, unit: Unit, period: str) -> figures.Asked:
        return figures.asked_of(unit, self._department, self.settings.sites.city, period)

    @answer
    def draft_figures(self, unit: Unit, command: calls.DraftFigures) -> None:
        figures.draft_figures(unit, command, self._asked(unit, command.period))

    @answer
    def hand_up_figures(self, unit: Unit, command: calls.HandUpFigures) -> None:
        figures.hand_up_figures(unit, command, self._asked(unit, command.period))

    @answer
    def submit_figures(self, unit: Unit, command: calls.SubmitFigures) -> None:
        areas.within(unit, self.settings.sites.city, "全市数据")
        figures.submit_figures(unit, command, self._asked(unit, command.period))

    @answer
    def return_figures(self, unit: Unit, command: calls.ReturnFigures) -> None:
        figures.return_figures(unit, command, self._asked(unit, command.period))

    @answer
    def approve_figures(self, unit: Unit, command: calls.ApproveFigures) -> None:
        figures.approve_figures(unit, command, self._asked(unit, command.period))

    @answer
    def submit_coverage(self, unit: Unit, command: calls.SubmitCoverage) -> None:
        pseudonyms = Pseudonyms.of(self.settings.keys)
        coverage.submit_coverage(unit, command, self._asked(unit, command.period), pseudonyms)

    @answer
    def propose_topic(self, unit: Unit, command: calls.ProposeTopic) -> None:
        meetings.propose_topic(unit, command, self.settings.instance)

    @answer
    def accept_task(self, unit: Unit, command: calls.AcceptTask) -> None:
        tasks.accept_task(unit, command, self.settings.instance)

    @answer
    def progress_task(self, unit: Unit, command: calls.ProgressTask) -> None:
        tasks.progress_task(unit, command, self.settings.instance)

    @answer
    def submit_task(self, unit: Unit, command: calls.SubmitTask) -> None:
        tasks.submit_task(unit, command, self.settings.instance)

    @answer
    def begin_file(self, unit: Unit, transfer: BeginFile) -> Document:
        return evidence.begin_file(unit, transfer)

    @answer
    def add_part(self, unit: Unit, transfer: AddPart) -> Document:
        return evidence.add_part(unit, transfer)

    @answer
    def finish_file(self, unit: Unit, transfer: FinishFile) -> Document:
        return evidence.finish_file(unit, transfer)

    @answer
    def file_part(self, db: Any, question: FindPart, actor: Actor) -> Document:
        sites = self.settings.sites
        part = queries.file_part(
            db, self.calling.runtime.vault, question, actor, self.settings.instance, sites
        )
        if question.number == 0:
            self.calling.note(LOOK, actor, "file_part", subjects=[question.file])
        return part

    @answer
    def recommend(self, unit: Unit, command: calls.Recommend) -> None:
        recommendations.recommend(unit, command, self._department)

    @answer
    def recommendations(self, db: Any, question: calls.FindRecommendations, actor: Actor) -> list[Document]:
        return queries.recommendations(db)

    @answer
    def answer_difficulty(self, unit: Unit, command: calls.AnswerDifficulty) -> None:
        difficulties.answer_difficulty(unit, command)

    @answer
    def difficulties(self, db: Any, question: calls.FindDifficulties, actor: Actor) -> list[Document]:
        return queries.difficulties(db)

    @answer
    def figures(self, db: Any, question: calls.FindFigures, actor: Actor) -> Document:
        return queries.figures(db, question, self._department, self.settings.sites.city)

    @answer
    def coverage(self, db: Any, question: calls.FindCoverage, actor: Actor) -> Document:
        return queries.coverage(db, question, self._department)

    @answer
    def tasks(self, db: Any, question: calls.FindTasks, actor: Actor) -> list[Document]:
        return queries.tasks(db, self.settings.instance)

    @answer
    def receipt(self, db: Any, question: calls.FindReceipt, actor: Actor) -> Document:
        return intake.receipt(db, question.source, question.id)


class ConvenerService(DepartmentService):
    """A department that leads a joint meeting, the city's or a county's (R-JM-01): meetings and resolutions."""

    @answer
    def open_figures(self, unit: Unit, command: calls.OpenFigures) -> None:
        convening.open_figures(unit, command, self.settings.sites)

    @answer
    def freeze_quarter(self, unit: Unit, command: calls.FreezeQuarter) -> None:
        convening.freeze_quarter(unit, command, self.settings.sites)

    @answer
    def hold_meeting(self, unit: Unit, command: calls.HoldMeeting) -> None:
        meetings.hold_meeting(unit, command, self.settings.sites)

    @answer
    def plan_meeting(self, unit: Unit, command: calls.PlanMeeting) -> None:
        meetings.plan_meeting(unit, command, self.settings.sites)

    @answer
    def confirm_agenda(self, unit: Unit, command: calls.ConfirmAgenda) -> None:
        meetings.confirm_agenda(unit, command, self.settings.sites)

    @answer
    def issue_minutes(self, unit: Unit, command: calls.IssueMinutes) -> None:
        meetings.issue_minutes(unit, command, self.settings.sites)

    @answer
    def supplement_minutes(self, unit: Unit, command: calls.SupplementMinutes) -> None:
        meetings.supplement_minutes(unit, command, self.settings.sites)

    @answer
    def issue_resolution(self, unit: Unit, command: calls.IssueResolution) -> None:
        convening.issue_resolution(unit, command, self.settings.sites)

    @answer
    def return_resolution(self, unit: Unit, command: calls.ReturnResolution) -> None:
        convening.return_resolution(unit, command, self.settings.sites)

    @answer
    def extend_resolution(self, unit: Unit, command: calls.ExtendResolution) -> None:
        convening.extend_resolution(unit, command, self.settings.sites)

    @answer
    def cancel_resolution(self, unit: Unit, command: calls.CancelResolution) -> None:
        convening.cancel_resolution(unit, command, self.settings.sites)

    @answer
    def verify_resolution(self, unit: Unit, command: calls.VerifyResolution) -> None:
        convening.verify_resolution(unit, command, self.settings.sites)

    @answer
    def close_resolution(self, unit: Unit, command: calls.CloseResolution) -> None:
        convening.close_resolution(unit, command, self.settings.sites)

    @answer
    def meetings(self, db: Any, question: calls.FindMeetings, actor: Actor) -> list[Document]:
        return queries.meetings(db)

    @answer
    def topics(self, db: Any, question: calls.FindTopics, actor: Actor) -> list[Document]:
        return queries.topics(db)

    @answer
    def resolutions(self, db: Any, question: calls.FindResolutions, actor: Actor) -> list[Document]:
        return queries.resolutions(db)


def build(settings: Settings) -> type[DepartmentService]:
    """Return the class of a department; only those that lead one have meetings and resolutions."""
    return (ConvenerService if settings.is_convener else DepartmentService).of(settings)
