"""What member units see: aggregates, and of small numbers of persons that they are small."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.reporting import queries
from shared.city.sites import Lead
from shared.contracts.errors import NotAllowed
from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.calls import FindRecords, FindRestatement
from shared.ledger import Actor
from tests.declared import declared
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-PRV-14")]
TOWN, OTHER, FAR = sorted(TOWNS)
UNION = Actor("gong", "union", ("department_clerk",), (CITY,))


@pytest.fixture
def peopled(reporting: Any) -> Any:
    """Forty members in one town, six in the next, three in a far one."""
    said = City().tree()
    for town, number in ((TOWN, 40), (OTHER, 6), (FAR, 3)):
        said.organisation(f"O{town}", town).enterprise(f"E{town}", town)
        for place in range(number):
            said.member(f"M{town}-{place}", f"O{town}", f"E{town}")
    reporting.take(said.entries)
    reporting.settle()
    return reporting


def members(report: dict[str, Any], area: str) -> tuple[int | None, str | None]:
    cells = report["indicators"] if area == report["area"] else report["by_area"][area]
    return cells["K-20"]["value"], cells["K-20"].get("hidden")


def test_a_member_unit_is_told_that_a_number_is_small_and_not_what_would_tell_it(peopled: Any) -> None:
    own, others = peopled.report(), peopled.report(actor=UNION)

    assert [members(own, area)[0] for area in (CITY, EAST, WEST, FAR)] == [49, 46, 3, 3]
    # With the west hidden, city less east would tell it: one of the two is kept back as well.
    assert members(others, WEST) == (None, "below")
    assert members(others, FAR) == (None, "below")
    assert None in (members(others, CITY)[0], members(others, EAST)[0])
    assert declared(SERVICE, "joint_meeting_report", {**others, "generated_at": "2026-10-16"})


@pytest.mark.rule("R-JM-01")
def test_who_leads_a_county_s_meeting_sees_all_of_that_county_from_its_day_on(peopled: Any) -> None:
    actor = Actor("shang", "industry_commerce", ("convener",), (CITY,))
    peopled.take(City().day(date(2026, 9, 1)).entries)
    peopled.settle()
    peopled.lead(Lead("industry_commerce", date(2026, 9, 2), WEST))
    assert members(peopled.report(area=WEST, actor=actor), WEST) == (None, "below")
    peopled.lead(Lead("industry_commerce", date(2026, 9, 1), WEST))

    assert members(peopled.report(area=WEST, actor=actor), WEST) == (3, None)
    assert members(peopled.report(area=FAR, actor=actor), FAR) == (3, None)
    assert members(peopled.report(actor=actor), WEST) == (None, "below")
    with pytest.raises(NotAllowed):
        queries.records(
            peopled.db, FindRecords(period="2026Q3", area=EAST, indicator="K-20"), actor, peopled.settings
        )
    # Who leads the whole city's still sees it.
    assert members(peopled.report(area=WEST), WEST) == (3, None)


def test_a_county_s_report_hides_what_the_city_s_does(peopled: Any) -> None:
    whole, part = peopled.report(actor=UNION), peopled.report(area=EAST, actor=UNION)

    for area in (TOWN, OTHER):
        assert part["by_area"][area] == whole["by_area"][area]
    assert part["indicators"]["K-20"] == whole["by_area"][EAST]["K-20"]


def test_numbers_of_firms_are_shown_however_small(peopled: Any) -> None:
    shown = peopled.report(actor=UNION)

    assert shown["by_area"][FAR]["K-02"] == peopled.report()["by_area"][FAR]["K-02"]


@pytest.mark.rule("R-PRV-15")
@pytest.mark.parametrize(
    "asking",
    [
        pytest.param(
            lambda reporting: queries.records(
                reporting.db,
                FindRecords(period="2026Q3", area=CITY, indicator="K-20"),
                UNION,
                reporting.settings,
            ),
            id="records",
        ),
        pytest.param(
            lambda reporting: queries.restatement(
                reporting.db, FindRestatement(period="2026Q3", area=CITY), UNION, reporting.settings
            ),
            id="restatement",
        ),
    ],
)
def test_what_lies_behind_the_aggregates_is_not_for_member_units(
    peopled: Any, asking: Callable[[Any], Any]
) -> None:
    with pytest.raises(NotAllowed, match="汇总数据"):
        asking(peopled)
