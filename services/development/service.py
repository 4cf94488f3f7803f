"""Development as a nameko service: load, call, dump; one command for each step of the table."""

from collections.abc import Callable
from typing import Any

from services.development import apply, queries, schemas, store
from services.development.commands import cases, plan
from services.development.model import Application
from shared.contracts.development import calls as contract
from shared.contracts.development.steps import STEPS
from shared.ledger import Actor, Unit
from shared.messaging.service import ANY, LedgerService, command, following, query
from shared.settings import Settings

prepare = store.prepare

SECRETARY = ("branch_secretary",)
COMMITTEE = ("committee_secretary",)
COUNTY = ("county_organiser",)
# Who enters it for whom: the branch its own acts, the committee its decisions (R-PRV-23).
OF_THE_COMMITTEE = (
    *("superior_agree", "superior_reject", "file_activist", "pre_review_pass", "pre_review_fail", "org_talk"),
    *("approve_admission", "reject_admission", "approve_conversion", "reject_conversion"),
    "exempt_from_training",
)
Loaded = dict[str, Any]


class DevelopmentService(LedgerService):
    """发展党员: cases from the application to the archive, and the yearly plan."""

    name = "development"
    follow = following(apply.apply, reset=apply.reset)

    @command(schemas.SubmitApplication, roles=SECRETARY)
    def submit_application(self, unit: Unit, application: Application) -> None:
        cases.submit_application(unit, application)

    @command(contract.SetQuota, roles=COUNTY)
    def set_quota(self, unit: Unit, asked: Loaded) -> None:
        plan.set_quota(unit, asked["year"], asked["org_code"], asked["places"], asked["weighting"])

    @command(contract.ConfirmRule, roles=COUNTY)
    def confirm_rule(self, unit: Unit, asked: Loaded) -> None:
        plan.confirm_rule(unit, asked["rule"], asked["text"])

    @command(contract.EraseApplicant, roles=COUNTY)
    def erase_person(self, unit: Unit, asked: Loaded) -> None:
        cases.erase_person(unit, asked["case_id"], asked["rule"])

    @query(contract.FindCase, roles=ANY)
    def case(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return queries.case(db, self.calling.runtime.vault, asked["case_id"], actor)

    @query(contract.FindCases, roles=ANY)
    def cases(self, db: Any, asked: Loaded, actor: Actor) -> Loaded:
        return queries.cases(db, asked, actor)


def _taking(step: str) -> Callable[..., None]:
    def take(_: LedgerService, unit: Unit, asked: Loaded) -> None:
        cases.take_step(unit, step, asked["case_id"], asked["on"], schemas.told_of(asked))

    take.__name__ = step
    take.__doc__ = STEPS[step].__doc__
    return take


def build(settings: Settings) -> type[LedgerService]:
    """Give the nameko class of this instance, with one entrypoint for each step; there is one of it in a city."""
    steps = {
        step: command(schema, roles=COMMITTEE if step in OF_THE_COMMITTEE else SECRETARY)(_taking(step))
        for step, schema in STEPS.items()
    }
    return type("Development", (DevelopmentService,), {"name": settings.instance, **steps})
