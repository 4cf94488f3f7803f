"""Finding the city that runs on this machine, for every command that needs one."""

import os
from pathlib import Path

import orjson

from deploy.local.layout import INSTANCES_FILE
from deploy.local.lock import owner_of
from deploy.local.program import ROOT, LocalError
from shared.settings import INSTANCE, INSTANCES, Settings, settings_of

# Brought up, or playing the demo.
PLACES = (ROOT / "var" / "up", ROOT / "var" / "demo")


def directory() -> Path:
    """Return the directory of the city that runs here; raises LocalError when none does."""
    for place in PLACES:
        if owner_of(place) is not None and (place / INSTANCES_FILE).exists():
            return place
    raise LocalError(f"没有正在运行的系统：先执行 lianxi up，或设置 {INSTANCES}")


def environment() -> dict[str, str]:
    """
    Return this process's environment, completed by the settings of the city that runs here.

    A container has the settings of its own instance already; ``LIANXI_INSTANCES_FILE`` names those of others.

    Raises:
        LocalError: nothing is named, and nothing runs here.
    """
    found = dict(os.environ)
    if INSTANCES not in found and INSTANCE not in found:
        found[INSTANCES] = str(directory() / INSTANCES_FILE)
    return found


def settings(*names: str) -> list[Settings]:
    """
    Return the settings of instances by *names*; without names, of every service whose settings are at hand.

    Raises:
        LocalError: no city is named, and none runs here.
        SettingsError: the settings do not know one of *names*.
    """
    known = environment()
    if not names:
        table = known.get(INSTANCES)
        names = tuple(orjson.loads(Path(table).read_bytes())) if table else (known[INSTANCE],)
        names = tuple(name for name in names if name != "portal")
    return settings_of(names, known)
