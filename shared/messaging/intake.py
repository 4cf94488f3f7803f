"""The door for external events: checked, deduplicated, recorded, and answered for with a receipt."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import structlog
from pymongo.errors import DuplicateKeyError

from shared.contracts.errors import DeadlinePassed, LianxiError, NotFound
from shared.ledger.bound import Collections
from shared.ledger.entry import digest
from shared.ledger.ledger import Ledger, Rehearsed, is_infrastructure
from shared.ledger.unit import Stamp, Unit
from shared.messaging.arriving import CloudEvent, claimed, read_event
from shared.messaging.quarantine import Quarantine, Strange
from shared.messaging.topology import exchange_of, intake_of
from shared.messaging.wire import Undecodable, raw
from shared.security.tokens import Actor
from shared.telemetry import RECEIPTS

BATCH = 50
ACCEPTED = "accepted"
QUARANTINED = "quarantined"

CHANGED = Undecodable("repeated id with another body", "同一编号的事件内容不同；请使用新的 id")

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
                self._put_aside(message, error, claimed(message))
                continue
            self._record(message, event)

    def outcome(self, message: Any) -> dict[str, Any]:
        """Handle *message* and return what became of it: ``state``, and ``problem`` when it was refused."""
        event = claimed(message)
        self.take([message])
        system = _system(message)
        told = self._ledger.db["receipts"].find_one({"_id": f"{system}:{event.id}"}) or {}
        return {name: told[name] for name in ("state", "stream", "seq", "problem") if name in told}

    def rehearse(self, message: Any) -> dict[str, Any]:
        """Return what would become of *message*, and record nothing."""
        try:
            event = self._checked(message)
        except Undecodable as error:
            return {"state": QUARANTINED, "problem": _unreadable(error)}
        known = self._ledger.db["receipts"].find_one({"_id": f"{event.source}:{event.id}", "state": ACCEPTED})
        if known is not None and known["digest"] != digest({"type": event.type, "data": event.data}):
            return {"state": QUARANTINED, "problem": _unreadable(CHANGED)}
        if known is not None:
            return {"state": ACCEPTED, "stream": known["stream"], "seq": known["seq"]}

        def attempt(unit: Unit) -> None:
            self._accept(unit, event)
            raise Rehearsed({"state": ACCEPTED, "warnings": [one.as_dict() for one in unit.warnings]})

        try:
            self._ledger.transact(self._stamp(event.id, event.reason), attempt)
        except Rehearsed as rehearsal:
            return rehearsal.answer
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, DeadlinePassed):
                raise
            return {"state": QUARANTINED, "problem": _problem(error)}
        raise AssertionError("a rehearsal ends by itself")

    def _checked(self, message: Any) -> CloudEvent:
        event = read_event(message)
        exchange = message.delivery_info.get("exchange")
        user = message.properties.get("user_id")
        if event.source not in self._systems:
            known = "、".join(self._systems)
            raise Undecodable("foreign: source is no system of this department", f"source 应为 {known}")
        if exchange != exchange_of(event.source):
            raise Undecodable("forged: source does not own this exchange", "source 不是本交换机所属的系统")
        # Only its owner may write to the exchange; who is named besides has to be the same.
        if user is not None and user != self._systems[event.source]:
            raise Undecodable("forged: user_id is not the source", "user_id 不是 source 的账号；可以不填")
        return event

    def _record(self, message: Any, event: CloudEvent) -> None:
        receipt_id = f"{event.source}:{event.id}"
        content = digest({"type": event.type, "data": event.data})
        stamp = self._stamp(receipt_id, event.reason)

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
            outcome = self._ledger.transact(stamp, attempt)
        except DuplicateKeyError:
            outcome = self._ledger.transact(stamp, attempt)
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, DeadlinePassed):
                raise
            self._refuse(message, event, content, error)
            return
        RECEIPTS.labels(outcome).inc()
        if outcome == "changed":
            self._put_aside(message, CHANGED, event)

    def _refuse(self, message: Any, event: CloudEvent, content: str, error: Exception) -> None:
        """Quarantine an event its service cannot record, with a receipt that says why."""
        expected = isinstance(error, LianxiError)
        if not expected:
            log.error("intake_failed", source=event.source, event_id=event.id, exc_info=error)
        problem = _problem(error)

        def attempt(unit: Unit) -> None:
            kept = self._quarantine.keep(self._strange(message, problem["code"], event), unit.db)
            receipt = {"state": QUARANTINED, "quarantine": kept, "problem": problem}
            unit.db["receipts"].replace_one(
                {"_id": f"{event.source}:{event.id}"},
                _receipt(event, content, receipt),
                upsert=True,
            )

        self._ledger.transact(self._stamp(event.id), attempt)
        RECEIPTS.labels(QUARANTINED).inc()

    def _put_aside(self, message: Any, problem: Undecodable, event: CloudEvent) -> None:
        """Quarantine what cannot be read; its receipt is filed under the system whose exchange it came by."""
        kept = self._quarantine.keep(self._strange(message, str(problem), event))
        RECEIPTS.labels(QUARANTINED).inc()
        system = _system(message)
        outcome = {"state": QUARANTINED, "quarantine": kept, "problem": _unreadable(problem)}
        receipt = _receipt(replace(event, source=system), "", outcome)
        # A receipt that is there already tells of an earlier event with this id; it stands.
        self._ledger.db["receipts"].update_one(
            {"_id": f"{system}:{event.id}"},
            {"$setOnInsert": receipt},
            upsert=True,
        )

    def _strange(self, message: Any, reason: str, event: CloudEvent) -> Strange:
        return Strange(
            queue=intake_of(self._ledger.instance),
            reason=reason,
            body=raw(message),
            headers=message.properties.get("application_headers") or {},
            properties=message.properties,
            source=event.source or None,
            event_id=event.id,
        )

    def _stamp(self, cause: str, reason: str | None = None) -> Stamp:
        day = self._today(self._ledger.db)
        if day is None:
            # Without a day nothing can be dated; the messages wait, unacknowledged.
            raise DeadlinePassed("业务日尚未开始")
        return Stamp(day, Actor.system(self._ledger.instance), cause, reason=reason, cause=cause)


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


def _system(message: Any) -> str:
    """Return the system whose exchange a message came by."""
    return str(message.delivery_info.get("exchange", "")).removesuffix(exchange_of(""))


def _unreadable(error: Undecodable) -> dict[str, Any]:
    return {"code": "undecodable", "message": error.told, "details": {}}


def _problem(error: Exception) -> dict[str, Any]:
    if isinstance(error, LianxiError):
        return {"code": error.code, "message": error.message, "details": error.details}
    return {"code": "failure", "message": "内部错误，运维人员已收到通知", "details": {}}


def _receipt(event: CloudEvent, content: str, outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": event.source,
        "id": event.id,
        "type": event.type or None,
        "digest": content,
        "received_at": datetime.now(UTC),
        **outcome,
    }
