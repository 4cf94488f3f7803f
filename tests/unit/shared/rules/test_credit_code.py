"""Credit codes after GB 32100: one character wrong is always found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.credit_code import ALPHABET, LENGTH, check_character, problem

FIRST = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


@given(FIRST)
def test_a_code_with_its_check_character_is_right(first: str) -> None:
    assert problem(first + check_character(first)) is None


@given(FIRST, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(first: str, place: int, other: str) -> None:
    right = first + check_character(first)
    wrong = right[:place] + other + right[place + 1 :]

    assert (problem(wrong) is None) == (wrong == right)


def test_a_published_example_of_the_standard_is_right() -> None:
    assert problem("91350100M000100Y43") is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y44", "校验位"),
        ("91350100M000100Y4", "应为18位，现为17位"),
        ("91350100M000100Y430", "应为18位，现为19位"),
        ("91350100MO00100Y43", "不使用字符 O"),
        ("91350100m000100y43", "不使用字符"),
        ("９1350100M000100Y43", "不使用字符"),
        ("", "应为18位"),
    ],
)
def test_a_wrong_code_is_explained(code: str, said: str) -> None:
    assert said in str(problem(code))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91350100M000100Y44", "统一社会信用代码校验位不符，请核对营业执照"),
        ("91350100MO0010OI43", "统一社会信用代码不使用字符 I O"),
    ],
)
def test_what_is_wrong_is_said_in_full(code: str, message: str) -> None:
    assert problem(code) == message


@pytest.mark.parametrize("first", ["91350100M000100Y", "91350100M000100Y43"])
def test_only_seventeen_characters_have_a_check_character(first: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        check_character(first)
