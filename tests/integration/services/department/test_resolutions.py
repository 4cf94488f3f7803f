"""From the meeting over the lead department's task to the closed resolution, across departments."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, LianxiError, NotAllowed, NotFound, RuleViolated

NO = "JM-2026-01"
ISSUE = {
    "no": NO,
    "meeting": "2026-03",
    "text": "摸清未建会企业底数",
    "lead": "union",
    "co": ["youth_league"],
    "due_on": "2026-10-20",
    "deliverable": "名单",
    "measure": "县县有名单",
}
MEETING = {
    "meeting": "2026-03",
    "period": "2026Q3",
    "held_on": "2026-10-08",
    "attended": ["organisation", "union", "industry_commerce"],
    "absent": ["youth_league", "womens_federation"],
}


@pytest.fixture
def issued(city: Any) -> Any:
    """The city, with one resolution that the union leads and knows of."""
    city.act("chen", "hold_meeting", **MEETING)
    city.act("chen", "issue_resolution", **ISSUE)
    city.hear()
    return city


def test_joint_meetings_are_listed_by_the_convener(issued: Any) -> None:
    assert issued.ask("chen", "meetings") == [{**MEETING, "area": None, "substitutes": []}]
    assert not hasattr(issued["union"].service, "meetings")


def submit(city: Any, user: str = "gong") -> None:
    city.act(user, "accept_task", no=NO)
    city.act(user, "submit_task", no=NO, evidence="名单已报")
    city.hear()


def states(city: Any) -> tuple[str, str]:
    (known_to_convener,) = city.ask("chen", "resolutions")
    (known_to_lead,) = city.ask("gong", "tasks")
    return known_to_convener["state"], known_to_lead["state"]


@pytest.mark.rule("R-JM-11")
def test_a_resolution_goes_its_way_in_both_departments(issued: Any) -> None:
    way = [states(issued)]
    for user, method, arguments in (
        ("gong", "accept_task", {}),
        ("gong", "progress_task", {"note": "已走访三县"}),
        ("gong", "submit_task", {"evidence": "名单已报"}),
        ("chen", "return_resolution", {"comment": "缺西峡县"}),
        ("gong", "submit_task", {"evidence": "已补西峡县"}),
        ("chen", "verify_resolution", {}),
        ("wu", "close_resolution", {}),
    ):
        issued.act(user, method, no=NO, **arguments)
        issued.hear()
        way.append(states(issued))

    expected = [
        "ISSUED",
        "ACCEPTED",
        "IN_PROGRESS",
        "SUBMITTED",
        "RETURNED",
        "SUBMITTED",
        "VERIFIED",
        "CLOSED",
    ]
    assert way == [(state, state) for state in expected]


def test_what_the_departments_record_is_told_by_their_own_streams(issued: Any) -> None:
    submit(issued)

    recorded = [
        (entry["stream"], entry["type"])
        for name in ("organisation", "union")
        for entry in issued[name].recorded()
    ]

    assert recorded == [
        ("meeting:2026-03", "department.meeting_held.v1"),
        (f"resolution:{NO}", "department.resolution_issued.v1"),
        (f"duty:resolution:{NO}:2026-10-20", "department.duty_opened.v1"),
        (f"task:{NO}", "department.task_accepted.v1"),
        (f"task:{NO}", "department.task_submitted.v1"),
    ]


@pytest.mark.rule("R-JM-11")
def test_what_the_convener_gives_up_is_owed_by_nobody_and_worked_on_no_more(issued: Any) -> None:
    issued.act("gong", "accept_task", no=NO)
    issued.act("chen", "cancel_resolution", no=NO, comment="企业已注销")
    issued.hear()

    assert states(issued) == ("CANCELLED", "CANCELLED")
    with pytest.raises(RuleViolated, match="已撤销"):
        issued.act("gong", "progress_task", no=NO, note="已走访三县")
    duty = issued["union"].db["duties"].find_one({"_id": f"resolution:{NO}:2026-10-20"})
    assert duty["state"] == "lapsed"


@pytest.mark.rule("R-JM-10")
def test_a_resolution_says_which_figure_it_is_to_move(city: Any) -> None:
    city.act("chen", "hold_meeting", **MEETING)
    city.act("chen", "issue_resolution", **ISSUE, indicator="K-70", area="411302000000", target=60)

    (row,) = city.ask("chen", "resolutions")
    assert (row["indicator"], row["area"], row["target"]) == ("K-70", "411302000000", 60.0)
    elsewhere = {**ISSUE, "no": "JM-2026-02", "area": "410100000000", "indicator": "K-70", "target": 1}
    with pytest.raises(NotAllowed):
        city.act("chen", "issue_resolution", **elsewhere)


@pytest.mark.rule("R-JM-13")
def test_the_responsible_department_can_neither_verify_nor_close(issued: Any) -> None:
    submit(issued)

    assert not hasattr(issued["union"].service, "verify_resolution")
    assert not hasattr(issued["union"].service, "close_resolution")


@pytest.mark.rule("R-JM-13")
def test_where_the_convener_leads_the_work_another_person_verifies_and_closes(city: Any) -> None:
    city.act("chen", "hold_meeting", **MEETING)
    city.act("chen", "issue_resolution", **{**ISSUE, "lead": "organisation"})
    submit(city, "chen")

    for step in ("verify_resolution", "close_resolution"):
        with pytest.raises(RuleViolated, match="请由另一人办理"):
            city.act("chen", step, no=NO)
        city.act("wu", step, no=NO)

    assert city.ask("chen", "tasks")[0]["state"] == "CLOSED"


@pytest.mark.rule("R-JM-12")
def test_an_extended_resolution_keeps_its_original_date_everywhere(issued: Any) -> None:
    for due_on in ("2026-11-01", "2026-11-20"):
        issued.act("chen", "extend_resolution", no=NO, due_on=due_on, comment="材料未齐")
    issued.hear()

    for row in (issued.ask("chen", "resolutions")[0], issued.ask("gong", "tasks")[0]):
        assert (row["original_due_on"], row["due_on"], row["extensions"]) == ("2026-10-20", "2026-11-20", 2)
    with pytest.raises(RuleViolated, match="不得超过2次"):
        issued.act("chen", "extend_resolution", no=NO, due_on="2026-12-01", comment="材料未齐")


@pytest.mark.rule("R-JM-10")
@pytest.mark.parametrize("missing", sorted(ISSUE))
def test_a_resolution_without_one_of_its_fields_is_refused(city: Any, missing: str) -> None:
    city.act("chen", "hold_meeting", **MEETING)

    with pytest.raises(InvalidInput) as refusal:
        city.act("chen", "issue_resolution", **{name: ISSUE[name] for name in ISSUE if name != missing})

    assert set(refusal.value.details["fields"]) == {missing}


@pytest.mark.rule("R-JM-12")
@pytest.mark.parametrize("method", ["extend_resolution", "return_resolution"])
def test_putting_off_and_giving_back_need_a_reason(issued: Any, method: str) -> None:
    due_on = {"due_on": "2026-11-01"} if method == "extend_resolution" else {}

    with pytest.raises(InvalidInput) as refusal:
        issued.act("chen", method, no=NO, **due_on)

    assert set(refusal.value.details["fields"]) == {"comment"}


@pytest.mark.rule("R-JM-09")
def test_a_gap_in_the_numbers_needs_a_reason_and_is_told_as_a_warning(issued: Any) -> None:
    later = {**ISSUE, "no": "JM-2026-03"}

    with pytest.raises(RuleViolated, match="下一号应为JM-2026-02"):
        issued.act("chen", "issue_resolution", **later)
    answer = issued.act("chen", "issue_resolution", **later, reason="02 号留给补充议题")

    assert [warning["rule"] for warning in answer["warnings"]] == ["R-JM-09"]


@pytest.mark.rule("R-JM-09")
@pytest.mark.parametrize("no", ["JM-2026-1", "JM-2026-001", "JM-2026-00"])
def test_a_number_can_be_written_in_one_way_only(issued: Any, no: str) -> None:
    with pytest.raises(InvalidInput):
        issued.act("chen", "issue_resolution", **{**ISSUE, "no": no}, reason="x")


@pytest.mark.parametrize(
    ("user", "method", "arguments", "refusal"),
    [
        pytest.param("chen", "hold_meeting", MEETING, Conflict, id="a meeting twice"),
        pytest.param("chen", "issue_resolution", ISSUE, Conflict, id="a number twice"),
        pytest.param(
            "chen",
            "issue_resolution",
            {**ISSUE, "no": "JM-2026-02", "meeting": "2026-04"},
            Conflict,
            id="a meeting nobody held",
        ),
        pytest.param("chen", "close_resolution", {"no": NO}, RuleViolated, id="closing what is not verified"),
        pytest.param("gong", "submit_task", {"no": NO, "evidence": "x"}, RuleViolated, id="before accepting"),
        pytest.param("tuan", "accept_task", {"no": NO}, RuleViolated, id="a co-unit is not the lead"),
        pytest.param("gong", "accept_task", {"no": "JM-2026-02"}, NotFound, id="an unknown number"),
        pytest.param("visitor", "accept_task", {"no": NO}, NotAllowed, id="without the role"),
        pytest.param("wu", "accept_task", {"no": NO}, NotAllowed, id="the convener is no clerk"),
    ],
)
def test_a_refused_command_leaves_no_trace(
    issued: Any, user: str, method: str, arguments: dict[str, Any], refusal: type[LianxiError]
) -> None:
    before = everything(issued)

    with pytest.raises(refusal):
        issued.act(user, method, **arguments)

    assert everything(issued) == before


def test_another_departments_people_are_refused(issued: Any) -> None:
    for instance, user, method in (
        ("union", "tuan", "accept_task"),
        ("organisation", "gong", "close_resolution"),
    ):
        with pytest.raises(NotAllowed):
            issued[instance].call(issued.people[user], method, no=NO, recorded_on=issued.day)


def test_a_repeated_command_answers_the_same_and_happens_once(issued: Any) -> None:
    issued.act("gong", "accept_task", no=NO)
    first = issued.act("gong", "progress_task", no=NO, note="已走访", key="k-1")

    again = issued.act("gong", "progress_task", no=NO, note="已走访", key="k-1")

    assert again == first
    assert issued["union"].db["tasks"].find_one({"_id": NO})["notes"] == 1


def everything(city: Any) -> list[Any]:
    return [
        (name, collection, list(department.db[collection].find().sort("_id", 1)))
        for name, department in city.departments.items()
        for collection in ("ledger", "streams", "meetings", "resolutions", "tasks", "figures")
    ]
