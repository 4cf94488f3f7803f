"""Two services at work: from the call at the edge to the last subscriber, with strangers in between."""

import json
import threading
import time
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

import amqp
import pytest

from shared.contracts.errors import DeadlinePassed
from shared.messaging.caller import Caller
from shared.messaging.line import connect
from shared.messaging.positions import request_rebuild
from shared.messaging.pull import HEAD_SECONDS, RemoteSource
from shared.security.keys import private_key
from tests.integration.messaging.detour import Detour
from tests.integration.messaging.town import Town, until, user_of

pytestmark = pytest.mark.integration


@pytest.fixture
def at_work(town: Town) -> Town:
    town.start(town.owner, town.follower)
    town.start_relay(town.owner)
    return town


def log_of(town: Town, name: str) -> list[dict[str, Any]]:
    lines = town.running[name].log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_one_call_id_leads_from_the_edge_to_the_last_subscriber(at_work: Town) -> None:
    at_work.note("traced", call_id="trace-0001")
    until(lambda: at_work.seen() == [("note:1", 1)], 10)

    entry = at_work.db(at_work.owner)["ledger"].find_one({"call_id": "trace-0001"})
    assert entry is not None
    until(lambda: events(at_work, at_work.owner, "trace-0001") == ["call_answered"], 5)
    until(lambda: events(at_work, at_work.follower, "trace-0001") == ["entries_applied"], 5)


def events(town: Town, name: str, call_id: str) -> list[str]:
    """Name what the log of a process tells of a call."""
    told = [
        line for line in log_of(town, name) if call_id in (line.get("call_id"), *line.get("call_ids", ()))
    ]
    return [line["event"] for line in told]


def test_strangers_are_put_aside_and_what_is_true_goes_on(at_work: Town) -> None:
    def publish(exchange: str, user: str | None = user_of(at_work.amqp_uri), **changed: str) -> None:
        told = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": at_work.owner,
            "type": "sample.noted.v1",
            "time": "2026-07-01T00:00:00+00:00",
            "subject": "note:1",
            "n": "99",
            "hash": "0" * 64,
            "seq": "99",
            "recordedon": "2026-07-01",
            "effectiveon": "2026-07-01",
            "department": at_work.owner,
            **changed,
        }
        properties = {"user_id": user} if user else {}
        headers = {f"ce-{name}": value for name, value in told.items()}
        at_work.broker.publish(
            amqp.Message(
                '{"note": "forged"}',
                content_type="application/json",
                application_headers=headers,
                **properties,
            ),
            f"{exchange}.events",
            "noted.v1",
        )

    publish(at_work.owner, user=None)
    publish(at_work.owner, source="registry.public")
    publish(at_work.owner, n="not a number")
    publish(at_work.owner)
    at_work.note("true")

    until(lambda: at_work.seen() == [("note:1", 1)], 10)
    until(lambda: len(at_work.kept(at_work.follower)) == 4, 10)
    reasons = [row["reason"].split(":")[0] for row in at_work.kept(at_work.follower)]
    assert sorted(reasons) == ["foreign", "forged", "forged", "not an entry"]


def test_a_message_the_broker_lost_is_fetched_from_the_owner(at_work: Town) -> None:
    inbox = f"{at_work.follower}.inbox"
    connection = connect(at_work.amqp_uri, "test")
    channel = connection.channel()
    channel.queue_unbind(inbox, f"{at_work.owner}.events", "#")
    at_work.note("lost")
    until(lambda: published(at_work) == 1, 5)
    channel.queue_bind(inbox, f"{at_work.owner}.events", "#")
    connection.close()

    at_work.note("not lost")

    until(lambda: at_work.seen() == [("note:1", 1), ("note:1", 2)], 10)


def published(town: Town) -> int:
    row = town.db(town.owner)["counters"].find_one({"_id": town.owner}) or {}
    return int(row.get("published", 0))


def test_a_poisoned_stream_halts_alone_and_resumes_by_itself_once_healed(at_work: Town) -> None:
    follower = at_work.db(at_work.follower)
    at_work.note("bad", "note:bad", poison=True)
    at_work.note("behind it", "note:bad")
    at_work.note("beside it", "note:good")

    until(lambda: at_work.seen() == [("note:good", 1)], 10)
    until(lambda: follower["halted"].find_one({"stream": "note:bad"}), 5)
    follower["healed"].insert_one({})

    until(lambda: at_work.seen() == [("note:good", 1), ("note:bad", 1), ("note:bad", 2)], 15)
    assert follower["halted"].count_documents({}) == 0


def test_a_rebuild_beside_live_traffic_ends_with_each_entry_once(at_work: Town) -> None:
    for number in range(10):
        at_work.note("before", f"note:{number}")
    until(lambda: len(at_work.seen()) == 10, 10)
    traffic = threading.Thread(target=lambda: [at_work.note("live", f"note:{n % 10}") for n in range(60)])

    traffic.start()
    request_rebuild(at_work.db(at_work.follower))
    traffic.join()

    until(lambda: at_work.db(at_work.follower)["positions"].find_one({"_id": "rebuild"}) is None, 10)
    until(lambda: len(at_work.seen()) == 70, 15)
    assert sorted(at_work.seen()) == sorted((f"note:{n}", seq) for n in range(10) for seq in range(1, 8))


def test_an_owner_that_is_down_holds_up_only_for_a_moment_who_asks_it(town: Town) -> None:
    connection = connect(town.amqp_uri, "test")
    channel = connection.channel()
    channel.queue_declare(f"rpc-{town.owner}", durable=True, auto_delete=False)
    channel.queue_bind(f"rpc-{town.owner}", "nameko-rpc", f"{town.owner}.*")
    caller = Caller(town.amqp_uri, "test")
    source = RemoteSource(caller, town.follower, private_key(town.keys, town.follower))
    begun = time.monotonic()

    with pytest.raises(DeadlinePassed):
        source.head(town.owner)

    assert time.monotonic() - begun < HEAD_SECONDS + 1
    caller.stop()
    connection.close()


def test_health_is_told_on_a_port_of_its_own(town: Town, free_port: int) -> None:
    town.start(town.owner, LIANXI_HEALTH_PORT=str(free_port))
    town.call(town.owner, "echo", text="x")

    until(lambda: get(free_port, "/ready")[0] == 200, 10)
    assert get(free_port, "/live") == (200, "alive\n")
    assert get(free_port, "/elsewhere")[0] == 404
    status, metrics = get(free_port, "/metrics")
    assert status == 200
    assert 'lianxi_rpc_requests_total{method="echo",outcome="ok"} 1.0' in metrics


def test_a_service_that_lost_its_broker_is_alive_but_not_ready_until_it_is_back(
    town: Town, free_port: int, detour: Detour
) -> None:
    town.uris[town.owner] = detour.uri
    town.start(town.owner, LIANXI_HEALTH_PORT=str(free_port))
    until(lambda: get(free_port, "/ready")[0] == 200, 10)

    detour.close()
    until(lambda: get(free_port, "/ready")[0] == 503, 10)
    assert get(free_port, "/live")[0] == 200

    detour.open()
    until(lambda: get(free_port, "/ready")[0] == 200, 15)
    assert town.call(town.owner, "echo", text="back")["text"] == "back"


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=3) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""
