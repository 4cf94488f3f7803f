"""Supervision as a nameko service: load, call, dump."""

from typing import Any

from services.supervision import queries, store
from services.supervision.apply import FOLLOWING
from services.supervision.commands import bulletins, inspections, life, points
from services.supervision.commands.correcting import CORRECTING
from shared.city.correctable import takes_corrections
from shared.city.service import CityService
from shared.contracts.supervision import SERVICE, calls
from shared.ledger import Actor, Unit
from shared.messaging.service import answers

answer = answers(SERVICE)
Document = dict[str, Any]


@takes_corrections(CORRECTING)
class SupervisionService(CityService):
    """督导: duties, meetings, inspections, contact points, demonstration points, bulletins."""

    declared = SERVICE
    following = FOLLOWING
    prepare_store = staticmethod(store.prepare)

    @answer
    def record_meetings(self, unit: Unit, command: calls.RecordMeetings) -> None:
        life.record_meetings(unit, command)

    @answer
    def tell_plan(self, unit: Unit, command: calls.TellPlan) -> None:
        life.tell_plan(unit, command)

    @answer
    def request_exemption(self, unit: Unit, command: calls.RequestExemption) -> None:
        life.request_exemption(unit, command)

    @answer
    def grant_exemption(self, unit: Unit, command: calls.GrantExemption) -> None:
        life.grant_exemption(unit, command)

    @answer
    def check_possessions(self, unit: Unit, command: calls.CheckPossessions) -> None:
        life.check_possessions(unit, command)

    @answer
    def issue_checklist(self, unit: Unit, command: calls.IssueChecklist) -> None:
        inspections.issue_checklist(unit, command)

    @answer
    def record_inspection(self, unit: Unit, command: calls.RecordInspection) -> None:
        inspections.record_inspection(unit, command)

    @answer
    def issue_notice(self, unit: Unit, command: calls.IssueNotice) -> None:
        inspections.issue_notice(unit, command)

    @answer
    def reply_to_notice(self, unit: Unit, command: calls.ReplyToNotice) -> None:
        inspections.reply_to_notice(unit, command)

    @answer
    def recheck_finding(self, unit: Unit, command: calls.RecheckFinding) -> None:
        inspections.recheck_finding(unit, command)

    @answer
    def close_finding(self, unit: Unit, command: calls.CloseFinding) -> None:
        inspections.close_finding(unit, command)

    @answer
    def set_contact_point(self, unit: Unit, command: calls.SetContactPoint) -> None:
        points.set_contact_point(unit, command)

    @answer
    def end_contact_point(self, unit: Unit, command: calls.EndContactPoint) -> None:
        points.end_contact_point(unit, command)

    @answer
    def visit_contact_point(self, unit: Unit, command: calls.VisitContactPoint) -> None:
        points.visit_contact_point(unit, command)

    @answer
    def hand_over_difficulty(self, unit: Unit, command: calls.HandOverDifficulty) -> None:
        points.hand_over_difficulty(unit, command, [*self.settings.sites.departments])

    @answer
    def nominate_point(self, unit: Unit, command: calls.NominatePoint) -> None:
        points.nominate_point(unit, command)

    @answer
    def approve_point(self, unit: Unit, command: calls.ApprovePoint) -> None:
        points.approve_point(unit, command)

    @answer
    def review_point(self, unit: Unit, command: calls.ReviewPoint) -> None:
        points.review_point(unit, command)

    @answer
    def revoke_point(self, unit: Unit, command: calls.RevokePoint) -> None:
        points.revoke_point(unit, command)

    @answer
    def record_staff_visit(self, unit: Unit, command: calls.RecordStaffVisit) -> None:
        points.record_staff_visit(unit, command)

    @answer
    def compile_bulletin(self, unit: Unit, command: calls.CompileBulletin) -> None:
        bulletins.compile_bulletin(unit, command)

    @answer
    def meetings(self, db: Any, question: calls.FindMeetings, actor: Actor) -> Document:
        return queries.meetings(db, question, actor)

    @answer
    def meeting_history(self, db: Any, question: calls.FindMeetingHistory, actor: Actor) -> Document:
        return queries.meeting_history(db, question, actor)

    @answer
    def duties(self, db: Any, question: calls.FindDuties, actor: Actor) -> Document:
        return queries.duties_of(db, question, actor)

    @answer
    def exemptions(self, db: Any, question: calls.FindExemptions, actor: Actor) -> Document:
        return queries.exemptions(db, question, actor)

    @answer
    def checklists(self, db: Any, question: calls.FindChecklists, actor: Actor) -> Document:
        return queries.checklists(db, question)

    @answer
    def inspections(self, db: Any, question: calls.FindInspections, actor: Actor) -> Document:
        return queries.inspections(db, question, actor)

    @answer
    def findings(self, db: Any, question: calls.FindFindings, actor: Actor) -> Document:
        return queries.findings(db, question, actor)

    @answer
    def finding_history(self, db: Any, question: calls.FindFindingHistory, actor: Actor) -> Document:
        return queries.finding_history(db, question, actor)

    @answer
    def inspection_history(self, db: Any, question: calls.FindInspectionHistory, actor: Actor) -> Document:
        return queries.inspection_history(db, question, actor)

    @answer
    def contact_point_history(self, db: Any, question: calls.FindPointHistory, actor: Actor) -> Document:
        return queries.contact_point_history(db, question, actor)

    @answer
    def contact_points(self, db: Any, question: calls.FindPoints, actor: Actor) -> Document:
        return queries.contact_points(db, question, actor)

    @answer
    def demonstration_points(
        self, db: Any, question: calls.FindDemonstrationPoints, actor: Actor
    ) -> Document:
        return queries.demonstration_points(db, question, actor)

    @answer
    def bulletins(self, db: Any, question: calls.FindBulletins, actor: Actor) -> Document:
        return queries.bulletins(db, question, actor)

    @answer
    def bulletin(self, db: Any, question: calls.FindBulletin, actor: Actor) -> Document:
        return queries.bulletin(db, question, actor)


build = SupervisionService.of
