"""Faults: a seeded schedule, each one injected only while work is in flight, logged with its times."""

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from deploy.local.layout import RELAY
from deploy.local.program import LocalError
from tests.chaos.city import BROKER, DATABASE, SITES, City
from tests.chaos.journal import Journal

KILL_SERVICE, KILL_RELAY, KILL_BROKER, KILL_DATABASE = (
    "kill_service",
    "kill_relay",
    "kill_broker",
    "kill_database",
)
FREEZE, CUT, SILENT_CUT = "freeze", "cut", "silent_cut"
KINDS = (KILL_SERVICE, KILL_RELAY, KILL_BROKER, KILL_DATABASE, FREEZE, CUT, SILENT_CUT)
FREEZABLE = (*SITES.instances, RELAY, BROKER, DATABASE)
WORK_BETWEEN = 40
LONGEST_WAIT_SECONDS = 60.0
# One fault in five comes without waiting until the city works again: faults do not queue up.
IMPATIENT = 0.2


@dataclass(frozen=True)
class Fault:
    """
    One fault to come.

    Attributes:
        target: A program, or the link whose connections are cut.
        seconds: How long it lasts; 0 for what is over at once.
        share: Of the connections.
        newcomers: New connections are silent as well.
        patient: Wait until work is done again before.
    """

    kind: str
    target: str
    seconds: float = 0.0
    share: float = 1.0
    newcomers: bool = False
    patient: bool = True
    seed: int = 0


def schedule(counts: dict[str, int], seed: int, longest: float) -> list[Fault]:
    """
    Return *counts* faults of each kind in random order; every service is killed equally often.

    Args:
        longest: Seconds that a freeze or a silence lasts at most.
    """
    chance = random.Random(seed)
    found = [
        _fault(kind, number, chance, longest) for kind, times in counts.items() for number in range(times)
    ]
    chance.shuffle(found)
    return found


def _fault(kind: str, number: int, chance: random.Random, longest: float) -> Fault:
    common: dict[str, Any] = {"seed": chance.randrange(1 << 30), "patient": chance.random() > IMPATIENT}
    if kind == KILL_SERVICE:
        return Fault(kind, SITES.instances[number % len(SITES.instances)], **common)
    if kind in (KILL_RELAY, KILL_BROKER, KILL_DATABASE):
        return Fault(kind, kind.removeprefix("kill_"), **common)
    if kind == FREEZE:
        return Fault(kind, FREEZABLE[number % len(FREEZABLE)], _lasting(chance, longest), **common)
    link = (BROKER, DATABASE)[number % 2]
    share = chance.choice((0.1, 0.5, 1.0))
    if kind == CUT:
        return Fault(kind, link, share=share, **common)
    newcomers = chance.random() < 1 / 2
    return Fault(kind, link, _lasting(chance, longest), share, newcomers, **common)


def _lasting(chance: random.Random, longest: float) -> float:
    # Mostly short, sometimes past the heartbeats, leases and lifetimes of transactions.
    return round(1.0 + (longest - 1.0) * chance.random() ** 2, 1)


@dataclass
class Injector:
    """Carries out a schedule."""

    city: City
    journal: Journal
    log: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def run(self, faults: Sequence[Fault], progress: Any, over: threading.Event) -> None:
        """Inject *faults* one after the other."""
        for number, fault in enumerate(faults, 1):
            if over.is_set():
                return
            acknowledged = self._await_work(fault)
            entry = {
                "at": round(time.time(), 3),
                "in_flight": self.journal.in_flight,
                "acknowledged": acknowledged,
                **{name: value for name, value in asdict(fault).items() if value},
            }
            try:
                entry["hit"] = self._inject(fault)
            except (OSError, LocalError) as error:
                self.skipped.append(f"{fault}: {error!r}")
                continue
            entry["over_at"] = round(time.time(), 3)
            self.log.append(entry)
            progress(number, len(faults), fault)

    @property
    def counts(self) -> dict[str, int]:
        """How many faults of each kind were injected while work was in flight."""
        counted = Counter(entry["kind"] for entry in self.log if entry["in_flight"] and entry["hit"])
        return {kind: counted[kind] for kind in KINDS}

    def _await_work(self, fault: Fault) -> int:
        """Wait until wishes are in flight, the target runs and, unless impatient, work is done again."""
        enough = len(self.journal.acknowledged) + (WORK_BETWEEN if fault.patient else 0)
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < until:
            done = len(self.journal.acknowledged)
            if done >= enough and self.journal.in_flight and self._is_there(fault):
                return done
            time.sleep(0.05)
        return len(self.journal.acknowledged)

    def _is_there(self, fault: Fault) -> bool:
        if fault.target not in self.city.programs:
            return True
        try:
            return self.city.pid(fault.target) > 0
        except (OSError, LocalError):
            return False

    def _inject(self, fault: Fault) -> int:
        if fault.kind == CUT:
            return self.city.proxy.cut(fault.target, fault.share, fault.seed)
        if fault.kind == SILENT_CUT:
            hit = self.city.proxy.silence(
                fault.target, fault.share, fault.seed, fault.seconds, newcomers=fault.newcomers
            )
            time.sleep(fault.seconds)
            return hit
        pid = self.city.pid(fault.target)
        if pid <= 0:
            return 0
        if fault.kind != FREEZE:
            os.kill(pid, signal.SIGKILL)
            return 1
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(fault.seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        return 1
