"""A service that takes corrections: the calls about them are answered alike everywhere (R-GEN-09)."""

from collections.abc import Callable
from typing import Any, TypeVar

from shared.city.correcting import Correcting
from shared.city.service import CityService
from shared.contracts import corrections as c
from shared.ledger.unit import Unit
from shared.messaging.service import answers
from shared.security.tokens import Actor

Document = dict[str, Any]
SomeService = TypeVar("SomeService", bound=type[CityService])


def takes_corrections(correcting: Correcting) -> Callable[[SomeService], SomeService]:
    """Return the decorator by which a service answers the calls about corrections as *correcting* says."""

    def propose_correction(_: CityService, unit: Unit, command: c.ProposeCorrection) -> Document:
        return correcting.propose(unit, command)

    def approve_correction(_: CityService, unit: Unit, command: c.ApproveCorrection) -> Document:
        return correcting.approve(unit, command)

    def reject_correction(_: CityService, unit: Unit, command: c.RejectCorrection) -> Document:
        return correcting.reject(unit, command)

    def entry(_: CityService, db: Any, question: c.FindEntry, actor: Actor) -> Document:
        return correcting.entry(db, question, actor)

    def corrections(_: CityService, db: Any, question: c.FindCorrections, actor: Actor) -> Document:
        return correcting.found(db, question, actor)

    def decorate(service: SomeService) -> SomeService:
        answer = answers(service.declared)
        for method in (propose_correction, approve_correction, reject_correction, entry, corrections):
            setattr(service, method.__name__, answer(method))
        return service

    return decorate
