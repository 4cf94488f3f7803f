"""The reporting service: applies what happens elsewhere and answers with figures."""

from datetime import datetime
from typing import Any, Self

from services.reporting import queries, store
from services.reporting.apply import FOLLOWING, following_of
from shared.city.service import CityService
from shared.contracts.reporting import SERVICE, calls
from shared.ledger import Actor
from shared.messaging.service import answers
from shared.rules.periods import ZONE
from shared.settings import Settings

answer = answers(SERVICE)
Document = dict[str, Any]


class ReportingService(CityService):
    """统计: one set of figures for all departments."""

    declared = SERVICE
    following = FOLLOWING
    prepare_store = staticmethod(store.prepare)

    @classmethod
    def of(cls, settings: Settings) -> type[Self]:
        """Return the class of one instance; raises DeclarationError as every service does."""
        made = super().of(settings)
        made.following = following_of(settings.sites)
        return made

    @answer
    def joint_meeting_report(self, db: Any, question: calls.JointMeetingReport, actor: Actor) -> Document:
        generated_at = datetime.now(ZONE).isoformat(timespec="seconds")
        return {
            "generated_at": generated_at,
            **queries.joint_meeting_report(db, question, actor, self.settings),
        }

    @answer
    def records(self, db: Any, question: calls.FindRecords, actor: Actor) -> Document:
        return queries.records(db, question, actor, self.settings)

    @answer
    def manifest(self, db: Any, question: calls.FindManifest, actor: Actor) -> Document:
        return queries.manifest(db, question, actor, self.settings)

    @answer
    def bridge(self, db: Any, question: calls.FindBridge, actor: Actor) -> list[Document]:
        return queries.bridge(db, question, actor, self.settings)

    @answer
    def overlap(self, db: Any, question: calls.FindOverlap, actor: Actor) -> Document:
        return queries.overlap(db, question, actor, self.settings)

    @answer
    def suggestions(self, db: Any, question: calls.FindSuggestions, actor: Actor) -> list[Document]:
        return queries.suggestions(db, question, actor, self.settings)

    @answer
    def restatement(self, db: Any, question: calls.FindRestatement, actor: Actor) -> Document:
        return queries.restatement(db, question, actor, self.settings)

    @answer
    def area_tree(self, db: Any, question: calls.AreaTree, actor: Actor) -> Document:
        return queries.area_tree(db)


build = ReportingService.of
