"""The load: commands by RPC and external events by AMQP, each repeated until it is acknowledged."""

import contextlib
import threading
import time
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import amqp
import orjson
from amqp.exceptions import AMQPError

from deploy.definitions import PORTAL
from shared.contracts.data_sets import data_sets
from shared.contracts.errors import DeadlinePassed, LianxiError, NotFound, RuleViolated, Unavailable
from shared.messaging.caller import Caller, RemoteFailure
from shared.messaging.line import connect
from shared.messaging.topology import exchange_of
from shared.security.keys import private_key
from shared.security.tokens import Actor, issue
from tests.chaos import city
from tests.chaos.journal import Journal, Wish

CALLERS = 3
TOKEN_SECONDS = 60.0
GIVE_UP_SECONDS = 180.0
AGAIN_SECONDS = 0.1
CONFIRM_SECONDS = 5.0
RECEIPT_SECONDS = 10.0
ROLES = ("administrator", "registry_clerk", "department_clerk", "department_head", "convener")
MEMBER, POST, CHANGE, PROGRESS, EVENT = "member", "post", "change", "progress", "event"
# Of ten wishes: the mix of a busy day, with the one effect that adds up (notes of a task) most often.
MIX = (PROGRESS, MEMBER, PROGRESS, POST, CHANGE, PROGRESS, MEMBER, PROGRESS, POST, MEMBER)
WITHOUT_ANSWER = (DeadlinePassed, Unavailable, RemoteFailure)


@dataclass(frozen=True)
class Pace:
    """How fast, with how many hands, and how long a call may take."""

    per_second: float
    senders: int
    timeout: float


class Client:
    """Calls the services as a clerk of each."""

    def __init__(self, uri: str, keys: Path, journal: Journal) -> None:
        self._callers = [Caller(uri, f"load{number}") for number in range(CALLERS)]
        self._next = count()
        self._key = private_key(keys, PORTAL)
        self._tokens: dict[str, tuple[float, str]] = {}
        self.journal = journal

    def call(self, instance: str, method: str, arguments: Mapping[str, Any], timeout: float) -> Any:
        """Call once; raises as the caller does."""
        caller = self._callers[next(self._next) % CALLERS]
        token = self._token(instance)
        with self.journal.calling(f"{instance}.{method}", timeout):
            return caller.call(instance, method, arguments, token=token, timeout=timeout)

    def insist(self, wish: Wish, timeout: float, *, also: tuple[type[LianxiError], ...] = ()) -> None:
        """
        Send a command until it is answered, always with the same key; note the outcome in the journal.

        Args:
            also: Refusals that pass, besides those that are no answer at all.
        """
        asked = {**wish.arguments, "key": wish.key, "recorded_on": city.TODAY}
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                self.call(wish.instance, wish.method, asked, timeout)
            except (*WITHOUT_ANSWER, *also) as error:
                self.journal.repeat(type(error).__name__)
                if time.monotonic() > give_up:
                    self.journal.abandon(wish, repr(error))
                    return
                time.sleep(AGAIN_SECONDS)
            except LianxiError as error:
                self.journal.refuse(wish, f"{error!r} {error.details}")
                return
            else:
                self.journal.acknowledge(wish)
                return

    def stop(self) -> None:
        """Close the connections."""
        for caller in self._callers:
            caller.stop()

    def _token(self, instance: str) -> str:
        until, token = self._tokens.get(instance, (0.0, ""))
        if time.monotonic() > until:
            actor = Actor("chaos", instance, ROLES, (city.SITES.city,))
            token = issue(self._key, PORTAL, actor, instance)
            self._tokens[instance] = (time.monotonic() + TOKEN_SECONDS, token)
        return token


class Wishes:
    """Gives one wish after the other, each unlike all others, at a limited pace."""

    def __init__(self, pace: float, enterprises: int, tasks: int, mix: tuple[str, ...] = MIX) -> None:
        self._numbers = count(1)
        self._pace = pace
        self._enterprises = enterprises
        self._tasks = tasks
        self._mix = mix
        self._started = time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> Wish:
        """Wait for one's turn and give the next command."""
        with self._lock:
            number = next(self._numbers)
        due = self._started + number / self._pace
        time.sleep(max(0.0, due - time.monotonic()))
        return self._wish(self._mix[number % len(self._mix)], number)

    def _wish(self, kind: str, number: int) -> Wish:
        key = str(uuid.uuid4())
        if kind == PROGRESS:
            task = number % self._tasks
            values = {"no": city.task_no(task), "note": key}
            return Wish(kind, city.lead_of(task), "progress_task", values, key, key)
        code = f"M{number}"
        if kind == MEMBER:
            values = {"member_id": code, "name": f"甲{number}", "status": "FULL"}
            values |= {"org_code": city.HOSTS[number % len(city.HOSTS)], "effective_on": city.SINCE}
            values |= {"basis": "transfer", "letter": "JS1"}
            return Wish(kind, "registry", "register_member", values, key, code)
        if kind == POST:
            values = {"post_id": code, "member_id": "FIRST", "org_code": city.HOSTS[0]}
            values |= {"kind": "committee_member", "effective_on": city.SINCE}
            return Wish(kind, "registry", "assign_post", values, key, code)
        enterprise = city.credit_code(number % self._enterprises)
        changed = {"credit_code": enterprise, "employees": number, "effective_on": city.SINCE}
        return Wish(CHANGE, "registry", "change_enterprise", changed, key, str(number))


