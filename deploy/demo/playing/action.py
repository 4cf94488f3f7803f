"""One thing that is done in the demo."""

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, str]


@dataclass(frozen=True)
class Action:
    """
    One request to the portal, or one event of a system when ``system`` is set.

    Attributes:
        user: Who does it, a short name such as ``clerk`` or ``union``.
        key: The same each time the demo is played, so that a repeat is harmless.
        awaits: Whether it builds on what another department just did, and may have to wait for it.
    """

    day: str
    title: str
    user: str
    path: str
    key: str
    body: dict[str, Any] = field(default_factory=dict)
    csv: str | None = None
    verb: str = "POST"
    system: str | None = None
    awaits: bool = False


def head_of(department: str) -> str:
    """Return the user who answers for a department; who hands in there is called after it."""
    return f"{department}_head"


def of_day(rows: list[Row], day: str) -> list[Row]:
    """Return the rows that are put on record on *day*."""
    return [row for row in rows if row.get("recorded_on") == day]
