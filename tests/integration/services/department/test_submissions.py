"""How figures go up: a county's part is drafted, handed up and approved, then the whole; nobody judges their own."""

from typing import Any

import pytest

from shared.contracts.department.terms import SubmissionState
from shared.contracts.errors import NotAllowed, RuleViolated

CITY, WANCHENG, XIXIA = "411300000000", "411302000000", "411323000000"
PERIOD = "2026Q3"


def draft(city: Any, value: int = 3, user: str = "xia", area: str = XIXIA, item: str = "R-JM-20") -> None:
    rows = [{"item": item, "value": value}]
    city.act(user, "draft_figures", period=PERIOD, area=area, figures=rows)


def hand_up(city: Any, user: str = "xia", area: str = XIXIA, **more: Any) -> Any:
    return city.act(user, "hand_up_figures", period=PERIOD, area=area, **more)


def approve(city: Any, user: str = "gong", area: str = XIXIA, **more: Any) -> Any:
    return city.act(user, "approve_figures", period=PERIOD, area=area, **more)


def send_back(city: Any, user: str = "gong", area: str = XIXIA) -> None:
    city.act(user, "return_figures", period=PERIOD, area=area, comment="与台账不符")


def submit(city: Any, *figures: dict[str, Any], user: str = "gong") -> None:
    city.act(user, "submit_figures", period=PERIOD, figures=list(figures))


def wancheng(value: int) -> dict[str, Any]:
    return {"item": "R-JM-20", "area": WANCHENG, "value": value}


def asked(city: Any) -> dict[str, Any]:
    found: dict[str, Any] = city.ask("gong", "figures", period=PERIOD)
    return found


def states(city: Any) -> dict[str, str]:
    return {row["area"]: row["state"] for row in asked(city)["submissions"]}


@pytest.mark.rule("R-JM-16-STEPS")
def test_a_countys_part_goes_up_step_by_step_and_stands_in_the_whole(city: Any) -> None:
    seen = []
    for step in (draft, hand_up, approve):
        step(city)
        seen.append(states(city)[XIXIA])
    submit(city, wancheng(5))
    seen.append(states(city)[CITY])
    assert asked(city)["versions"] == []

    approve(city, "zong", CITY)

    assert seen == [
        SubmissionState.DRAFT,
        SubmissionState.SUBMITTED,
        SubmissionState.APPROVED,
        SubmissionState.SUBMITTED,
    ]
    (version,) = asked(city)["versions"]
    assert {row["area"]: row["value"] for row in version["figures"]} == {WANCHENG: 5, XIXIA: 3}


