"""What people ask of notifications: load, decide, record."""

from services.notifications import store
from services.notifications.telling import concerns
from shared.contracts.errors import NotFound
from shared.contracts.notifications import calls, events
from shared.ledger import Unit


def set_channel(unit: Unit, command: calls.SetChannel) -> None:
    """Keep how the actor wants to be told, as the person with the actor's roles, areas and department."""
    actor = unit.actor
    person = f"user:{actor.user}"
    values = None
    private = None
    if command.channel is not None:
        private = {"address": command.address}
        values = {
            "channel": command.channel,
            "digest": command.digest,
            "roles": list(actor.roles),
            "areas": list(actor.areas),
            "department": actor.department,
            "sealed": unit.seal(person, private),
        }
    store.put_channel(unit, actor.user, values)
    event = events.ChannelSet(user=actor.user, channel=command.channel, digest=command.digest)
    unit.record(f"channel:{actor.user}", event, private=private, person=person if private else None)


def mark_read(unit: Unit, command: calls.MarkRead) -> None:
    """Keep that the actor read a message; raises NotFound for one that is not the actor's."""
    found = store.find_alarm(unit.db, command.message)
    if found is None or not concerns(unit.db, found, unit.actor):
        raise NotFound.at("message", "没有这条提醒", "没有这条提醒")
    store.mark_read(unit, command.message, unit.actor.user)
    unit.record(f"reader:{unit.actor.user}", events.MessageRead(message=command.message))
