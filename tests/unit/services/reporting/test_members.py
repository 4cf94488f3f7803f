"""Figures of members: their age on the quarter's last day, and who is away."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from services.reporting import rules
from services.reporting.indicators import COMPUTATIONS, View
from services.reporting.model import About, Area, Figures, Statement, Thing, Tree
from services.reporting.rules.enterprises import band
from shared.contracts.indicators import INDICATORS

TOWN = "411302001000"
LAST = date(2026, 9, 30)
BRANCH = Thing(
    About.ORGANISATION, "BRANCH", (Statement("registry", 1, 1, date(2020, 1, 1), LAST, {"area": TOWN}),)
)


def counted(**facts: Any) -> Figures:
    values = {"status": "FULL", "org_code": "BRANCH", "credit_code": None, **facts}
    member = Thing(About.MEMBER, "M1", (Statement("registry", 2, 1, date(2020, 1, 1), LAST, values),))
    return rules.figures([BRANCH, member], LAST, {TOWN: (TOWN,)})[TOWN]


@pytest.mark.parametrize(
    ("born", "place"),
    [
        ("1997-10", 0),
        ("1997-09", 1),
        ("1990-10", 1),
        ("1990-09", 2),
        ("1980-10", 2),
        ("1980-09", 3),
        ("1970-10", 3),
        ("1970-09", 4),
        ("1965-10", 4),
        ("1965-09", 5),
        (None, 6),
    ],
)
def test_a_member_counts_in_the_band_of_the_age_reached_in_the_quarter_s_last_month(
    born: str | None, place: int
) -> None:
    assert band(born, LAST) == place
    assert counted(birth_month=born)["K-24"] == [int(number == place) for number in range(7)]


@pytest.mark.rule("R-MEM-05")
@pytest.mark.parametrize(
    ("since", "away"),
    [("2026-09-30", 1), ("2026-10-01", 0), (None, 0)],
    ids=["last day", "next day", "never"],
)
def test_a_member_who_is_away_counts_from_the_day_it_is_so(since: str | None, away: int) -> None:
    assert counted(mobile_since=since)["K-21"] == [away, 1]


def test_who_is_no_member_any_more_is_in_neither() -> None:
    figures = counted(status="REMOVED", mobile_since="2026-01-01", birth_month="1980-01")

    assert figures["K-21"] == [0, 0]
    assert sum(figures["K-24"]) == 0


@pytest.mark.parametrize(
    ("rates", "spread"),
    [([[1, 2], [3, 4], [0, 0]], 25.0), ([[1, 3], [1, 3]], 0.0), ([[0, 0]], None)],
)
def test_the_balance_is_the_difference_between_the_highest_and_the_lowest_county(
    rates: list[list[int]], spread: float | None
) -> None:
    counties = [f"C{number}" for number in range(len(rates))]
    tree = Tree(
        {"CITY": Area("CITY", "市", "city", None)} | {c: Area(c, c, "county", "CITY") for c in counties}
    )
    figures = {county: {"K-01": rate} for county, rate in zip(counties, rates, strict=True)}
    basis: Any = SimpleNamespace(area="CITY", tree=tree, figures=lambda area: figures[area])

    cell = COMPUTATIONS["K-07"](INDICATORS["K-07"], View(basis, "CITY", {}))

    assert (cell["value"], cell["unit"]) == (spread, "个百分点")


def test_members_of_one_area_are_added_up() -> None:
    said = Statement("registry", 2, 1, date(2020, 1, 1), LAST, {"status": "FULL", "org_code": "BRANCH"})
    two = [Thing(About.MEMBER, code, (said,)) for code in ("M1", "M2")]

    assert rules.figures([BRANCH, *two], LAST, {TOWN: (TOWN,)})[TOWN]["K-21"] == [0, 2]
