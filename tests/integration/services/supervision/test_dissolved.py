"""What a dissolved organisation leaves in supervision: nothing is opened there any more, and nothing done."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.contracts.errors import InvalidInput, NotFound
from shared.contracts.supervision.terms import PHRASES, STAFF_ROLES
from tests.integration.services.hosted import WANCHENG
from tests.integration.services.supervision.conftest import Supervision
from tests.integration.services.supervision.test_inspecting import ENTERPRISE

ENDS = "2026-09-10"


def dissolve(supervision: Supervision, receiver: str | None = None, told_on: str | None = None) -> None:
    kind, stream = "registry.organisation_dissolved.v1", "organisation:BRANCH"
    data = {"org_code": "BRANCH", "received_by": receiver}
    told = supervision.elsewhere.tell("registry", kind, stream, ENDS, data)
    if told_on is not None:
        told = replace(told, recorded_on=date.fromisoformat(told_on))
        supervision.elsewhere.put(told)
    supervision.follower.take([told])


def find(supervision: Supervision, *, notified: bool = True, severity: str = "normal") -> None:
    """Let an inspection of the branch find something on 2026-08-20, and order that it be put right."""
    items = [{"item": "x", "text": "会议记录"}]
    supervision.act("cha", "issue_checklist", version="1", items=items)
    found = {"finding": "WT1", "item": "x", "severity": severity, "text": "记录不全"}
    day = {"inspected_on": "2026-08-20", "version": "1", "findings": [found]}
    supervision.act("cha", "record_inspection", inspection="D1", org_code="BRANCH", **day)
    if notified:
        supervision.act("cha", "issue_notice", finding="WT1")


def finding(supervision: Supervision) -> tuple[str, str]:
    row = supervision.db["findings"].find_one({"_id": "WT1"})
    assert row is not None
    return row["org_code"], row["state"]


def undone(supervision: Supervision, org_code: str = "BRANCH") -> list[str]:
    wanted = {"org_code": org_code, "state": {"$in": ["open", "late"]}}
    return sorted(row["_id"] for row in supervision.db["duties"].find(wanted))


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
    # What a demonstration point needs is asked on its day: it is none any more once the day has begun.
    at_once = act in ("review", "approval")
    dissolve(supervision, told_on="2026-08-20" if at_once else None)
    supervision.day = on if at_once else "2026-10-08"
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


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.rule("R-SUP-02")
def test_an_open_finding_goes_to_who_received_the_members_with_its_day(supervision: Supervision) -> None:
    supervision.organisation("HEIR")
    supervision.day = "2026-08-20"
    find(supervision)
    dissolve(supervision, "HEIR")

    assert finding(supervision) == ("HEIR", "NOTIFIED")
    duty = supervision.duty("rectification", "WT1", "2026-08-20")
    assert (duty["org_code"], duty["state"], duty["due_on"]) == ("HEIR", "open", "2026-09-19")
    [*_, told] = supervision.recorded("finding:WT1")
    assert (told["type"], told["effective_on"]) == ("supervision.finding_handed_over.v1", ENDS)
    supervision.day = "2026-09-15"
    for user, act, details in (
        ("shu", "reply_to_notice", {"replied_on": "2026-09-15", "text": "已补"}),
        ("cha", "recheck_finding", {"rechecked_on": "2026-09-15", "passed": True}),
        ("cha", "close_finding", {"closed_on": "2026-09-15"}),
    ):
        supervision.act(user, act, finding="WT1", **details)
    assert supervision.duty("rectification", "WT1", "2026-08-20")["state"] == "met"


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize("notified", [True, False])
def test_a_finding_that_nobody_received_ends_and_is_neither_red_nor_closed(
    supervision: Supervision, notified: bool
) -> None:
    supervision.day = "2026-08-20"
    find(supervision, notified=notified, severity="serious")
    begin(supervision, "2026-09-09")
    dissolve(supervision)

    assert finding(supervision) == ("BRANCH", "ENDED")
    assert undone(supervision) == []
    begin(supervision, "2026-10-08")
    [row] = supervision.ask("cha", "findings")["items"]
    assert (row["colour"], row["state_name"]) == ("green", "已终止（党组织撤销）")
    supervision.act("cha", "compile_bulletin", bulletin="T1", area=WANCHENG, period="2026Q3")
    assert supervision.ask("cha", "bulletin", bulletin="T1")["colours"] == {"closed": 0}


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize("known", [True, False])
def test_what_ends_on_a_day_to_come_is_settled_on_that_day_and_waits_for_the_receiver(
    supervision: Supervision, known: bool
) -> None:
    supervision.day = "2026-08-20"
    find(supervision)
    begin(supervision, "2026-08-21")
    if known:
        supervision.organisation("HEIR")
    dissolve(supervision, "HEIR", told_on="2026-08-21")
    assert finding(supervision) == ("BRANCH", "NOTIFIED")

    begin(supervision, "2026-09-09")
    assert finding(supervision) == ("BRANCH", "NOTIFIED")
    begin(supervision, ENDS)
    assert finding(supervision)[0] == ("HEIR" if known else "BRANCH")
    assert undone(supervision) == ([] if known else ["rectification:WT1:2026-08-20"])
    if not known:
        supervision.organisation("HEIR")
        begin(supervision, "2026-09-11")
    assert finding(supervision) == ("HEIR", "NOTIFIED")
    assert undone(supervision) == []


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.rule("R-SUP-06")
@pytest.mark.rule("R-SUP-09")
def test_contact_points_and_demonstration_points_end_with_their_organisation(
    supervision: Supervision,
) -> None:
    supervision.day = "2026-08-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-08-20"}
    supervision.act("zu", "set_contact_point", **point)
    for name in ("S1", "S2"):
        supervision.act("zu", "nominate_point", point=name, org_code="BRANCH", criteria="五有齐全")
    supervision.act("zhi", "approve_point", point="S1")
    dissolve(supervision)
    supervision.rebuild()

    [listed] = supervision.ask("zu", "contact_points")["items"]
    assert listed["ended_on"] == ENDS
    assert [row["state"] for row in supervision.ask("zu", "demonstration_points")["items"]] == ["revoked"] * 2
    assert undone(supervision) == []
    for stream, kind in (
        ("contact_point:LX1", "contact_point_ended"),
        ("demonstration_point:S1", "demonstration_point_revoked"),
    ):
        ends = [row["effective_on"] for row in supervision.recorded(stream) if kind in row["type"]]
        assert ends == [ENDS]


@pytest.mark.rule("R-SUP-06")
@pytest.mark.parametrize(("ends", "owed"), [("2026-09-30", False), ("2026-10-01", True)])
def test_a_contact_point_that_ends_later_is_visited_until_then(
    supervision: Supervision, ends: str, owed: bool
) -> None:
    supervision.day = "2026-06-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-06-20"}
    supervision.act("zu", "set_contact_point", **point)
    supervision.act("zu", "end_contact_point", point="LX1", ended_on=ends)
    begin(supervision, "2026-07-01")
    begin(supervision, "2026-07-02")

    [listed] = supervision.ask("zu", "contact_points")["items"]
    assert (listed["ended_on"], listed["ended"]) == (ends, False)
    assert undone(supervision).count("contact_visit:LX1:2026-07-01") == owed
    begin(supervision, "2026-10-01")
    assert supervision.ask("zu", "contact_points")["items"][0]["ended"]


@pytest.mark.rule("R-SUP-06")
def test_a_contact_point_ends_neither_before_it_began_nor_before_its_last_visit(
    supervision: Supervision,
) -> None:
    supervision.day = "2026-08-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-08-10"}
    supervision.act("zu", "set_contact_point", **point)
    supervision.act("zu", "visit_contact_point", point="LX1", visited_on="2026-08-15", problems=0)
    for ends in ("2026-08-09", "2026-08-14"):
        with pytest.raises(InvalidInput):
            supervision.act("zu", "end_contact_point", point="LX1", ended_on=ends)
    supervision.act("zu", "end_contact_point", point="LX1", ended_on="2026-08-15")
    with pytest.raises(InvalidInput, match="终止"):
        supervision.act("zu", "visit_contact_point", point="LX1", visited_on="2026-08-16", problems=0)
