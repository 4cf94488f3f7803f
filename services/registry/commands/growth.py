"""
Duties that follow from numbers: found an organisation at three full members, upgrade one at fifty or a hundred,
review the setting of one that has fallen below what it was set up with (``settings``).

Commands note whom they touched; when a command is done, each is looked at once, in the same transaction.
"""

from datetime import date

from services.registry import rules, store
from services.registry.commands.limits import DUTIES, holder_of, is_affiliated
from services.registry.commands.settings import organisations_over, review
from services.registry.rules import PACK
from shared.city import areas
from shared.city.duties import Holder, undone_since
from shared.contracts.registry.terms import OPERATING
from shared.ledger import Unit
from shared.rules.deadlines import table

FOUND, UPGRADE = "found_organisation", "upgrade"
NOTED = "noted growth"
FEWER = "正式党员减少"
CLOSED = "企业停业或注销"


def note_enterprise(unit: Unit, credit_code: str | None, on: date) -> None:
    """Remember that an enterprise's members or affiliation changed from a day on."""
    _note(unit, FOUND, credit_code, on)


def note_organisation(unit: Unit, org_code: str | None, on: date) -> None:
    """Remember that an organisation's members or type changed from a day on."""
    _note(unit, UPGRADE, org_code, on)


def look(unit: Unit) -> None:
    """
    Open, meet or end the duties of all that was noted.

    What is told of an earlier day counts from the day on which it is told, so that nobody is late with what
    could not be known.
    """
    noted: dict[tuple[str, str], date] = unit.known.pop(NOTED, {})
    organisations: dict[str, date] = {}
    settings: dict[str, date] = {}
    for (deadline, code), on in sorted(noted.items()):
        day = max(on, unit.stamp.recorded_on)
        if deadline == FOUND:
            _look_at_enterprise(unit, code, day)
            settings |= dict.fromkeys(organisations_over(unit, code, on, day), on)
        else:
            settings.setdefault(code, on)
            for above in _with_superiors(unit, code, day):
                organisations[above] = max(day, organisations.get(above, day))
    for code, day in sorted(organisations.items()):
        _look_at_organisation(unit, code, day)
    for code, on in sorted(settings.items()):
        review(unit, code, on, max(on, unit.stamp.recorded_on))


def _note(unit: Unit, deadline: str, code: str | None, on: date) -> None:
    if code is not None:
        noted: dict[tuple[str, str], date] = unit.known.setdefault(NOTED, {})
        noted[deadline, code] = max(on, noted.get((deadline, code), on))


def _look_at_enterprise(unit: Unit, code: str, day: date) -> None:
    since = undone_since(unit.db, FOUND, code)
    day = max(day, since or day)
    is_covered = is_affiliated(unit, store.affiliation(unit.db, code), day)
    if since is None and is_covered:
        return
    held = store.enterprise(store.get(unit.db, store.ENTERPRISES, code)).on(day)
    need = areas.rules(unit.db, PACK, day, held.get("area")).number("R-ORG-01")
    enough = store.full_members_of(unit.db, code, day) >= need
    is_owed = enough and held.get("operation_state") == OPERATING
    if is_owed and not is_covered:
        if since is None:
            DUTIES.open(unit, table()[FOUND], code, day, Holder(area=held["area"]))
    elif since is not None and is_covered:
        DUTIES.meet(unit, FOUND, code, day)
    elif since is not None:
        DUTIES.lapse(unit, code, day, CLOSED if enough else FEWER, (FOUND,))


def _look_at_organisation(unit: Unit, code: str, day: date) -> None:
    since = undone_since(unit.db, UPGRADE, code)
    day = max(day, since or day)
    document = store.get(unit.db, store.ORGANISATIONS, code)
    organisation = store.organisation(document, day)
    if not organisation.exists_on(day) or (since is None and organisation.type == rules.LEVELS[-1]):
        return
    below = store.organisations_below(unit.db, code, day)
    is_owed = rules.is_below_level(
        areas.rules(unit.db, PACK, day, organisation.area),
        organisation.type,
        store.full_members_in(unit.db, {code, *below}, day),
    )
    if since is None and is_owed:
        DUTIES.open(unit, table()[UPGRADE], code, day, holder_of(unit, code))
    elif since is not None and not is_owed:
        if organisation.type != store.organisation(document, since).type:
            DUTIES.meet(unit, UPGRADE, code, day)
        else:
            DUTIES.lapse(unit, code, day, FEWER, (UPGRADE,))


def _with_superiors(unit: Unit, code: str, day: date) -> list[str]:
    """Return an organisation and those above it on a day, up to the first that can rise no further."""
    found: list[str] = []
    above: str | None = code
    while above is not None and above not in found:
        found.append(above)
        held = store.organisation(store.get(unit.db, store.ORGANISATIONS, above), day)
        above = None if held.type == rules.LEVELS[-1] else held.parent
    return found
