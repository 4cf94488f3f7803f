"""Rule packs: the numbers of the rules, as data with their sources (R-GEN-06)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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

    def __contains__(self, rule: str) -> bool:
        return rule in self.rules

    def number(self, rule: str) -> int:
        """Return the whole number of *rule*."""
        return int(self.rules[rule].value)

    def violation(
        self, rule: str, message: str, *, field: str | None = None, earliest: date | None = None
    ) -> Violation:
        """Say that *rule* is not kept; level and source come from the pack."""
        cited = self.rules[rule]
        return Violation(rule, cited.level, message, cited.source, field, earliest)

    def confirmed(self, rules: Collection[str]) -> "RulePack":
        """Return the pack as it binds once a named person confirmed the text of *rules* (R-GEN-09)."""
        bound = {
            name: replace(rule, level=Level.BLOCK)
            if rule.level is Level.UNCONFIRMED and name in rules
            else rule
            for name, rule in self.rules.items()
        }
        return replace(self, rules=bound)


@cache
def load(name: str, edition: str | None = None) -> RulePack:
    """
    Load the pack *name* (``packs/<name>.yaml``), the last edition when none is named.

    Raises:
        ValueError: a rule has a number without a source (E-12).
    """
    raw = _read(name)
    wanted = edition or list(raw["editions"])[-1]
    rules = {}
    for row in raw["rules"]:
        if wanted not in row.get("editions", raw["editions"]):
            continue
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
    return RulePack(raw["name"], wanted, rules)


def names() -> list[str]:
    """Return the names of all packs."""
    return sorted(path.stem for path in PACKS.glob("*.yaml"))


def editions(name: str) -> Mapping[str, date]:
    """Return the editions of the pack *name*, each with the first day it is in force."""
    found: Mapping[str, date] = _read(name)["editions"]
    return found


def edition_on(name: str, day: date) -> str:
    """Name the edition of the pack *name* in force on *day*; the first one for a day before all (R-GEN-07)."""
    known = editions(name)
    in_force = [edition for edition, first in known.items() if first <= day]
    return in_force[-1] if in_force else next(iter(known))


@cache
def _read(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))
    return raw
