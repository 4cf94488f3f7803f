"""What the questions of notifications give."""

from datetime import date

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.base import Contract
from shared.contracts.duties import Duty
from shared.contracts.notifications import facts
from shared.contracts.notifications import terms as t


class Message(Answer):
    """A message of one's inbox."""

    message: str = v.words("消息编号", required=True)
    alarm: str = v.words("提醒编号", required=True)
    duty: str = v.words("事项编号", required=True)
    subject: str = v.words("办理对象", required=True)
    area: str | None = v.area(required=True, allow_none=True)
    due_on: date = v.day("应办日", required=True)
    level: int = v.count("层级", required=True)
    raised_on: date = v.day("提醒日", required=True)
    text: str = v.words("内容", required=True)
    read: bool = v.flag("已读", required=True)


class Unread(Contract):
    """How many messages are unread."""

    unread: int = v.count("未读条数", required=True)


class Todo(Answer, Duty):
    """What is to be done by those one is responsible for."""

    may_lack = ("org_code",)

    title: str = v.words("事项名称", required=True)
    pack: str = v.words("规则所属业务", required=True)
    state: str = v.choice("状态", t.TODOS, required=True)


class States(Answer):
    """How many are in each state."""

    later: int = v.count(t.WHEN[t.LATER], required=True)
    soon: int = v.count(t.WHEN[t.SOON], required=True)
    late: int = v.count(t.WHEN[t.LATE], required=True)


class Counts(Contract):
    """How many there are in each state."""

    counts: States = v.nested(States, "各状态件数", required=True)


class Delivery(Answer, facts.Delivery):
    """A message, and what became of it."""

    state: str = v.choice("结果", t.DELIVERIES, required=True)
    state_name: str = v.words("结果名称", required=True)
