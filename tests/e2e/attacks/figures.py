"""A department's figures: handed up and approved by one person, or told by a system that says who approved them."""

from typing import Any

import amqp
import orjson

from deploy.cli.demo import portal_settings
from shared.messaging.topology import exchange_of
from tests.e2e.attacks.past import publish, until
from tests.e2e.attacks.records import HERE, OTHER
from tests.e2e.attacks.world import World

SYSTEM, PERIOD = "union_system", "2026Q3"
PART = f"/departments/{OTHER}/figures/{PERIOD}/{HERE}"
RECEIPTS = f"/departments/{OTHER}/receipts?source={SYSTEM}&id="


def told(world: World, number: str, event: dict[str, Any], source: str = SYSTEM) -> dict[str, Any]:
    """Let the department's system publish an event; return the receipt."""
    headers = {
        "ce-specversion": "1.0",
        "ce-id": number,
        "ce-source": source,
        "ce-type": "department.figures_reported.v1",
    }
    message = amqp.Message(
        orjson.dumps(event),
        content_type="application/json",
        delivery_mode=2,
        user_id=portal_settings(world.directory).broker_user(SYSTEM),
        application_headers=headers,
    )
    publish(world, SYSTEM, exchange_of(SYSTEM), "figures_reported.v1", message)

    def receipt() -> Any:
        answer = world.call("workers", "GET", f"{RECEIPTS}{number}")
        return answer.json if answer.status == 200 else None

    found: dict[str, Any] = until(receipt)
    return found


def figures(world: World) -> list[dict[str, Any]]:
    """Return a figure of zero for each item that the department reports."""
    items = world.call("workers", "GET", f"/departments/{OTHER}/figures?period={PERIOD}").json["items"]
    return [{"item": item, "value": 0} for item in items]
