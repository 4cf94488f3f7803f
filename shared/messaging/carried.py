"""Events that come by HTTP: let in by the same door as those that come by an exchange."""

import base64
import binascii
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from shared.contracts.carried import TakeEvent
from shared.contracts.errors import InvalidInput, NotFound
from shared.messaging.arriving import claimed
from shared.messaging.intake import Intake
from shared.messaging.topology import exchange_of


def take(intake: Intake, systems: Collection[str], delivery: TakeEvent) -> dict[str, Any]:
    """
    Let an event in, or with ``dry_run`` say what would become of it; return its state, and how its receipt is found.

    Who may speak for the department may speak for each of its *systems*, so the event's own one is believed.

    Raises:
        NotFound: the department has no system.
        InvalidInput: the body is no base64.
    """
    if not systems:
        raise NotFound("本单位没有登记外部系统；请联系运维人员在 sites.yaml 中登记")
    message = SimpleNamespace(
        body=_bytes(delivery.body),
        properties={"content_type": delivery.content_type, "application_headers": dict(delivery.headers)},
        delivery_info={},
    )
    event = claimed(message)
    system = event.source if event.source in systems else next(iter(systems))
    message.delivery_info = {"exchange": exchange_of(system)}
    outcome = intake.rehearse(message) if delivery.dry_run else intake.outcome(message)
    return {"source": system, "id": event.id, **outcome}


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.at("body", "应为 Base64 编码") from error
