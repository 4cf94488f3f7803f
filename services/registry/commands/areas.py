"""Areas and the business day."""

from datetime import date
from typing import Any

from services.registry import store
from shared.city import areas, day, days
from shared.contracts.errors import Conflict
from shared.contracts.registry import calls, events
from shared.ledger import Unit

# A city that was switched off for longer goes on when two persons say from which day: no day is ever taken back.
MOST_DAYS_AT_ONCE = 15


def add_areas(unit: Unit, command: calls.AddAreas) -> None:
    """Add areas to the tree, parents first."""
    unit.reach_all()
    for area in command.areas:
        if area.parent is not None and store.find(unit.db, store.AREAS, area.code) is None:
            store.get(unit.db, store.AREAS, area.parent, "parent")
        store.insert(unit, store.AREAS, area.as_json(), f"地区{area.code}已存在")
        areas.add(unit, area.code, area.parent)
        unit.record(f"area:{area.code}", events.AreaAdded(**vars(area)))


def start_day(unit: Unit, command: calls.StartDay) -> dict[str, Any]:
    """
    Start a business day; it never goes back (R-GEN-03 counts on it). Its work is done afterwards.

    A day further ahead than MOST_DAYS_AT_ONCE starts when a second person wants it as well (R-GEN-10).
    """
    known = day.today(unit.db)
    if known is not None and command.date <= known:
        message = f"业务日已到{known.isoformat()}，不能回到{command.date.isoformat()}"
        raise Conflict.at("date", message, "不晚于当前业务日")
    if (
        known is not None
        and (command.date - known).days > MOST_DAYS_AT_ONCE
        and not _is_second(unit, command.date)
    ):
        day.propose_jump(unit, command.date)
        unit.record("day_jump", events.DayJumpProposed(date=command.date))
        return {
            "waiting": f"业务日现为{known.isoformat()}，跳至{command.date.isoformat()}须另一名系统管理员同样办理"
        }
    day.start(unit, command.date)
    unit.record(day.DAY, events.DayStarted(date=command.date), effective_on=command.date)
    days.keep(unit, command.date.isoformat(), unit.entries[-1]["_id"])
    return {}


def _is_second(unit: Unit, wanted: date) -> bool:
    proposer = day.jump_proposed_by(unit.db, wanted)
    return proposer is not None and proposer != unit.actor.user
