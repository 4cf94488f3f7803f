"""Pseudonyms of enterprises: the same for the same in a quarter, and nothing to anybody without the secret."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security import keys
from shared.security.pseudonyms import Pseudonyms

pytestmark = pytest.mark.rule("R-JM-15")
CODE, OTHER = "91411300MA40000013", "91411300MA40000021"
OURS, THEIRS = Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
CODES = st.sets(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{18}", fullmatch=True), max_size=12)


def test_whoever_holds_the_secret_makes_the_same_pseudonym() -> None:
    assert OURS.in_quarter("2026Q3", [CODE]) == Pseudonyms(b"a" * 32).in_quarter("2026Q3", [CODE])
    assert OURS.in_quarter("2026Q3", [CODE]) != OURS.in_quarter("2026Q3", [OTHER])


def test_two_quarters_of_one_enterprise_have_nothing_in_common() -> None:
    assert OURS.in_quarter("2026Q3", [CODE]) != OURS.in_quarter("2026Q4", [CODE])


def test_another_secret_makes_others_and_says_so() -> None:
    assert OURS.in_quarter("2026Q3", [CODE]) != THEIRS.in_quarter("2026Q3", [CODE])
    assert OURS.key_id != THEIRS.key_id


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_who_knows_all_credit_codes_does_not_find_them_by_plain_hashes(algorithm: str) -> None:
    (told,) = OURS.in_quarter("2026Q3", [CODE])

    assert not hashlib.new(algorithm, CODE.encode()).hexdigest().startswith(told[:8])
    assert re.fullmatch("[0-9a-f]{32}", told)


@given(CODES, CODES)
def test_sets_meet_as_the_enterprises_do(one: set[str], other: set[str]) -> None:
    first, second = (set(OURS.in_quarter("2026Q3", codes)) for codes in (one, other))

    assert len(first & second) == len(one & other)
    assert len(first) == len(one)


@given(CODES)
def test_their_order_tells_nothing_of_the_enterprises(codes: set[str]) -> None:
    told = OURS.in_quarter("2026Q3", sorted(codes))

    assert told == OURS.in_quarter("2026Q3", sorted(codes, reverse=True)) == tuple(sorted(told))


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    assert Pseudonyms.of(tmp_path) is None
    keys.create(tmp_path, ("portal",))
    made = Pseudonyms.of(tmp_path)
    keys.create(tmp_path, ("portal", "union"))
    kept = Pseudonyms.of(tmp_path)

    assert made is not None
    assert kept is not None
    assert made.key_id == kept.key_id
