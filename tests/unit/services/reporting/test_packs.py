"""A quarter is counted by the rows in force on its last day: one added later changes no quarter that was over."""

from datetime import date
from pathlib import Path

import pytest

from services.reporting import rules
from services.reporting.basis import Submission
from services.reporting.model import Figures
from shared.rules.deadlines import table
from shared.rules.periods import Quarter
from tests.planting import with_row
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City
from tests.unit.services.reporting.reckoning import things_of

pytestmark = pytest.mark.rule("R-GEN-06")
THIRD, FOURTH = date(2026, 9, 30), date(2026, 12, 31)
SINCE = date(2026, 10, 1)
TOWN, OTHER, FAR = sorted(TOWNS)
PATHS = {town: (town, county, CITY) for town, county in TOWNS.items()}


def city() -> City:
    """Two enterprises of three full members each, in two counties."""
    made = City().tree()
    for number, town in enumerate((TOWN, FAR)):
        made.organisation(f"O{number}", town).enterprise(f"E{number}", town)
        for one in range(3):
            made.member(f"M{number}{one}", f"O{number}", f"E{number}")
    return made


def counted(day: date) -> dict[str, Figures]:
    return rules.figures(things_of(city().entries), day, PATHS)


@pytest.mark.rule("R-ORG-01")
def test_a_row_added_later_changes_the_quarters_to_come_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third, fourth = counted(THIRD), counted(FOURTH)
    with_row(tmp_path, monkeypatch, "organisation", "R-ORG-01", 4, SINCE)

    assert counted(THIRD) == third
    assert (fourth[TOWN]["K-01b"], counted(FOURTH)[TOWN]["K-01b"]) == ([0, 1], [0, 0])


@pytest.mark.parametrize(
    ("since", "changes"),
    [
        pytest.param(THIRD, True, id="from its last day on"),
        pytest.param(SINCE, False, id="from the day after"),
    ],
)
def test_the_row_of_the_last_day_counts_the_quarter(
    since: date, changes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = counted(THIRD)
    with_row(tmp_path, monkeypatch, "organisation", "R-ORG-01", 4, since)

    assert (counted(THIRD) != third) is changes


@pytest.mark.parametrize("place", [EAST, TOWN])
def test_the_row_of_a_place_changes_only_what_lies_there(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fourth = counted(FOURTH)
    with_row(tmp_path, monkeypatch, "organisation", "R-ORG-01", 4, SINCE, place)

    now = counted(FOURTH)
    assert {area for area in PATHS if now[area] != fourth[area]} == {TOWN}
    assert PATHS[FAR][1] == WEST


@pytest.mark.rule("R-TRN-04")
def test_the_hours_of_a_year_are_those_asked_for_on_the_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third, fourth = counted(THIRD), counted(FOURTH)
    with_row(tmp_path, monkeypatch, "training", "R-TRN-04", 0, SINCE)

    assert counted(THIRD) == third
    assert (fourth[TOWN]["K-40"], counted(FOURTH)[TOWN]["K-40"]) == ([0, 3], [3, 3])


@pytest.mark.rule("R-JM-16")
def test_figures_are_in_time_by_the_limit_of_the_day_after_their_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "joint_meeting", "R-JM-16", 5, date(2026, 10, 2))

    sent = [Submission(1, date(2026, 10, 10), {}), Submission(1, date(2027, 1, 6), {})]
    quarters = [Quarter.of(THIRD), Quarter.of(FOURTH)]
    assert [one.in_time(quarter) for one, quarter in zip(sent, quarters, strict=True)] == [True, False]


@pytest.mark.rule("R-GEN-13")
def test_a_limit_that_was_set_before_keeps_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "development", "R-DEV-05", 2, SINCE)
    talk = table()["talk"]

    assert talk.last_on(date(2026, 9, 30)) == date(2026, 10, 30)
    assert talk.last_on(date(2026, 10, 1)) == date(2026, 12, 1)
