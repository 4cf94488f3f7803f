"""Pauses after failures: they meet who guesses, and nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.portal.identity.attempts import (
    ADDRESS_DAYS,
    OF_A_USER,
    OF_AN_ADDRESS,
    OF_ONE,
    Attempts,
    Place,
)
from shared.contracts.errors import NotSignedIn

Db = Database[dict[str, Any]]
# Far ahead: the database forgets failures by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
OFFICE, HOME = Place("203.0.113.9"), Place("198.51.100.7")


@pytest.fixture
def attempts(database: Db) -> Attempts:
    attempts = Attempts(database)
    attempts.prepare()
    return attempts


def is_paused(attempts: Attempts, user: str, place: Place, now: datetime = NOON) -> bool:
    """Fail once; return whether that was looked at at all."""
    try:
        attempts.begin(user, place, now)
    except NotSignedIn:
        return True
    return False


def elsewhere(number: int) -> Place:
    return Place(f"192.0.{number // 250}.{number % 250}")


def test_failures_from_one_place_hold_up_nobody_elsewhere(attempts: Attempts) -> None:
    for _ in range(OF_ONE.free):
        assert not is_paused(attempts, "zhang", HOME)
    assert is_paused(attempts, "zhang", HOME)
    assert not is_paused(attempts, "zhang", OFFICE)
    assert not is_paused(attempts, "li", HOME)


def test_many_places_together_bring_a_pause_to_a_new_place_and_none_to_a_known_one(
    attempts: Attempts,
) -> None:
    attempts.remember("zhang", OFFICE, NOON)
    for number in range(OF_A_USER.free):
        assert not is_paused(attempts, "zhang", elsewhere(number))

    assert is_paused(attempts, "zhang", HOME)
    assert not is_paused(attempts, "zhang", OFFICE)
    assert not is_paused(attempts, "zhang", HOME, NOON + timedelta(seconds=1))


def test_a_known_browser_is_not_held_up_at_the_address_of_one_who_guesses(attempts: Attempts) -> None:
    own = Place(OFFICE.address, "a-name-of-a-device")
    attempts.remember("zhang", own, NOON)
    for _ in range(OF_ONE.free):
        is_paused(attempts, "zhang", OFFICE)

    assert is_paused(attempts, "zhang", OFFICE)
    assert is_paused(attempts, "zhang", Place(OFFICE.address, "a-name-made-up"))
    assert not is_paused(attempts, "zhang", own)
    # Of another user it is no known one.
    assert not is_paused(attempts, "li", own)
    for _ in range(OF_ONE.free):
        is_paused(attempts, "li", OFFICE)
    assert is_paused(attempts, "li", own)


def test_one_address_that_tries_many_users_has_to_pause(attempts: Attempts) -> None:
    for number in range(OF_AN_ADDRESS.free):
        assert not is_paused(attempts, f"user-{number}", HOME)
    assert is_paused(attempts, "somebody", HOME)
    assert not is_paused(attempts, "somebody", OFFICE)


def test_what_succeeds_does_not_count(attempts: Attempts) -> None:
    for number in range(OF_AN_ADDRESS.free + 1):
        attempts.succeed(attempts.begin(f"user-{number}", HOME, NOON))
    assert not is_paused(attempts, "somebody", HOME)


def test_an_attempt_in_a_wider_pause_is_not_held_against_its_place(attempts: Attempts) -> None:
    for number in range(OF_A_USER.free):
        is_paused(attempts, "zhang", elsewhere(number))
    for _ in range(OF_ONE.free + 1):
        assert is_paused(attempts, "zhang", HOME)
    later = NOON + timedelta(seconds=1)
    attempts.remember("zhang", HOME, NOON)
    for _ in range(OF_ONE.free):
        assert not is_paused(attempts, "zhang", HOME, later)


def test_a_place_is_known_for_so_many_days(attempts: Attempts) -> None:
    attempts.remember("zhang", OFFICE, NOON)
    for days, wide in ((ADDRESS_DAYS - 1, False), (ADDRESS_DAYS, True)):
        assert bool(attempts.begin("zhang", OFFICE, NOON + timedelta(days=days)).shared) == wide


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("203.0.113.9", "203.0.113.10", False),
    ],
)
def test_an_ipv6_network_is_one_place(one: str, other: str, same: bool) -> None:
    assert (Place(one).network == Place(other).network) == same


def test_attempts_at_the_same_moment_that_are_still_free_hold_each_other_up_in_no_order(
    attempts: Attempts,
) -> None:
    a_moment_before = NOON - timedelta(milliseconds=5)

    assert not is_paused(attempts, "zhang", OFFICE)
    assert not is_paused(attempts, "li", OFFICE, a_moment_before)
    # A pause that was brought on stays one.
    for _ in range(OF_ONE.free):
        is_paused(attempts, "zhang", OFFICE)
    assert is_paused(attempts, "zhang", OFFICE, a_moment_before)
