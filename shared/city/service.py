"""A service of the city: answers what it declares, follows what it declares, and knows area tree and day."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self, TypeVar

from pymongo.database import Database

from shared.city import areas, day
from shared.contracts.base import Contract, Event, Query, load, owner_of
from shared.contracts.carried import TakeEvent
from shared.contracts.errors import InvalidInput, NotFound
from shared.contracts.service import ANYONE, Call, DeclarationError, Of, Reach, Service
from shared.contracts.services import SERVICES
from shared.ledger.bound import Collections
from shared.ledger.corrected import Corrected, is_correction, read_correction
from shared.ledger.entry import Entry
from shared.ledger.ledger import Ledger, create_collections
from shared.ledger.unit import Unit
from shared.messaging import carried
from shared.messaging.arriving import CloudEvent
from shared.messaging.follow import Apply, Effects, Pauses, Reset, Settle
from shared.messaging.intake import Intake
from shared.messaging.service import LedgerService, answer, answered_by
from shared.rules import pack
from shared.security.tokens import Actor
from shared.settings import Settings

Accepts = Mapping[type[Event], Callable[[Settings, Unit, Any], None]]

Effect = TypeVar("Effect")
Corrections = Mapping[type[Event], Callable[[Unit, Corrected], None]]

CITY_EFFECTS: Effects = {**day.EFFECTS, **areas.EFFECTS}


def _by_type(effects: Mapping[type[Event], Effect]) -> dict[str, Effect]:
    return {event.event_type: effect for event, effect in effects.items()}


@dataclass(frozen=True)
class Following:
    """
    How a service applies the logs that it declares to follow.

    Attributes:
        effects: What each event does, one by one.
        corrected: What the correction of each event does.
        bulk: Applies a whole batch, for services that count; *handles* are the events it looks at.
        settle: Finishes what applied entries left to do; returns whether there may be more.
        reset: Empties what came from others, to be learnt anew.
        pauses: Returns whether what an entry left to settle is done before any later entry is applied.
    """

    effects: Effects = field(default_factory=dict)
    corrected: Corrections = field(default_factory=dict)
    bulk: Apply | None = None
    handles: Collection[type[Event]] = ()
    settle: Settle | None = None
    reset: Reset | None = None
    pauses: Pauses | None = None

    def apply(self, unit: Unit, entries: Sequence[Entry]) -> None:
        """Let *entries* take effect, on the service's copies of day and area tree first."""
        of_city, own, correcting = _by_type(CITY_EFFECTS), _by_type(self.effects), _by_type(self.corrected)
        for entry in entries:
            if (effect := of_city.get(entry.type)) is not None:
                effect(unit, entry)
        for entry in entries:
            if is_correction(entry.type):
                correction = read_correction(entry)
                if (correct := correcting.get(correction.entry.type)) is not None:
                    correct(unit, correction)
            elif (effect := own.get(entry.type)) is not None:
                effect(unit, entry)
        if self.bulk is not None:
            self.bulk(unit, entries)


