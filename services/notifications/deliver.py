"""Sending what is put up: by mail and to webhooks, each message until it is sent or given up."""

import json
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from http.client import HTTPException
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import structlog

from services.notifications import rules, store
from shared.city import day
from shared.contracts.notifications.events import MessageDelivered
from shared.contracts.notifications.terms import GIVEN_UP, SENT
from shared.ledger import Actor, Ledger, Stamp, Unit
from shared.settings import Settings

SECONDS = 10
SUBJECT = "联席：办理提醒"
DEFAULT_PORT = {"smtp": 25, "smtps": 465}

log = structlog.get_logger()


class Undeliverable(Exception):
    """A message that no repetition will deliver."""


def send_waiting(ledger: Ledger, settings: Settings) -> None:
    """Send every message whose time has come; each ends as sent or given up, and says so in the ledger."""
    while (message := store.take_message(ledger.db, datetime.now(UTC))) is not None:
        try:
            _send(ledger, settings, message)
        except Undeliverable as reason:
            log.warning("message_given_up", message=message["_id"], reason=str(reason))
            _end(ledger, message, sent=False)
        except (OSError, smtplib.SMTPException, HTTPException) as error:
            pause = rules.pause(message["tries"])
            log.warning(
                "message_not_sent", message=message["_id"], tries=message["tries"], error=repr(error)[:200]
            )
            if pause is None:
                _end(ledger, message, sent=False)
            else:
                store.try_later(ledger.db, message["_id"], pause)
        else:
            _end(ledger, message, sent=True)


def _send(ledger: Ledger, settings: Settings, message: store.Document) -> None:
    channel = store.channel(ledger.db, message["user"])
    values = ledger.vault.open(f"user:{message['user']}", bytes(channel["sealed"])) if channel else None
    if not values or channel is None or channel["channel"] != message["channel"]:
        raise Undeliverable("the person chose another channel meanwhile, or was erased")
    address = str(values["address"])
    if message["channel"] == "mail":
        _mail(settings, address, message)
    else:
        _post(settings, address, message)


def _mail(settings: Settings, address: str, message: store.Document) -> None:
    if settings.smtp is None:
        raise Undeliverable("no mail server is set (LIANXI_SMTP)")
    server = urlsplit(settings.smtp)
    mail = EmailMessage()
    mail["Subject"] = SUBJECT
    mail["From"] = parse_qs(server.query).get("from", [f"lianxi@{server.hostname}"])[0]
    mail["To"] = address
    # The same for each try, so that who gets it twice can tell.
    mail["Message-ID"] = f"<{message['_id'].encode().hex()[:200]}@lianxi>"
    mail.set_content("\n".join(message["lines"]) + "\n")
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    port = server.port or DEFAULT_PORT[server.scheme]
    with kind(server.hostname or "", port, timeout=SECONDS) as connection:
        if server.username:
            connection.login(server.username, server.password or "")
        connection.send_message(mail)


def _post(settings: Settings, address: str, message: store.Document) -> None:
    if urlsplit(address).netloc not in settings.webhook_hosts:
        raise Undeliverable("the host is none of those that may be called (LIANXI_WEBHOOK_HOSTS)")
    body = json.dumps({"message": message["_id"], "lines": message["lines"]}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message["_id"]}
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - http(s), checked before
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        answer.read()


def _end(ledger: Ledger, message: store.Document, *, sent: bool) -> None:
    def act(unit: Unit) -> None:
        if store.end_message(unit, message["_id"], sent=sent):
            event = MessageDelivered(
                message=message["_id"],
                user=message["user"],
                channel=message["channel"],
                state=SENT if sent else GIVEN_UP,
                tries=message["tries"],
            )
            unit.record(f"message:{message['_id']}", event)
            ledger.write(unit)

    today = day.today(ledger.db) or datetime.now(UTC).date()
    ledger.transact(Stamp(today, Actor.system(ledger.instance), message["_id"]), act)