def send_commands(
    client: Client, wishes: Wishes, journal: Journal, timeout: float, over: threading.Event
) -> None:
    """Send commands one after the other until *over*; the last one is seen to its end."""
    while not over.is_set():
        wish = wishes.take()
        with journal.flying():
            client.insist(wish, timeout)


class Reporter:
    """An external system: publishes figures, confirmed, and asks for the receipts."""

    def __init__(self, instance: str, uri: str, client: Client, journal: Journal) -> None:
        self._instance = instance
        self._system = city.SITES.systems_of(instance)[0]
        self._item = next(iter(data_sets()[str(city.SITES.departments[instance].data_set)]))
        self._uri = uri
        self._client = client
        self._journal = journal
        self._connection: Any = None
        self._channel: Any = None
        self._values = count(1)
        self._lock = threading.Lock()

    def run(self, per_second: float, timeout: float, over: threading.Event) -> None:
        """Report until *over*; the last event is seen to its end."""
        waiting: deque[threading.Thread] = deque()
        while not over.wait(1 / per_second):
            wish = self._wish()
            self._publish_surely(wish)
            # Receipts are asked for aside, so that the next event does not wait for them.
            waiting.append(threading.Thread(target=self._see_through, args=(wish, timeout), daemon=True))
            waiting[-1].start()
            while waiting and not waiting[0].is_alive():
                waiting.popleft()
        for thread in waiting:
            thread.join(timeout=GIVE_UP_SECONDS)
        self._hang_up()

    def _wish(self) -> Wish:
        value = next(self._values)
        figures = [{"item": self._item, "area": city.COUNTIES[0], "value": value}]
        data = {"period": city.PERIOD, "figures": figures}
        return Wish(EVENT, self._instance, "figures_reported", data, str(uuid.uuid4()), str(value))

    def _see_through(self, wish: Wish, timeout: float) -> None:
        with self._journal.flying():
            give_up = time.monotonic() + GIVE_UP_SECONDS
            while time.monotonic() < give_up:
                state = self._receipt(wish, timeout)
                if state == "accepted":
                    self._journal.acknowledge(wish)
                    self._approve(timeout)
                    return
                if state is not None:
                    self._journal.refuse(wish, state)
                    return
                self._journal.repeat("event")
                self._publish_surely(wish)
            self._journal.abandon(wish, "no receipt")

    def _approve(self, timeout: float) -> None:
        """Approve what the system handed up; whoever comes second finds nothing left to approve."""
        asked = {"period": city.PERIOD, "area": city.SITES.city}
        asked |= {"key": str(uuid.uuid4()), "recorded_on": city.TODAY}
        with contextlib.suppress(*WITHOUT_ANSWER, RuleViolated):
            self._client.call(self._instance, "approve_figures", asked, timeout)

    def _receipt(self, wish: Wish, timeout: float) -> str | None:
        """Ask until there is a receipt, for RECEIPT_SECONDS; return its state."""
        until = time.monotonic() + RECEIPT_SECONDS
        asked = {"source": self._system, "id": wish.key}
        while time.monotonic() < until:
            try:
                answer = self._client.call(self._instance, "receipt", asked, timeout)
            except (*WITHOUT_ANSWER, NotFound):
                time.sleep(AGAIN_SECONDS * 3)
            else:
                problem = answer.get("problem") or {}
                return str(answer["state"]) + str(problem.get("message", ""))
        return None

    def _publish_surely(self, wish: Wish) -> None:
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            try:
                with self._lock:
                    self._publish(wish)
            except (OSError, AMQPError, AttributeError):
                self._journal.repeat("confirm")
                with self._lock:
                    self._hang_up()
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def _publish(self, wish: Wish) -> None:
        if self._channel is None:
            self._connection = connect(self._uri, self._system)
            self._channel = self._connection.channel()
            self._channel.confirm_select()
        headers = {
            "ce-specversion": "1.0",
            "ce-id": wish.key,
            "ce-source": self._system,
            "ce-type": "department.figures_reported.v1",
        }
        message = amqp.Message(
            orjson.dumps(wish.arguments),
            content_type="application/json",
            delivery_mode=2,
            user_id=self._system,
            application_headers=headers,
        )
        confirmed: list[int] = []
        self._channel.events["basic_ack"].clear()
        self._channel.events["basic_ack"].add(lambda tag, _multiple: confirmed.append(tag))
        self._channel.basic_publish(message, exchange_of(self._system), "figures_reported.v1")
        until = time.monotonic() + CONFIRM_SECONDS
        while not confirmed:
            self._connection.drain_events(timeout=max(0.01, until - time.monotonic()))

    def _hang_up(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            try:
                connection.collect()
            except (OSError, AMQPError):
                self._journal.repeat("close")
