"""Questions: read a few ready documents of one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from pymongo.database import Database

from services.reporting import behind, coverage, freezing, frozen, reading, small_cells, store, told
from services.reporting.basis import Basis
from services.reporting.bridge import SUBJECTS
from services.reporting.bridge import bridge as bridged
from services.reporting.model import Edition, Tree
from services.reporting.report import persons, report
from services.reporting.restated import restated
from services.reporting.settle import moving
from services.reporting.suggested import suggested
from shared.city import day
from shared.city.logs import follows
from shared.city.sites import Sites
from shared.contracts.errors import NotAllowed, NotFound, Unavailable
from shared.contracts.indicators import INDICATORS, Indicator, Level
from shared.contracts.reporting.calls import (
    FindBridge,
    FindManifest,
    FindOverlap,
    FindRecords,
    FindRestatement,
    FindSuggestions,
    JointMeetingReport,
    Of,
)
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

    Who is not of the lead department sees it without small numbers of persons (R-PRV-14, R-PRV-15).

    Everything is read at one moment. While figures wait to be counted anew the answer says
    ``"updating": true``, and ``complete_to`` is how far the logs went when all figures were last up to date.

    Raises:
        NotFound: the area is unknown, the period has not begun, or it has no such frozen version.
        NotAllowed: none of the actor's areas covers the one of the question.
        Unavailable: the figures are being built up from nothing.
    """
    with _at_one_moment(db) as bound:
        edition, tree = _chosen(bound, question, question.version, actor)

        def whole(area: str) -> dict[str, Any]:
            make = partial(_report, bound, area, edition, tree, settings)
            return told.once(bound, db.name, str(edition), area, make)

        if _sees_all(bound, actor, question.area, tree, settings.sites):
            return whole(question.area)
        top = settings.sites.city

        def kept() -> small_cells.Kept:
            of = reading.basis(bound, top, edition, tree, settings.sites, all_below=True)
            return small_cells.kept_back(persons(of), tree)

        def shared() -> dict[str, Any]:
            hidden = told.as_counted(bound, f"{db.name} kept", str(edition), top, kept)
            return small_cells.without(whole(question.area), hidden, is_whole=question.area == top)

        return told.once(bound, f"{db.name} shared", str(edition), question.area, shared)


def _sees_all(db: Collections, actor: Actor, area: str, tree: Tree, sites: Sites) -> bool:
    """
    Return whether *actor* sees more than aggregates of *area*: in the department that leads there today (R-JM-01).

    Source: R-PRV-14, R-PRV-15.
    """
    today = day.today(db) or date.max
    return actor.department in {sites.convener_of(place, today) for place in (area, *tree.above(area))}


def _only_for_the_convener(db: Collections, actor: Actor, area: str, tree: Tree, sites: Sites) -> None:
    if not _sees_all(db, actor, area, tree, sites):
        raise NotAllowed("成员单位可以查看汇总数据，明细由牵头单位查看", {"rule": "R-PRV-15"})


def _report(db: Collections, area: str, edition: Edition, tree: Tree, settings: Settings) -> dict[str, Any]:
    basis = reading.basis(db, area, edition, tree, settings.sites)
    answer = report(replace(basis, before=reading.before(db, basis, edition, settings.sites)))
    answer["freezes"] = [_freeze(row) for row in frozen.freezes(db, edition.period)]
    if edition.sources is not None:
        return {**answer, "version": edition.version, "complete_to": dict(edition.sources), "halted": 0}
    updating = store.is_dirty(db) or positions.is_rebuilding(db)
    known = (store.settled_positions if updating else positions.applied)(db)
    followed = follows(settings.instance, settings.sites)
    answer["complete_to"] = {log: known.get(log, 0) for log in followed}
    answer["halted"] = positions.halted_streams(db)
    return {**answer, "updating": True} if updating else answer


def _freeze(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("version", "as_of", "frozen_on", "state", "reason")}


def manifest(db: Documents, question: FindManifest, actor: Actor, settings: Settings) -> dict[str, Any]:
    """
    Return what freezing a quarter now would name.

    Raises:
        NotFound: the period has not begun.
        NotAllowed: the actor's areas are not the whole city.
        Unavailable: figures wait to be counted anew, or are being built up from nothing.
        Conflict: a stream is halted.
    """
    with _at_one_moment(db) as bound:
        period, sites = Quarter.parse(question.period), settings.sites
        _allow(bound, sites.city, period, actor, store.tree(bound))
        return freezing.manifest(bound, period, follows(settings.instance, sites), sites.conveners)


def bridge(db: Documents, question: FindBridge, actor: Actor, settings: Settings) -> list[dict[str, Any]]:
    """
    Return what leads from the totals of the quarter before to those of the one of the question.

    The earlier totals are those of its last frozen version, where there is one: what was put right since shows apart.

    Raises:
        NotFound: besides what the report refuses, there is no quarter before.
        NotAllowed, Unavailable: as for the report.
    """
    subject = SUBJECTS[question.subject]
    with _at_one_moment(db) as bound:
        now, tree = _chosen(bound, question, question.version, actor)
        _only_for_the_convener(bound, actor, question.area, tree, settings.sites)
        earlier = now.period.previous()
        if earlier not in store.periods(bound):
            raise NotFound("上一季度没有统计数据", {"period": str(earlier)})
        versions = frozen.freezes(bound, earlier)
        then = frozen.edition_of(versions[-1]) if versions else Edition(earlier)
        things = moving(bound, subject.about, sorted(tree.within(question.area)))
        return bridged(subject, things, tree, question.area, (then, now))


