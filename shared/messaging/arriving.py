"""An external producer's event as it arrives: all that CloudEvents 1.0 allows, in binary and in structured mode."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.contracts.carried import MAX_EVENT_BYTES
from shared.contracts.values import MAX_EVENT_ID as MAX_ID
from shared.contracts.values import MAX_REASON
from shared.messaging.quarantine import storable
from shared.messaging.wire import (
    JSON_TYPES,
    SPEC_VERSION,
    STRUCTURED,
    Undecodable,
    attributes,
    body_of,
    media_type,
    raw,
)

MAX_TYPE = 256
NEEDED = ("specversion", "id", "source", "type")
EVENTS = "application/cloudevents"
# A number made of the body where the event has none that can be read: the sender can work it out as well.
NUMBER_BYTES = 16


@dataclass(frozen=True)
class CloudEvent:
    """
    An event as an external producer sent it.

    Attributes:
        reason: Why it is to be recorded despite warnings (R-GEN-09): the extension attribute ``reason``.
    """

    id: str
    source: str
    type: str
    data: Any
    reason: str | None = None


def read_event(message: Any) -> CloudEvent:
    """Read an external producer's event; raises Undecodable."""
    if len(raw(message)) > MAX_EVENT_BYTES:
        raise Undecodable("too large", f"事件超过{MAX_EVENT_BYTES >> 20} MB；请分成几个事件")
    found, data = _parts(message)
    for name in NEEDED:
        if not isinstance(found.get(name), str) or not found[name]:
            raise Undecodable(f"attribute {name} is missing", f"缺少 CloudEvents 属性 {name}，或它不是文字")
    if found["specversion"] != SPEC_VERSION:
        raise Undecodable("specversion is not 1.0", "specversion 应为 1.0")
    for name, most in (("id", MAX_ID), ("type", MAX_TYPE), ("reason", MAX_REASON)):
        if len(str(found.get(name) or "")) > most:
            raise Undecodable(f"attribute {name} is too long", f"属性 {name} 不能超过{most}个字符")
    reason = found.get("reason")
    return CloudEvent(found["id"], found["source"], found["type"], data, str(reason) if reason else None)


def claimed(message: Any) -> CloudEvent:
    """
    Return what a message that cannot be taken claims to be, for whoever looks for it.

    Where it names no id that can be used, its number is the ``message_id`` of the message, or is made of its body.
    """
    try:
        found = _parts(message)[0]
    except Undecodable:
        found = _named(message)
    told = {name: str(found.get(name) or "") for name in ("id", "source", "type")}
    given = told["id"] if len(told["id"]) <= MAX_ID else ""
    number = (
        given or storable(str(message.properties.get("message_id") or ""))[:MAX_ID] or number_of(raw(message))
    )
    return CloudEvent(number, told["source"][:MAX_ID], told["type"][:MAX_TYPE], None)


def number_of(body: bytes) -> str:
    """Return the number of an event without an id: ``sha256-`` and the first 32 hexadecimal digits of its body's."""
    return f"sha256-{hashlib.sha256(body).hexdigest()[: 2 * NUMBER_BYTES]}"


def _named(message: Any) -> Mapping[str, Any]:
    try:
        return attributes(message)
    except Undecodable:
        return {}


def _parts(message: Any) -> tuple[Mapping[str, Any], Any]:
    """Return the attributes and the data of an event; raises Undecodable."""
    kind, named = media_type(message), attributes(message)
    if kind.startswith(EVENTS):
        if kind != STRUCTURED:
            raise Undecodable(
                "batches and other forms are not taken", f"不接收 {kind}；请逐个以 {STRUCTURED} 发送"
            )
        return _structured(body_of(message))
    body = body_of(message)
    # Sent whole as plain JSON: no header says what it is, the body does.
    if not named and isinstance(body, dict) and "specversion" in body:
        return _structured(body)
    return named, body


def _structured(body: Any) -> tuple[Mapping[str, Any], Any]:
    if not isinstance(body, dict):
        raise Undecodable("structured event is no object", "结构化事件应为一个 JSON 对象")
    if "data_base64" not in body:
        return body, body.get("data")
    kind = str(body.get("datacontenttype") or "").split(";")[0].strip().lower()
    if kind not in JSON_TYPES and not kind.endswith("+json"):
        raise Undecodable("data is not JSON", f"datacontenttype 是 {kind}；应为 application/json")
    try:
        return body, orjson.loads(base64.b64decode(body["data_base64"], validate=True))
    except (TypeError, binascii.Error, ValueError) as error:
        raise Undecodable("data_base64 is not JSON", "data_base64 应为 Base64 编码的 JSON") from error
