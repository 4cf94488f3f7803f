"""Notifications on a real database, a real mail server and a webhook on loopback."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pymongo.database import Database

from services.notifications.service import NotificationsService
from shared.ledger import Actor
from shared.rules.deadlines import table
from shared.security import keys
from tests.integration.messaging.town import free_port
from tests.integration.services.hosted import CITY, TOWN, WANCHENG, XIXIA, Hosted

PEOPLE = {
    user: Actor(user, department, roles, areas)
    for user, department, roles, areas in (
        ("shu", "organisation", ("branch_secretary",), (WANCHENG,)),
        ("wei", "organisation", ("committee_secretary",), (CITY,)),
        ("zu", "organisation", ("county_organiser",), (CITY,)),
        ("far", "organisation", ("branch_secretary",), (XIXIA,)),
        ("gong", "union", ("department_clerk",), (CITY,)),
        ("yun", "organisation", ("operator",), (CITY,)),
    )
}


class Notifications(Hosted):
    """The service, and what other services tell it."""

    def start(self, day: str) -> None:
        """Let a business day begin."""
        self.hear("registry", "registry.day_started.v1", "day", day, date=day)
        self.follower.settle()
        self.day = day

    def walk(self, first: str, last: str) -> None:
        """Let every day from *first* to *last* begin."""
        day = date.fromisoformat(first)
        while day.isoformat() <= last:
            self.start(day.isoformat())
            day += timedelta(days=1)

    def opened(self, deadline: str, since: str, subject: str = "C1", area: str | None = TOWN) -> str:
        """Let a duty arrive; return its name."""
        known, on = table()[deadline], date.fromisoformat(since)
        service = known.pack
        duty = f"{deadline}:{subject}:{since}"
        self.hear(
            service,
            f"{service}.duty_opened.v1",
            f"duty:{duty}",
            since,
            duty=duty,
            deadline=deadline,
            subject=subject,
            org_code="BRANCH",
            area=area,
            department=None,
            set_on=since,
            due_on=known.due_on(on).isoformat(),
            last_on=known.last_on(on).isoformat(),
        )
        return duty

    def met(self, duty: str, on: str) -> None:
        """Let it arrive that a duty is done."""
        deadline = duty.split(":")[0]
        service = table()[deadline].pack
        told = {"duty": duty, "deadline": deadline, "met_on": on, "in_time": True}
        self.hear(service, f"{service}.duty_met.v1", f"duty:{duty}", on, **told)

    def raised(self) -> list[tuple[str, str, int]]:
        """Return the alarms that were raised: day, id and level, in the order they were recorded."""
        entries = self.db["ledger"].find({"type": "notifications.alarm_raised.v1"}).sort("recorded_at", 1)
        return [(row["effective_on"], row["data"]["alarm"], row["data"]["level"]) for row in entries]


@pytest.fixture(scope="session")
def notification_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "notifications"))
    return made


@pytest.fixture
def notifications(database: Database[dict[str, Any]], notification_keys: Path) -> Notifications:
    follows = ("registry", "development", "supervision", "training")
    made = Notifications("notifications", NotificationsService, database, notification_keys, follows, PEOPLE)
    made.learn_the_tree()
    return made


class Post(Message):
    """A mail server that keeps what it is handed, or refuses while it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Any] = []
        self.refuses = 0

    def handle_message(self, message: Any) -> None:
        self.letters.append(message)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuses:
            self.refuses -= 1
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    handler = Post()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}?from=lianxi@example.cn"
    controller.stop()


@pytest.fixture
def hook() -> Iterator[tuple[list[tuple[str, bytes]], str]]:
    """A webhook; gives what was posted to it, and its ``host:port``."""
    posted: list[tuple[str, bytes]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.headers["Idempotency-Key"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield posted, f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
