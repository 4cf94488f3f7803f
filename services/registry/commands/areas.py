"""Areas and the business day."""

from services.registry import store
from shared.city import areas, day, days
from shared.contracts.errors import Conflict
from shared.contracts.registry import calls, events
from shared.ledger import Unit


def add_areas(unit: Unit, command: calls.AddAreas) -> None:
    """Add areas to the tree, parents first."""
    areas.reach_city(unit)
    for area in command.areas:
        if area.parent is not None and store.find(unit.db, store.AREAS, area.code) is None:
            store.get(unit.db, store.AREAS, area.parent, "parent")
        store.insert(unit, store.AREAS, area.as_json(), f"地区{area.code}已存在")
        areas.add(unit, area.code, area.parent)
        unit.record(f"area:{area.code}", events.AreaAdded(**vars(area)))


def start_day(unit: Unit, command: calls.StartDay) -> None:
    """Start a business day; it never goes back (R-GEN-03 counts on it). Its work is done afterwards."""
    known = day.today(unit.db)
    if known is not None and command.date <= known:
        message = f"业务日已到{known.isoformat()}，不能回到{command.date.isoformat()}"
        raise Conflict.at("date", message, "不晚于当前业务日")
    day.start(unit, command.date)
    unit.record(day.DAY, events.DayStarted(date=command.date), effective_on=command.date)
    days.keep(unit, command.date.isoformat(), unit.entries[-1]["_id"])
