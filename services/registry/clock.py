"""The real clock: at midnight in Shanghai a business day starts, and missed ones are made up for in order."""

from datetime import UTC, date, datetime, timedelta

import structlog

from services.registry.commands.areas import MOST_DAYS_AT_ONCE, start_day
from shared.city import day as business_day
from shared.contracts.registry.calls import StartDay
from shared.ledger import Actor, Ledger, Stamp
from shared.rules.periods import ZONE
from shared.telemetry import CLOCK_REFUSED

# Of two machines that keep time.
CLOCKS_APART = timedelta(minutes=5)

log = structlog.get_logger()


def keep_time(ledger: Ledger, now: datetime, database_now: datetime | None = None) -> None:
    """
    Start every business day up to the one that *now* (aware) falls on; the first one ever is that day itself.

    Nothing is started while this machine's clock and the database's disagree, or when more days were missed than
    MOST_DAYS_AT_ONCE. Several processes may do so at once: the day's key lets only one of them record it.

    Args:
        database_now: What the database's clock says; None: it is asked.
    """
    today = now.astimezone(ZONE).date()
    known = business_day.today(ledger.db)
    day = known + timedelta(days=1) if known else today
    is_due = day <= today
    apart = is_due and abs(now - (database_now or _database_clock(ledger))) > CLOCKS_APART
    far = is_due and (today - day).days >= MOST_DAYS_AT_ONCE
    CLOCK_REFUSED.labels("clocks disagree").set(apart)
    CLOCK_REFUSED.labels("too many days").set(far)
    if apart or far:
        log.error(
            "no_day_started", now=now.isoformat(), known=str(known), clocks_disagree=apart, too_many_days=far
        )
        return
    while day <= today:
        _start(ledger, day)
        day += timedelta(days=1)


def _database_clock(ledger: Ledger) -> datetime:
    told: datetime = ledger.client.admin.command("hello")["localTime"]
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _start(ledger: Ledger, day: date) -> None:
    key = f"day-{day.isoformat()}"
    stamp = Stamp(recorded_on=day, actor=Actor.system(ledger.instance), call_id=key, key=key)
    command = {"method": "start_day", "date": day.isoformat()}
    ledger.execute(stamp, command, lambda unit: start_day(unit, StartDay(date=day)))
