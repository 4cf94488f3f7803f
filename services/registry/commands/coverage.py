"""What a day may bring: to tell which enterprises had a party organisation when the last quarter ended."""

from collections.abc import Mapping
from datetime import date

from services.registry import store
from shared.contracts.registry import events
from shared.contracts.registry.terms import COUNTY
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.periods import Quarter
from shared.security.pseudonyms import Pseudonyms


def tell_coverage(pseudonyms: Pseudonyms, unit: Unit, today: date, _: str | None = None) -> None:
    """
    Tell, under pseudonyms, the enterprises with a party organisation; nothing where none has one (days.Work).

    On the first day of the next quarter, and once more when the departments' figures are locked (R-JM-16). What is put
    on record later still is not told again: reporting lists where the numbers differ.
    """
    now = Quarter.of(today)
    told_on = (
        now.first,
        now.first.replace(day=pack.load("joint_meeting", now.first).number("R-JM-16-CORRECTION") + 1),
    )
    if today not in told_on:
        return
    quarter = now.previous()
    counties = _counties(unit)
    codes: dict[str, list[str]] = {}
    for code, area in store.covered_on(unit.db, quarter.last).items():
        codes.setdefault(counties[area], []).append(code)
    if codes:
        period = str(quarter)
        event = events.CoverageTold(
            period=period,
            version=told_on.index(today) + 1,
            key=pseudonyms.key_id,
            counties=pseudonyms.in_counties(period, codes),
        )
        unit.record(f"coverage:{period}", event, effective_on=quarter.last)


def _counties(unit: Unit) -> Mapping[str, str]:
    """Return the county of each area; an area that lies in none stands for itself."""
    known = {row["_id"]: row for row in store.all_areas(unit.db)}

    def county(code: str) -> str:
        row = known.get(code)
        while row is not None:
            if row["level"] == COUNTY:
                return str(row["_id"])
            row = known.get(row["parent"])
        return code

    return {code: county(code) for code in known}
