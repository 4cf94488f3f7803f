"""Notifications as a nameko service: load, call, dump."""

from typing import Any

from services.notifications import commands, queries, store
from services.notifications.apply import FOLLOWING
from services.notifications.deliver import send_waiting
from shared.city.service import CityService
from shared.contracts.notifications import SERVICE, calls
from shared.ledger import Actor, Unit
from shared.messaging.service import answers

answer = answers(SERVICE)
Document = dict[str, Any]


class NotificationsService(CityService):
    """通知: alarms, to-dos, the inbox, channels, deliveries."""

    declared = SERVICE
    following = FOLLOWING
    prepare_store = staticmethod(store.prepare)
    work_off = staticmethod(send_waiting)

    @answer
    def set_channel(self, unit: Unit, command: calls.SetChannel) -> None:
        commands.set_channel(unit, command)

    @answer
    def mark_read(self, unit: Unit, command: calls.MarkRead) -> None:
        commands.mark_read(unit, command)

    @answer
    def inbox(self, db: Any, question: calls.FindInbox, actor: Actor) -> Document:
        return queries.inbox(db, question, actor)

    @answer
    def todos(self, db: Any, question: calls.FindTodos, actor: Actor) -> Document:
        return queries.todos(db, question, actor)

    @answer
    def deliveries(self, db: Any, question: calls.FindDeliveries, actor: Actor) -> Document:
        return queries.deliveries(db, question)


build = NotificationsService.of
