"""Rule packs: the numbers of the rules, as data with their sources (R-GEN-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.rules.violation import Level, Violation

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True)
class Rule:
    """
    One rule of a pack.

    Attributes:
        value: Its number, if it has one, in *unit*.
        grade: V, V1, SEED, GK or D, as in the register.
        level: How it binds (R-GEN-09).
    """

    id: str
    text: str
    value: Any
    unit: str | None
    effective_from: date
    source: str
    grade: str
    level: Level


@dataclass(frozen=True)
class RulePack:
    """The rules of one subject in one edition."""

    name: str
    edition: str
    rules: Mapping[str, Rule]

    def __getitem__(self, rule: str) -> Rule:
        return self.rules[rule]

    def number(self, rule: str) -> int:
        """Give the whole number of *rule*."""
        return int(self.rules[rule].value)

    def violation(
        self, rule: str, message: str, *, field: str | None = None, earliest: date | None = None
    ) -> Violation:
        """Say that *rule* is not kept; level and source come from the pack."""
        cited = self.rules[rule]
        return Violation(rule, cited.level, message, cited.source, field, earliest)


@cache
def load(name: str) -> RulePack:
    """
    Load the pack *name* (``packs/<name>.yaml``).

    Raises:
        ValueError: a rule has a number without a source (E-12).
    """
    raw = yaml.safe_load((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))
    rules = {}
    for row in raw["rules"]:
        if not row.get("source"):
            raise ValueError(f"E-12: {row['id']} has no source")
        rules[row["id"]] = Rule(
            id=row["id"],
            text=row["text"],
            value=row.get("value"),
            unit=row.get("unit"),
            effective_from=row["effective_from"],
            source=row["source"],
            grade=row["grade"],
            level=Level(row["level"]),
        )
    return RulePack(raw["name"], str(raw["edition"]), rules)
