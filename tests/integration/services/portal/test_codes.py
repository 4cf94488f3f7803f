"""One-time codes: right once, for a while, and after five wrong guesses no longer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.portal.identity.codes import HOURS, INVITATION, MOST_TRIES, NAME_LENGTH, RESET, Codes
from shared.contracts.errors import NotSignedIn

Db = Database[dict[str, Any]]
# Far ahead: the database forgets codes by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def codes(database: Db) -> Codes:
    codes = Codes(database)
    codes.prepare()
    return codes


def is_refused(codes: Codes, typed: str, now: datetime = NOON) -> bool:
    try:
        codes.user_of(typed, now)
    except NotSignedIn:
        return True
    return False


def wrong(code: str) -> str:
    return code[:-1] + ("A" if code[-1] != "A" else "B")


def test_a_code_is_good_once_however_it_is_typed(codes: Codes, database: Db) -> None:
    code = codes.issue("zhang", INVITATION, "root", NOON).text
    assert codes.user_of(f" {code.lower().replace('-', ' ')} ", NOON) == "zhang"
    assert code.replace("-", "") not in str(list(database["codes"].find()))
    codes.use(code)
    assert is_refused(codes, code)
    with pytest.raises(NotSignedIn):
        codes.use(code)


@pytest.mark.parametrize("kind", [INVITATION, RESET])
def test_a_code_is_good_for_its_hours(codes: Codes, kind: str) -> None:
    code = codes.issue("zhang", kind, "root", NOON)
    assert code.until == NOON + timedelta(hours=HOURS[kind])
    assert not is_refused(codes, code.text, code.until - MOMENT)
    assert is_refused(codes, code.text, code.until)


def test_a_code_is_guessed_five_times_at_most(codes: Codes) -> None:
    code = codes.issue("zhang", INVITATION, "root", NOON).text
    for _ in range(MOST_TRIES - 1):
        assert is_refused(codes, wrong(code))
    assert not is_refused(codes, code)
    assert is_refused(codes, wrong(code))
    assert is_refused(codes, code)


def test_nobody_uses_up_the_tries_of_a_code_unknown_to_them(codes: Codes) -> None:
    code = codes.issue("zhang", INVITATION, "root", NOON).text
    for _ in range(MOST_TRIES + 1):
        assert is_refused(codes, "zhang")
        assert is_refused(codes, "A" * 20)
    assert not is_refused(codes, code)
    assert len(code.replace("-", "")) > 2 * NAME_LENGTH


def test_a_new_code_replaces_the_one_before(codes: Codes) -> None:
    first = codes.issue("zhang", INVITATION, "root", NOON).text
    second = codes.issue("zhang", RESET, "root", NOON).text
    assert is_refused(codes, first)
    assert not is_refused(codes, second)
    codes.forget("zhang")
    assert is_refused(codes, second)
