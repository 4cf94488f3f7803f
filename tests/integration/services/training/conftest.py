"""Training on a real database, with two clerks of a county and who approves."""

from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.training.service import TrainingService
from shared.ledger import Actor
from shared.security import keys
from tests.integration.services.hosted import CITY, WANCHENG, XIXIA, Hosted

PEOPLE = {
    user: Actor(user, "organisation", roles, areas)
    for user, roles, areas in (
        ("xue", ("training_clerk", "training_approver"), (WANCHENG,)),
        ("shen", ("training_approver",), (CITY,)),
        ("far", ("training_clerk",), (XIXIA,)),
        ("visitor", ("leader",), (CITY,)),
    )
}
AXES = {"industry": "机械制造", "education": "大专以上", "business": "开拓市场"}
ITEM = {"item": "I1", "layer": "member", "content": "党的知识", "form": "class", "classes": 2}


class Training(Hosted):
    """The service, and shorter ways to what most tests need."""

    def plan(self, plan_id: str = "P1", **change: Any) -> None:
        """Draft a plan."""
        arguments = {"plan_id": plan_id, "year": 2026, "area": WANCHENG, "axes": AXES, "items": [ITEM]}
        self.act("xue", "draft_plan", **{**arguments, **change})

    def held(self, class_id: str, *sessions: tuple[str, str], **change: Any) -> None:
        """Plan a class outside any plan and hold it in sessions ``(day, part)``."""
        arguments = {"class_id": class_id, "area": WANCHENG, "layer": "member", "organiser": "party_school"}
        planned = {**arguments, "planned_on": sessions[0][0], "reason": "临时需要", **change}
        self.act("xue", "plan_class", **planned)
        rows = [{"on": on, "part": part} for on, part in sessions]
        self.act("xue", "hold_class", class_id=class_id, sessions=rows)

    def attend(self, class_id: str, *sessions: int, **who: str) -> Any:
        """Record attendance of a ``member_id`` or a ``case_id``."""
        return self.attend_all(class_id, {"sessions": list(sessions), **who})

    def attend_all(self, class_id: str, *attendees: dict[str, Any]) -> Any:
        """Record attendance of several people at once."""
        return self.act("xue", "record_attendance", class_id=class_id, attendees=list(attendees))

    def exempt(self, member_id: str, year: int = 2026, exemption: str = "E1") -> None:
        """Ask for an exemption and grant it."""
        arguments = {"exemption": exemption, "member_id": member_id, "year": year, "exempt_for": "illness"}
        self.act("xue", "request_exemption", **arguments)
        self.act("shen", "grant_exemption", exemption=exemption)

    def secretary(self, member_id: str, on: str, until: str | None = None, kind: str = "secretary") -> None:
        """Let a post arrive, and its end."""
        post_id = f"P-{member_id}-{kind}"
        nothing = {"credit_code": None, "is_temp": False, "expected_end": None}
        facts = {"post_id": post_id, "member_id": member_id, "org_code": "BRANCH", "kind": kind, **nothing}
        self.hear("registry", "registry.post_assigned.v1", f"post:{post_id}", on, **facts)
        if until is not None:
            self.hear("registry", "registry.post_ended.v1", f"post:{post_id}", until, post_id=post_id)

    def short(self, as_of: str = "2026-09-30", year: int = 2026, **which: Any) -> dict[str, Any]:
        """Ask who has not reached the hours, by member."""
        asked = {"year": year, "as_of": as_of, **(which or {"area": WANCHENG})}
        return {row["member_id"]: row for row in self.ask("xue", "shortfall", **asked)["items"]}

    def hours_of(self, member_id: str, year: int = 2026) -> Any:
        """Ask for a member's hours."""
        return self.ask("xue", "hours", member_id=member_id, year=year)


@pytest.fixture(scope="session")
def training_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "training"))
    return made


@pytest.fixture
def training(database: Database[dict[str, Any]], training_keys: Path) -> Training:
    made = Training("training", TrainingService, database, training_keys, ("registry",), PEOPLE)
    made.learn_the_tree()
    made.organisation("BRANCH")
    made.member("M1", "BRANCH")
    return made
