"""Accounts: passwords, pauses after failures, sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.portal.identity.attempts import OF_ONE
from services.portal.identity.people import WRONG, People
from services.portal.identity.person import Person
from services.portal.identity.sessions import Sessions
from shared.contracts.errors import Conflict, InvalidInput, NotFound, NotSignedIn

Db = Database[dict[str, Any]]
GOOD, BAD = "an-invented-passw0rd", "not-the-passw0rd"
# Far ahead: the database forgets failures by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
ZHANG = Person.always("zhang", "张三", "union", ("department_clerk",), ("411300000000",))


@pytest.fixture
def people(database: Db) -> People:
    people = People(database)
    people.prepare()
    people.add(ZHANG, GOOD)
    return people


def refusal(people: People, user: str, password: str, now: datetime = NOON) -> NotSignedIn:
    with pytest.raises(NotSignedIn) as caught:
        people.check(user, password, now)
    return caught.value


def test_the_right_password_gives_the_person(people: People) -> None:
    assert people.check("zhang", GOOD, NOON) == ZHANG


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(people: People) -> None:
    assert refusal(people, "zhang", BAD).message == refusal(people, "nobody", BAD).message == WRONG


@pytest.mark.parametrize(
    ("user", "password"), [("", GOOD), ("z" * 65, GOOD), ("zhang", ""), ("zhang", "x1" * 129)]
)
def test_what_cannot_be_an_account_is_refused_without_a_trace(
    people: People, database: Db, user: str, password: str
) -> None:
    assert refusal(people, user, password).message == WRONG
    assert database["failures"].count_documents({}) == 0


def test_the_password_lies_nowhere_in_the_database(people: People, database: Db) -> None:
    row = database["people"].find_one({"_id": "zhang"})
    assert row is not None
    assert row["password"].startswith("$argon2id$")
    assert GOOD not in str(row)


def test_the_third_failure_brings_a_pause_that_then_doubles(people: People) -> None:
    for _ in range(3):
        assert "retry_after" not in refusal(people, "zhang", BAD).details
    now = NOON
    for pause in (1, 2, 4, 8):
        # The right password is not even looked at before the pause is over.
        early = now + timedelta(seconds=pause, milliseconds=-1)
        assert refusal(people, "zhang", GOOD, early).details == {"retry_after": 1}
        now += timedelta(seconds=pause)
        assert "retry_after" not in refusal(people, "zhang", BAD, now).details


def test_the_pause_never_exceeds_its_limit(people: People, database: Db) -> None:
    now = NOON
    refusal(people, "zhang", BAD, now)
    database["failures"].update_many({}, {"$set": {"times": 40}})
    refusal(people, "zhang", BAD, now)
    assert refusal(people, "zhang", GOOD, now).details == {"retry_after": OF_ONE.most}
    assert people.check("zhang", GOOD, now + timedelta(seconds=OF_ONE.most)) == ZHANG


def test_signing_in_forgets_the_failures(people: People) -> None:
    for _ in range(2):
        refusal(people, "zhang", BAD)
    people.check("zhang", GOOD, NOON)
    for _ in range(3):
        assert "retry_after" not in refusal(people, "zhang", BAD).details


def test_a_name_that_was_tried_is_not_kept(people: People, database: Db) -> None:
    refusal(people, "my-secret-typed-too-early", BAD)
    assert "my-secret" not in str(list(database["failures"].find()))


def test_guesses_at_the_same_time_are_no_way_round_the_pause(people: People) -> None:
    with ThreadPoolExecutor(8) as pool:
        refusals = list(pool.map(lambda _: refusal(people, "zhang", BAD), range(16)))
    looked_at = [one for one in refusals if "retry_after" not in one.details]
    assert len(looked_at) == 3


def test_an_account_has_a_name_of_its_own_and_known_roles(people: People) -> None:
    with pytest.raises(Conflict):
        people.add(ZHANG, GOOD)
    with pytest.raises(InvalidInput, match="没有这个角色：emperor"):
        people.add(Person.always("li", "李四", "union", ("emperor",), ()), GOOD)
    assert [person.user for person in people.all()] == ["zhang"]


def test_a_new_password_ends_the_sessions_and_the_pause(people: People, database: Db) -> None:
    sessions = Sessions(database)
    cookie = sessions.start("zhang")
    for _ in range(3):
        refusal(people, "zhang", BAD)
    people.set_password("zhang", "another-passw0rd")
    assert sessions.user(cookie) is None
    assert people.check("zhang", "another-passw0rd", NOON) == ZHANG
    with pytest.raises(NotFound):
        people.set_password("nobody", GOOD)
