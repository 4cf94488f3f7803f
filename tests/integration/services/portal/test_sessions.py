"""Sessions: known by a digest, over after a while, ended one by one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.portal.identity.sessions import HOURS, IDLE_MINUTES, WAITING_MINUTES, Sessions, digest

Db = Database[dict[str, Any]]
# Far ahead: the database forgets sessions by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
IDLE, MOMENT = timedelta(minutes=IDLE_MINUTES), timedelta(milliseconds=1)


@pytest.fixture
def sessions(database: Db) -> Sessions:
    sessions = Sessions(database)
    sessions.prepare()
    return sessions


def test_a_session_is_known_by_a_digest_only_and_ends(sessions: Sessions, database: Db) -> None:
    cookie = sessions.start("zhang")
    assert sessions.user(cookie) == "zhang"
    assert cookie not in str(list(database["sessions"].find()))
    assert sessions.user(cookie[:-1]) is None
    assert sessions.user(None) is None
    sessions.end(cookie)
    assert sessions.user(cookie) is None


def test_a_session_ends_when_nothing_was_done_for_a_while(sessions: Sessions) -> None:
    cookie = sessions.start("zhang", now=NOON)
    assert sessions.user(cookie, now=NOON + IDLE - MOMENT) == "zhang"
    # That was a use, from which the while begins anew.
    assert sessions.user(cookie, now=NOON + 2 * IDLE - 2 * MOMENT) == "zhang"
    assert sessions.user(cookie, now=NOON + 3 * IDLE) is None


def test_what_a_page_does_by_itself_keeps_no_session_alive(sessions: Sessions) -> None:
    cookie = sessions.start("zhang", now=NOON)
    assert sessions.user(cookie, active=False, now=NOON + IDLE - MOMENT) == "zhang"
    assert sessions.user(cookie, now=NOON + IDLE) is None


def test_a_session_ends_after_its_hours_however_busy(sessions: Sessions) -> None:
    cookie, end = sessions.start("zhang", now=NOON), NOON + timedelta(hours=HOURS)
    now = NOON
    while now < end:
        assert sessions.user(cookie, now=now) == "zhang"
        now += timedelta(minutes=20)
    assert sessions.user(cookie, now=end - MOMENT) == "zhang"
    assert sessions.user(cookie, now=end) is None


def test_sessions_are_listed_with_their_origin_and_ended_one_by_one(sessions: Sessions) -> None:
    first = sessions.start("zhang", "203.0.113.9", "Browser " * 40, now=NOON)
    second = sessions.start("zhang", "203.0.113.10", "Other", now=NOON + timedelta(minutes=1))
    foreign = sessions.start("li", now=NOON)

    listed = sessions.of("zhang", now=NOON + timedelta(minutes=2))
    assert [row["address"] for row in listed] == ["203.0.113.10", "203.0.113.9"]
    assert len(listed[1]["agent"]) == 80

    assert not sessions.end_one("zhang", digest(foreign))
    assert sessions.user(foreign, now=NOON) == "li"
    assert sessions.end_one("zhang", digest(first))
    assert sessions.user(first, now=NOON) is None
    assert sessions.user(second, now=NOON) == "zhang"


def test_all_others_end_and_this_one_stays(sessions: Sessions) -> None:
    mine, other, foreign = (sessions.start(user) for user in ("zhang", "zhang", "li"))
    waiting = sessions.wait("zhang")
    sessions.end_all("zhang", but=mine)
    assert [sessions.user(one) for one in (mine, other, foreign)] == ["zhang", None, "li"]
    assert sessions.waiting(waiting) is None


def test_who_waits_for_the_second_factor_is_not_signed_in(sessions: Sessions) -> None:
    cookie, end = sessions.wait("zhang", now=NOON), NOON + timedelta(minutes=WAITING_MINUTES)
    assert sessions.user(cookie, now=NOON) is None
    assert sessions.of("zhang", now=NOON) == []
    assert sessions.waiting(cookie, now=end - MOMENT) == "zhang"
    assert sessions.waiting(cookie, now=end) is None
    assert sessions.waiting(sessions.start("zhang", now=NOON), now=NOON) is None
