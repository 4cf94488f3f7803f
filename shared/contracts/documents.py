"""
Documents generated from the contracts: JSON Schema 2020-12 and AsyncAPI 3.

Run as ``python -m shared.contracts.documents [--check]``; ``--check`` compares with what is committed.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from shared.contracts.base import Command, Contract, Event, routing_key
from shared.contracts.service import DeclarationError, Service
from shared.contracts.services import SERVICES
from shared.generated import write_or_check

SYSTEM_CHANNEL = "system"
CONTRACTS = Path(__file__).parent
GENERATED = CONTRACTS / "generated"
ROOT = CONTRACTS.parents[1]
HEADERS = {
    "ce-specversion": "1.0",
    "ce-id": "the entry's id; with ce-source unique for ever",
    "ce-source": "the log, e.g. registry.public",
    "ce-type": "the event type",
    "ce-time": "when it was recorded, UTC",
    "ce-subject": "the stream",
    "ce-n": "the number in the log: 1, 2, 3, …",
    "ce-hash": "the SHA-256 chain over the log up to this entry",
    "ce-seq": "the number in the stream",
    "ce-recordedon": "the business day it was recorded on",
    "ce-effectiveon": "the day it counts for",
    "ce-department": "the department that acted",
}
OPTIONAL_HEADERS = {
    "ce-cause": "the id of the entry or event that led to this",
    "ce-callid": "the one id of the call, from the edge to the last subscriber",
}

Document = dict[str, Any]


def schema_document() -> Document:
    """Return the JSON Schemas of all events, external events, commands and questions."""
    spec = APISpec("Lianxi", "1", "3.1.0", plugins=[MarshmallowPlugin(schema_name_resolver=_name)])
    for schema in _all_schemas().values():
        name = _name(schema)
        if name not in spec.components.schemas:
            spec.components.schema(name, schema=schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "events": {name: _ref(event) for name, event in sorted(_events().items())},
        "calls": {name: _ref(schema) for name, schema in sorted(_calls().items())},
        "components": {"schemas": dict(sorted(spec.components.schemas.items()))},
    }


def asyncapi_document() -> Document:
    """Return the AsyncAPI 3 document of what is published, and of what external systems may publish."""
    schemas = schema_document()["components"]["schemas"]
    messages = {_key(name): _message(name, event) for name, event in sorted(_events().items())}
    channels = {name: channel for service in SERVICES.values() for name, channel in _channels(service)}
    operations = {
        f"{'receive' if channel == SYSTEM_CHANNEL else 'send'}-{channel}": {
            "action": "receive" if channel == SYSTEM_CHANNEL else "send",
            "channel": {"$ref": f"#/channels/{channel}"},
            "bindings": {"amqp": {"bindingVersion": "0.3.0", "deliveryMode": 2}},
        }
        for channel in channels
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lianxi events",
            "version": "1",
            "description": "CloudEvents 1.0, binary mode, AMQP 0-9-1.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def sample(event_type: str) -> Any:
    """
    Read the frozen sample of an event type.

    Raises:
        DeclarationError: there is none.
    """
    path = CONTRACTS / event_type.partition(".")[0] / "samples" / f"{event_type}.json"
    if not path.is_file():
        raise DeclarationError(f"{event_type} has no frozen sample; write one to {path.relative_to(ROOT)}")
    return json.loads(path.read_text(encoding="utf-8"))


def _calls() -> dict[str, type[Schema]]:
    return {
        f"{service.name}.{method}": call.takes.Call if issubclass(call.takes, Command) else call.takes.Schema
        for service in SERVICES.values()
        for method, call in service.calls.items()
    }


def _all_schemas() -> dict[str, type[Schema]]:
    return {**{name: event.Schema for name, event in _events().items()}, **_calls()}


def _events() -> dict[str, type[Event]]:
    events = [event for service in SERVICES.values() for event in (*service.events, *service.accepts)]
    return {event.event_type: event for event in events}


def _accepted(event_type: str) -> bool:
    return any(event_type == event.event_type for service in SERVICES.values() for event in service.accepts)


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    owner = kind.__module__.split(".")[2].capitalize()
    return f"{owner}{kind.__name__}"


def _ref(schema: type[Schema] | type[Contract]) -> Document:
    return {"$ref": f"#/components/schemas/{_name(schema)}"}


def _key(event_type: str) -> str:
    return event_type.replace(".", "_")


def _channels(service: Service) -> Iterator[tuple[str, Document]]:
    """Return the service's log, its outlets, and the door for external systems."""
    exchange = "{department}" if service.per_department else service.name
    types = sorted(event.event_type for event in service.events)
    if types:
        yield service.name, _channel(f"{exchange}.events", types)
    for outlet in service.outlets:
        name = f"{service.name}-{outlet.name}".replace("{", "").replace("}", "")
        yield name, _channel(f"{exchange}.{outlet.name}.events", types)
    if service.accepts:
        accepted = sorted(event.event_type for event in service.accepts)
        yield SYSTEM_CHANNEL, _channel(f"{{{SYSTEM_CHANNEL}}}.events", accepted)


def _channel(exchange: str, types: list[str]) -> Document:
    channel: Document = {
        "address": exchange,
        "messages": {_key(name): {"$ref": f"#/components/messages/{_key(name)}"} for name in types},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": exchange,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                    "vhost": "/",
                },
                "bindingVersion": "0.3.0",
            }
        },
    }
    if "{" in exchange:
        name = exchange.split("{")[1].split("}")[0]
        channel["parameters"] = {name: {"description": f"the {name}'s instance name in sites.yaml"}}
    return channel


def _message(event_type: str, event: type[Event]) -> Document:
    external = _accepted(event_type)
    needed = ("ce-specversion", "ce-id", "ce-source", "ce-type") if external else tuple(HEADERS)
    optional = {} if external else OPTIONAL_HEADERS
    return {
        "name": event_type,
        "title": event.title,
        "summary": (event.__doc__ or "").strip(),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": list(needed),
            "properties": {
                name: {"type": "string", "description": text}
                for name, text in {**{name: HEADERS[name] for name in needed}, **optional}.items()
            },
        },
        "payload": _ref(event),
        "bindings": {"amqp": {"bindingVersion": "0.3.0", "messageType": routing_key(event_type)}},
        "examples": [{"payload": sample(event_type)}],
    }


def documents() -> Mapping[str, str]:
    """Return the generated files: name and text."""
    made = {"schemas.json": schema_document(), "asyncapi.json": asyncapi_document()}
    return {
        name: json.dumps(document, ensure_ascii=False, indent=1) + "\n" for name, document in made.items()
    }


def main() -> None:
    """Write the documents, or with ``--check`` say which are out of date."""
    try:
        made = documents()
    except DeclarationError as error:
        sys.exit(str(error))
    write_or_check({GENERATED / name: text for name, text in made.items()})


if __name__ == "__main__":
    main()
