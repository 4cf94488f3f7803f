"""Settling: count dirty areas anew, in batches, and add them up to the root."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.client_session import ClientSession

from services.reporting import rules, store
from services.reporting.model import About, Edition, Figures, Ready, Thing, Tree, total
from services.reporting.store import Documents, link
from shared.ledger.bound import Bound
from shared.ledger.ledger import MAJORITY, SNAPSHOT, Ledger

# Areas counted in one transaction: with some 200 members in a township it stays far below the
# transaction's lifetime of 5 s even for a city of a million people.
BATCH = 40
OF_LIFE = (About.DUTY, About.MEETING, About.INSPECTION, About.CONTACT_POINT)


def settle(ledger: Ledger) -> bool:
    """Count one batch of dirty areas anew, in one transaction; False when nothing is dirty."""
    db = ledger.db
    if not store.is_dirty(db):
        return False

    def step(session: ClientSession) -> None:
        bound = Bound(db, session)
        taken = store.take_dirty(bound, BATCH)
        if taken is None:
            return
        recount(bound, *taken)
        if not store.is_dirty(bound):
            store.note_settled(bound)

    with db.client.start_session() as session:
        session.with_transaction(step, read_concern=SNAPSHOT, write_concern=MAJORITY)
    return True


def recount(db: Documents, edition: Edition, areas: Sequence[str]) -> None:
    """Count what is in *areas*, and add it to what lies above them."""
    tree = store.tree(db, edition)
    counted = rules.figures(
        needed(db, areas, edition), edition.period.last, {area: tree.path(area) for area in areas}
    )
    above = {area: tree.above(area) for area in areas}
    changed = sorted({*areas, *(upper for found in above.values() for upper in found)})
    own = store.own_figures(db, edition, changed) | counted
    below = store.totals_below(db, edition, changed)
    store.put_figures(db, edition, _added_up(tree, changed, own, below))


def _added_up(
    tree: Tree,
    changed: Sequence[str],
    own: Mapping[str, Figures],
    below: dict[str, dict[str, Figures]],
) -> list[tuple[Ready, Figures, str | None]]:
    """Add up from the leaves to the root; *below* takes each new total on the way."""
    done = []
    for area in sorted(changed, key=lambda code: -len(tree.above(code))):
        mine = own.get(area, rules.empty())
        one = Ready(area, total([mine, *below[area].values()]), below[area])
        parent = tree.areas[area].parent if area in tree.areas else None
        if parent in below:
            below[parent][area] = one.total
        done.append((one, mine, parent))
    return done


def needed(db: Documents, areas: Sequence[str], edition: Edition) -> list[Thing]:
    """Read all that ``rules.figures`` needs for *areas*, in four questions, as far as it goes into *edition*."""
    placed = store.linked_to(
        db,
        [link("area", area) for area in areas],
        [About.ENTERPRISE, About.ORGANISATION, About.PLAN, About.CLASS],
    )
    tied = store.linked_to(
        db,
        [link(thing.about, thing.code) for thing in placed],
        [About.MEMBER, About.AFFILIATION, About.CASE, *OF_LIFE],
    )
    members = [link(thing.about, thing.code) for thing in tied if thing.about is About.MEMBER]
    points = [link(thing.about, thing.code) for thing in tied if thing.about is About.CONTACT_POINT]
    further = store.linked_to(db, [*members, *points], [About.POST, About.DIFFICULTY])
    known = {link(thing.about, thing.code) for thing in placed}
    homes = named(tied, About.AFFILIATION, About.ORGANISATION, "org_code")
    plans = named(placed, About.CLASS, About.PLAN, "plan_id")
    found = [*placed, *tied, *further, *store.things(db, sorted((homes | plans) - known))]
    return [held for thing in found if (held := thing.within(edition)).statements]


def moving(db: Documents, about: About, areas: Sequence[str]) -> list[Thing]:
    """Read all things of a kind that ever had to do with *areas*; of members with every organisation they were in."""
    kinds = {about, About.ORGANISATION} - {About.MEMBER}
    placed = store.linked_to(db, [link("area", area) for area in areas], kinds)
    if about is not About.MEMBER:
        return placed
    homes = {link(thing.about, thing.code) for thing in placed}
    members = store.linked_to(db, sorted(homes), [about])
    others = named(members, about, About.ORGANISATION, "org_code") - homes
    return [*placed, *members, *store.things(db, sorted(others))]


def named(things: Sequence[Thing], about: About, other: About, field: str) -> set[str]:
    """Name the things of kind *other* that those *about* something ever named in *field*."""
    named: set[Any] = {
        statement.values.get(field)
        for thing in things
        if thing.about is about
        for statement in thing.statements
    }
    return {link(other, code) for code in named if code is not None}
