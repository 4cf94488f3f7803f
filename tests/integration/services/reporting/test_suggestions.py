"""Topics for a joint meeting come of overdue resolutions, falling rates, contradictions and missing figures."""

from datetime import date
from typing import Any

import pytest

from services.reporting import queries
from shared.contracts.errors import NotAllowed
from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.calls import FindSuggestions
from shared.ledger import Actor
from tests.declared import declared
from tests.integration.services.reporting.conftest import LEADER
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, City

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-JM-07")]
TOWN, OTHER, FAR = sorted(TOWNS)
NEXT = date(2026, 10, 1)


def suggested(reporting: Any, period: str, actor: Actor = LEADER) -> list[dict[str, Any]]:
    asked = FindSuggestions(period=period, area=CITY)
    found = queries.suggestions(reporting.db, asked, actor, reporting.settings)
    rows: list[dict[str, Any]] = declared(SERVICE, "suggestions", found)
    return rows


def take(reporting: Any, said: City) -> None:
    reporting.take(said.entries)
    reporting.settle()


@pytest.mark.rule("R-JM-14")
@pytest.mark.parametrize(("today", "days"), [(date(2026, 9, 1), None), (date(2026, 9, 2), 1)])
def test_what_is_overdue_comes_before_the_next_meeting(reporting: Any, today: date, days: int | None) -> None:
    take(reporting, City().tree().resolution("JM-2026-01", "union", date(2026, 9, 1)).day(today))

    overdue = [row for row in suggested(reporting, "2026Q3") if row["heading"] == "tasks"]

    assert [row["resolution"] for row in overdue] == ["JM-2026-01"] * (days is not None)
    assert days is None or f"已逾期{days}天" in overdue[0]["text"]


@pytest.mark.rule("R-JM-07-FALL")
@pytest.mark.parametrize(("closed", "told"), [(0, False), (1, True)])
def test_a_rate_that_fell_by_ten_points_is_named_with_its_area(
    reporting: Any, closed: int, told: bool
) -> None:
    # Ten firms with a branch of their own in the third quarter; of one the branch is dissolved in the next.
    said = City().tree()
    for number in range(10):
        said.enterprise(f"E{number}", TOWN).organisation(f"O{number}", TOWN)
        said.affiliate(f"E{number}", f"O{number}", "independent")
    said.day(NEXT)
    for number in range(closed):
        said.dissolve(f"O{number}", NEXT)
    take(reporting, said)

    fallen = {(row["indicator"], row["area"]) for row in suggested(reporting, "2026Q4") if row["indicator"]}

    assert (("K-02", EAST) in fallen) is told
    assert (("K-02", CITY) in fallen) is told


def test_contradictions_and_departments_that_owe_figures_are_named(reporting: Any) -> None:
    said = City().tree().enterprise("E1", TOWN)
    said.figures("union", date(2026, 10, 8), R_JM_20={EAST: 2}).figures("youth_league", date(2026, 10, 12))
    take(reporting, said.day(date(2026, 10, 16)))

    texts = {row["text"] for row in suggested(reporting, "2026Q3")}

    assert any("建会企业数 2 大于在营企业数 1" in text for text in texts)
    assert {"共青团逾期报送2026年第3季度数据", "妇联尚未报送2026年第3季度数据"} <= texts
    assert not any("总工会" in text for text in texts)


def test_suggestions_are_the_convener_s(reporting: Any) -> None:
    take(reporting, City().tree())
    with pytest.raises(NotAllowed):
        suggested(reporting, "2026Q3", Actor("gong", "union", ("department_clerk",), (CITY,)))
    assert suggested(reporting, "2026Q3", Actor("lin", "organisation", ("leader",), (CITY,))) == []
