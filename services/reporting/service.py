"""The reporting service: applies what happens elsewhere and answers with figures."""

from datetime import datetime
from typing import Any

from services.reporting import queries, schemas, store
from services.reporting.apply import apply
from services.reporting.schemas import Wanted
from services.reporting.settle import settle
from shared.contracts import reporting as contract
from shared.messaging.service import ANY, LedgerService, following, query
from shared.rules.periods import ZONE
from shared.security.tokens import Actor
from shared.settings import Settings

prepare = store.prepare


class ReportingService(LedgerService):
    """One set of figures for all departments."""

    name = "reporting"
    follow = following(apply, settle=settle, reset=store.forget)

    @query(schemas.JointMeetingReport, roles=ANY)
    def joint_meeting_report(self, db: Any, wanted: Wanted, actor: Actor) -> dict[str, Any]:
        sites = self.calling.runtime.settings.sites
        generated_at = datetime.now(ZONE).isoformat(timespec="seconds")
        return {"generated_at": generated_at, **queries.joint_meeting_report(db, wanted, actor, sites)}

    @query(contract.AreaTree, roles=ANY)
    def area_tree(self, db: Any, asked: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return queries.area_tree(db)


def build(settings: Settings) -> type[LedgerService]:
    """Give the nameko class of this instance; there is one of it in a city."""
    return type("Reporting", (ReportingService,), {"name": settings.instance})
