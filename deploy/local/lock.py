"""The right to run things in a directory, and the proof that nothing runs there any more."""

import fcntl
import os
import time
from pathlib import Path

from deploy.local.launch import ALIVE
from deploy.local.program import LocalError

GONE_SECONDS = 15


class Lock:
    """The right to run things in a directory; the kernel gives it back when its owner dies."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise LocalError(f"{directory} 中已有一套系统在运行；请先停止它（lianxi down）") from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)
        if not await_nobody(directory, GONE_SECONDS):
            self.release()
            raise LocalError(f"{directory} 中上次运行的进程尚未结束；请稍后再试")

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._file)


def await_nobody(directory: Path, seconds: float) -> bool:
    """Wait until no program of *directory* is alive; return whether that was so within *seconds*."""
    descriptor = os.open(directory / ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)
            else:
                return True
    finally:
        os.close(descriptor)


def owner_of(directory: Path) -> int | None:
    """Return the process that runs things in *directory*; None when nobody does."""
    path = directory / "lock"
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.pread(descriptor, 20, 0) or 0) or None
    finally:
        os.close(descriptor)
    return None
