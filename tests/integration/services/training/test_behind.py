"""Who is behind with the study hours of the year is told by organisation and number, on two days."""

from typing import Any

import pytest

from tests.integration.services.training.conftest import Training

pytestmark = pytest.mark.integration


def told(training: Training) -> list[dict[str, Any]]:
    return [row["data"] for row in training.recorded("hours:2026:BRANCH")]


def begin(training: Training, *days: str) -> None:
    for day in days:
        training.hear("registry", "registry.day_started.v1", "day", day, date=day)


def studied(training: Training, hours: int) -> None:
    """Let M1 attend so many hours in August."""
    training.held("K1", *((f"2026-08-{day + 1:02d}", "hour") for day in range(hours)))
    training.attend("K1", *range(1, hours + 1), member_id="M1")


# Of 32 hours, 60 % are 19.2 and 90 % are 28.8.
@pytest.mark.rule("A-32")
@pytest.mark.rule("A-32-NOVEMBER")
@pytest.mark.parametrize(
    ("hours", "steps"), [(19, [60, 90]), (20, [90]), (28, [90]), (29, [])], ids=["19", "20", "28", "29"]
)
def test_less_than_a_share_of_the_hours_is_told_on_its_day(
    training: Training, hours: int, steps: list[int]
) -> None:
    studied(training, hours)

    begin(training, "2026-09-29", "2026-09-30", "2026-10-01", "2026-11-29", "2026-11-30", "2026-12-01")

    assert [row["step"] for row in told(training)] == steps


@pytest.mark.rule("A-32")
@pytest.mark.rule("R-TRN-11")
def test_one_notice_for_an_organisation_counts_its_members_and_names_nobody(training: Training) -> None:
    for member in ("M2", "M3", "M4"):
        training.member(member, "BRANCH")
    training.organisation("EMPTY")
    training.exempt("M4")
    studied(training, 20)

    begin(training, "2026-09-30")
    training.rebuild()

    assert told(training) == [
        {
            "subject": "2026:BRANCH",
            "step": 60,
            "area": "411302001000",
            "year": 2026,
            "org_code": "BRANCH",
            "behind": 2,
            "members": 3,
        }
    ]
    assert training.recorded("hours:2026:EMPTY") == []


@pytest.mark.rule("A-32")
@pytest.mark.rule("R-TRN-05")
def test_a_secretary_has_more_hours_to_reach(training: Training) -> None:
    training.secretary("M1", "2026-01-01")
    studied(training, 20)

    begin(training, "2026-09-30")

    assert [row["behind"] for row in told(training)] == [1]
