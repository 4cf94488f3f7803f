"""What a dissolved organisation leaves in supervision: nothing is opened there any more, and nothing done."""

from typing import Any

import pytest

from shared.contracts.errors import NotFound
from shared.contracts.supervision.terms import PHRASES, STAFF_ROLES
from tests.integration.services.supervision.conftest import Supervision
from tests.integration.services.supervision.test_inspecting import ENTERPRISE

ENDS = "2026-09-10"


def dissolve(supervision: Supervision) -> None:
    kind, stream = "registry.organisation_dissolved.v1", "organisation:BRANCH"
    supervision.hear("registry", kind, stream, ENDS, org_code="BRANCH", received_by=None)


def begin(supervision: Supervision, day: str) -> None:
    supervision.start(day)
    while supervision.follower.settle():
        pass


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.rule("R-SUP-06")
@pytest.mark.parametrize("ended", [False, True])
def test_nobody_owes_a_visit_to_what_was_dissolved(supervision: Supervision, ended: bool) -> None:
    supervision.day = "2026-08-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-08-20"}
    supervision.act("zu", "set_contact_point", **point)
    if ended:
        dissolve(supervision)
    begin(supervision, "2026-10-01")
    begin(supervision, "2026-10-02")

    told = supervision.told("contact_visit", "LX1", "2026-10-01")
    assert told == ([] if ended else ["duty_opened"])


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(("on", "allowed"), [("2026-09-09", True), (ENDS, False)])
@pytest.mark.parametrize("act", ["visit", "staff", "plan", "exemption", "review", "approval"])
def test_nothing_is_done_in_an_organisation_from_the_day_it_ended_on(
    supervision: Supervision, act: str, on: str, allowed: bool
) -> None:
    supervision.day = "2026-08-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-08-20"}
    supervision.act("zu", "set_contact_point", **point)
    supervision.act("zu", "nominate_point", point="S1", org_code="BRANCH", criteria="五有齐全")
    if act == "review":
        supervision.act("zhi", "approve_point", point="S1")
    dissolve(supervision)
    supervision.day = on if act == "approval" else "2026-10-08"
    user, command, details = DONE[act](on)

    def do() -> Any:
        return supervision.act(user, command, **details)

    if allowed:
        assert do()
    else:
        with pytest.raises(NotFound, match=f"在{on}不存在"):
            do()


DONE: Any = {
    "visit": lambda on: ("zu", "visit_contact_point", {"point": "LX1", "visited_on": on, "problems": 0}),
    "staff": lambda on: (
        "shu",
        "record_staff_visit",
        {
            "visit": "F1",
            "staff": "A1",
            "org_code": "BRANCH",
            "credit_code": ENTERPRISE,
            "visited_on": on,
            "role": next(iter(STAFF_ROLES)),
            "phrase": next(iter(PHRASES)),
            "problem": None,
            "result": None,
        },
    ),
    "plan": lambda on: ("shu", "tell_plan", {"org_code": "BRANCH", "period": "2026Q3", "owner_on": on}),
    "exemption": lambda on: (
        "shu",
        "request_exemption",
        {
            "exemption": "X1",
            "org_code": "BRANCH",
            "deadline": "activity_day",
            "from_on": on,
            "until_on": "2026-09-30",
            "ground": "全体党员外出施工",
        },
    ),
    "review": lambda on: (
        "cha",
        "review_point",
        {"point": "S1", "reviewed_on": on, "passed": True},
    ),
    "approval": lambda _: ("zhi", "approve_point", {"point": "S1"}),
}
