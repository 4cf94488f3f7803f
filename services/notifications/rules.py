"""When whom is told of a duty; pure functions over the table of deadlines (R-GEN-13)."""

from collections.abc import Mapping
from datetime import date, timedelta

from services.notifications.model import Telling, Todo
from shared.contracts.notifications.facts import Alarm
from shared.rules.deadlines import holders, repeat_days, table

MINUTE = 60
# Further off than any offset of the table from the days it is counted from.
HORIZON_DAYS = 400
# A message that cannot be sent is tried again after so many seconds each time, then given up.
PAUSES = (MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 720 * MINUTE)


def tellings(todo: Todo, until: date) -> list[Telling]:
    """
    Return the days of a duty's alarms up to *until*, in order.

    After the last level has been told it is told again at intervals until the duty is done.
    """
    deadline = table()[todo.deadline]
    days = (todo.set_on, todo.due_on, todo.last_on)
    found = [Telling(one.alarm, one.name, one.level, one.day(*days)) for one in deadline.offsets]
    if found and deadline.escalates:
        last = max(found, key=lambda one: (one.level, one.day))
        number, day = 1, last.day + timedelta(days=repeat_days())
        while day <= until:
            found.append(Telling(last.alarm, f"{last.offset}#{number}", last.level, day))
            number, day = number + 1, day + timedelta(days=repeat_days())
    return sorted((one for one in found if one.day <= until), key=lambda one: (one.day, one.level))


def due_now(todo: Todo, today: date) -> list[Telling]:
    """
    Return the alarms that are to be given on *today*: of those whose day has come, the last of each level.

    A duty that became known late is told as it stands, not once for each day that went by.
    """
    last = {one.level: one for one in tellings(todo, today)}
    return [one for one in last.values() if one.offset not in todo.passed]


def next_day(todo: Todo, after: date) -> date | None:
    """Return the first day after *after* on which somebody is told of the duty; None: nobody is any more."""
    horizon = max(after, todo.set_on, todo.last_on) + timedelta(days=HORIZON_DAYS)
    later = [one.day for one in tellings(todo, horizon) if one.day > after]
    return min(later, default=None)


def alarm(todo: Todo, telling: Telling) -> Alarm:
    """Return the alarm as it is raised: to the role of its level, in the area or department that holds the duty."""
    roles = holders()[table()[todo.deadline].holder]
    return Alarm(
        alarm=telling.alarm,
        duty=todo.duty,
        offset=telling.offset,
        deadline=todo.deadline,
        subject=todo.subject,
        level=telling.level,
        roles=(roles[telling.level],),
        area=todo.area,
        # Those above a department are the convener's people, whoever holds the duty.
        department=todo.department if telling.level == 0 else None,
        due_on=todo.due_on,
    )


def pause(tries: int) -> int | None:
    """Return after how many seconds a message is tried again that failed *tries* times; None: given up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def sentence(told: Mapping[str, object]) -> str:
    """Return what an alarm says: what, about what, by when; no person's value (R-PRV-24)."""
    if told.get("text") is not None:
        return str(told["text"])
    deadline = table()[str(told["deadline"])]
    when = f"应于{told['due_on']}前办理" if deadline.is_limit else f"自{told['due_on']}起可以办理"
    return f"{deadline.title}（{told['subject']}）{when}"
