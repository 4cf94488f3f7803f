"""What was sent and what was acknowledged; the comparison afterwards holds the ledgers against it."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

GRACE_SECONDS = 1.0


@dataclass(frozen=True)
class Wish:
    """
    One command or external event.

    Attributes:
        kind: Names where its trace is looked for afterwards.
        marker: What identifies the trace, by content: not the key, which is what is being tested.
    """

    kind: str
    instance: str
    method: str
    arguments: dict[str, Any]
    key: str
    marker: str


@dataclass
class Journal:
    """Written by all senders."""

    acknowledged: list[Wish] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    calls: int = 0
    longest_seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def flying(self) -> Iterator[None]:
        """Count a wish as in flight, from its first sending to its acknowledgement."""
        with self._lock:
            self.in_flight += 1
        try:
            yield
        finally:
            with self._lock:
                self.in_flight -= 1

    @contextmanager
    def calling(self, method: str, timeout: float) -> Iterator[None]:
        """Watch one call: it has to end, in whichever way, by its deadline."""
        started = time.monotonic()
        try:
            yield
        finally:
            took = time.monotonic() - started
            with self._lock:
                self.calls += 1
                self.longest_seconds = max(self.longest_seconds, took - timeout)
                if took > timeout + GRACE_SECONDS:
                    self.late.append(f"{method}: {took:.1f} s of {timeout:g} s")

    def acknowledge(self, wish: Wish) -> None:
        """Note that *wish* was answered, or confirmed and given a receipt."""
        with self._lock:
            self.acknowledged.append(wish)

    def refuse(self, wish: Wish, problem: str) -> None:
        """Note that *wish* was refused, which none should be."""
        with self._lock:
            self.refused.append(f"{wish.method} {wish.key}: {problem}")

    def abandon(self, wish: Wish, problem: str) -> None:
        """Note that *wish* found no answer, however often it was repeated."""
        with self._lock:
            self.abandoned.append(f"{wish.method} {wish.key}: {problem}")

    def repeat(self, reason: str) -> None:
        """Note that something has to be sent again, and why."""
        with self._lock:
            self.repeated[reason] += 1
