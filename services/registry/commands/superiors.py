"""The chain of superiors of an organisation, as of a day."""

from datetime import date

from services.registry import rules, store
from services.registry.model import Statement, as_of
from services.registry.rules import PACK
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.violation import Violation

MAX_DEPTH = 20


def violations(unit: Unit, org_code: str, parent: str | None, on: date) -> list[Violation]:
    """
    Return what is wrong when *parent* is to be the superior of *org_code* from *on* on.

    A superior is on record on that day and does not end while it is one; on no day from then on does the chain come
    back to where it began.

    Source: R-ORG-18.
    """
    if parent is None:
        return []
    above = _Above(unit)
    own_end = above.next_change_of(org_code, on)
    days = [on, *sorted(day for day in above.days_of(parent) if on < day < own_end)]
    chain = next((found for day in days if org_code in (found := above.chain(parent, day))), [])
    in_force = pack.load(PACK, on)
    if on <= (ended := above.end_of(parent)) < min(own_end, above.end_of(org_code)):
        return rules.ending_violations(in_force, parent, ended)
    return rules.tree_violations(in_force, org_code, chain, above.is_there(parent, on) or parent == org_code)


class _Above:
    """Organisations with all that was ever stated of their superiors, each read once."""

    def __init__(self, unit: Unit) -> None:
        self._db = unit.db
        self._known: dict[str, tuple[Statement, ...]] = {}

    def is_there(self, code: str, day: date) -> bool:
        """Return whether *code* is on record and exists on *day*."""
        found = store.find(self._db, store.ORGANISATIONS, code)
        return found is not None and store.organisation(found, day).exists_on(day)

    def end_of(self, code: str) -> date:
        """Return the day on which *code* ended; the last of all days while it has not."""
        found = store.find(self._db, store.ORGANISATIONS, code)
        return (found and store.organisation(found, date.max).dissolved_on) or date.max

    def next_change_of(self, code: str, on: date) -> date:
        """Return the first day after *on* from which *code* has another superior on record already."""
        later = [one.on for one in self._statements(code) if one.on > on and "parent" in one.values]
        return min(later, default=date.max)

    def days_of(self, code: str) -> set[date]:
        """Return every day on which a superior was stated in any chain that *code* ever had above it."""
        days: set[date] = set()
        waiting, seen = [code], {code}
        while waiting:
            stated = [one for one in self._statements(waiting.pop()) if "parent" in one.values]
            days |= {one.on for one in stated}
            new = {one.values["parent"] for one in stated} - seen - {None}
            seen |= new
            waiting += new
        return days

    def chain(self, code: str, day: date) -> list[str]:
        """Return *code*, its superior on *day*, and so on."""
        found: list[str] = []
        above: str | None = code
        while above is not None and above not in found and len(found) < MAX_DEPTH:
            found.append(above)
            above = as_of(self._statements(above), day).get("parent")
        return found

    def _statements(self, code: str) -> tuple[Statement, ...]:
        if code not in self._known:
            found = store.find(self._db, store.ORGANISATIONS, code)
            self._known[code] = store.statements(found) if found else ()
        return self._known[code]
