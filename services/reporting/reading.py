"""Reading what a report is made of: of the live quarter, or of a frozen one as far as its manifest goes."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from services.reporting import frozen, store
from services.reporting.basis import Basis, Resolution, Submission
from services.reporting.coverage import Covered, members
from services.reporting.model import About, Edition, Thing, Tree
from services.reporting.store import link
from shared.city import day
from shared.city.sites import Sites
from shared.ledger.bound import Collections
from shared.rules.periods import Quarter


def basis(
    db: Collections,
    area: str,
    edition: Edition,
    tree: Tree,
    sites: Sites,
    *,
    all_below: bool = False,
) -> Basis:
    """
    Read all that the report of *area* is made of.

    Args:
        sites: Who owes figures, and who leads the joint meetings.
        all_below: Whether the figures of every area below are wanted, not just of those the report shows.
    """
    # Totals of an area lie in the document of the one above it, too.
    lower = tree.under(area) if all_below else tree.below.get(area, ())
    documents = {area, *(code for code in lower if code in tree.below)}
    # A county's own meeting is no matter of the other counties, nor of the city's.
    here = {None, area, *tree.above(area)}
    known = [one for one in resolutions(db, edition, sites.conveners) if one.convened_for in here]
    for aim in (one.aims_at for one in known if one.aims_at is not None):
        documents |= {aim.area, *tree.above(aim.area)[:1]}
    return Basis(
        period=edition.period,
        area=area,
        as_of=as_of(db, edition),
        tree=tree,
        ready=store.ready(db, edition, sorted(documents)),
        submissions=submissions(db, edition, sites.reporters),
        reporters=sites.reporters,
        resolutions=known,
        coverage=coverage(db, edition, sites.reporters),
        returned=returned(db, edition, sites.reporters),
    )


def as_of(db: Collections, edition: Edition) -> date:
    """Return the day to which what is known goes."""
    return edition.as_of or day.today(db) or edition.period.first


def before(db: Collections, basis_of: Basis, edition: Edition, sites: Sites) -> dict[str, Basis]:
    """
    Return, by the number of a resolution, what was known of its area when it was issued.

    For a frozen quarter that is the last frozen version of the earlier one; without any, nothing is known of it.
    """
    known = set(store.periods(db))
    asked = {
        one.no: (one.aims_at.area, Quarter.of(one.issued_on).previous())
        for one in basis_of.resolutions
        if one.aims_at is not None and one.aims_at.area in basis_of.covered
    }
    made: dict[tuple[str, Quarter], Basis] = {}
    for area, period in {key for key in asked.values() if key[1] in known}:
        earlier = frozen.last_within(db, period, edition) if edition.version else Edition(period)
        if earlier is not None:
            made[area, period] = basis(db, area, earlier, basis_of.tree, sites)
    return {no: made[key] for no, key in asked.items() if key in made}


def submissions(db: Collections, edition: Edition, reporters: Mapping[str, str]) -> dict[str, Submission]:
    """Return, by data set, what each department that owes one has reported."""
    keys = {
        link(About.SUBMISSION, f"{edition.period}:{name}"): data_set for name, data_set in reporters.items()
    }
    found = _held(store.things(db, list(keys)), edition)
    return {keys[link(thing.about, thing.code)]: Submission.of(thing) for thing in found}


def coverage(db: Collections, edition: Edition, reporters: Mapping[str, str]) -> dict[str, Covered]:
    """Return which enterprises each covers who has told it, by department, and by PARTY."""
    keys = [link(About.COVERAGE, f"{edition.period}:{name}") for name in members(reporters)]
    found = _held(store.things(db, keys), edition)
    return {thing.code.split(":", 1)[1]: Covered.of(thing) for thing in found}


def returned(db: Collections, edition: Edition, reporters: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return, by department, the areas whose figures of a quarter were given back at least once."""
    keys = [link(About.RETURN, f"{edition.period}:{name}") for name in reporters]
    return {
        thing.code.split(":", 1)[1]: frozenset(one.values["area"] for one in thing.statements)
        for thing in _held(store.things(db, keys), edition)
    }


def reported(db: Collections, edition: Edition) -> dict[str, Submission]:
    """Return, by department, what each has reported, also one that owes nothing any more."""
    found = _held(store.things_about(db, About.SUBMISSION), edition)
    parts = {tuple(thing.code.split(":", 1)): thing for thing in found}
    return {
        department: Submission.of(thing)
        for (period, department), thing in parts.items()
        if period == str(edition.period)
    }


def listed(db: Collections, edition: Edition) -> dict[str, list[Any]]:
    """Return, by who told it, version, key and pseudonyms of every list of a quarter, as JSON has them."""
    found = _held(store.things_about(db, About.COVERAGE), edition)
    known = {thing.code: Covered.of(thing) for thing in found if thing.code.startswith(f"{edition.period}:")}
    return {
        code: [one.version, one.key, {area: sorted(names) for area, names in one.counties.items()}]
        for code, one in known.items()
    }


def resolutions(db: Collections, edition: Edition, conveners: Collection[str]) -> list[Resolution]:
    """Return the resolutions that were open at some time in the period or came later, of all joint meetings."""
    held = _held(store.things_about(db, About.RESOLUTION), edition)
    found = [Resolution.of(thing, conveners) for thing in held]
    first = edition.period.first
    return [
        one
        for one in found
        if one is not None and (one.closed_on is None or one.closed_on >= first or one.original_due >= first)
    ]


def _held(things: list[Thing], edition: Edition) -> list[Thing]:
    return [held for thing in things if (held := thing.within(edition)).statements]
