"""The contracts of notifications: alarms, to-dos, the inbox, channels, deliveries."""

from shared.contracts.answers import page_of
from shared.contracts.notifications import answers, calls, events
from shared.contracts.service import ANYONE, OPERATOR, Call, Of, Reach, Service, events_in

SERVICE = Service(
    name="notifications",
    title="通知",
    commands={
        "set_channel": Call(calls.SetChannel, "选择接收提醒的方式", ANYONE, "PUT /channel", Reach.SELF),
        "mark_read": Call(calls.MarkRead, "标为已读", ANYONE, "POST /inbox/read", Reach.SELF),
    },
    questions={
        # What each shows is what the caller's own roles, areas and department are told; nothing else.
        "inbox": Call(
            calls.FindInbox,
            "我的提醒",
            ANYONE,
            "GET /inbox",
            Reach.SELF,
            gives=page_of(answers.Message, answers.Unread),
        ),
        "todos": Call(
            calls.FindTodos,
            "待办事项",
            ANYONE,
            "GET /todos",
            Reach.SELF,
            gives=page_of(answers.Todo, answers.Counts),
        ),
        "deliveries": Call(
            calls.FindDeliveries,
            "消息发送情况",
            (OPERATOR,),
            "GET /deliveries",
            Reach.CITY,
            gives=page_of(answers.Delivery),
        ),
    },
    events=events_in(events),
    follows=("registry", "development", "training", "supervision", Of.DEPARTMENTS),
)
