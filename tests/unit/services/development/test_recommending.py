"""Whom a department may recommend, on both sides of the age."""

from datetime import date

import pytest

from services.development.rules import Recommended, unfit
from shared.rules import pack

ON = date(2026, 7, 1)
RULES = pack.load("development", ON)


def said(circle: str | None, sex: str, born: date | None) -> list[tuple[str, str | None, str]]:
    return [(one.rule, one.field, one.message) for one in unfit(circle, Recommended(sex, born), ON, RULES)]


@pytest.mark.rule("R-DEV-11-CIRCLE")
@pytest.mark.parametrize(
    ("circle", "sex", "fits"),
    [
        ("women", "female", True),
        ("women", "male", False),
        ("youth", "male", True),
        ("anyone", "male", True),
        (None, "male", True),
    ],
)
def test_the_womens_federation_recommends_women(circle: str | None, sex: str, fits: bool) -> None:
    assert said(circle, sex, date(2000, 1, 1)) == (
        [] if fits else [("R-DEV-11-CIRCLE", "case_id", "妇联只推荐妇女")]
    )


@pytest.mark.rule("R-DEV-12")
@pytest.mark.parametrize(
    ("circle", "born", "fits"),
    [
        # The day before the twenty-ninth birthday, and the birthday itself.
        ("youth", date(1997, 7, 2), True),
        ("youth", date(1997, 7, 1), False),
        ("youth", None, False),
        ("women", date(1960, 1, 1), True),
        ("anyone", None, True),
    ],
)
def test_youth_is_who_has_not_had_the_twenty_ninth_birthday(
    circle: str, born: date | None, fits: bool
) -> None:
    assert said(circle, "female", born) == (
        [] if fits else [("R-DEV-12", "case_id", "推荐会当日已超过28周岁")]
    )
