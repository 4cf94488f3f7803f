"""Questions to supervision; asking changes nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from services.supervision import rules, store
from services.supervision.rules import PACK
from shared.city import areas, copies, day, duties
from shared.contracts.base import Contract
from shared.contracts.history import FindHistory
from shared.contracts.supervision import calls
from shared.contracts.supervision.facts import PERIODIC, Bulletin, Checklist, Inspection
from shared.contracts.supervision.terms import COLOURS, FINDING_STATES, MEETINGS, POINT_STATES
from shared.ledger.bound import Collections
from shared.ledger.history import history
from shared.paging import page, rows_of
from shared.rules.deadlines import table
from shared.security.tokens import Actor

Document = dict[str, Any]
# What makes transactions meet is nobody's business either.
HIDDEN = ("_id", "version", store.HELD)


def meetings(db: Collections, question: calls.FindMeetings, actor: Actor) -> Document:
    """Return a page of an organisation's meetings, in the order of their numbers."""
    copies.allow(db, actor, question.org_code)
    wanted = {"org_code": question.org_code}
    rows = rows_of(db, store.MEETINGS, wanted, question.after, question.limit)
    return page(rows, question.limit, _meeting)


def meeting_history(db: Collections, question: calls.FindMeetingHistory, actor: Actor) -> Document:
    """Return what happened to the record of a meeting; raises NotFound or NotAllowed."""
    return _history(db, store.MEETINGS, "meeting", question.meeting, question, actor)


def inspection_history(db: Collections, question: calls.FindInspectionHistory, actor: Actor) -> Document:
    """Return what happened to the record of an inspection; raises NotFound or NotAllowed."""
    return _history(db, store.INSPECTIONS, "inspection", question.inspection, question, actor)


def contact_point_history(db: Collections, question: calls.FindPointHistory, actor: Actor) -> Document:
    """Return what happened to a contact point; raises NotFound or NotAllowed."""
    found = store.get(db, store.CONTACT_POINTS, question.point, "point")
    copies.allow(db, actor, found["org_code"])
    return history(db, f"contact_point:{question.point}", question)


def duties_of(db: Collections, question: calls.FindDuties, actor: Actor) -> Document:
    """Return a page of duties in the actor's areas, in the order of their names."""
    return _of_organisations(db, duties.DUTIES, question, actor, _duty, state=question.state)


def exemptions(db: Collections, question: calls.FindExemptions, actor: Actor) -> Document:
    """Return a page of exemptions in the actor's areas, in the order of their numbers."""
    return _of_organisations(db, store.EXEMPTIONS, question, actor, _exemption, granted=question.granted)


def checklists(db: Collections, question: calls.FindChecklists) -> Document:
    """Return a page of the versions of the checklist, in the order of their names."""
    rows = rows_of(db, store.CHECKLISTS, {}, question.after, question.limit)
    return page(rows, question.limit, partial(_declared, Checklist))


def inspections(db: Collections, question: calls.FindInspections, actor: Actor) -> Document:
    """Return a page of inspections in the actor's areas, in the order of their numbers."""
    return _of_organisations(db, store.INSPECTIONS, question, actor, partial(_declared, Inspection))


def findings(db: Collections, question: calls.FindFindings, actor: Actor) -> Document:
    """Return a page of findings in the actor's areas, each with its colour of today (R-SUP-03)."""
    shown = partial(_finding, db, today=_today(db))
    return _of_organisations(db, store.FINDINGS, question, actor, shown, state=question.state)


def finding_history(db: Collections, question: calls.FindFindingHistory, actor: Actor) -> Document:
    """Return what happened to a finding; raises NotFound or NotAllowed."""
    return _history(db, store.FINDINGS, "finding", question.finding, question, actor)


def contact_points(db: Collections, question: calls.FindPoints, actor: Actor) -> Document:
    """Return a page of contact points in the actor's areas, each with its difficulties."""
    return _of_organisations(
        db, store.CONTACT_POINTS, question, actor, partial(_contact_point, db, today=_today(db))
    )


