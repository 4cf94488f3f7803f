"""The inbox: turns messages of followed logs into entries, and puts aside what is none."""

from collections.abc import Mapping
from typing import Any

from shared.ledger.entry import Entry
from shared.messaging.follow import Follower
from shared.messaging.quarantine import Quarantine, Strange
from shared.messaging.topology import exchange_of
from shared.messaging.wire import Undecodable, raw, read_entry


class Inbox:
    """
    Takes what arrives for a follower.

    Args:
        queue: The name of the queue, for the person who looks at what was put aside.
        senders: The broker user that publishes each followed log.
    """

    def __init__(
        self, queue: str, senders: Mapping[str, str], follower: Follower, quarantine: Quarantine
    ) -> None:
        self._queue = queue
        self._senders = senders
        self._follower = follower
        self._quarantine = quarantine

    def take(self, messages: list[Any]) -> None:
        """Apply the entries among *messages*."""
        entries = {}
        for message in messages:
            try:
                entry = self._checked(message)
                entries[entry.log, entry.n] = (entry, message)
            except Undecodable as error:
                self._put_aside(message, str(error))
        for forged in self._follower.take([entry for entry, _ in entries.values()]):
            self._put_aside(entries[forged.log, forged.n][1], "forged: its owner has no such entry")

    def _checked(self, message: Any) -> Entry:
        entry = read_entry(message)
        if entry.log not in self._senders or message.delivery_info.get("exchange") != exchange_of(entry.log):
            raise Undecodable("foreign: not a log this service follows")
        if message.properties.get("user_id") != self._senders[entry.log]:
            raise Undecodable("forged: user_id is not the owner")
        return entry

    def _put_aside(self, message: Any, reason: str) -> None:
        headers = message.properties.get("application_headers") or {}
        self._quarantine.keep(Strange(self._queue, reason, raw(message), headers, message.properties))
