"""Traps of events: what stock nameko loses or doubles between a writer and a subscriber."""

import amqp
import pytest

from tests.integration.messaging.detour import Detour
from tests.integration.messaging.town import until
from tests.integration.traps.worlds import FOLLOWER, OWNER, World
from tests.integration.traps.wrongs import CRASH_AFTER_EFFECT, CRASH_AFTER_WRITE, POISON

pytestmark = pytest.mark.integration


@pytest.mark.trap("nameko-1")
def test_an_event_whose_handler_failed_is_not_lost(world: World) -> None:
    world.start(OWNER, FOLLOWER)
    world.begin_telling()

    world.note(POISON)
    until(world.has_failed, 10)
    world.heal()

    until(lambda: world.effects() == [POISON], 4)


@pytest.mark.trap("nameko-2")
def test_an_event_from_before_the_subscribers_first_start_is_not_lost(world: World) -> None:
    world.start(OWNER)
    world.begin_telling()
    world.note("early")
    until(lambda: world.written() == ["early"], 5)

    world.start(FOLLOWER)

    until(lambda: world.effects() == ["early"], 5)


@pytest.mark.trap("nameko-3")
def test_after_a_crash_between_write_and_telling_what_was_written_is_told(world: World) -> None:
    world.start(OWNER, FOLLOWER)
    with pytest.raises(Exception, match=r".*"):
        world.note(CRASH_AFTER_WRITE, timeout=2)
    assert not world.process(OWNER).is_alive

    world.start(OWNER)
    world.begin_telling()
    world.note("later")

    until(lambda: "later" in world.effects(), 10)
    assert sorted(world.effects()) == sorted(world.written())


@pytest.mark.trap("nameko-4")
def test_a_crash_before_the_acknowledgement_does_not_double_the_effect(world: World) -> None:
    world.start(OWNER, FOLLOWER)
    world.begin_telling()
    world.note(CRASH_AFTER_EFFECT)
    until(lambda: not world.process(FOLLOWER).is_alive, 10)

    world.start(FOLLOWER)
    world.note("later")

    until(lambda: "later" in world.effects(), 10)
    assert world.effects() == [CRASH_AFTER_EFFECT, "later"]


@pytest.mark.trap("nameko-12")
def test_an_event_that_cannot_be_decoded_is_kept_for_a_person(world: World) -> None:
    world.start(OWNER, FOLLOWER)
    broken = amqp.Message("{this is no JSON", content_type="application/json", content_encoding="utf-8")

    world.broker.publish(broken, *world.inbox)
    until(lambda: not world.broker.waiting(world.inbox[0]), 5)

    until(lambda: world.kept(FOLLOWER) == [b"{this is no JSON"], 3)


@pytest.mark.trap("nameko-8")
def test_a_silent_cut_holds_telling_up_only_for_a_while(world: World, detour: Detour) -> None:
    world.reach_through(OWNER, uri=detour.uri)
    world.start(OWNER, FOLLOWER)
    world.begin_telling()
    world.note("warm-up")
    until(lambda: world.effects() == ["warm-up"], 10)
    release = world.note_when_released("into the silence")

    assert detour.silence(60) > 0
    release()

    until(lambda: "into the silence" in world.effects(), 15)