@pytest.mark.rule("R-JM-16-STEPS")
@pytest.mark.parametrize(
    ("before", "step"),
    [
        pytest.param([], hand_up, id="nothing is written down"),
        pytest.param([draft], approve, id="a draft is not handed up"),
        pytest.param([draft], send_back, id="a draft cannot be given back"),
        pytest.param([draft, hand_up], hand_up, id="handed up twice"),
        pytest.param([draft, hand_up], draft, id="changed while it waits"),
        pytest.param([draft, hand_up, approve], approve, id="approved twice"),
        pytest.param([draft, hand_up], submit, id="the whole before its part is approved"),
        pytest.param([], submit, id="a whole of nothing"),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(city: Any, before: list[Any], step: Any) -> None:
    for earlier in before:
        earlier(city)
    known = asked(city)

    with pytest.raises(RuleViolated) as refused:
        step(city)

    assert {one["rule"] for one in refused.value.details["violations"]} == {"R-JM-16-STEPS"}
    assert asked(city) == known


@pytest.mark.rule("R-PRV-23")
def test_who_handed_up_does_not_approve(city: Any) -> None:
    draft(city, user="gong")
    hand_up(city, "gong")

    with pytest.raises(RuleViolated, match="由另一人办理"):
        approve(city, "gong")

    approve(city, "zong")
    assert states(city) == {XIXIA: "approved"}


@pytest.mark.rule("R-PRV-23")
@pytest.mark.parametrize(
    ("step", "user", "area"),
    [
        pytest.param(draft, "xia", WANCHENG, id="another county is drafted"),
        pytest.param(hand_up, "xia", WANCHENG, id="another county is handed up"),
        pytest.param(approve, "xia", XIXIA, id="a county approves itself"),
        pytest.param(send_back, "xia", XIXIA, id="a county returns its own"),
        pytest.param(approve, "gong", CITY, id="a clerk approves the whole"),
        pytest.param(send_back, "gong", CITY, id="a clerk returns the whole"),
        pytest.param(hand_up, "zong", XIXIA, id="who approves hands up"),
    ],
)
def test_each_step_is_for_who_stands_where_it_is_taken(city: Any, step: Any, user: str, area: str) -> None:
    with pytest.raises(NotAllowed):
        step(city, user=user, area=area)


def test_a_county_does_not_hand_up_the_whole(city: Any) -> None:
    with pytest.raises(NotAllowed):
        submit(city, wancheng(1), user="xia")


@pytest.mark.rule("R-JM-16-STEPS")
def test_what_is_returned_says_why_and_is_put_right(city: Any) -> None:
    draft(city, 3)
    hand_up(city)
    send_back(city)
    (part,) = asked(city)["submissions"]
    assert (part["state"], part["comment"], part["by"]) == ("returned", "与台账不符", "xia")

    draft(city, 4)
    hand_up(city)
    approve(city)

    (part,) = asked(city)["submissions"]
    assert (part["state"], part["comment"], part["figures"][0]["value"]) == ("approved", None, 4)


@pytest.mark.rule("R-JM-16-STEPS")
def test_while_the_whole_waits_no_part_changes_and_it_is_returned_first(city: Any) -> None:
    for step in (draft, hand_up, approve, submit):
        step(city)
    for step in (draft, send_back):
        with pytest.raises(RuleViolated, match="先退回全市数据"):
            step(city)

    send_back(city, "zong", CITY)
    send_back(city)

    assert states(city) == {CITY: "returned", XIXIA: "returned"}


@pytest.mark.rule("R-JM-16-STEPS")
def test_what_a_county_handed_up_is_not_said_again_with_the_whole(city: Any) -> None:
    for step in (draft, hand_up, approve):
        step(city)

    with pytest.raises(RuleViolated, match="不在全市数据中另填"):
        submit(city, {**wancheng(9), "area": XIXIA})


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(("on", "taken"), [("2026-10-15", True), ("2026-10-16", False)])
def test_the_whole_is_approved_before_the_lock(city: Any, on: str, taken: bool) -> None:
    city.hand_in(period=PERIOD, figures=[wancheng(3)])
    submit(city, wancheng(4))

    if taken:
        approve(city, "zong", CITY, recorded_on=on)
    else:
        with pytest.raises(RuleViolated, match="已锁定"):
            approve(city, "zong", CITY, recorded_on=on)

    assert len(asked(city)["versions"]) == 1 + taken


@pytest.mark.rule("R-JM-17-JUMP")
def test_a_figure_that_jumps_is_shown_with_the_draft_and_needs_a_word_when_it_is_handed_up(city: Any) -> None:
    earlier = {"period": "2026Q2", "figures": [{**wancheng(40), "area": XIXIA}], "recorded_on": "2026-07-08"}
    city.hand_in(**earlier)
    draft(city, 61)
    (part,) = asked(city)["submissions"]
    assert [one["rule"] for one in part["problems"]] == ["R-JM-17-JUMP"]

    with pytest.raises(RuleViolated, match="由上季度的40变为61"):
        hand_up(city)
    hand_up(city, reason="新并入开发区")

    assert states(city) == {XIXIA: "submitted"}


@pytest.mark.rule("R-JM-16-STEPS")
def test_the_ledger_tells_every_step_with_who_took_it(city: Any) -> None:
    for step in (draft, hand_up, send_back, draft, hand_up, approve, submit):
        step(city)
    approve(city, "zong", CITY)

    told = [
        (row["type"].split(".")[1], row["actor"]["user"])
        for row in city["union"].recorded()
        if row["stream"].startswith("figures:")
    ]

    assert told == [
        ("figures_drafted", "xia"),
        ("figures_handed_up", "xia"),
        ("figures_returned", "gong"),
        ("figures_drafted", "xia"),
        ("figures_handed_up", "xia"),
        ("figures_approved", "gong"),
        ("figures_handed_up", "gong"),
        ("figures_submitted", "zong"),
    ]
