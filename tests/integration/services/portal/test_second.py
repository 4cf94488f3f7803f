"""The second factor: taken once, a step early or late, sealed; recovery codes once each."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from pymongo.database import Database

from services.portal.identity.attempts import OF_A_CODE, OF_ONE, Attempts, Place
from services.portal.identity.second import RECOVERY_CODES, SecondFactors, picture
from shared.contracts.errors import Conflict, InvalidInput, NotSignedIn
from shared.security.sealing import Vault

Db = Database[dict[str, Any]]
# Far ahead: the database forgets failures by its own clock.
NOON = datetime(2226, 7, 1, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
HERE = Place("203.0.113.9")


@pytest.fixture
def second(database: Db) -> SecondFactors:
    return SecondFactors(database, Vault(database, b"k" * 32), Attempts(database))


def begun(second: SecondFactors, user: str = "zhang") -> pyotp.TOTP:
    """Begin to enrol; return the authenticator."""
    [secret] = parse_qs(urlsplit(second.begin(user)).query)["secret"]
    return pyotp.TOTP(secret)


def enrolled(second: SecondFactors) -> tuple[pyotp.TOTP, list[str]]:
    totp = begun(second)
    return totp, second.confirm("zhang", totp.at(NOON - 10 * STEP), NOON - 10 * STEP)


def is_taken(second: SecondFactors, code: str, now: datetime = NOON, place: Place = HERE) -> bool:
    try:
        second.check("zhang", code, place, now)
    except NotSignedIn:
        return False
    return True


def test_it_is_in_use_once_a_right_code_was_shown(second: SecondFactors, database: Db) -> None:
    totp = begun(second)
    with pytest.raises(InvalidInput):
        second.confirm("zhang", totp.at(NOON + 5 * STEP), NOON)
    assert not second.is_enrolled("zhang")
    second.confirm("zhang", totp.at(NOON), NOON)
    assert second.is_enrolled("zhang")
    assert totp.secret not in str(list(database["second_factors"].find()))
    with pytest.raises(Conflict):
        second.begin("zhang")
    with pytest.raises(Conflict):
        second.confirm("zhang", totp.at(NOON), NOON)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_one_step_early_and_late(second: SecondFactors, steps: int, taken: bool) -> None:
    totp, _ = enrolled(second)
    assert is_taken(second, totp.at(NOON + steps * STEP)) == taken


def test_a_code_is_taken_once_and_none_before_it_afterwards(second: SecondFactors) -> None:
    totp, _ = enrolled(second)
    assert is_taken(second, totp.at(NOON))
    assert not is_taken(second, totp.at(NOON))
    assert not is_taken(second, totp.at(NOON - STEP))
    assert is_taken(second, totp.at(NOON + STEP), NOON + STEP)


def test_the_code_that_enrolled_is_not_taken_again(second: SecondFactors) -> None:
    totp = begun(second)
    second.confirm("zhang", totp.at(NOON), NOON)
    assert not is_taken(second, totp.at(NOON))


def test_each_recovery_code_stands_in_once(second: SecondFactors, database: Db) -> None:
    _, codes = enrolled(second)
    assert len({*codes}) == RECOVERY_CODES
    assert codes[0] not in str(list(database["second_factors"].find()))
    assert is_taken(second, codes[0].lower())
    assert not is_taken(second, codes[0])
    assert is_taken(second, codes[1])
    assert second.left("zhang") == RECOVERY_CODES - 2


def test_guessing_codes_brings_pauses_wherever_it_comes_from(second: SecondFactors) -> None:
    totp, _ = enrolled(second)
    for _ in range(OF_ONE.free):
        assert not is_taken(second, "000000x")
    assert not is_taken(second, totp.at(NOON))
    for number in range(OF_A_CODE.free):
        is_taken(second, "000000x", NOON, Place(f"192.0.2.{number}"))
    assert not is_taken(second, totp.at(NOON), NOON, Place("198.51.100.7"))
    later = NOON + timedelta(seconds=OF_A_CODE.most)
    assert is_taken(second, totp.at(later), later)


def test_the_picture_asks_no_other_site() -> None:
    assert picture("otpauth://totp/x?secret=ABC").startswith("data:image/svg+xml")
