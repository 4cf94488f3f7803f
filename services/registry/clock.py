"""The real clock: at midnight in Shanghai a business day starts, and missed ones are made up for in order."""

from datetime import date, datetime, timedelta

from services.registry.commands.areas import start_day
from shared.city import day as business_day
from shared.contracts.registry.calls import StartDay
from shared.ledger import Actor, Ledger, Stamp
from shared.rules.periods import ZONE


def keep_time(ledger: Ledger, now: datetime) -> None:
    """
    Start every business day up to the one that *now* (aware) falls on; the first one ever is that day itself.

    Several processes may do so at once: the day's key lets only one of them record it.
    """
    today = now.astimezone(ZONE).date()
    known = business_day.today(ledger.db)
    day = known + timedelta(days=1) if known else today
    while day <= today:
        _start(ledger, day)
        day += timedelta(days=1)


def _start(ledger: Ledger, day: date) -> None:
    key = f"day-{day.isoformat()}"
    stamp = Stamp(recorded_on=day, actor=Actor.system(ledger.instance), call_id=key, key=key)
    command = {"method": "start_day", "date": day.isoformat()}
    ledger.execute(stamp, command, lambda unit: start_day(unit, StartDay(date=day)))
