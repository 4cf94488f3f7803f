"""Questions: read a few ready documents of one moment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.client_session import ClientSession

from services.reporting import store
from services.reporting.model import About, Tree
from services.reporting.report import Basis, Resolution, Submission, report
from services.reporting.schemas import Wanted
from services.reporting.store import Documents, link
from shared.contracts.errors import NotAllowed, NotFound, Unavailable
from shared.messaging.positions import REBUILD
from shared.security.tokens import Actor
from shared.settings import REPORTING, Sites


def joint_meeting_report(db: Documents, wanted: Wanted, actor: Actor, sites: Sites) -> dict[str, Any]:
    """
    Give the report, with how far each log is contained in it.

    Everything is read at one moment. While figures wait to be counted anew the answer says
    ``"updating": true``, and ``complete_to`` is how far the logs went when all figures were last up to date.

    Raises:
        NotFound: the area is unknown, or the period has not begun.
        NotAllowed: none of the actor's areas covers the asked one.
        Unavailable: the figures are being built up from nothing.
    """
    with db.client.start_session(snapshot=True) as session:
        tree = store.tree(db, session)
        _allow(wanted, actor, tree, session, db)
        answer = report(_basis(db, wanted, tree, sites, session))
        updating = store.is_dirty(db, session) or _rebuilding(db, session)
        known = (store.settled_positions if updating else store.positions)(db, session)
        answer["complete_to"] = {log: known.get(log, 0) for log in sites.follows(REPORTING)}
        answer["halted"] = len(list(db["halted"].find({}, {"_id": 1}, session=session)))
    return {**answer, "updating": True} if updating else answer


def area_tree(db: Documents) -> dict[str, dict[str, Any]]:
    """Give name, level and parent of each area by its code."""
    with db.client.start_session(snapshot=True) as session:
        areas = store.tree(db, session).areas
    return {code: {"name": a.name, "level": a.level, "parent": a.parent} for code, a in areas.items()}


def _allow(wanted: Wanted, actor: Actor, tree: Tree, session: ClientSession, db: Documents) -> None:
    periods = store.periods(db, session)
    if not periods or not tree.areas:
        raise Unavailable("统计数据正在建立，请稍后再试", {})
    if wanted.area not in tree.areas:
        raise NotFound("没有这个地区", {"area": wanted.area})
    if not {wanted.area, *tree.above(wanted.area)} & set(actor.areas):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": wanted.area})
    if wanted.period not in periods:
        raise NotFound("该季度没有统计数据", {"period": str(wanted.period)})


def _basis(db: Documents, wanted: Wanted, tree: Tree, sites: Sites, session: ClientSession) -> Basis:
    area, period = wanted.area, wanted.period
    # Totals of the lowest areas lie in the document of the one above them.
    documents = [area, *(code for code in tree.under(area) if code in tree.below)]
    reporters = {name: one.data_set for name, one in sites.departments.items() if one.data_set}
    day = db["day"].find_one({"_id": "day"}, session=session) or {"date": str(period.first)}
    return Basis(
        period=period,
        area=area,
        as_of=date.fromisoformat(day["date"]),
        tree=tree,
        ready=store.ready(db, period, documents, session),
        submissions=_submissions(db, wanted, reporters, session),
        reporters=reporters,
        resolutions=_resolutions(db, wanted, session),
    )


def _submissions(
    db: Documents, wanted: Wanted, reporters: Mapping[str, str], session: ClientSession
) -> dict[str, Submission]:
    keys = {link(About.SUBMISSION, f"{wanted.period}:{name}"): kind for name, kind in reporters.items()}
    found = store.things(db, list(keys), session)
    return {keys[link(thing.about, thing.code)]: Submission.of(thing) for thing in found}


def _resolutions(db: Documents, wanted: Wanted, session: ClientSession) -> list[Resolution]:
    """Give the resolutions that were open at some time in the period or came later."""
    found = [Resolution.of(thing) for thing in store.things_about(db, About.RESOLUTION, session)]
    first = wanted.period.first
    return [
        one
        for one in found
        if one is not None and (one.closed_on is None or one.closed_on >= first or one.original_due >= first)
    ]


def _rebuilding(db: Documents, session: ClientSession) -> bool:
    return db["positions"].find_one({"_id": REBUILD}, session=session) is not None