def overlap(db: Documents, question: FindOverlap, actor: Actor, settings: Settings) -> dict[str, Any]:
    """
    Return how many enterprises each two of the departments, and of them and the party organisations, cover.

    Who is not of the lead department is not told small numbers (R-PRV-14).

    Raises:
        NotFound: besides what the report refuses, the area is a township, by which no lists are handed in.
        NotAllowed, Unavailable: as for the report.
    """
    city, reporters = settings.sites.city, settings.sites.reporters
    with _at_one_moment(db) as bound:
        edition, tree = _chosen(bound, question, question.version, actor)
        if tree.areas[question.area].level == Level.TOWNSHIP:
            raise NotFound("覆盖企业清单按县（市、区）报送，请选择市或县（市、区）", {"area": question.area})
        known, names = reading.coverage(bound, edition, reporters), coverage.members(reporters)
        sees_all = _sees_all(bound, actor, question.area, tree, settings.sites)
        hidden = {} if sees_all else coverage.kept_back(known, names, city, tree, small_cells.limit())
        told = coverage.overlap(known, names, question.area, tree, hidden)
    return {"period": question.period, "area": question.area, **told}


def suggestions(
    db: Documents, question: FindSuggestions, actor: Actor, settings: Settings
) -> list[dict[str, Any]]:
    """
    Return topics that the figures of a quarter suggest for a joint meeting.

    Raises:
        NotFound, NotAllowed, Unavailable: as for the report.
    """
    period, sites = Quarter.parse(question.period), settings.sites
    with _at_one_moment(db) as bound:
        tree = store.tree(bound)
        _allow(bound, question.area, period, actor, tree)
        _only_for_the_convener(bound, actor, question.area, tree, sites)

        def of(quarter: Quarter) -> Basis:
            return reading.basis(bound, question.area, Edition(quarter), tree, sites)

        earlier = period.previous()
        before = of(earlier) if earlier in store.periods(bound) else None
        names = {code: one.name for code, one in sites.departments.items()}
        return suggested(of(period), before, names)


def restatement(db: Documents, question: FindRestatement, actor: Actor, settings: Settings) -> dict[str, Any]:
    """
    Return every figure that is another now than in a frozen version, the last one unless the question names one.

    Raises:
        NotFound: the area is unknown, or the period has no such frozen version.
        NotAllowed: none of the actor's areas covers the one of the question.
        Unavailable: figures are being counted.
    """
    with _at_one_moment(db) as bound:
        period, sites = Quarter.parse(question.period), settings.sites
        tree = store.tree(bound)
        _only_for_the_convener(bound, actor, question.area, tree, sites)
        last = question.version or len(frozen.freezes(bound, period))
        edition, old_tree = _chosen(bound, question, last, actor)
        if store.is_dirty(bound):
            raise Unavailable("数据正在更新，请稍后再试", {"period": question.period})
        then = reading.basis(bound, question.area, edition, old_tree, sites, all_below=True)
        now = reading.basis(bound, question.area, Edition(period), tree, sites, all_below=True)
        found: list[dict[str, Any]] = []
        for area in sorted(tree.within(question.area)):
            if area > (question.after or "") and len(found) <= question.limit:
                found += restated(then, now, area)
    more = len(found) > question.limit
    return {"items": found, "next": found[-1]["area"] if more else None}


def records(db: Documents, question: FindRecords, actor: Actor, settings: Settings) -> dict[str, Any]:
    """
    Return the records behind a figure, whole areas at a time.

    Raises:
        NotFound: the area, the period, the version or the indicator is unknown, or departments report it.
        NotAllowed: none of the actor's areas covers the one of the question, or the actor sees aggregates only.
    """
    indicator = INDICATORS.get(question.indicator)
    if indicator is None or indicator.id not in behind.RECORDS:
        raise NotFound(
            "该指标没有可查的记录：由成员单位报送，或由其他指标算出", {"indicator": question.indicator}
        )
    with _at_one_moment(db) as bound:
        edition, tree = _chosen(bound, question, question.version, actor)
        _only_for_the_convener(bound, actor, question.area, tree, settings.sites)
        found = behind.records(
            bound, tree, question.area, edition, indicator, question.after or "", question.limit
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


def _chosen(db: Collections, question: Of, version: int | None, actor: Actor) -> tuple[Edition, Tree]:
    """Return of which edition *actor* asks, who may, and the area tree that goes with it."""
    period, tree = Quarter.parse(question.period), store.tree(db)
    _allow_area(question.area, actor, tree)
    if version is None:
        _allow(db, question.area, period, actor, tree)
        return Edition(period), tree
    found = frozen.find(db, period, version)
    if found is None:
        raise NotFound("该季度没有这个冻结版本", {"period": question.period, "version": version})
    if frozen.is_counting(found):
        raise Unavailable("冻结的数据正在计算，请稍后再试", {"period": question.period})
    edition = frozen.edition_of(found)
    tree = store.tree(db, edition)
    _allow(db, question.area, period, actor, tree)
    return edition, tree


def _allow(db: Collections, area: str, period: Quarter, actor: Actor, tree: Tree) -> None:
    periods = store.periods(db)
    if not periods or not tree.areas:
        raise Unavailable("统计数据正在建立，请稍后再试", {})
    if area not in tree.areas:
        raise NotFound("没有这个地区", {"area": area})
    _allow_area(area, actor, tree)
    if period not in periods:
        raise NotFound("该季度没有统计数据", {"period": str(period)})


def _allow_area(area: str, actor: Actor, tree: Tree) -> None:
    if area in tree.areas and not {area, *tree.above(area)} & set(actor.areas):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": area})
