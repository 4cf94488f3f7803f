"""The wire form of events: CloudEvents 1.0, binary mode, headers ``ce-``."""

from collections.abc import Mapping
from typing import Any

import amqp
import orjson

from shared.ledger.entry import Entry, from_wire, to_wire
from shared.messaging.quarantine import storable

PERSISTENT = 2
SPEC_VERSION = "1.0"
# The RabbitMQ binding writes ce-; the two spellings of the AMQP 1.0 binding are understood as well.
PREFIXES = ("ce-", "cloudevents_", "cloudevents:")
STRUCTURED = "application/cloudevents+json"
# Some senders name none or call it text; what they send is JSON all the same, or it is refused as none.
JSON_TYPES = ("application/json", "text/json", "text/plain", "application/octet-stream", "")


class Undecodable(ValueError):
    """
    The message is no CloudEvent, or none of ours; the text says why.

    Attributes:
        told: The same in Chinese, for whoever sent it.
    """

    def __init__(self, why: str, told: str = "") -> None:
        super().__init__(why)
        self.told = told or why


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
            "data": body_of(message),
        }
        return from_wire(headers["source"], wire)
    except (KeyError, TypeError, ValueError) as error:
        raise Undecodable(f"not an entry: {error!r}") from error


def raw(message: Any) -> bytes:
    """Return the body of a py-amqp message as bytes; py-amqp decodes where an encoding is named."""
    body = message.body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def attributes(message: Any) -> dict[str, str]:
    """Return the CloudEvents attributes among the headers, whichever prefix they have; no spelling has a case."""
    headers = message.properties.get("application_headers") or {}
    if not isinstance(headers, Mapping):
        raise Undecodable("headers are no table", "消息头应为键值表")
    found = {}
    for name, value in headers.items():
        spelled = name.lower() if isinstance(name, str) else ""
        prefix = next((one for one in PREFIXES if spelled.startswith(one)), None)
        if prefix is not None:
            found[spelled.removeprefix(prefix)] = _text(value)
    return found


def media_type(message: Any) -> str:
    """Return the media type of a message without its parameters, in small letters; empty: none is named."""
    return storable(str(message.properties.get("content_type") or "")).split(";")[0].strip().lower()


def body_of(message: Any) -> Any:
    """Return what the JSON body of a message says; without a type, or as plain text, the body decides."""
    kind = media_type(message)
    if kind not in JSON_TYPES and not kind.endswith("+json"):
        raise Undecodable(
            "content type is not JSON", f"内容类型是 {kind}；应为 application/json 或 {STRUCTURED}"
        )
    try:
        return orjson.loads(raw(message))
    except orjson.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}个字符起"
        raise Undecodable("body is not JSON", f"内容不是 UTF-8 编码的有效 JSON（{where}）") from error


def _text(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return storable(text)
