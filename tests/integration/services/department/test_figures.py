"""Quarterly figures, by a clerk and by a department's own system."""

from typing import Any

import amqp
import orjson
import pytest

from shared.contracts.errors import InvalidInput, NotAllowed, RuleViolated, Unavailable

CITY, WANCHENG, XIXIA = "411300000000", "411302000000", "411323000000"
PERIOD = "2026Q3"


def figures(value: int = 3, item: str = "R-JM-20", area: str = WANCHENG) -> list[dict[str, Any]]:
    return [{"item": item, "area": area, "value": value}]


def report(
    city: Any, event_id: str, data: Any, event_type: str = "department.figures_reported.v1"
) -> dict[str, Any]:
    """Let the union's system report by event; return the receipt."""
    message = amqp.Message(
        orjson.dumps(data),
        content_type="application/json",
        user_id="union_system",
        application_headers={
            "ce-specversion": "1.0",
            "ce-id": event_id,
            "ce-source": "union_system",
            "ce-type": event_type,
        },
    )
    message.delivery_info = {"exchange": "union_system.events"}
    city["union"].intake.take([message])
    receipt: dict[str, Any] = city.ask("gong", "receipt", source="union_system", id=event_id)
    return receipt


def approve(city: Any) -> None:
    city.act("zong", "approve_figures", period=PERIOD, area=CITY)


@pytest.mark.rule("R-JM-16")
def test_every_version_stays_on_record(city: Any) -> None:
    city.hand_in(period=PERIOD, figures=figures(3))
    city.hand_in(period=PERIOD, figures=figures(4), recorded_on="2026-10-15")

    found = city.ask("gong", "figures", period=PERIOD)
    assert {name: found[name] for name in ("period", "open_until", "versions")} == {
        "period": PERIOD,
        "open_until": None,
        "versions": [
            {"version": 1, "recorded_on": "2026-10-08", "figures": figures(3)},
            {"version": 2, "recorded_on": "2026-10-15", "figures": figures(4)},
        ],
    }


@pytest.mark.rule("R-JM-16")
def test_the_event_tells_version_and_department(city: Any) -> None:
    answer = city.hand_in(period=PERIOD, figures=figures())

    _, entry = city["union"].recorded()
    assert (answer["stream"], answer["seq"]) == ("figures:union:2026Q3", 1)
    assert entry["data"] == {"department": "union", "period": PERIOD, "version": 1, "figures": figures()}


@pytest.mark.rule("R-JM-16")
def test_figures_are_locked_after_the_window(city: Any) -> None:
    city.hand_in(period=PERIOD, figures=figures(3))

    with pytest.raises(RuleViolated, match="已锁定"):
        city.act("gong", "submit_figures", period=PERIOD, figures=figures(4), recorded_on="2026-10-16")

    assert len(city.ask("gong", "figures", period=PERIOD)["versions"]) == 1


@pytest.mark.rule("R-JM-16")
def test_who_is_late_beyond_the_lock_hands_in_once_the_convener_has_opened_it(city: Any) -> None:
    late = {"period": PERIOD, "figures": figures(3), "recorded_on": "2026-10-20"}
    opening = {"department": "union", "period": PERIOD, "until": "2026-10-20", "comment": "系统故障"}

    with pytest.raises(RuleViolated, match="请牵头单位说明理由"):
        city.act("gong", "submit_figures", **late)
    city.act("chen", "open_figures", **opening, recorded_on="2026-10-19")
    city.hear()
    city.hand_in(**late)

    found = city.ask("gong", "figures", period=PERIOD)
    assert (found["open_until"], len(found["versions"])) == ("2026-10-20", 1)
    (entry,) = [row for row in city["organisation"].recorded() if row["stream"] == f"opening:union:{PERIOD}"]
    assert entry["data"]["reason"] == "系统故障"


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize("value", [-1, 1.5, "3", True, None])
def test_only_whole_numbers_of_zero_or_more_are_taken(city: Any, value: Any) -> None:
    with pytest.raises(InvalidInput):
        city.act("gong", "submit_figures", period=PERIOD, figures=figures(value))


@pytest.mark.rule("R-JM-17")
def test_a_contradiction_within_the_figures_needs_a_reason(city: Any) -> None:
    reported = figures(21, "R-JM-23.women") + figures(20, "R-JM-23.members")

    with pytest.raises(RuleViolated, match="请填写理由"):
        city.act("gong", "submit_figures", period=PERIOD, figures=reported)
    answer = city.act("gong", "submit_figures", period=PERIOD, figures=reported, reason="两项统计口径不同")

    assert [warning["rule"] for warning in answer["warnings"]] == ["R-JM-17"]


def test_a_department_without_a_data_set_has_nothing_to_hand_in(city: Any) -> None:
    with pytest.raises(NotAllowed):
        city.act("chen", "submit_figures", period=PERIOD, figures=figures())


def test_figures_wait_until_the_areas_are_known(empty_city: Any) -> None:
    empty_city.day = "2026-10-08"

    with pytest.raises(Unavailable):
        empty_city.act("gong", "submit_figures", period=PERIOD, figures=figures())


def test_an_event_is_recorded_by_the_same_rules_and_answered_with_a_receipt(city: Any) -> None:
    receipt = report(city, "e-1", {"period": PERIOD, "figures": figures(7, area=XIXIA)})

    (entry,) = city["union"].recorded()
    assert (receipt["state"], receipt["entry"]) == ("accepted", entry["_id"])
    assert entry["actor"]["user"] == "system:union"
    assert entry["cause"] == "union_system:e-1"
    assert entry["recorded_on"] == "2026-10-08"
    assert city.ask("gong", "figures", period=PERIOD)["versions"] == []
    approve(city)
    assert city.ask("gong", "figures", period=PERIOD)["versions"][0]["figures"] == figures(7, area=XIXIA)


