"""The wire form of events: CloudEvents 1.0, binary mode, headers ``ce-``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import amqp
import orjson

from shared.ledger.entry import Entry, from_wire, to_wire

PERSISTENT = 2
SPEC_VERSION = "1.0"
# The RabbitMQ binding writes ce-; the two spellings of the AMQP 1.0 binding are understood as well.
PREFIXES = ("ce-", "cloudEvents_", "cloudEvents:")
STRUCTURED = "application/cloudevents+json"
MAX_EVENT_BYTES = 1 << 20


class Undecodable(ValueError):
    """The message is no CloudEvent, or none of ours; the text says why."""


@dataclass(frozen=True)
class CloudEvent:
    """An event as an external producer sent it."""

    id: str
    source: str
    type: str
    data: Any


def entry_message(log: str, document: Mapping[str, Any], user: str) -> amqp.Message:
    """Make the message of a numbered entry *document* of *log*; *user* is the broker user that sends it."""
    wire = to_wire(document)
    headers = {
        "ce-specversion": SPEC_VERSION,
        "ce-id": wire["id"],
        "ce-source": log,
        "ce-type": wire["type"],
        "ce-time": wire["recorded_at"],
        "ce-subject": wire["stream"],
        "ce-n": str(wire["n"]),
        "ce-hash": wire["hash"],
        "ce-seq": str(wire["seq"]),
        "ce-recordedon": wire["recorded_on"],
        "ce-effectiveon": wire["effective_on"],
        "ce-department": wire["department"],
    }
    headers |= {
        f"ce-{name}": wire[key] for name, key in (("cause", "cause"), ("callid", "call_id")) if wire[key]
    }
    return amqp.Message(
        orjson.dumps(wire["data"]),
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=PERSISTENT,
        user_id=user,
        application_headers=headers,
    )


def read_entry(message: Any) -> Entry:
    """Read the entry a relay sent; raises Undecodable."""
    headers = attributes(message)
    try:
        wire = {
            "n": headers["n"],
            "hash": headers["hash"],
            "id": headers["id"],
            "stream": headers["subject"],
            "seq": headers["seq"],
            "type": headers["type"],
            "recorded_at": headers["time"],
            "recorded_on": headers["recordedon"],
            "effective_on": headers["effectiveon"],
            "department": headers["department"],
            "cause": headers.get("cause"),
            "call_id": headers.get("callid"),
            "data": _json(message),
        }
        return from_wire(headers["source"], wire)
    except (KeyError, TypeError, ValueError) as error:
        raise Undecodable(f"not an entry: {error!r}") from error


def read_event(message: Any) -> CloudEvent:
    """Read an external producer's event, in binary or structured mode; raises Undecodable."""
    if len(raw(message)) > MAX_EVENT_BYTES:
        raise Undecodable("too large")
    body = _json(message)
    if str(message.properties.get("content_type", "")).split(";")[0] == STRUCTURED:
        if not isinstance(body, dict):
            raise Undecodable("structured event is no object")
        found, data = body, body.get("data")
    else:
        found, data = attributes(message), body
    for name in ("specversion", "id", "source", "type"):
        if not isinstance(found.get(name), str) or not found[name]:
            raise Undecodable(f"attribute {name} is missing")
    if found["specversion"] != SPEC_VERSION:
        raise Undecodable("specversion is not 1.0")
    return CloudEvent(found["id"], found["source"], found["type"], data)


def attributes(message: Any) -> dict[str, str]:
    """Return the CloudEvents attributes among the headers, whichever prefix they have."""
    headers = message.properties.get("application_headers") or {}
    if not isinstance(headers, Mapping):
        raise Undecodable("headers are no table")
    return {
        name.removeprefix(prefix).lower(): str(value)
        for name, value in headers.items()
        for prefix in PREFIXES
        if isinstance(name, str) and name.startswith(prefix)
    }


def raw(message: Any) -> bytes:
    """Return the body of a py-amqp message as bytes; py-amqp decodes where an encoding is named."""
    body = message.body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def _json(message: Any) -> Any:
    kind = str(message.properties.get("content_type", "")).split(";")[0]
    if kind not in ("application/json", STRUCTURED):
        raise Undecodable("content type is not JSON")
    try:
        return orjson.loads(raw(message))
    except orjson.JSONDecodeError as error:
        raise Undecodable("body is not JSON") from error
