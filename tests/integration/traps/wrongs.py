"""What can be made to go wrong inside a service under test."""

import os
import signal
from typing import Any

from eventlet import patcher

POISON = "poison"
BLOCK = "block"
CRASH_AFTER_WRITE = "crash after the write"
CRASH_AFTER_EFFECT = "crash after the effect"
BLOCK_SECONDS = 1.0


def crash_once(db: Any, note: str, where: str) -> None:
    """End this process as kill -9 does, the first time *note* gets to *where*."""
    if note == where and db["crashed"].find_one({"_id": where}) is None:
        db["crashed"].insert_one({"_id": where})
        os.kill(os.getpid(), signal.SIGKILL)


def sleep_hard(db: Any) -> None:
    """Stop the whole process for a while, event loop and all, once that is on record."""
    db["blocked"].insert_one({})
    patcher.original("time").sleep(BLOCK_SECONDS)
