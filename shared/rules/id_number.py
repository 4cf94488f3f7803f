"""Identity numbers: 17 digits and a check character (GB 11643, ISO 7064 MOD 11-2)."""

import re
from datetime import date

FORM = re.compile(r"[0-9]{17}[0-9X]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def check_character(first: str) -> str:
    """Return the check character that follows the *first* 17 digits."""
    return CHECKS[
        sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True)) % len(CHECKS)
    ]


def birth_date(number: str) -> date | None:
    """Return the day of birth that *number* holds; None when it holds none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def problem(number: str) -> str | None:
    """Return in Chinese what is wrong with *number*, without repeating it; None: nothing."""
    if not FORM.fullmatch(number):
        return "身份证号应为18位，末位为数字或大写X"
    if birth_date(number) is None:
        return "身份证号中的出生日期不存在"
    if check_character(number[:17]) != number[17]:
        return "身份证号校验位不符，请核对"
    return None
