"""Traps of calls: what hangs, what runs too late, and what takes a service down."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import amqp
import pytest

from tests.integration.messaging.detour import Detour
from tests.integration.messaging.town import until
from tests.integration.traps.worlds import FOLLOWER, OWNER, World
from tests.integration.traps.wrongs import BLOCK

pytestmark = pytest.mark.integration
RESETS = 3


@pytest.mark.trap("nameko-5")
def test_a_call_nobody_waits_for_any_more_is_not_run(world: World) -> None:
    world.start(OWNER)
    world.process(OWNER).kill()

    begun = time.monotonic()
    with pytest.raises(Exception, match=r".*"):
        world.note("too late", timeout=1)
    assert time.monotonic() - begun < 3

    world.start(OWNER)
    world.note("in time")
    until(lambda: "in time" in world.written(), 5)
    assert world.written() == ["in time"]


@pytest.mark.trap("nameko-6")
@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({}, id="no reply_to"),
        pytest.param(
            {"reply_to": "nobody", "application_headers": {"nameko.call_id_stack": 5}}, id="call_id_stack"
        ),
        pytest.param(
            {"reply_to": "nobody", "application_headers": {"nameko.call_id_stack": [{}]}}, id="odd call ids"
        ),
    ],
)
def test_a_malformed_call_does_not_take_the_service_down(world: World, properties: dict[str, Any]) -> None:
    world.start(OWNER)
    request = amqp.Message(
        '{"args": [], "kwargs": {"text": "x"}}', content_type="application/json", content_encoding="utf-8"
    )
    request.properties.update(properties)

    world.broker.publish(request, "nameko-rpc", f"{world.owner}.echo")

    world.echo("still here", timeout=3)
    assert world.process(OWNER).is_alive


def _has_effect(world: World, note: str) -> bool:
    return note in world.effects()


@pytest.mark.trap("nameko-7")
def test_a_connection_reset_right_before_an_acknowledgement_does_not_end_the_service(
    world: World, detour: Detour
) -> None:
    world.reach_through(FOLLOWER, uri=detour.uri)
    world.start(OWNER, FOLLOWER)
    world.begin_telling()
    # Whether the reset or the acknowledgement comes first is chance; of several times one is enough to end a service.
    for times in range(1, RESETS + 1):
        world.note(BLOCK)
        until(partial(world.noticed, "blocked", times), 15)

        assert detour.cut() > 0
        later = f"later {times}"
        world.note(later)

        until(partial(_has_effect, world, later), 15)
        assert world.process(FOLLOWER).is_alive


@pytest.mark.trap("nameko-11")
def test_an_error_around_a_call_does_not_end_the_service(world: World) -> None:
    world.start(OWNER, FAILING_CONTEXT="yes")

    world.echo("hello", timeout=3)

    assert world.process(OWNER).is_alive


@pytest.mark.trap("nameko-12")
def test_a_call_that_cannot_be_decoded_is_kept_for_a_person(world: World) -> None:
    world.start(OWNER)
    broken = amqp.Message(b"\xff\xfe{", content_type="application/json", content_encoding="utf-8")
    broken.properties["reply_to"] = "nobody"

    world.broker.publish(broken, "nameko-rpc", f"{world.owner}.echo")
    world.echo("still here")

    until(lambda: len(world.kept(OWNER)) == 1, 3)


@pytest.mark.trap("nameko-17")
def test_stopping_ends_in_time_though_a_call_is_still_running(world: World) -> None:
    world.start(OWNER, STOP_SECONDS="2")
    with pytest.raises(Exception, match=r".*"):
        world.echo("slow", seconds=60, timeout=1)

    world.process(OWNER).signal(signal.SIGTERM)

    until(lambda: not world.process(OWNER).is_alive, 6)


# The stock client leaves its sockets to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.trap("nameko-18")
def test_a_client_goes_on_after_the_broker_was_away(world: World, detour: Detour) -> None:
    world.start(OWNER)
    ask = world.client(detour.uri)
    ask("before", 0.0)

    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(ask, "while the broker goes away", 2.5)
        time.sleep(0.5)
        detour.close()
        assert under_way.exception(timeout=10) is not None
    detour.open()

    def answered() -> bool:
        try:
            ask("after", 0.0)
        except Exception:  # noqa: BLE001 - whatever the client says, it is asked again
            return False
        return True

    until(answered, 8)
