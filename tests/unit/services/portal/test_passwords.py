"""What may be a password (NIST SP 800-63B-4), and how many are looked at at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from services.portal.identity import passwords
from services.portal.identity.passwords import (
    AT_ONCE,
    LEAST_WITH_SECOND,
    MAX_PASSWORD,
    TooMany,
    check_password,
    hashed,
    is_right,
)
from shared.contracts.errors import InvalidInput

LONG = "四月的白河边有三棵老柳树，风很大。"
NAMES = ("zhangsan", "张三", "南阳", "nanyang", "li")


def is_good(password: str, least: int = passwords.LEAST_ALONE) -> bool:
    try:
        check_password(password, NAMES, least)
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("q7vmzk2wpx4hd9c", "q7vmzk2wpx4hd9"),  # 15 and 14
        ("willow river wind", "willow river w"),
        (LONG, LONG[:14]),
        (("a-very-long-way " * 20)[: MAX_PASSWORD - 1] + "!", ("a-very-long-way " * 20)[:MAX_PASSWORD] + "!"),
    ],
)
def test_alone_a_password_has_15_to_256_characters_of_any_kind(good: str, bad: str) -> None:
    assert is_good(good)
    assert not is_good(bad)


def test_beside_a_second_factor_eight_are_enough() -> None:
    assert is_good("q7vmzk2w", LEAST_WITH_SECOND)
    assert not is_good("q7vmzk2", LEAST_WITH_SECOND)
    assert not is_good("q7vmzk2w")


@pytest.mark.parametrize(
    "common",
    [
        "1qaz2wsx3edc4rfv",
        "1QAZ2WSX3EDC4RFV",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "passwordpassword",
        "123456789012345678",
        "abcdefghijklmnopq",
    ],
)
def test_what_anybody_would_try_first_is_refused(common: str) -> None:
    assert not is_good(common)
    assert is_good(f"{common}|willow")


@pytest.mark.parametrize("name", ["zhangsan", "ZhangSan", "张三", "南阳", "nanyang", "lianxi", "联席"])
def test_a_name_that_everybody_knows_is_no_part_of_it(name: str) -> None:
    assert not is_good(f"willow river {name} wind")
    assert is_good("willow river li wind")


def test_a_character_typed_in_two_ways_is_one() -> None:
    composed, apart = "caf\u00e9 willow river", "cafe\u0301 willow river"
    assert composed != apart
    kept = hashed(composed)
    assert is_right(kept, apart)
    assert not is_right(kept, "cafe willow river")
    assert not is_right(None, composed)


def test_no_more_are_verified_at_once_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, over = Barrier(AT_ONCE + 1), Event()

    class Slow:
        def verify(self, kept: str, password: str) -> None:
            inside.wait(10)
            over.wait(10)

    monkeypatch.setattr(passwords, "_hasher", Slow())
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(is_right, "kept", "password") for _ in range(AT_ONCE)]
        inside.wait(10)
        with pytest.raises(TooMany) as refused:
            is_right("kept", "password")
        over.set()
        assert all(one.result() for one in running)
    assert refused.value.details["retry_after"] >= 0
