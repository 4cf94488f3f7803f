"""What a day brings to a convener: resolutions that have been overdue for so long are urged (R-JM-14)."""

from datetime import date

from services.department import rules, store
from services.department.effects import record
from shared.city import areas
from shared.city.sites import Sites
from shared.contracts.department import events
from shared.ledger import Unit


def urge(sites: Sites, unit: Unit, today: date, _: str | None = None) -> None:
    """Urge the lead department of each resolution of one's own meetings that reaches a limit *today* (days.Work)."""
    for one in store.overdue(unit, today):
        if sites.convener_of(one.convened_for or sites.city, today) != unit.actor.department:
            continue
        urging = rules.due_urging(areas.rules(unit.db, rules.PACK, today, one.convened_for), one, today)
        if urging is not None:
            event = events.ResolutionUrged(
                no=one.no,
                lead=one.lead,
                due_on=one.due_on,
                days=(today - one.due_on).days,
                urging=urging.value,
            )
            record(unit, f"resolution:{one.no}", event)
