"""What notifications tell: alarms raised and cleared, channels chosen, messages in their end state."""

from shared.contracts import values as v
from shared.contracts.base import Event, event
from shared.contracts.notifications import facts
from shared.contracts.notifications import terms as t


@event("notifications.alarm_raised.v1", "发出提醒")
class AlarmRaised(Event, facts.Alarm):
    """Somebody has to be told of a duty: before, on or after its day."""


@event("notifications.alarm_cleared.v1", "提醒解除")
class AlarmCleared(Event):
    """The duty is done, or need not be done: nothing is told of it any more."""

    duty: str = v.words("事项编号", v.KEY_OF_DUTY, required=True)


@event("notifications.channel_set.v1", "选择接收提醒的方式")
class ChannelSet(Event):
    """Somebody chose how to be told; the address stays here."""

    user: str = v.words("用户", v.NAME, required=True)
    channel: str | None = v.choice("方式", t.CHANNELS, required=True, allow_none=True)
    digest: str = v.choice("汇总", t.DIGESTS, required=True)


@event("notifications.message_read.v1", "消息已读")
class MessageRead(Event):
    """Somebody read a message of the inbox."""

    message: str = v.words("消息编号", v.KEY_OF_DUTY, required=True)


@event("notifications.message_delivered.v1", "消息发送结果")
class MessageDelivered(Event, facts.Delivery):
    """A message reached its end state."""
