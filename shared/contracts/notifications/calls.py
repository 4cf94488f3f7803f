"""Commands and questions of notifications."""

import re
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError

from shared.contracts import values as v
from shared.contracts.base import Command, Paged
from shared.contracts.notifications import terms as t

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SetChannel(Command):
    """Choose how to be told beside the inbox; without a channel, by the inbox alone."""

    channel: str | None = v.choice("方式", t.CHANNELS, load_default=None, allow_none=True)
    address: str | None = v.words("地址", v.NAME, load_default=None, allow_none=True)
    digest: str = v.choice("汇总", t.DIGESTS, load_default="each")

    @staticmethod
    def check(data: Any) -> None:
        """Refuse an address that does not fit its channel."""
        channel, address = data.get("channel"), data.get("address")
        if channel == "mail" and not MAIL.fullmatch(address or ""):
            raise ValidationError("应为电子邮件地址，如 dangban@example.cn", "address")
        if channel == "webhook" and urlsplit(address or "").scheme not in ("http", "https"):
            raise ValidationError("应为 http 或 https 网址", "address")


class MarkRead(Command):
    """Mark a message of one's inbox as read."""

    message: str = v.words("消息编号", v.KEY_OF_DUTY, required=True)


class FindInbox(Paged):
    """Ask for one's messages, the newest day first where nothing else is asked for."""

    unread: bool = v.flag("只看未读", load_default=False)


class FindTodos(Paged):
    """Ask for what is to be done by those one is responsible for, the most urgent first."""

    when: str | None = v.choice("时限", t.WHEN, load_default=None, allow_none=True)


class FindDeliveries(Paged):
    """Ask what became of messages."""

    state: str | None = v.choice("状态", t.DELIVERIES, load_default=None, allow_none=True)
