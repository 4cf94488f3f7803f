"""Corrections of the register: what is touched is folded anew, and nothing may be left that contradicts itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.registry import consistency, places, store
from services.registry.commands import growth, limits
from services.registry.folding import BEGINNINGS, folded
from services.registry.store import Kind
from shared.city.changes import Change, changed, standing_in
from shared.city.correcting import Correctable, Correcting
from shared.contracts.base import Event
from shared.contracts.errors import NotFound
from shared.contracts.registry import SERVICE, events, facts
from shared.contracts.registry.terms import SECRETARY
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.rules.violation import Violation

Entry = Mapping[str, Any]
KINDS: Mapping[str, Kind] = {
    store.stream_of(kind, ""): kind
    for kind in (store.ENTERPRISES, store.ORGANISATIONS, store.AFFILIATIONS, store.MEMBERS, store.POSTS)
}
WITH_IT = "随原登记一并作废"


def correct(unit: Unit, change: Change) -> list[Change]:
    """
    Put an entry right, with what the same command recorded for other things.

    Raises:
        RuleViolated: a thing would contradict itself, or another that hangs on it; what to correct first is named.
    """
    changes = [change, *_with_it(unit, change)]
    touched = put(unit, changes)
    unit.check(_misfits(unit, change, touched))
    _look_again(unit, changes, touched)
    growth.look(unit)
    return changes


def put_right(unit: Unit, correction: str, changes: Sequence[Change]) -> None:
    """Record what follows here of a correction that another service took, and tell it."""
    left = put(unit, changes)
    for change in changes:
        CORRECTING.tell(unit, correction, change)
    _look_again(unit, changes, left)


def _misfits(unit: Unit, change: Change, left: Iterable[tuple[Kind, str]]) -> Iterator[Violation]:
    kind, key = _thing(change.stream)
    known = list(left)
    if (kind, key) not in known:
        yield from consistency.left_behind(unit, kind, key)
    for one in known:
        yield from consistency.violations(unit, *one, change)


def put(unit: Unit, changes: Iterable[Change]) -> list[tuple[Kind, str]]:
    """Fold all that *changes* touch anew; return what is still there of it."""
    known = list(changes)
    left = []
    for stream in dict.fromkeys(one.stream for one in known):
        kind, key = _thing(stream)
        after = folded(kind, changed(standing_in(unit, stream), known))
        store.put_folded(unit, kind, key, after)
        if after is not None:
            left.append((kind, key))
    return left


def _with_it(unit: Unit, change: Change) -> Iterator[Change]:
    """
    Yield what follows of a change: of a command's first entry, those it recorded for other things on the same day.

    When what began a thing does not stand, neither does what was recorded of it later.
    """
    entry = change.entry
    kind, _ = _thing(change.stream)
    moved = change.on != entry["effective_on"]
    if change.void and change.kind is BEGINNINGS[kind] and kind is not store.AFFILIATIONS:
        for later in (one for one in standing_in(unit, change.stream) if one["seq"] > entry["seq"]):
            yield Change(later, later["effective_on"], later["data"], void=True, why=WITH_IT)
    if not (change.void or moved):
        return
    for other in _caused_by(unit, entry):
        if other["effective_on"] == entry["effective_on"]:
            on = entry["effective_on"] if change.void else change.on
            why = WITH_IT if change.void else None
            yield Change(other, on, other["data"], void=change.void, why=why)


def _caused_by(unit: Unit, entry: Entry) -> list[Entry]:
    """Return the standing entries of other things that were recorded by the command of *entry*."""
    found = [row for row in store.recorded_with(unit.db, entry["_id"]) if row["stream"] != entry["stream"]]
    known: list[Entry] = []
    for row in found:
        if row["stream"].startswith(tuple(KINDS)):
            known += [one for one in standing_in(unit, row["stream"]) if one["seq"] == row["seq"]]
    return known


def _look_again(unit: Unit, changes: Iterable[Change], left: Iterable[tuple[Kind, str]]) -> None:
    """Note whose numbers may be others now, and put the duties of posts right."""
    there = {(kind.collection, key) for kind, key in left}
    today = unit.stamp.recorded_on
    for change in changes:
        for told in (change.entry["data"], change.data):
            for kind, note in (
                (store.ENTERPRISES, growth.note_enterprise),
                (store.ORGANISATIONS, growth.note_organisation),
            ):
                code = told.get(kind.field)
                if code and ((kind.collection, code) in there or store.find(unit.db, kind, code)):
                    note(unit, code, today)
        if change.kind is events.PostEnded:
            _vacancy_again(unit, change)
        elif change.kind is events.PostAssigned and change.void:
            limits.DUTIES.lapse(unit, change.data["post_id"], today, limits.OVERTAKEN)


def _vacancy_again(unit: Unit, change: Change) -> None:
    found = store.find(unit.db, store.POSTS, change.data["post_id"])
    if found is None or found["org_code"] is None or found["kind"] != SECRETARY:
        return
    on = date.fromisoformat(change.entry["effective_on"])
    limits.DUTIES.lapse(unit, found["org_code"], on, limits.OVERTAKEN, (limits.VACANCY,))
    if not change.void:
        limits.post_ended(unit, store.post(found), date.fromisoformat(change.on))


def _thing(stream: str) -> tuple[Kind, str]:
    name, _, key = stream.partition(":")
    return KINDS[f"{name}:"], key


def _area_of(db: Collections, entry: Entry) -> str:
    """Return where the thing of an entry lies now; raises NotFound."""
    kind, key = _thing(entry["stream"]) if entry["stream"].startswith(tuple(KINDS)) else (None, "")
    if kind is None:
        raise NotFound.at("stream", f"没有可更正的记录{entry['stream']}", "记录不存在")
    if kind is store.AFFILIATIONS:
        kind = store.ENTERPRISES
    return places.area_of(db, store.get(db, kind, key))


def _of(contract: Any, *names: str) -> Correctable:
    return Correctable(lambda _: [*contract.declared, *names])


KINDS_OF_EVENTS: Mapping[type[Event], Correctable] = {
    events.EnterpriseRegistered: _of(facts.EnterpriseChanges, "area", "registered_on"),
    events.EnterpriseChanged: _of(facts.EnterpriseChanges),
    events.EnterpriseMoved: Correctable(lambda _: ("area",)),
    events.OrganisationEstablished: _of(facts.OrganisationChanges),
    events.OrganisationChanged: _of(facts.OrganisationChanges),
    events.OrganisationDissolved: Correctable(lambda _: ()),
    events.AffiliationSet: Correctable(lambda _: ("org_code", "form")),
    events.MemberRegistered: _of(facts.MemberChanges, "sex", "minority", "birth_month"),
    events.MemberChanged: _of(facts.MemberChanges),
    events.PostAssigned: Correctable(lambda _: ("kind", "is_temp", "expected_end")),
    events.PostEnded: Correctable(lambda _: ()),
}

CORRECTING = Correcting(
    service=SERVICE,
    kinds=KINDS_OF_EVENTS,
    area_of=_area_of,
    correct=correct,
)
