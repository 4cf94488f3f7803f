"""Questions: read a few ready documents of one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from pymongo.database import Database

from services.reporting import behind, store, told
from services.reporting.basis import Basis, Resolution, Submission
from services.reporting.model import About, Tree
from services.reporting.report import report
from services.reporting.store import link
from shared.city import day
from shared.city.logs import follows
from shared.contracts.errors import NotAllowed, NotFound, Unavailable
from shared.contracts.indicators import INDICATORS, Indicator
from shared.contracts.reporting.calls import FindRecords, JointMeetingReport
from shared.ledger.bound import Bound, Collections
from shared.messaging import positions
from shared.rules.periods import Quarter
from shared.security.tokens import Actor
from shared.settings import Settings

Documents = Database[dict[str, Any]]


def joint_meeting_report(
    db: Documents, question: JointMeetingReport, actor: Actor, settings: Settings
) -> dict[str, Any]:
    """
    Return the report, with how far each log is contained in it.

    Everything is read at one moment. While figures wait to be counted anew the answer says
    ``"updating": true``, and ``complete_to`` is how far the logs went when all figures were last up to date.

    Raises:
        NotFound: the area is unknown, or the period has not begun.
        NotAllowed: none of the actor's areas covers the one of the question.
        Unavailable: the figures are being built up from nothing.
    """
    area, period = question.area, Quarter.parse(question.period)
    with _at_one_moment(db) as bound:
        tree = store.tree(bound)
        _allow(bound, area, period, actor, tree)
        make = partial(_report, bound, area, period, tree, settings)
        return told.once(bound, db.name, str(period), area, make)


def _report(db: Collections, area: str, period: Quarter, tree: Tree, settings: Settings) -> dict[str, Any]:
    basis = _basis(db, area, period, tree, settings.sites.reporters)
    answer = report(replace(basis, before=_before(db, basis)))
    updating = store.is_dirty(db) or positions.is_rebuilding(db)
    known = (store.settled_positions if updating else positions.applied)(db)
    followed = follows(settings.instance, settings.sites)
    answer["complete_to"] = {log: known.get(log, 0) for log in followed}
    answer["halted"] = positions.halted_streams(db)
    return {**answer, "updating": True} if updating else answer


def records(db: Documents, question: FindRecords, actor: Actor) -> dict[str, Any]:
    """
    Return the records behind a figure, whole areas at a time.

    Raises:
        NotFound: the area, the period or the indicator is unknown, or departments report it.
        NotAllowed: none of the actor's areas covers the one of the question.
    """
    period = Quarter.parse(question.period)
    indicator = INDICATORS.get(question.indicator)
    if indicator is None or indicator.id not in behind.RECORDS:
        raise NotFound(
            "该指标没有可查的记录：由成员单位报送，或由其他指标算出", {"indicator": question.indicator}
        )
    with _at_one_moment(db) as bound:
        tree = store.tree(bound)
        _allow(bound, question.area, period, actor, tree)
        found = behind.records(
            bound, tree, question.area, period, indicator, question.after or "", question.limit
        )
    more = len(found) > question.limit
    return {"items": [_record(one, indicator) for one in found], "next": found[-1].area if more else None}


def _record(one: behind.Record, indicator: Indicator) -> dict[str, Any]:
    return {
        "about": one.about.value,
        "code": one.code,
        "area": one.area,
        "counts": {
            name: number
            for name, number in zip(behind.numbers_of(indicator), one.counts, strict=True)
            if number
        },
    }


def area_tree(db: Documents) -> dict[str, dict[str, Any]]:
    """Return name, level and parent of each area by its code."""
    with _at_one_moment(db) as bound:
        areas = store.tree(bound).areas
    return {code: {"name": a.name, "level": a.level, "parent": a.parent} for code, a in areas.items()}


@contextmanager
def _at_one_moment(db: Documents) -> Iterator[Collections]:
    with db.client.start_session(snapshot=True) as session:
        yield Bound(db, session)


def _allow(db: Collections, area: str, period: Quarter, actor: Actor, tree: Tree) -> None:
    periods = store.periods(db)
    if not periods or not tree.areas:
        raise Unavailable("统计数据正在建立，请稍后再试", {})
    if area not in tree.areas:
        raise NotFound("没有这个地区", {"area": area})
    if not {area, *tree.above(area)} & set(actor.areas):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": area})
    if period not in periods:
        raise NotFound("该季度没有统计数据", {"period": str(period)})


def _basis(db: Collections, area: str, period: Quarter, tree: Tree, reporters: Mapping[str, str]) -> Basis:
    # Totals of the lowest areas lie in the document of the one above them.
    documents = [area, *(code for code in tree.under(area) if code in tree.below)]
    return Basis(
        period=period,
        area=area,
        as_of=day.today(db) or period.first,
        tree=tree,
        ready=store.ready(db, period, documents),
        submissions=_submissions(db, period, reporters),
        reporters=reporters,
        resolutions=_resolutions(db, period),
    )


def _before(db: Collections, basis: Basis) -> dict[str, Basis]:
    """Return what was known, when resolutions were issued, of the areas whose figures they aim at."""
    known = set(store.periods(db))
    asked = {
        one.no: (one.aims_at.area, Quarter.of(one.issued_on).previous())
        for one in basis.resolutions
        if one.aims_at is not None and one.aims_at.area in basis.covered
    }
    made = {
        key: _basis(db, *key, basis.tree, basis.reporters) for key in {*asked.values()} if key[1] in known
    }
    return {no: made[key] for no, key in asked.items() if key in made}


def _submissions(db: Collections, period: Quarter, reporters: Mapping[str, str]) -> dict[str, Submission]:
    keys = {link(About.SUBMISSION, f"{period}:{name}"): data_set for name, data_set in reporters.items()}
    found = store.things(db, list(keys))
    return {keys[link(thing.about, thing.code)]: Submission.of(thing) for thing in found}


def _resolutions(db: Collections, period: Quarter) -> list[Resolution]:
    """Return the resolutions that were open at some time in the period or came later."""
    found = [Resolution.of(thing) for thing in store.things_about(db, About.RESOLUTION)]
    first = period.first
    return [
        one
        for one in found
        if one is not None and (one.closed_on is None or one.closed_on >= first or one.original_due >= first)
    ]
