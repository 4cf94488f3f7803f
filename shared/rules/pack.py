"""Rule packs: the numbers of the rules, as data with their sources, in force from, to and where (R-GEN-06)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from shared.rules.violation import Level, Violation

PACKS = Path(__file__).parent / "packs"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """
    One rule of a pack, as it reads for a while and, where it names a place, there only.

    Attributes:
        value: Its number, if it has one, in *unit*.
        effective_from, effective_to: Its first and its last day, both included; None: to no known day.
        place: The area in which it holds, with all below it, in place of the row of a wider area; None: everywhere.
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
    effective_to: date | None = None
    place: str | None = None

    def holds(self, on: date) -> bool:
        """Return whether the row is in force on a day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True)
class RulePack:
    """
    The rules of one subject as they are in force on a day at a place; a rule that is not is not in it.

    Attributes:
        edition: The name of the edition of that day.
    """

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


def load(name: str, on: date, place: Sequence[str] = ()) -> RulePack:
    """
    Return the rules of the pack *name* (``packs/<name>.yaml``) in force on a day at a place.

    Args:
        on: The day of what is judged; a day before the first edition is judged by the first one (R-GEN-07).
        place: The area and those above it, the nearest first; the row of a nearer one goes before. None: what holds
            everywhere.

    Raises:
        ValueError: a rule has no source (E-12), or two rows of a rule and place do not follow each other day by day.
    """
    subject = _subject(PACKS / f"{name}.yaml")
    here = tuple(code for code in place if code in subject.places)
    return subject.in_force(max(on, subject.first), here)


def names() -> list[str]:
    """Return the names of all packs."""
    return sorted(path.stem for path in PACKS.glob("*.yaml"))


def check() -> None:
    """Raise ValueError when a pack has a rule without source, or rows that overlap or leave a gap."""
    for name in names():
        rows(name)


def rows(name: str) -> Sequence[Rule]:
    """Return every row of the pack *name*: of past days, of days to come, and of places."""
    return _subject(PACKS / f"{name}.yaml").rows


def places(name: str) -> frozenset[str]:
    """Return the areas that have rows of their own in the pack *name*."""
    return _subject(PACKS / f"{name}.yaml").places


def editions(name: str) -> Mapping[str, date]:
    """Return the editions of the pack *name*, each with the first day it is in force."""
    return _subject(PACKS / f"{name}.yaml").editions


def edition_on(name: str, day: date) -> str:
    """Name the edition of the pack *name* in force on *day*; the first one for a day before all (R-GEN-07)."""
    return _subject(PACKS / f"{name}.yaml").edition_on(day)


def days_of(name: str, edition: str) -> tuple[date, date]:
    """Return the first and the last day of an edition, both included; the last edition has no end yet."""
    known = editions(name)
    later = [first for first in known.values() if first > known[edition]]
    return known[edition], min(later) - ONE_DAY if later else date.max


@dataclass(frozen=True)
class _Subject:
    """A pack as it is written; the editions stand in their order."""

    name: str
    editions: Mapping[str, date]
    rows: Sequence[Rule]
    known: dict[tuple[date, tuple[str, ...]], RulePack] = field(default_factory=dict)

    @cached_property
    def first(self) -> date:
        return next(iter(self.editions.values()))

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(row.place for row in self.rows if row.place is not None)

    @cached_property
    def changes(self) -> Sequence[date]:
        """The days on which something begins or is over, in their order."""
        ended = [row.effective_to + ONE_DAY for row in self.rows if row.effective_to is not None]
        return sorted(
            {self.first, *self.editions.values(), *(row.effective_from for row in self.rows), *ended}
        )

    def edition_on(self, day: date) -> str:
        in_force = [edition for edition, first in self.editions.items() if first <= day]
        return in_force[-1] if in_force else next(iter(self.editions))

    def in_force(self, on: date, place: tuple[str, ...]) -> RulePack:
        since = self.changes[bisect_right(self.changes, on) - 1]
        if (since, place) not in self.known:
            # The nearest last: it goes before the others.
            rank = {code: number for number, code in enumerate((None, *reversed(place)))}
            held = [row for row in self.rows if row.holds(since) and row.place in rank]
            held.sort(key=lambda row: rank[row.place])
            rules = {row.id: row for row in held}
            in_order = {row.id: rules[row.id] for row in self.rows if row.id in rules}
            self.known[since, place] = RulePack(self.name, self.edition_on(since), in_order)
        return self.known[since, place]


@cache
def _subject(path: Path) -> _Subject:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = [_row(row) for row in raw["rules"]]
    of: dict[tuple[str, str | None], list[Rule]] = defaultdict(list)
    for row in known:
        of[row.id, row.place].append(row)
    for same in of.values():
        _follow_each_other(sorted(same, key=lambda row: row.effective_from))
    return _Subject(raw["name"], raw["editions"], known)


def _row(raw: Mapping[str, Any]) -> Rule:
    if not raw.get("source"):
        raise ValueError(f"E-12: {raw['id']} has no source")
    place = raw.get("place")
    given = {**raw, "level": Level(raw["level"]), "place": None if place is None else str(place)}
    return Rule(**{"value": None, "unit": None, **given})


def _follow_each_other(same: Sequence[Rule]) -> None:
    """Raise ValueError unless each row of one rule and place begins on the day after the one before it ends."""
    for row in same:
        if row.effective_to is not None and row.effective_to < row.effective_from:
            raise ValueError(f"{_named(row)} ends on {row.effective_to}, before it begins")
    for row, later in pairwise(same):
        if row.effective_to is None or row.effective_to >= later.effective_from:
            raise ValueError(f"{_named(row)} overlaps the row from {later.effective_from}")
        if row.effective_to + ONE_DAY != later.effective_from:
            raise ValueError(f"{_named(row)} leaves a gap before the row from {later.effective_from}")


def _named(row: Rule) -> str:
    return f"{row.id} from {row.effective_from}" + (f" in {row.place}" if row.place else "")
