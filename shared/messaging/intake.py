"""The door for external events: checked, deduplicated, recorded, and answered for with a receipt."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import structlog
from pymongo.errors import DuplicateKeyError

from shared.contracts.errors import DeadlinePassed, LianxiError, NotFound
from shared.ledger.bound import Collections
from shared.ledger.entry import digest
from shared.ledger.ledger import Ledger, is_infrastructure
from shared.ledger.unit import Stamp, Unit
from shared.messaging.quarantine import Quarantine, Strange
from shared.messaging.topology import exchange_of, intake_of
from shared.messaging.wire import CloudEvent, Undecodable, attributes, raw, read_event
from shared.security.tokens import Actor
from shared.telemetry import RECEIPTS

BATCH = 50
ACCEPTED = "accepted"
QUARANTINED = "quarantined"

Accept = Callable[[Unit, CloudEvent], None]

log = structlog.get_logger()


class Intake:
    """
    Takes events of the external systems of one instance.

    Args:
        accept: Records an event; refuses with a LianxiError.
        systems: The broker user of each external system.
        today: Returns the business day; None before the first one.
    """

    def __init__(
        self,
        ledger: Ledger,
        accept: Accept,
        systems: Mapping[str, str],
        today: Callable[[Collections], date | None],
    ) -> None:
        self._ledger = ledger
        self._accept = accept
        self._quarantine = Quarantine(ledger.db, ledger.vault)
        self._systems = systems
        self._today = today

    def take(self, messages: list[Any]) -> None:
        """Handle *messages* one by one; each ends accepted, known already, or in quarantine."""
        for message in messages:
            try:
                event = self._checked(message)
            except Undecodable as error:
                self._put_aside(message, str(error), _claimed(message))
                continue
            self._record(message, event)

    def _checked(self, message: Any) -> CloudEvent:
        event = read_event(message)
        exchange = message.delivery_info.get("exchange")
        user = message.properties.get("user_id")
        if event.source not in self._systems:
            raise Undecodable("foreign: source is no system of this department")
        if exchange != exchange_of(event.source):
            raise Undecodable("forged: source does not own this exchange")
        if user != self._systems[event.source]:
            raise Undecodable("forged: user_id is not the source")
        return event

    def _record(self, message: Any, event: CloudEvent) -> None:
        receipt_id = f"{event.source}:{event.id}"
        content = digest({"type": event.type, "data": event.data})

        def attempt(unit: Unit) -> str:
            known = unit.db["receipts"].find_one({"_id": receipt_id})
            if known is not None and known["state"] == ACCEPTED:
                return "known" if known["digest"] == content else "changed"
            self._accept(unit, event)
            self._ledger.write(unit)
            first = unit.entries[0]
            receipt = {
                "state": ACCEPTED,
                "stream": first["stream"],
                "seq": first["seq"],
                "entry": first["_id"],
            }
            unit.db["receipts"].replace_one(
                {"_id": receipt_id}, _receipt(event, content, receipt), upsert=True
            )
            return ACCEPTED

        try:
            outcome = self._ledger.transact(self._stamp(receipt_id), attempt)
        except DuplicateKeyError:
            outcome = self._ledger.transact(self._stamp(receipt_id), attempt)
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, DeadlinePassed):
                raise
            self._refuse(message, event, content, error)
            return
        RECEIPTS.labels(outcome).inc()
        if outcome == "changed":
            self._put_aside(message, "repeated id with another body", event)

    def _refuse(self, message: Any, event: CloudEvent, content: str, error: Exception) -> None:
        """Quarantine an event its service cannot record, with a receipt that says why."""
        expected = isinstance(error, LianxiError)
        if not expected:
            log.error("intake_failed", source=event.source, event_id=event.id, exc_info=error)
        problem: Mapping[str, Any] = (
            {"code": error.code, "message": error.message, "details": error.details}
            if isinstance(error, LianxiError)
            else {"code": "failure", "message": "内部错误，运维人员已收到通知", "details": {}}
        )

        def attempt(unit: Unit) -> None:
            kept = self._quarantine.keep(self._strange(message, problem["code"], event), unit.db)
            receipt = {"state": QUARANTINED, "quarantine": kept, "problem": dict(problem)}
            unit.db["receipts"].replace_one(
                {"_id": f"{event.source}:{event.id}"},
                _receipt(event, content, receipt),
                upsert=True,
            )

        self._ledger.transact(self._stamp(event.id), attempt)
        RECEIPTS.labels(QUARANTINED).inc()

    def _put_aside(self, message: Any, reason: str, event: CloudEvent | None) -> None:
        """Quarantine what cannot be read; its receipt is filed under the system whose exchange it came by."""
        kept = self._quarantine.keep(self._strange(message, reason, event))
        RECEIPTS.labels(QUARANTINED).inc()
        if event is not None and event.id:
            system = str(message.delivery_info.get("exchange", "")).removesuffix(exchange_of(""))
            problem = {"code": "undecodable", "message": reason, "details": {}}
            receipt = {"state": QUARANTINED, "quarantine": kept, "problem": problem}
            # A receipt that is there already tells of an earlier event with this id; it stands.
            self._ledger.db["receipts"].update_one(
                {"_id": f"{system}:{event.id}"}, {"$setOnInsert": _receipt(event, "", receipt)}, upsert=True
            )

    def _strange(self, message: Any, reason: str, event: CloudEvent | None) -> Strange:
        return Strange(
            queue=intake_of(self._ledger.instance),
            reason=reason,
            body=raw(message),
            headers=message.properties.get("application_headers") or {},
            properties=message.properties,
            source=event.source if event else None,
            event_id=event.id if event else None,
        )

    def _stamp(self, cause: str) -> Stamp:
        day = self._today(self._ledger.db)
        if day is None:
            # Without a day nothing can be dated; the messages wait, unacknowledged.
            raise DeadlinePassed("业务日尚未开始")
        return Stamp(day, Actor.system(self._ledger.instance), call_id=cause, cause=cause)


def receipt(db: Collections, source: str, event_id: str) -> dict[str, Any]:
    """
    Return the receipt of an external event: ``accepted`` with the entry, or ``quarantined`` and why.

    Raises:
        NotFound: no such event has arrived (yet).
    """
    found = db["receipts"].find_one({"_id": f"{source}:{event_id}"})
    if found is None:
        raise NotFound("没有收到过该事件", {"source": source, "id": event_id})
    answer: dict[str, Any] = {name: value for name, value in found.items() if name not in ("_id", "digest")}
    return {**answer, "received_at": found["received_at"].isoformat()}


def _receipt(event: CloudEvent, content: str, outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": event.source,
        "id": event.id,
        "type": event.type,
        "digest": content,
        "received_at": datetime.now(UTC),
        **outcome,
    }


def _claimed(message: Any) -> CloudEvent | None:
    """Return what a message that cannot be taken claims to be, for the person who looks at it."""
    try:
        named = attributes(message)
    except Undecodable:
        return None
    return CloudEvent(named.get("id", ""), named.get("source", ""), named.get("type", ""), None)
