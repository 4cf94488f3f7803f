"""
From a quarter's totals to the next one's: what came, left, moved, changed its kind, or was put right afterwards.

Every row balances, and over a whole tree what moved out of one place moved into another.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.model import About, Edition, Thing, Tree, fold, standing
from shared.contracts.registry.terms import FULL, OPERATING, PROBATIONARY

# Where a thing counts: area and kind.
Place = tuple[str, str]
State = Mapping[str, Any]
Row = dict[str, Any]
IN, OUT = (
    ("entered", "moved_in", "changed_in", "corrected_in"),
    ("left", "moved_out", "changed_out", "corrected_out"),
)
PLAIN = ""
# The area of what lies elsewhere: what comes from there has moved, and is not new.
ELSEWHERE = ""


@dataclass(frozen=True)
class Subject:
    """
    What is followed from one quarter to the next.

    Attributes:
        kind: The kind of a thing by its state on a day; None where it does not count then.
        home: Whether it counts in the area of its organisation; else in its own.
    """

    about: About
    kind: Callable[[State], str | None]
    home: bool = False


def _enterprise(state: State) -> str | None:
    return PLAIN if state.get("operation_state") == OPERATING else None


def _organisation(state: State) -> str | None:
    return None if state.get("dissolved") else state.get("type")


def _member(state: State) -> str | None:
    if state.get("status") in FULL:
        return "full"
    return "probationary" if state.get("status") == PROBATIONARY else None


SUBJECTS: Mapping[str, Subject] = {
    "enterprise": Subject(About.ENTERPRISE, _enterprise),
    "organisation": Subject(About.ORGANISATION, _organisation),
    "member": Subject(About.MEMBER, _member, home=True),
}


def bridge(
    subject: Subject, things: Collection[Thing], tree: Tree, area: str, editions: tuple[Edition, Edition]
) -> list[Row]:
    """
    Return, for *area* and each area right below it by kind, what leads from then to now.

    Args:
        things: Those of the subject; of members the organisations, too.
        editions: What was counted at the end of the earlier quarter, and at the end of the later one.
    """
    then, now = editions
    placed = _placing(subject, things, tree, area)
    rows: dict[Place, Row] = {}
    for thing in things:
        if thing.about is not subject.about:
            continue
        first, last = then.period.last, now.period.last
        before, corrected = placed(thing.within(then), first), placed(thing.within(now), first)
        after = placed(thing.within(now), last)
        for place, name in _flows(before, corrected, after):
            row = rows.setdefault(place, _empty(place))
            row[name] += 1
    return [rows[place] for place in sorted(rows) if place[0] != ELSEWHERE]


def _placing(
    subject: Subject, things: Collection[Thing], tree: Tree, area: str
) -> Callable[[Thing, date], Place | None]:
    homes = {
        t.code: fold(standing(t.statements)).get("area") for t in things if t.about is About.ORGANISATION
    }
    shown = dict(_shown(tree, area))

    def placed(thing: Thing, day: date) -> Place | None:
        state = thing.as_of(day)
        kind = subject.kind(state)
        own = homes.get(state.get("org_code") or "") if subject.home else state.get("area")
        return None if kind is None or own is None else (shown.get(own, ELSEWHERE), kind)

    return placed


def _shown(tree: Tree, area: str) -> Iterator[tuple[str, str]]:
    """Give every area within *area* with the one it is shown as: *area* itself, or the one right below it."""
    yield area, area
    for child in tree.below.get(area, ()):
        for code in tree.within(child):
            yield code, child


def _flows(before: Place | None, corrected: Place | None, after: Place | None) -> Iterator[tuple[Place, str]]:
    if before is not None:
        yield before, "then"
    if before != corrected:
        yield from _step(before, corrected, "corrected_out", "corrected_in")
    if corrected != after:
        yield from _step(corrected, after, *_names(corrected, after))
    if after is not None:
        yield after, "now"


def _names(old: Place | None, new: Place | None) -> tuple[str, str]:
    if old is None or new is None:
        return "left", "entered"
    return ("moved_out", "moved_in") if old[0] != new[0] else ("changed_out", "changed_in")


def _step(old: Place | None, new: Place | None, out: str, into: str) -> Iterable[tuple[Place, str]]:
    return [*([(old, out)] if old is not None else []), *([(new, into)] if new is not None else [])]


def _empty(place: Place) -> Row:
    area, kind = place
    return {"area": area, "kind": kind or None, "then": 0, **dict.fromkeys((*IN, *OUT), 0), "now": 0}