class CityService(LedgerService):
    """
    A service of the city; a subclass names its declaration, and answers its calls.

    Attributes:
        declared: The service's declaration.
        following: How it applies what it follows, if it follows anything.
        accepts: What each event of an external system does.
        keep_time: Does what the wall clock asks for; called every few seconds with the time in UTC.
        work_off: Does what is waiting to be done outside, such as sending; called every second.
    """

    declared: ClassVar[Service]
    following: ClassVar[Following | None] = None
    accepts: ClassVar[Accepts] = {}
    keep_time: "ClassVar[staticmethod[[Ledger, datetime], None] | None]" = None
    work_off: "ClassVar[staticmethod[[Ledger, Settings], None] | None]" = None
    settings: Settings

    @staticmethod
    def prepare_store(db: Database[dict[str, Any]]) -> None:
        """Create the service's own collections and indexes."""

    @classmethod
    def prepare(cls, db: Database[dict[str, Any]]) -> None:
        """Create collections and indexes; running it again changes nothing."""
        create_collections(db, (day.DAY, areas.AREA_TREE))
        db[areas.AREA_TREE].create_index([("parent", 1)])
        cls.prepare_store(db)

    @classmethod
    def of(cls, settings: Settings) -> type[Self]:
        """
        Return the class of one instance.

        Raises:
            DeclarationError: the class and its declaration contradict each other.
            ValueError: a rule has no source, or its rows overlap or leave a gap (R-GEN-06).
        """
        check(cls)
        pack.check()
        named = {"name": settings.instance, "settings": settings}
        return type(cls.__name__.removesuffix("Service"), (cls,), named)

    @classmethod
    def accept(cls, settings: Settings, unit: Unit, event: CloudEvent) -> None:
        """Record an external system's event by the rules of the command; refuses what is not accepted."""
        for accepted, effect in cls.accepts.items():
            if accepted.event_type == event.type:
                if not isinstance(event.data, dict):
                    raise InvalidInput.at("data", "事件数据应为对象", "应为 JSON 对象")
                effect(settings, unit, load(accepted, event.data))
                return
        known = "、".join(event.event_type for event in cls.accepts)
        raise InvalidInput.at("type", f"不接收此类事件：{event.type}", f"应为 {known}")

    @classmethod
    def intake(cls, ledger: Ledger) -> Intake:
        """Return the door for events of this instance's external systems."""
        settings = cls.settings
        systems = {name: settings.broker_user(name) for name in settings.sites.systems_of(settings.instance)}
        return Intake(ledger, partial(cls.accept, settings), systems, day.today)

    @answer(Call(TakeEvent, "接收外部系统的事件", ("integrator",), reach=Reach.DEPARTMENT))
    def take_event(self, db: Collections, delivery: TakeEvent, actor: Actor) -> dict[str, Any]:
        settings = self.settings
        intake = self.intake(self.calling.runtime.ledger)
        return carried.take(intake, settings.sites.systems_of(settings.instance), delivery)

    @answer(Call(Query, "本服务所知的业务日", ANYONE))
    def today(self, db: Collections, question: Query, actor: Actor) -> dict[str, Any]:
        found = day.today(db)
        if found is None:
            raise NotFound("业务日尚未开始")
        return {"date": found.isoformat()}


def check(service: type[CityService]) -> None:
    """Raise DeclarationError unless *service* answers all it declares, and handles only what it can hear of."""
    declared, answered = service.declared, answered_by(service)
    convening = any(call.convener_only for call in answered.values())
    for method, call in declared.calls.items():
        if method not in answered and (convening or not call.convener_only):
            raise DeclarationError(
                f"{declared.name} declares {method}, which {service.__name__} does not answer"
            )
    if service.following is not None:
        check_handled(declared, (*service.following.effects, *service.following.handles))
        check_corrected(declared, service.following)
    for event in service.accepts:
        if event not in declared.accepts:
            raise DeclarationError(f"{declared.name} accepts {event.__name__}, which it does not declare")


def check_corrected(declared: Service, following: Following) -> None:
    """Raise DeclarationError unless a correction is heard of all that is followed and can be corrected (R-GEN-09)."""
    for event in following.effects:
        if event in SERVICES[owner_of(event)].correctable and event not in following.corrected:
            raise DeclarationError(
                f"{declared.name} follows {event.event_type} and does not hear of its corrections"
            )


def check_handled(declared: Service, handled: Collection[type[Contract]]) -> None:
    """Raise DeclarationError for what is no event, or an event of a service that *declared* does not follow."""
    owners = {log.split(".")[0] for log in declared.follows if log not in [*Of]}
    if any(log in [*Of] for log in declared.follows):
        owners |= {name for name, service in SERVICES.items() if service.per_department}
    if Of.EVERY_LOG in declared.follows:
        owners |= set(SERVICES)
    for event in handled:
        if not (isinstance(event, type) and issubclass(event, Event) and event.event_type):
            raise DeclarationError(f"{declared.name} handles {event!r}, which is no event")
        if owner_of(event) not in owners:
            raise DeclarationError(
                f"{declared.name} handles {event.event_type}, but follows no log of {owner_of(event)}"
            )
