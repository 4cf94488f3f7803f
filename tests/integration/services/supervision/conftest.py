"""Supervision on a real database, with a branch's secretary, inspectors and the county's organisers."""

from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.supervision.service import SupervisionService
from shared.ledger import Actor
from shared.security import keys
from tests.integration.services.hosted import CITY, TOWN, WANCHENG, XIXIA, Hosted

PEOPLE = {
    user: Actor(user, "organisation", roles, areas)
    for user, roles, areas in (
        ("shu", ("branch_secretary",), (WANCHENG,)),
        ("du", ("inspector", "branch_secretary"), (WANCHENG,)),
        ("cha", ("inspector",), (WANCHENG,)),
        ("zu", ("county_organiser",), (WANCHENG,)),
        ("zhi", ("county_organiser",), (CITY,)),
        ("far", ("branch_secretary", "inspector", "county_organiser"), (XIXIA,)),
    )
}


class Supervision(Hosted):
    """The service, and shorter ways to what most tests need."""

    def start(self, day: str) -> None:
        """Let a business day begin."""
        self.hear("registry", "registry.day_started.v1", "day", day, date=day)
        self.follower.settle()
        self.day = day

    def firm(self, credit_code: str, area: str = TOWN) -> None:
        """Let the registry tell of an enterprise."""
        told = {"credit_code": credit_code, "area": area}
        self.hear("registry", "registry.enterprise_registered.v1", f"enterprise:{credit_code}", **told)

    def meeting(
        self,
        meeting: str,
        held_on: str,
        kind: str = "activity_day",
        reason: str | None = None,
        **change: Any,
    ) -> Any:
        """Record a meeting that counts, unless something of it is changed."""
        values = {
            "meeting": meeting,
            "org_code": "BRANCH",
            "kind": kind,
            "held_on": held_on,
            "theme": "降低成本献一计",
            "due": 10,
            "present": 8,
            "hours": 4,
            "contents": ["study", "suggestions"],
            "minutes": "第3册",
            "evidence": ["签到表"],
            **change,
        }
        more = {} if reason is None else {"reason": reason}
        return self.act("shu", "record_meetings", meetings=[values], **more)

    def duty(self, deadline: str, subject: str = "BRANCH", since: str = "2026-08-01") -> Any:
        """Return a duty's document."""
        return self.db["duties"].find_one({"_id": f"{deadline}:{subject}:{since}"})

    def told(self, deadline: str, subject: str = "BRANCH", since: str = "2026-08-01") -> list[str]:
        """Return what was told of a duty, in order."""
        return [row["type"].split(".")[1] for row in self.recorded(f"duty:{deadline}:{subject}:{since}")]


@pytest.fixture(scope="session")
def supervision_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "supervision"))
    return made


@pytest.fixture
def supervision(database: Database[dict[str, Any]], supervision_keys: Path) -> Supervision:
    follows = ("registry", "industry_commerce", "union")
    made = Supervision("supervision", SupervisionService, database, supervision_keys, follows, PEOPLE)
    made.learn_the_tree()
    made.organisation("BRANCH")
    for number in range(6):
        made.member(f"M{number}", "BRANCH")
    return made
