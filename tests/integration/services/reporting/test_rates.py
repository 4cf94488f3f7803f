"""The five rates of reporting: of how many, in time, completely, at once, without a correction."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.terms import REPORTING_RATES
from tests.declared import declared
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-JM-16")]
TENTH, ELEVENTH = date(2026, 10, 10), date(2026, 10, 11)


def returned(city: City, department: str, area: str, period: str = "2026Q3") -> City:
    stream = f"figures:{department}:{period}:{area}"
    told = {"department": department, "period": period, "area": area, "reason": "与台账不符"}
    city.say(department, stream, "department.figures_returned.v1", TENTH, **told)
    return city


def rates(reporting: Any, city: City, area: str = CITY) -> dict[str, tuple[int, int]]:
    reporting.take(city.day(date(2026, 10, 12)).entries)
    reporting.settle()
    report = reporting.report(area=area)
    assert declared(SERVICE, "joint_meeting_report", {**report, "generated_at": "2026-10-12"})
    return {name: (one["numerator"], one["denominator"]) for name, one in report["reporting"].items()}


def test_each_rate_is_of_those_it_can_be_said_of(reporting: Any) -> None:
    """Of four departments the union reports in time and is corrected, the league late; both counties have 35 items."""
    city = City().tree()
    city.figures("union", TENTH, R_JM_20={EAST: 1, WEST: 1}, R_JM_21={EAST: 2})
    city.figures("union", ELEVENTH, 2, R_JM_20={EAST: 1, WEST: 1}, R_JM_21={EAST: 3})
    city.figures("youth_league", ELEVENTH, R_JM_30={EAST: 1})

    assert rates(reporting, city) == {
        "reported": (2, 4),
        "on_time": (1, 4),
        "complete": (4, 70),
        "at_once": (2, 2),
        "corrected": (1, 2),
    }
    assert set(REPORTING_RATES) == {*reporting.report()["reporting"]}
    values = {name: one["value"] for name, one in reporting.report()["reporting"].items()}
    assert (values["complete"], values["corrected"]) == (5.7, 50.0)


def test_a_county_s_report_counts_that_county_s_fields_and_what_was_given_back_there(reporting: Any) -> None:
    city = City().tree()
    city.figures("union", TENTH, R_JM_20={EAST: 1, WEST: 1}, R_JM_21={EAST: 2})
    city.figures("youth_league", TENTH, R_JM_30={EAST: 1})
    returned(city, "union", WEST)
    returned(city, "youth_league", CITY)

    assert rates(reporting, city, EAST)["complete"] == (3, 35)
    at_once = {
        area: reporting.report(area=area)["reporting"]["at_once"]["numerator"] for area in (CITY, EAST, WEST)
    }
    # The union's part of the west is the west's and the city's; the league's whole is everybody's.
    assert at_once == {CITY: 0, EAST: 1, WEST: 0}


def test_what_was_given_back_of_another_quarter_or_by_who_has_not_reported_does_not_count(
    reporting: Any,
) -> None:
    city = City().tree().figures("union", TENTH, R_JM_20={EAST: 1})
    returned(city, "union", CITY, "2026Q2")
    returned(city, "youth_league", CITY)

    assert rates(reporting, city)["at_once"] == (1, 1)


def test_of_nobody_and_of_no_county_there_is_no_rate(reporting: Any) -> None:
    found = rates(reporting, City().tree(), sorted(TOWNS)[0])

    assert found == {
        "reported": (0, 4),
        "on_time": (0, 4),
        "complete": (0, 0),
        "at_once": (0, 0),
        "corrected": (0, 0),
    }
    assert reporting.report()["reporting"]["at_once"]["value"] is None
