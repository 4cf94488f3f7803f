"""What each event does to resolutions and tasks; the same for one's own and for those of others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from services.department import limits, store
from services.department.model import figures_of, topic_of
from shared.contracts.base import Event
from shared.contracts.department import events
from shared.contracts.department.terms import URGINGS
from shared.contracts.development.events import RecommendationAnswered
from shared.contracts.supervision.events import DifficultyHandedOver
from shared.ledger import Entry, Unit
from shared.messaging.follow import Effects

Data = Mapping[str, Any]
Update = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """
    An update that an event makes.

    Attributes:
        update: Only sums and sets, so that order does not matter.
        key: Names the document by what the event tells.
        dated: The field that keeps on which day it took effect; None: nobody asks.
    """

    collection: str
    update: Callable[[Data], Update]
    key: Callable[[Data], str] = itemgetter("no")
    dated: str | None = None


def _issued(data: Data) -> Update:
    kept = {name: value for name, value in data.items() if name not in ("no", "due_on")}
    return {"$set": {**kept, "original_due_on": data["due_on"], "version": store.VERSION}}


def _extended(data: Data) -> Update:
    return {"$inc": {"extensions": 1}, "$max": {"extended_to": data["due_on"]}}


def _opened(data: Data) -> Update:
    return {"$max": {"until": data["until"]}}


def _answered(data: Data) -> Update:
    return _set(data, ("outcome", "county"))


def _handed_over(data: Data) -> Update:
    return _set(data, ("credit_code", "field", "text", "due_on", "county"))


def _set(data: Data, names: Iterable[str]) -> Update:
    return {"$set": {name: data[name] for name in names if name in data}}


def _agreed(data: Data) -> Update:
    return {"$set": {"agenda": data["topics"]}}


def _minutes(data: Data) -> Update:
    return {"$set": {"minutes": data["text"], **{name: data[name] for name in ("issued_on", "resolutions")}}}


def _supplemented(data: Data) -> Update:
    return {"$set": {f"supplements.{data['number']}": data["text"]}}


def _submitted(data: Data) -> Update:
    # Work that was given back may be handed in again with the same files.
    named = {"$addToSet": {"files": {"$each": data["files"]}}} if data.get("files") else {}
    return {"$inc": {"submissions": 1}, **named}


def _urged(data: Data) -> Update:
    # By the day it was due: after an extension it is urged anew.
    return {"$max": {f"urged.{data['due_on']}": list(URGINGS).index(data["urging"]) + 1}}


def _all_but(key: str) -> Callable[[Data], Update]:
    return lambda data: {"$set": {name: value for name, value in data.items() if name != key}}


def _is(name: str) -> Callable[[Data], Update]:
    return lambda _: {"$set": {name: True}}


def _more(name: str) -> Callable[[Data], Update]:
    return lambda _: {"$inc": {name: 1}}


UPDATES: Mapping[type[Event], Effect] = {
    events.FiguresOpened: Effect(
        store.OPENINGS, _opened, key=lambda data: figures_of(data["department"], data["period"])
    ),
    events.MeetingPlanned: Effect(store.MEETINGS, _all_but("meeting"), key=itemgetter("meeting")),
    events.TopicProposed: Effect(
        store.TOPICS, _all_but("topic"), key=lambda data: topic_of(data["department"], data["topic"])
    ),
    events.AgendaConfirmed: Effect(store.MEETINGS, _agreed, key=itemgetter("meeting")),
    events.MeetingHeld: Effect(store.MEETINGS, _all_but("meeting"), key=itemgetter("meeting")),
    events.MinutesIssued: Effect(store.MEETINGS, _minutes, key=itemgetter("meeting")),
    events.MinutesSupplemented: Effect(store.MEETINGS, _supplemented, key=itemgetter("meeting")),
    events.ResolutionUrged: Effect(store.RESOLUTIONS, _urged),
    events.ResolutionIssued: Effect(store.RESOLUTIONS, _issued),
    events.ResolutionReturned: Effect(store.RESOLUTIONS, _more("returns")),
    events.ResolutionExtended: Effect(store.RESOLUTIONS, _extended),
    events.ResolutionCancelled: Effect(store.RESOLUTIONS, _is("cancelled")),
    events.ResolutionVerified: Effect(store.RESOLUTIONS, _is("verified")),
    events.ResolutionClosed: Effect(store.RESOLUTIONS, _is("closed")),
    events.TaskAccepted: Effect(store.TASKS, _is("accepted")),
    events.TaskProgressed: Effect(store.TASKS, _more("notes")),
    events.TaskSubmitted: Effect(store.TASKS, _submitted),
    RecommendationAnswered: Effect(
        store.RECOMMENDATIONS, _answered, key=itemgetter("recommendation"), dated="outcome_on"
    ),
    DifficultyHandedOver: Effect(
        store.DIFFICULTIES, _handed_over, key=itemgetter("difficulty"), dated="handed_on"
    ),
}


def record(unit: Unit, stream: str, event: Event, *, effective_on: date | None = None) -> None:
    """Record an event of one's own, and let it take effect as one of others would."""
    data = event.as_json()
    take_effect(unit, type(event), data, effective_on or unit.stamp.recorded_on)
    unit.record(stream, event, effective_on=effective_on)
    limits.keep(unit, type(event), data, unit.stamp.recorded_on)


def take_effect(unit: Unit, kind: type[Event], data: Data, on: date) -> None:
    """Change the document that an event is about."""
    effect = UPDATES[kind]
    update = effect.update(data)
    if effect.dated is not None:
        update["$set"] |= {effect.dated: on.isoformat()}
    store.change(unit, effect.collection, effect.key(data), update)


def _of_others(kind: type[Event]) -> Callable[[Unit, Entry], None]:
    def effect(unit: Unit, entry: Entry) -> None:
        take_effect(unit, kind, entry.data, entry.effective_on)
        limits.keep(unit, kind, entry.data, entry.effective_on)

    return effect


EFFECTS: Effects = {kind: _of_others(kind) for kind in UPDATES}
