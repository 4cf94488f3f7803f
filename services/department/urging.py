"""What a day brings to the convener: resolutions that have been overdue for so long are urged (R-JM-14)."""

from datetime import date

from services.department import rules, store
from services.department.effects import record
from shared.contracts.department import events
from shared.ledger import Unit


def urge(unit: Unit, today: date, _: str | None = None) -> None:
    """Urge the lead department of each resolution that reaches a limit *today* (days.Work)."""
    for one in store.overdue(unit, today):
        urging = rules.due_urging(one, today)
        if urging is not None:
            event = events.ResolutionUrged(
                no=one.no,
                lead=one.lead,
                due_on=one.due_on,
                days=(today - one.due_on).days,
                urging=urging.value,
            )
            record(unit, f"resolution:{one.no}", event)
