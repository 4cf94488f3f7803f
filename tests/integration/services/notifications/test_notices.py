"""What is no deadline is told too: once for each subject and step, to whom it concerns."""

from typing import Any

import pytest

from services.notifications.notices import NOTICES
from shared.contracts.notices import Notice
from shared.contracts.services import SERVICES
from tests.integration.services.hosted import TOWN, WANCHENG
from tests.integration.services.notifications.conftest import Notifications

pytestmark = pytest.mark.integration


def used(notifications: Notifications, step: int, on: str, org_code: str = "BRANCH") -> None:
    """Let it arrive that an organisation's places are used to a step."""
    counted: dict[str, Any] = {"places": 5, "used": 5 * step // 100, "org_code": org_code}
    told = {"subject": f"2026:{org_code}", "step": step, "area": TOWN, "year": 2026, **counted}
    notifications.hear("development", "development.quota_used.v1", f"quota:2026:{org_code}", on, **told)


def texts(notifications: Notifications, user: str) -> list[str]:
    return [row["text"] for row in notifications.ask(user, "inbox")["items"]]


@pytest.mark.rule("A-18")
def test_a_step_is_told_once_to_the_county_s_organisers_and_to_nobody_else(
    notifications: Notifications,
) -> None:
    used(notifications, 80, "2026-08-20")
    used(notifications, 80, "2026-08-25")
    used(notifications, 100, "2026-09-01")
    notifications.rebuild()

    assert notifications.raised() == [("2026-08-20", "A-18", 0), ("2026-09-01", "A-18", 0)]
    assert sorted(texts(notifications, "zu")) == [
        "2026年发展党员名额（BRANCH）已用4个，共5个，达到80%",
        "2026年发展党员名额（BRANCH）已用5个，共5个，达到100%",
    ]
    assert texts(notifications, "shu") == []
    assert notifications.ask("zu", "todos")["items"] == []


@pytest.mark.rule("A-19")
def test_bunching_is_told_with_what_it_was_counted_from(notifications: Notifications) -> None:
    told = {"subject": f"2026:{WANCHENG}", "step": 50, "area": WANCHENG, "year": 2026}
    counted = {"fourth_quarter": 7, "admissions": 12}
    stream = f"admissions:2026:{WANCHENG}"
    notifications.hear(
        "development", "development.year_end_bunched.v1", stream, "2027-01-01", **told, **counted
    )

    assert texts(notifications, "zu") == ["2026年第四季度发展党员7名，全年12名，超过50%，请核查是否突击发展"]


@pytest.mark.rule("A-32")
def test_hours_are_told_to_the_secretaries_of_the_area_and_not_to_those_of_another(
    notifications: Notifications,
) -> None:
    told = {"subject": "2026:BRANCH", "step": 60, "area": TOWN, "year": 2026, "org_code": "BRANCH"}
    counted = {"behind": 3, "members": 11}
    notifications.hear("training", "training.hours_behind.v1", "hours", "2026-09-30", **told, **counted)

    assert texts(notifications, "shu") == ["2026年学时（BRANCH）：11名党员中3名未达到全年要求的60%"]
    assert texts(notifications, "far") == []


def test_every_notice_that_a_service_declares_has_an_alarm() -> None:
    declared = {
        event for service in SERVICES.values() for event in service.events if issubclass(event, Notice)
    }

    assert declared == set(NOTICES)
