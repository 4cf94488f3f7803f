"""Stock clients and other libraries talk with ours as they come."""

import asyncio
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import aio_pika
import pytest
from cloudevents.core.bindings import amqp as amqp_binding
from cloudevents.core.bindings import rabbitmq as rabbitmq_binding
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from nameko.standalone.rpc import ClusterRpcProxy

from tests.integration.messaging.town import Running, Town, until, user_of

pytestmark = pytest.mark.integration
LISTENER = "tests.integration.interop.stock_listener"


def test_a_stock_client_calls_us_with_its_token_in_the_context(town: Town) -> None:
    town.start(town.owner)
    asked = {"stream": "note:1", "note": "stock", "recorded_on": "2026-07-01", "key": "stock-1"}

    with ClusterRpcProxy(
        {"AMQP_URI": town.amqp_uri}, context_data={"token": town.token()}, timeout=10
    ) as cluster:
        answers = [cluster[town.owner].note(**asked) for _ in range(2)]

    assert answers == [{"stream": "note:1", "seq": 1, "warnings": []}] * 2


def test_a_stock_handler_hears_our_events(town: Town) -> None:
    town.start(town.owner)
    town.start_relay(town.owner)
    town.running["listener"] = Running(
        town.directory, "listener", ("-m", LISTENER, town.owner), town.environment(town.owner)
    )
    queue = f"evt-{town.owner}-noted.v1--{town.owner}_listener.heard"
    until(lambda: town.broker.consumers(queue), 20, "the stock listener is ready")

    town.note("for stock ears")

    until(lambda: town.db(town.owner)["heard"].find_one({"note": "for stock ears"}), 20, "the event is heard")
    town.running.pop("listener").kill()
    town.broker.delete(queues=(queue,))


def test_an_aio_pika_publisher_is_understood(town: Town) -> None:
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "pika",
        "ce-source": town.system,
        "ce-type": "sample.noted.v1",
    }

    publish(town, b'{"note": "x"}', "application/json", headers)

    assert accepted(town, "pika")


@pytest.mark.parametrize("binding", [rabbitmq_binding, amqp_binding], ids=["rabbitmq", "amqp"])
def test_the_cloudevents_sdk_is_understood_in_both_modes(town: Town, binding: ModuleType) -> None:
    for mode in ("binary", "structured"):
        body, kind, headers = rendered(binding, mode, town.system)
        publish(town, body, kind, headers)

    assert accepted(town, "sdk-binary")
    assert accepted(town, "sdk-structured")


def rendered(binding: ModuleType, mode: str, source: str) -> tuple[bytes, str | None, dict[str, Any]]:
    """Return body, content type and headers of an event, as the SDK's *binding* makes them."""
    attributes = {
        "specversion": "1.0",
        "id": f"sdk-{mode}",
        "source": source,
        "type": "sample.noted.v1",
        "time": datetime(2026, 7, 1, tzinfo=UTC),
        "datacontenttype": "application/json",
    }
    made = getattr(binding, f"to_{mode}")(CloudEvent(attributes, {"note": mode}), JSONFormat())
    if binding is rabbitmq_binding:
        return made.body, made.content_type, dict(made.headers)
    headers = {name: str(value) for name, value in made.application_properties.items()}
    return made.application_data, made.properties.get("content-type"), headers


def publish(town: Town, body: bytes, kind: str | None, headers: dict[str, Any]) -> None:
    """Publish with aio-pika, confirmed."""
    message = aio_pika.Message(body, content_type=kind, user_id=user_of(town.amqp_uri), headers=headers)

    async def send() -> None:
        connection = await aio_pika.connect(town.amqp_uri)
        async with connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange(f"{town.system}.events")
            await exchange.publish(message, routing_key="noted.v1")

    asyncio.run(send())


def accepted(town: Town, event_id: str) -> bool:
    """Wait for the receipt of an event; the service may start only now, nothing is lost by it."""
    if town.owner not in town.running:
        town.start(town.owner)
    wanted = {"_id": f"{town.system}:{event_id}"}
    receipt = until(lambda: town.db(town.owner)["receipts"].find_one(wanted), 20, f"a receipt of {event_id}")
    return bool(receipt["state"] == "accepted")
