"""Lists of classes and exemptions, and the history of a class, within the areas of who asks."""

from typing import Any

import pytest

from shared.contracts.errors import NotAllowed
from tests.integration.services.hosted import CITY, OTHER_TOWN, TOWN, XIXIA
from tests.integration.services.training.conftest import Training

pytestmark = pytest.mark.integration


def found(training: Training, user: str, method: str, key: str, **wanted: Any) -> list[str]:
    return [row[key] for row in training.ask(user, method, **wanted)["items"]]


def test_classes_are_found_by_area_year_and_state(training: Training) -> None:
    training.held("K1", ("2025-09-01", "full_day"))
    training.held("K2", ("2026-09-01", "half_day"), area=TOWN)
    planned = {"class_id": "K3", "layer": "member", "organiser": "party_school", "planned_on": "2026-11-01"}
    training.act("far", "plan_class", **planned, area=XIXIA, plan_id=None, item=None, reason="临时需要")

    assert found(training, "visitor", "classes", "class_id") == ["K1", "K2", "K3"]
    assert found(training, "xue", "classes", "class_id") == ["K1", "K2"]
    assert found(training, "visitor", "classes", "class_id", year=2026, state="held") == ["K2"]
    assert found(training, "visitor", "classes", "class_id", area=XIXIA) == ["K3"]
    (row,) = training.ask("xue", "classes", area=TOWN)["items"]
    assert (row["state_name"], row["planned_on"]) == ("已举办", "2026-09-01")


def test_the_history_of_a_class_is_told_to_who_may_see_it(training: Training) -> None:
    training.held("K1", ("2026-09-01", "full_day"), ("2026-09-02", "half_day"))

    held, planned = training.ask("xue", "class_history", class_id="K1")["items"]

    assert (held["title"], planned["title"]) == ("举办培训班", "计划培训班")
    (sessions,) = held["changes"]
    assert sessions["new_text"] == "2026-09-01 全天 1、2026-09-02 半天 1"
    assert planned["reason"] == "临时需要"
    with pytest.raises(NotAllowed):
        training.ask("far", "class_history", class_id="K1")


@pytest.mark.rule("R-PRV-05")
def test_exemptions_of_a_year_are_listed_without_what_they_are_for(training: Training) -> None:
    training.organisation("AWAY", area=OTHER_TOWN)
    training.member("M2", "AWAY")
    training.exempt("M1", exemption="E1")
    asked = {"exemption": "E2", "member_id": "M2", "year": 2026, "exempt_for": "illness"}
    training.act("far", "request_exemption", **asked)

    (own,) = training.ask("xue", "exemptions", year=2026)["items"]

    assert own == {"exemption": "E1", "member_id": "M1", "year": 2026, "asked_by": "xue", "granted": True}
    assert found(training, "shen", "exemptions", "exemption", year=2026, granted=False) == ["E2"]
    assert found(training, "shen", "exemptions", "exemption", year=2026, area=TOWN) == ["E1"]
    assert found(training, "shen", "exemptions", "exemption", year=2025) == []
    page = training.ask("shen", "exemptions", year=2026, area=CITY, limit=1)
    assert (page["items"][0]["exemption"], page["next"]) == ("E1", "E1")
    with pytest.raises(NotAllowed):
        training.ask("visitor", "exemptions", year=2026)
