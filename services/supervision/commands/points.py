"""Contact points with their difficulties, demonstration points, visits of the two staff."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from services.supervision import rules, store
from services.supervision.calendar import CONTACT_VISIT, DUTIES
from services.supervision.commands.life import existing
from services.supervision.model import PointState
from services.supervision.rules import PACK
from shared.city import areas, copies, firms
from shared.city.duties import Holder
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.supervision import calls, events, facts
from shared.ledger import Entry, Unit
from shared.rules.deadlines import table

DEMONSTRATION_REVIEW = "demonstration_review"
ENDED = "联系点终止"
THIS_ENTERPRISE = "该企业"


def set_contact_point(unit: Unit, command: calls.SetContactPoint) -> None:
    """Make an organisation the contact point of a leading cadre (R-SUP-06)."""
    copies.within(unit, command.org_code)
    existing(unit, command.org_code, command.since)
    event = events.ContactPointSet(**command.only(facts.ContactPoint))
    store.insert(unit, store.CONTACT_POINTS, command.point, "point", {**event.as_json(), "ended_on": None})
    unit.record(f"contact_point:{command.point}", event, effective_on=command.since)


def end_contact_point(unit: Unit, command: calls.EndContactPoint) -> None:
    """End a contact point; what was to be visited there is not any more."""
    known = store.get(unit.db, store.CONTACT_POINTS, command.point, "point")
    copies.within(unit, known["org_code"])
    if known["ended_on"] is not None:
        raise Conflict.at("point", "该联系点已终止", "已终止")
    visited = store.last_visit(unit.db, command.point)
    if command.ended_on < max(date.fromisoformat(known["since"]), visited or date.min):
        raise InvalidInput.at("ended_on", "终止日期早于联系点确定日或最近一次走访", "日期不符")
    end(unit, known, command.ended_on)


def end(unit: Unit, known: Mapping[str, Any], on: date) -> None:
    """Let a contact point end on a day; what is due before a day to come stays due."""
    point = known["_id"]
    store.change(unit, store.CONTACT_POINTS, point, {"ended_on": on.isoformat()})
    event = events.ContactPointEnded(point=point, ended_on=on)
    unit.record(f"contact_point:{point}", event, effective_on=on)
    if on <= unit.stamp.recorded_on:
        DUTIES.lapse(unit, point, on, ENDED, [CONTACT_VISIT])
    else:
        DUTIES.lapse_of_subject(unit, point, CONTACT_VISIT, on, ENDED)


def visit_contact_point(unit: Unit, command: calls.VisitContactPoint) -> None:
    """Record a visit to a contact point."""
    known = store.get(unit.db, store.CONTACT_POINTS, command.point, "point")
    copies.within(unit, known["org_code"])
    if not known["since"] <= command.visited_on.isoformat() <= unit.stamp.recorded_on.isoformat():
        raise InvalidInput.at("visited_on", "走访日期早于联系点确定日或晚于登记日", "日期不符")
    if known["ended_on"] is not None and known["ended_on"] < command.visited_on.isoformat():
        raise InvalidInput.at("visited_on", "走访日期晚于联系点终止日", "联系点已终止")
    existing(unit, known["org_code"], command.visited_on)
    event = events.ContactPointVisited(**command.only(facts.Visit))
    store.change(unit, store.VISITS, f"{command.point}:{command.visited_on.isoformat()}", event.as_json())
    unit.record(f"contact_point:{command.point}", event, effective_on=command.visited_on)
    store.hold(unit, store.CONTACT_POINTS, command.point)
    DUTIES.meet(unit, CONTACT_VISIT, command.point, command.visited_on)


def hand_over_difficulty(unit: Unit, command: calls.HandOverDifficulty, departments: Collection[str]) -> None:
    """
    Hand a difficulty over to a department of the city, with a day (R-SUP-08).

    The department alone sees it, through its outlet.
    """
    areas.within(unit, firms.area_of(unit.db, command.credit_code), THIS_ENTERPRISE)
    if command.department not in departments:
        raise InvalidInput.at(
            "department", f"没有{command.department}这个部门", f"应为{'、'.join(departments)}之一"
        )
    if command.due_on < unit.stamp.recorded_on:
        raise InvalidInput.at("due_on", "办理期限早于登记日", "早于登记日")
    county = None
    if command.point is not None:
        known = store.get(unit.db, store.CONTACT_POINTS, command.point, "point")
        copies.within(unit, known["org_code"])
        county = areas.county_of(unit.db, copies.area_of(unit.db, known["org_code"]))
    event = events.DifficultyHandedOver(**command.only(facts.Difficulty), county=county)
    store.insert(
        unit, store.DIFFICULTIES, command.difficulty, "difficulty", {**event.as_json(), "outcome": None}
    )
    unit.record(f"difficulty:{command.department}:{command.difficulty}", event)


def settle_difficulty(unit: Unit, entry: Entry) -> None:
    """Keep a department's answer to a difficulty that was handed to it; others' answers are nobody's."""
    known = store.find(unit.db, store.DIFFICULTIES, entry.data["difficulty"])
    if known is None or known["department"] != entry.log or known["outcome"] is not None:
        return
    answer = {name: entry.data[name] for name in ("outcome", "text")}
    on = entry.effective_on
    kept = {"outcome": answer["outcome"], "answer": answer["text"], "settled_on": on.isoformat()}
    store.change(unit, store.DIFFICULTIES, known["_id"], kept)
    event = events.DifficultySettled(difficulty=known["_id"], **answer)
    unit.record(f"difficulty:{entry.log}:{known['_id']}", event, effective_on=on)


