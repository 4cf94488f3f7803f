"""Questions to supervision; asking changes nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.supervision import rules, store
from shared.city import areas, copies, day, duties
from shared.contracts.supervision import calls
from shared.contracts.supervision.terms import COLOURS, FINDING_STATES, MEETINGS
from shared.ledger.bound import Collections
from shared.paging import page, rows_of
from shared.rules.deadlines import table
from shared.security.tokens import Actor

Document = dict[str, Any]


def meetings(db: Collections, question: calls.FindMeetings, actor: Actor) -> Document:
    """Return a page of an organisation's meetings, in the order of their numbers."""
    areas.allow(db, actor, copies.area_of(db, question.org_code), copies.THIS_ORGANISATION)
    wanted = {"org_code": question.org_code}
    rows = rows_of(db, store.MEETINGS, wanted, question.after, question.limit)
    return page(rows, question.limit, _meeting)


def duties_of(db: Collections, question: calls.FindDuties, actor: Actor) -> Document:
    """Return a page of duties in the actor's areas, in the order of their names."""
    wanted: Document = {
        "org_code": {"$in": sorted(_organisations(db, question.area, question.org_code, actor))}
    }
    if question.state is not None:
        wanted["state"] = question.state
    rows = rows_of(db, duties.DUTIES, wanted, question.after, question.limit)
    return page(rows, question.limit, _duty)


def findings(db: Collections, question: calls.FindFindings, actor: Actor) -> Document:
    """Return a page of findings in the actor's areas, each with its colour of today (R-SUP-03)."""
    today = day.today(db) or date.min
    wanted = {"org_code": {"$in": sorted(_organisations(db, question.area, None, actor))}}
    rows = rows_of(db, store.FINDINGS, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: _finding(row, today))


def contact_points(db: Collections, question: calls.FindPoints, actor: Actor) -> Document:
    """Return a page of contact points in the actor's areas, each with its difficulties."""
    wanted = {"org_code": {"$in": sorted(_organisations(db, question.area, None, actor))}}
    rows = rows_of(db, store.CONTACT_POINTS, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: _point(db, row))


def bulletin(db: Collections, question: calls.FindBulletin, actor: Actor) -> Document:
    """Return a bulletin as it was issued; raises NotFound or NotAllowed."""
    found = store.get(db, store.BULLETINS, question.bulletin, "bulletin")
    areas.allow(db, actor, found["area"])
    return _shown(found)


def _organisations(db: Collections, area: str | None, org_code: str | None, actor: Actor) -> set[str]:
    found = copies.organisations_in(db, areas.of(db, actor, area))
    return found if org_code is None else found & {org_code}


def _meeting(row: Mapping[str, Any]) -> Document:
    return {"meeting": row["_id"], **_shown(row), "kind_name": MEETINGS[row["kind"]]}


def _duty(row: Mapping[str, Any]) -> Document:
    return {"duty": row["_id"], **_shown(row), "title": table()[row["deadline"]].title}


def _finding(row: Mapping[str, Any], today: date) -> Document:
    known = store.finding(row)
    colour = rules.colour(known, today)
    names = {
        "state_name": FINDING_STATES[known.state],
        "colour": colour.value,
        "colour_name": COLOURS[colour],
    }
    shown = {name: value for name, value in _shown(row).items() if name != "replied_by"}
    return {"finding": row["_id"], **shown, **names}


def _point(db: Collections, row: Mapping[str, Any]) -> Document:
    rows = store.every(db, store.DIFFICULTIES, {"point": row["_id"]})
    return {"point": row["_id"], **_shown(row), "difficulties": [_shown(one) for one in rows]}


def _shown(row: Mapping[str, Any]) -> Document:
    return {name: value for name, value in row.items() if name not in ("_id", "version")}