def demonstration_points(db: Collections, question: calls.FindDemonstrationPoints, actor: Actor) -> Document:
    """Return a page of demonstration points in the actor's areas, in the order of their numbers."""
    return _of_organisations(db, store.POINTS, question, actor, _demonstration_point, state=question.state)


def bulletins(db: Collections, question: calls.FindBulletins, actor: Actor) -> Document:
    """Return a page of the bulletins of the actor's areas, in the order of their numbers."""
    wanted = {"area": {"$in": sorted(areas.of(db, actor, question.area))}}
    rows = rows_of(db, store.BULLETINS, wanted, question.after, question.limit)
    return page(rows, question.limit, partial(_declared, Bulletin))


def bulletin(db: Collections, question: calls.FindBulletin, actor: Actor) -> Document:
    """Return a bulletin as it was issued; raises NotFound or NotAllowed."""
    found = store.get(db, store.BULLETINS, question.bulletin, "bulletin")
    areas.allow(db, actor, found["area"])
    return _shown(found)


def _of_organisations(
    db: Collections,
    collection: str,
    question: calls.OfOrganisations,
    actor: Actor,
    shown: Callable[[Mapping[str, Any]], Document],
    **named: Any,
) -> Document:
    """Return a page of what the organisations in the actor's areas have, with the values *named* where given."""
    wanted = {name: value for name, value in named.items() if value is not None}
    organisations = _organisations(db, question.area, question.org_code, actor)
    wanted["org_code"] = {"$in": sorted(organisations)}
    rows = rows_of(db, collection, wanted, question.after, question.limit)
    return page(rows, question.limit, shown)


def _history(
    db: Collections, collection: str, name: str, key: str, question: FindHistory, actor: Actor
) -> Document:
    found = store.get(db, collection, key, name)
    copies.allow(db, actor, found["org_code"])
    return history(db, f"{name}:{key}", question)


def _organisations(db: Collections, area: str | None, org_code: str | None, actor: Actor) -> set[str]:
    found = copies.organisations_of(db, actor, area)
    return found if org_code is None else found & {org_code}


def _meeting(row: Mapping[str, Any]) -> Document:
    return {"meeting": row["_id"], **_shown(row), "kind_name": MEETINGS[row["kind"]]}


def _duty(row: Mapping[str, Any]) -> Document:
    return {"duty": row["_id"], **_shown(row), "title": table()[row["deadline"]].title}


def _finding(db: Collections, row: Mapping[str, Any], *, today: date) -> Document:
    known = store.finding(row)
    in_force = copies.rules(db, PACK, today, known.org_code)
    colour = rules.colour(in_force, known, today)
    names = {
        "state_name": FINDING_STATES[known.state],
        "colour": colour.value,
        "colour_name": COLOURS[colour],
    }
    shown = {name: value for name, value in _shown(row).items() if name != "replied_by"}
    return {"finding": row["_id"], **shown, **names}


def _exemption(row: Mapping[str, Any]) -> Document:
    return {"exemption": row["_id"], **_shown(row), "deadline_name": PERIODIC[row["deadline"]]}


def _declared(facts: type[Contract], row: Mapping[str, Any]) -> Document:
    return {name: row[name] for name in facts.declared}


def _demonstration_point(row: Mapping[str, Any]) -> Document:
    return {"point": row["_id"], **_shown(row), "state_name": POINT_STATES[row["state"]]}


def _contact_point(db: Collections, row: Mapping[str, Any], *, today: date) -> Document:
    rows = store.every(db, store.DIFFICULTIES, {"point": row["_id"]})
    ended = row["ended_on"] is not None and row["ended_on"] <= today.isoformat()
    return {
        "point": row["_id"],
        **_shown(row),
        "ended": ended,
        "difficulties": [_shown(one) for one in rows],
    }


def _today(db: Collections) -> date:
    return day.today(db) or date.min


def _shown(row: Mapping[str, Any]) -> Document:
    return {name: value for name, value in row.items() if name not in HIDDEN}
