"""Asking the owner of a log: its head, pages of it, one stream of it."""

from typing import Any, Protocol

from shared.ledger.entry import Entry, from_wire
from shared.messaging.caller import Caller
from shared.security.tokens import CALL_SECONDS, Actor, issue

PAGE = 500
# The follower waits meanwhile, with its messages and heartbeats: an owner that is down must not hold it up.
HEAD_SECONDS = 2.0
PAGE_SECONDS = 5.0


class Source(Protocol):
    """Where a follower gets entries that did not arrive."""

    def head(self, log: str) -> tuple[int, str]: ...

    def page(self, log: str, after: int, limit: int = PAGE) -> list[Entry]: ...

    def stream(self, log: str, stream: str, from_seq: int) -> list[Entry]: ...


class RemoteSource:
    """Asks the owners by RPC, as ``system:<instance>``."""

    def __init__(self, caller: Caller, instance: str, key: Any) -> None:
        self._caller = caller
        self._instance = instance
        self._key = key

    def head(self, log: str) -> tuple[int, str]:
        """Return the last number of *log* and its hash."""
        answer = self._ask(log, "ledger_head", {}, HEAD_SECONDS)
        return answer["n"], answer["hash"]

    def page(self, log: str, after: int, limit: int = PAGE) -> list[Entry]:
        """Return the entries that follow number *after*, at most *limit*."""
        answer = self._ask(log, "ledger_page", {"after": after, "limit": limit})
        return [from_wire(log, wire) for wire in answer]

    def stream(self, log: str, stream: str, from_seq: int) -> list[Entry]:
        """Return all numbered entries of *stream* from *from_seq* on."""
        found: list[Entry] = []
        while True:
            answer = self._ask(log, "ledger_stream", {"stream": stream, "from_seq": from_seq, "limit": PAGE})
            found += [from_wire(log, wire) for wire in answer]
            if len(answer) < PAGE:
                return found
            from_seq = found[-1].seq + 1

    def _ask(self, log: str, method: str, arguments: dict[str, Any], timeout: float = PAGE_SECONDS) -> Any:
        owner = log.split(".")[0]
        actor = Actor.system(self._instance)
        token = issue(self._key, self._instance, actor, owner, seconds=CALL_SECONDS)
        return self._caller.call(owner, method, {"log": log, **arguments}, token=token, timeout=timeout)
