"""The facts of alarms and deliveries; ids, days and numbers, never a person's values (R-PRV-24)."""

from datetime import date

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.notifications import terms as t


class AlarmNamed(Contract):
    """An alarm: the id of the register, the duty, and which of its days it is about; each is raised once."""

    alarm: str = v.words("提醒编号", v.NAME, required=True)
    duty: str = v.words("事项编号", v.KEY_OF_DUTY, required=True)
    offset: str = v.words("提醒时点", v.NAME, required=True)


class Alarm(AlarmNamed):
    """
    An alarm as it is raised; ``level`` is 0 for who holds the duty, 1 and 2 for those above.

    Of a notice, which is no duty, ``due_on`` is the day it was told, and ``text`` says what it is about.
    """

    deadline: str = v.words("期限", v.NAME, required=True)
    subject: str = v.words("办理对象", v.NAME, required=True)
    level: int = v.count("层级", required=True)
    roles: tuple[str, ...] = v.several(v.words("角色", v.NAME), "接收角色", required=True)
    area: str | None = v.area(required=True, allow_none=True)
    department: str | None = v.code("部门", required=True, allow_none=True)
    due_on: date = v.day("应办日", required=True)
    text: str | None = v.text("内容")


class Delivery(Contract):
    """What became of a message to somebody; the address stays with notifications."""

    message: str = v.words("消息编号", v.KEY_OF_DUTY, required=True)
    user: str = v.words("用户", v.NAME, required=True)
    channel: str = v.choice("方式", t.CHANNELS, required=True)
    state: str = v.choice("结果", (t.SENT, t.GIVEN_UP), required=True)
    tries: int = v.count("尝试次数", required=True)
