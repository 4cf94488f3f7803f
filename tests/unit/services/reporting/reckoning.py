"""From the entries of an invented city to its figures as reports show them, without a database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.reporting import rules
from services.reporting.apply import read
from services.reporting.basis import Basis, Resolution, Submission
from services.reporting.coverage import Covered
from services.reporting.indicators import cell
from services.reporting.model import About, Area, Edition, Ready, Statement, Thing, Tree, total
from shared.contracts.data_sets import data_sets
from shared.ledger import Entry
from shared.rules.periods import Quarter
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City

THIRD = Quarter.parse("2026Q3")
LIVE = Edition(THIRD)
TREE = Tree(
    {
        CITY: Area(CITY, "市", "city", None),
        **{code: Area(code, "县", "county", CITY) for code in (EAST, WEST)},
        **{code: Area(code, "镇", "township", above) for code, above in TOWNS.items()},
    }
)
CONVENERS = ("organisation",)
# Departments are called as their data sets.
REPORTERS = {name: name for name in data_sets()}


def things_of(entries: Iterable[Entry]) -> list[Thing]:
    """Return what *entries* state, thing by thing."""
    said: defaultdict[tuple[About, str], list[Statement]] = defaultdict(list)
    for entry in entries:
        if (fact := read(entry)) is not None:
            said[fact.about, fact.code].append(fact.statement)
    return [Thing(about, code, tuple(statements)) for (about, code), statements in said.items()]


def basis_of(city: City) -> Basis:
    """Return all that the report of the third quarter of 2026 is made of."""
    things = things_of(city.entries)
    own = rules.figures(things, THIRD.last, {area: TREE.path(area) for area in TREE.areas})
    sent = [Submission.of(one) for one in things if one.about is About.SUBMISSION]
    senders = [one.code.split(":")[1] for one in things if one.about is About.SUBMISSION]
    return Basis(
        period=THIRD,
        area=CITY,
        as_of=date(2026, 10, 20),
        tree=TREE,
        ready={code: Ready(code, total(own[one] for one in TREE.within(code)), {}) for code in TREE.areas},
        submissions=dict(zip(senders, sent, strict=True)),
        reporters=REPORTERS,
        resolutions=resolutions_of(things),
        coverage={one.code.split(":")[1]: Covered.of(one) for one in things if one.about is About.COVERAGE},
    )


def resolutions_of(things: Sequence[Thing]) -> list[Resolution]:
    """Return the resolutions among *things*."""
    found = [Resolution.of(one, CONVENERS) for one in things if one.about is About.RESOLUTION]
    return [one for one in found if one is not None]


def shown(city: City, indicator: str, area: str = CITY) -> dict[str, Any]:
    """Return the figure of an area as the report of the third quarter of 2026 shows it."""
    found = cell(basis_of(city), area, indicator)
    assert found is not None, f"{indicator} is not given for {area}"
    return found
