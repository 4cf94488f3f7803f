"""
Duties: what somebody has to do by a day, told alike by every service that sets limits (R-GEN-13).

A service declares four events of its own on these, and notifications and reporting hear all of them.
"""

from datetime import date

from shared.contracts import values as v
from shared.contracts.base import Contract, Event
from shared.rules.deadlines import table


class DutyNamed(Contract):
    """A duty: the deadline, what it is about and since when, in one name."""

    duty: str = v.words("事项编号", v.KEY_OF_DUTY, required=True)
    deadline: str = v.choice("期限", {name: one.title for name, one in table().items()}, required=True)


class Duty(DutyNamed):
    """
    A duty as it is opened.

    ``last_on`` is the last day in time, grace included; both days still count (R-GEN-03). Who holds it is an
    organisation of an area, or a department.
    """

    subject: str = v.words("办理对象", v.NAME, required=True)
    org_code: str | None = v.code("党组织", required=True, allow_none=True)
    area: str | None = v.area("地区", required=True, allow_none=True)
    department: str | None = v.code("部门", required=True, allow_none=True)
    set_on: date = v.day("起算日", required=True)
    due_on: date = v.day("应办日", required=True)
    last_on: date = v.day("最后期限", required=True)


class DutyOpened(Event, Duty):
    """Something has to be done by a day; told again when it is somebody else's, or due again after it lapsed."""


class DutyMet(Event, DutyNamed):
    """It was done; in time when its day is not after ``last_on``."""

    met_on: date = v.day("办理日", required=True)
    in_time: bool = v.flag("按期", required=True)


class DutyLate(Event, DutyNamed):
    """The last day has passed, and it is not done."""


class DutyLapsed(Event, DutyNamed):
    """It need not be done any more."""

    why: str = v.words("原因", required=True)