def nominate_point(unit: Unit, command: calls.NominatePoint) -> None:
    """Nominate an organisation as demonstration point (R-SUP-09)."""
    copies.within(unit, command.org_code)
    existing(unit, command.org_code, unit.stamp.recorded_on)
    event = events.PointNominated(**command.only(facts.Nomination))
    state = {"state": PointState.NOMINATED.value, "nominated_by": unit.actor.user}
    store.insert(unit, store.POINTS, command.point, "point", {**event.as_json(), **state})
    unit.record(f"demonstration_point:{command.point}", event)


def approve_point(unit: Unit, command: calls.ApprovePoint) -> None:
    """Approve a demonstration point that another person nominated."""
    point = store.get_point(unit.db, command.point)
    copies.within(unit, point.org_code)
    existing(unit, point.org_code, unit.stamp.recorded_on)
    in_force = copies.rules(unit.db, PACK, unit.stamp.recorded_on, point.org_code)
    unit.check(rules.approving_violations(in_force, point, unit.actor.user))
    store.change(unit, store.POINTS, point.point, {"state": PointState.APPROVED.value})
    unit.record(f"demonstration_point:{point.point}", events.PointApproved(point=point.point))
    _review_again(unit, point.point, point.org_code)


def review_point(unit: Unit, command: calls.ReviewPoint) -> None:
    """Record the review of a demonstration point; the next one is due a year later."""
    point = store.get_point(unit.db, command.point)
    copies.within(unit, point.org_code)
    if point.state is not PointState.APPROVED:
        raise Conflict.at("point", "该示范点未批准或已撤销", "未批准或已撤销")
    existing(unit, point.org_code, command.reviewed_on)
    event = events.PointReviewed(**vars(command))
    unit.record(f"demonstration_point:{point.point}", event, effective_on=command.reviewed_on)
    DUTIES.meet(unit, DEMONSTRATION_REVIEW, point.point, command.reviewed_on)
    _review_again(unit, point.point, point.org_code)


def revoke_point(unit: Unit, command: calls.RevokePoint) -> None:
    """Revoke a demonstration point."""
    point = store.get_point(unit.db, command.point)
    copies.within(unit, point.org_code)
    if point.state is PointState.REVOKED:
        raise Conflict.at("point", "该示范点已撤销", "已撤销")
    revoke(unit, point.point, unit.stamp.recorded_on)


def revoke(unit: Unit, point: str, on: date) -> None:
    """Let an organisation be a demonstration point no more from a day on."""
    store.change(unit, store.POINTS, point, {"state": PointState.REVOKED.value})
    unit.record(f"demonstration_point:{point}", events.PointRevoked(point=point), effective_on=on)
    DUTIES.lapse(unit, point, on, "示范点撤销", [DEMONSTRATION_REVIEW])


def record_staff_visit(unit: Unit, command: calls.RecordStaffVisit) -> None:
    """Record a visit of one of the two staff, with role, phrase, problem and result (R-WRK-07, R-WRK-08)."""
    copies.within(unit, command.org_code)
    existing(unit, command.org_code, command.visited_on)
    if command.problem is not None and command.result is None:
        in_force = copies.rules(unit.db, PACK, command.visited_on, command.org_code)
        unit.check([in_force.violation("R-WRK-08", "发现的问题应写明办理结果", field="result")])
    event = events.StaffVisited(**command.only(facts.StaffVisit))
    store.insert(unit, store.STAFF_VISITS, command.visit, "visit", event.as_json())
    unit.record(f"staff_visit:{command.visit}", event, effective_on=command.visited_on)


def _review_again(unit: Unit, point: str, org_code: str) -> None:
    holder = Holder(org_code, copies.area_of(unit.db, org_code))
    DUTIES.open(unit, table()[DEMONSTRATION_REVIEW], point, unit.stamp.recorded_on, holder)