def test_a_repeated_event_makes_no_second_version(city: Any) -> None:
    for _ in range(2):
        report(city, "e-1", {"period": PERIOD, "figures": figures()})
    approve(city)

    assert len(city["union"].recorded()) == 2
    assert len(city.ask("gong", "figures", period=PERIOD)["versions"]) == 1


@pytest.mark.parametrize(
    ("data", "event_type", "code"),
    [
        pytest.param({"period": PERIOD}, None, "invalid_input", id="fields are missing"),
        pytest.param([], None, "invalid_input", id="no object"),
        pytest.param({"period": PERIOD, "figures": figures()}, "x.y.v1", "invalid_input", id="another type"),
        pytest.param(
            {"period": PERIOD, "figures": figures(item="R-JM-30")}, None, "rule_violated", id="foreign item"
        ),
        pytest.param({"period": "2026Q4", "figures": figures()}, None, "rule_violated", id="too early"),
    ],
)
def test_an_event_that_cannot_be_recorded_goes_to_quarantine_with_the_reason(
    city: Any, data: Any, event_type: str | None, code: str
) -> None:
    receipt = report(city, "e-1", data, *([event_type] if event_type else []))

    assert (receipt["state"], receipt["problem"]["code"]) == ("quarantined", code)
    assert city["union"].db["quarantine"].count_documents({"_id": receipt["quarantine"]}) == 1
    assert city["union"].recorded() == []


def test_an_event_waits_when_the_areas_are_not_known_yet(empty_city: Any) -> None:
    empty_city.publish("day", "registry.day_started.v1", date="2026-10-08")
    empty_city.hear()

    with pytest.raises(Unavailable):
        report(empty_city, "e-1", {"period": PERIOD, "figures": figures()})

    assert empty_city["union"].db["quarantine"].count_documents({}) == 0


def manifest(version: int = 1) -> dict[str, Any]:
    return {
        "period": PERIOD,
        "version": version,
        "as_of": "2026-10-16",
        "sources": [{"log": "registry", "n": 12, "hash": "a" * 64}],
        "definitions": ["K-01.v1"],
        "packs": ["joint_meeting 2026"],
        "figures": "b" * 64,
    }


@pytest.mark.rule("R-IND-07")
def test_the_convener_freezes_a_quarter_and_once_more_with_a_word_on_what_was_corrected(city: Any) -> None:
    city.act("chen", "freeze_quarter", **manifest(), recorded_on="2026-10-16")
    with pytest.raises(RuleViolated, match="须说明更正了什么"):
        city.act("chen", "freeze_quarter", **manifest(2), recorded_on="2026-10-20")
    city.act("chen", "freeze_quarter", **manifest(2), comment="补登企业", recorded_on="2026-10-20")

    frozen = [row["data"] for row in city["organisation"].recorded() if row["stream"] == f"freeze:{PERIOD}"]
    assert [(data["version"], data["reason"]) for data in frozen] == [(1, None), (2, "补登企业")]
    assert frozen[0] == {**manifest(), "reason": None}


def recommended(city: Any, number: int, held_on: str) -> None:
    city.act(
        "gong", "recommend", recommendation=f"T-{number}", case_id=f"C-{number}", held_on=held_on, due=20, present=15,
        yes=14, valid_until="2027-10-01",
    )  # fmt: skip


def people(here: int, there: int) -> list[dict[str, Any]]:
    return figures(here, "R-JM-27", WANCHENG) + figures(there, "R-JM-27", XIXIA)


@pytest.mark.rule("R-JM-17")
def test_more_recommended_people_than_the_quarter_s_own_on_record_need_a_reason(city: Any) -> None:
    for number, held_on in enumerate(("2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01")):
        recommended(city, number, held_on)

    assert city.act("gong", "submit_figures", period=PERIOD, figures=people(1, 1))["warnings"] == []
    with pytest.raises(RuleViolated, match="优秀职工推优入党数合计 3 大于在案的本单位推优人数 2"):
        city.act("gong", "submit_figures", period=PERIOD, figures=people(2, 1))
    answer = city.act("gong", "submit_figures", period=PERIOD, figures=people(2, 1), reason="另有一人待补录")

    assert [warning["rule"] for warning in answer["warnings"]] == ["R-JM-17"]
    (whole,) = city.ask("gong", "figures", period=PERIOD)["submissions"]
    assert [problem["rule"] for problem in whole["problems"]] == ["R-JM-17"]


@pytest.mark.rule("R-JM-17")
def test_a_county_alone_cannot_have_recommended_more_than_all_on_record(city: Any) -> None:
    recommended(city, 1, "2026-09-01")
    part = {"period": PERIOD, "area": XIXIA}

    city.act("xia", "draft_figures", **part, figures=[{"item": "R-JM-27", "value": 2}])
    with pytest.raises(RuleViolated, match="大于在案的本单位推优人数 1"):
        city.act("xia", "hand_up_figures", **part)
    city.act("xia", "draft_figures", **part, figures=[{"item": "R-JM-27", "value": 1}])

    assert city.act("xia", "hand_up_figures", **part)["warnings"] == []


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(("number", "state"), [(1, "accepted"), (2, "quarantined")])
def test_an_event_beyond_what_is_on_record_is_refused_as_nobody_can_give_a_reason(
    city: Any, number: int, state: str
) -> None:
    recommended(city, 1, "2026-09-01")

    receipt = report(city, f"e-{number}", {"period": PERIOD, "figures": people(number, 0)})

    assert receipt["state"] == state
