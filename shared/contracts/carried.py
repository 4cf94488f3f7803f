"""An event of an external system that comes by HTTP, as the portal carries it to the service that takes it."""

from collections.abc import Mapping

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract

MAX_EVENT_BYTES = 1 << 20
MAX_ENCODED = (MAX_EVENT_BYTES + 2) // 3 * 4


class TakeEvent(Contract):
    """
    Take an event; it comes to the same as if it had come by the exchange of its system.

    Attributes:
        body: In base64.
        headers: The attributes of an event in binary mode, by the names of their headers.
        dry_run: Only say what would become of it.
    """

    body: str = v.words("内容", validate.Length(max=MAX_ENCODED), required=True)
    content_type: str = v.words("内容类型", validate.Length(max=200), required=True)
    headers: Mapping[str, str] = v.table(fields.Str(), "消息头", load_default=dict)
    dry_run: bool = v.flag("仅检查", load_default=False)
