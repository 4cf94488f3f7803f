"""What a password may be, after NIST SP 800-63B-4 (section 3.1.1.2), and how it is kept."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from shared.contracts.errors import InvalidInput, LianxiError

# NIST SP 800-63B-4, 3.1.1.2: where nothing but the password is asked for, and where a second factor is as well.
LEAST_ALONE, LEAST_WITH_SECOND = 15, 8
# What is longer is nobody's, and is not worth the work of hashing.
MAX_PASSWORD = 256
SYSTEM_NAMES = ("lianxi", "联席")
# Shorter names stand in many a password by chance.
LEAST_LATIN, LEAST_CHINESE = 4, 2
# "abcabcabcabcabc" is no more than "abc".
SHORT_PART = 4
# Each takes 64 MiB.
AT_ONCE, WAIT_SECONDS = 4, 2.0

_hasher = PasswordHasher()
_room = BoundedSemaphore(AT_ONCE)
_common = frozenset(FREQUENCY_LISTS["passwords"])


class TooMany(LianxiError):
    """More is asked at once than is done; ``details["retry_after"]`` says after how many seconds to try again."""

    code = "too_many"


def normal(password: str) -> str:
    """Return the one form of a password that can be typed in several (NFC)."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, names: Iterable[str] = (), least: int = LEAST_ALONE) -> None:
    """
    Raise InvalidInput unless *password* is long enough and not among the first that anybody would try.

    Args:
        names: What it may not contain besides the system's name: user name, name, the city's name.
        least: LEAST_ALONE or LEAST_WITH_SECOND.
    """
    text = normal(password)
    problems = []
    if len(text) > MAX_PASSWORD:
        problems.append(f"至多{MAX_PASSWORD}个字符")
    elif len(text) < least:
        problems.append(f"至少{least}个字符，可以用一句话")
    elif _is_common(text.casefold()):
        problems.append("是常见密码，或只是同一内容的重复")
    if found := _contained(text.casefold(), [*SYSTEM_NAMES, *names]):
        problems.append(f"不要含有“{found}”")
    if problems:
        raise InvalidInput(f"密码不合适：{'，'.join(problems)}", {"fields": {"password": problems}})


def hashed(password: str) -> str:
    """Return what is kept of a password; raises TooMany."""
    with _place():
        return _hasher.hash(normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Return whether *password* is the one that was kept; None: there is none, which takes as long. Raises TooMany."""
    with _place():
        try:
            _hasher.verify(kept or _NOBODY, normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


@contextmanager
def _place() -> Iterator[None]:
    """Take one of the few places in memory; raises TooMany when none gets free in time."""
    if not _room.acquire(timeout=WAIT_SECONDS):
        raise TooMany("正在登录的人过多，请稍后再试", {"retry_after": round(WAIT_SECONDS)})
    try:
        yield
    finally:
        _room.release()


def _is_common(text: str) -> bool:
    """Return whether *text* is listed, is a repetition of what is listed or short, or counts up or down."""
    part = text[: _period(text)]
    repeats = len(part) < len(text) and (len(part) <= SHORT_PART or part in _common)
    return text in _common or repeats or len({ord(b) - ord(a) for a, b in pairwise(text)}) == 1


def _period(text: str) -> int:
    """Return the least distance at which every character of *text* comes again; its length: at none."""
    return next(n for n in range(1, len(text) + 1) if text[n:] == text[: len(text) - n])


def _contained(text: str, names: Iterable[str]) -> str | None:
    for name in names:
        least = LEAST_LATIN if name.isascii() else LEAST_CHINESE
        if len(name) >= least and normal(name).casefold() in text:
            return name
    return None


# Verified when there is no such user, so that both answers take the same time.
_NOBODY = _hasher.hash("no such user")
