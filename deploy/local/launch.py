"""
Start one program so that it cannot outlive its parent: ``launch.py <programs.json> <name>``.

Run as a file by a bare interpreter, without site packages: it becomes the program at once. The settings come
from a file that only the owner can read, since command lines can be read by everybody.
"""

import ctypes
import fcntl
import json
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
ALIVE = "alive"
# A database of one file for each collection and index needs more than the usual 1024; Erlang reserves memory
# for every file that it may open, so "unlimited" is too many.
OPEN_FILES = 16_384


def main() -> None:
    """Become the program *name* of *programs.json*."""
    table = Path(sys.argv[1])
    program = json.loads(table.read_text(encoding="utf-8"))[sys.argv[2]]
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)  # the parent died before the kernel was told
    # Shared by every program and inherited by its children: once nobody holds it, nobody is left.
    alive = os.open(table.parent / ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(alive, fcntl.LOCK_SH)
    os.set_inheritable(alive, True)
    _allow_files()
    os.chdir(program["directory"])
    os.execvpe(program["argv"][0], program["argv"], program["environment"])  # noqa: S606


def _allow_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


if __name__ == "__main__":
    main()
