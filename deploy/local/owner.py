"""
The process behind ``lianxi up``: starts the city, keeps it, and stops it on SIGTERM.

``python -m deploy.local.owner <directory>``; the steps go to standard output, then ``READY <address>``.
"""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from deploy.local.program import LocalError
from deploy.local.stack import Stack

READY = "READY"


def main() -> None:
    """Run the city under the directory named on the command line."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if starting:
            raise KeyboardInterrupt
        stop.set()

    starting = True
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    stack = Stack(Path(sys.argv[1]), clock="real")
    try:
        stack.start(_tell)
    except LocalError as error:
        _tell(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(1)
    starting = False
    _tell(f"{READY} {stack.portal_url}")
    stop.wait()
    stack.stop()


def _tell(step: str) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
