"""Development as a nameko service: load, call, dump; one command for each step of the table."""

from typing import Any, Self

from services.development import previewing, queries, store
from services.development.apply import FOLLOWING, following_in
from services.development.commands import back_entry, cases, plan
from services.development.commands.correcting import CORRECTING
from shared.city.correctable import takes_corrections
from shared.city.service import CityService
from shared.contracts.base import Query
from shared.contracts.development import SERVICE, calls
from shared.contracts.development.steps import STEPS, Step
from shared.ledger import Actor, Unit
from shared.messaging.service import Method, answers
from shared.settings import Settings

answer = answers(SERVICE)
Document = dict[str, Any]


class Steps(CityService):
    """The steps of a case, each a command of its own."""

    declared = SERVICE


def _taking(step: str) -> Method:
    def take(_: CityService, unit: Unit, command: Step) -> None:
        cases.take_step(unit, step, command)

    take.__name__, take.__doc__ = step, STEPS[step].__doc__
    return answer(take)


for _step in STEPS:
    setattr(Steps, _step, _taking(_step))


@takes_corrections(CORRECTING)
class DevelopmentService(Steps):
    """发展党员: cases from the application to the archive, and the yearly plan."""

    following = FOLLOWING
    prepare_store = staticmethod(store.prepare)

    @classmethod
    def of(cls, settings: Settings) -> type[Self]:
        """Return the class for one city; raises DeclarationError as every service does."""
        made = super().of(settings)
        made.following = following_in(settings.sites)
        return made

    @answer
    def submit_application(self, unit: Unit, command: calls.SubmitApplication) -> None:
        cases.submit_application(unit, command)

    @answer
    def import_rows(self, unit: Unit, command: calls.ImportRows) -> Document:
        return back_entry.import_rows(unit, command)

    @answer
    def set_quota(self, unit: Unit, command: calls.SetQuota) -> None:
        plan.set_quota(unit, command)

    @answer
    def confirm_rule(self, unit: Unit, command: calls.ConfirmRule) -> None:
        plan.confirm_rule(unit, command)

    @answer
    def approve_confirmation(self, unit: Unit, command: calls.ApproveConfirmation) -> None:
        plan.approve_confirmation(unit, command)

    @answer
    def withdraw_confirmation(self, unit: Unit, command: calls.WithdrawConfirmation) -> None:
        plan.withdraw_confirmation(unit, command)

    @answer
    def confirmations(self, db: Any, question: calls.FindConfirmations, actor: Actor) -> list[Document]:
        return queries.confirmations(db)

    @answer
    def edition_preview(self, db: Any, question: calls.FindEditionPreview, actor: Actor) -> Document:
        return previewing.edition_preview(db, question, actor)

    @answer
    def erase_person(self, unit: Unit, command: calls.EraseApplicant) -> None:
        cases.erase_person(unit, command)

    @answer
    def case(self, db: Any, question: calls.FindCase, actor: Actor) -> Document:
        return queries.case(db, self.calling.runtime.vault, question, actor)

    @answer
    def case_history(self, db: Any, question: calls.FindCaseHistory, actor: Actor) -> Document:
        return queries.case_history(db, question, actor)

    @answer
    def own_cases(self, db: Any, question: Query, actor: Actor) -> list[Document]:
        return queries.own_cases(db, self.calling.runtime.vault, actor)

    @answer
    def quotas(self, db: Any, question: calls.FindQuotas, actor: Actor) -> Document:
        return queries.quotas(db, question, actor)

    @answer
    def cases(self, db: Any, question: calls.FindCases, actor: Actor) -> Document:
        return queries.cases(db, self.calling.runtime.vault, question, actor)


build = DevelopmentService.of
