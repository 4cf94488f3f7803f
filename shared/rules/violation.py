"""What a rule says when it is not kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """
    How a rule binds: it blocks, it warns (go on with a reason), or its text is unconfirmed and it acts as a
    warning until a named person confirms it.

    Source: R-GEN-09.
    """

    BLOCK = "block"
    WARN = "warn"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Violation:
    """
    One rule that is not kept.

    Attributes:
        rule: The id in the register.
        message: What is wrong and the way out, in Chinese.
        source: The document the rule comes from.
        field: The field of the command it is about.
        earliest: The earliest legal date, where there is one.
    """

    rule: str
    level: Level
    message: str
    source: str
    field: str | None = None
    earliest: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that travels in refusals and answers."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "message": self.message,
            "source": self.source,
            "field": self.field,
            "earliest": self.earliest.isoformat() if self.earliest else None,
        }
