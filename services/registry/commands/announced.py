"""What was stated for a day to come: in lists once that day begins."""

from datetime import date

from services.registry import store
from shared.city import day as business_day
from shared.ledger import Unit

BATCH = 500
MORE = "more"


def take_effect(unit: Unit, today: date, _after: str | None) -> str | None:
    """Let a batch of what was stated for *today*, or a day before, show in lists; days.Work."""
    # Of noted days the last counts: it may have begun already.
    now = max(today, business_day.today(unit.db) or today)
    for kind in store.DATED:
        if rows := store.announced(unit.db, kind, now, BATCH):
            store.take_effect(unit, kind, rows, now)
            return MORE
    return None
