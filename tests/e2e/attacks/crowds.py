"""Many attempts at once, and what they tell by their time."""

import statistics
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.e2e.attacks.web import Answer, call
from tests.e2e.attacks.world import World

KIB = 1 << 10
# What argon2 takes for one password, by its setting.
EACH_KIB = 64 * KIB
WRONG = "wrong-wrong-wrong-1"


def guess(world: World, user: str, password: str = WRONG) -> Answer:
    """Try a password at the API."""
    return call(world.url, "POST", "/login", None, {"user": user, "password": password})


def seconds_of(world: World, users: Sequence[str]) -> tuple[float, list[Answer]]:
    """Return how long a refusal takes (the median), and the refusals."""
    taken, answers = [], []
    for user in users:
        begun = time.monotonic()
        answers.append(guess(world, user))
        taken.append(time.monotonic() - begun)
    return statistics.median(taken), answers


def storm(world: World, users: Sequence[str]) -> list[Answer]:
    """Try all *users* at the same moment."""
    gate = threading.Barrier(len(users))

    def one(user: str) -> Answer:
        gate.wait()
        return guess(world, user)

    with ThreadPoolExecutor(len(users)) as threads:
        return list(threads.map(one, users))


def memory_of(world: World, name: str) -> int:
    """Return a figure of the portal's memory by its name in ``/proc``, in KiB."""
    status = (Path("/proc") / str(world.stack.pid("portal")) / "status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(f"{name}:")))


def forget_the_peak(world: World) -> None:
    """Let the peak of the portal's memory begin anew from what it has now."""
    (Path("/proc") / str(world.stack.pid("portal")) / "clear_refs").write_text("5")
