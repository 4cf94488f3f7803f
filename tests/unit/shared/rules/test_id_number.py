"""Identity numbers; all of them invented."""

from datetime import date

import pytest

from shared.rules import id_number

FIRST = "41130219900101001"
GOOD = FIRST + id_number.check_character(FIRST)


def test_a_number_with_its_check_character_is_good_and_holds_the_birth_date() -> None:
    assert id_number.problem(GOOD) is None
    assert id_number.birth_date(GOOD) == date(1990, 1, 1)


@pytest.mark.parametrize("position", range(17))
def test_one_changed_digit_is_noticed(position: int) -> None:
    changed = GOOD[:position] + str((int(GOOD[position]) + 1) % 10) + GOOD[position + 1 :]

    assert id_number.problem(changed) is not None


@pytest.mark.parametrize("wrong", ["", GOOD[:-1], GOOD + "0", "x" * 18, "411302199013010010"])
def test_what_is_no_number_is_told_without_repeating_it(wrong: str) -> None:
    problem = id_number.problem(wrong)

    assert problem is not None
    assert not wrong or wrong not in problem


def test_the_day_of_birth_has_two_digits_for_month_and_day() -> None:
    assert id_number.birth_date("411302199012310000") == date(1990, 12, 31)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (GOOD[:-1], "身份证号应为18位，末位为数字或大写X"),
        ("411302199002300000", "身份证号中的出生日期不存在"),
        (FIRST + ("0" if GOOD[-1] != "0" else "1"), "身份证号校验位不符，请核对"),
    ],
)
def test_what_is_wrong_is_said_in_full(number: str, message: str) -> None:
    assert id_number.problem(number) == message


@pytest.mark.parametrize("first", [FIRST[:-1], FIRST + "0"])
def test_only_seventeen_digits_have_a_check_character(first: str) -> None:
    with pytest.raises(ValueError, match="zip"):
        id_number.check_character(first)
