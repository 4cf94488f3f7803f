"""The calendar of duties on a real database: opened, met, late, lapsed, each told once."""

import threading
from collections import Counter
from typing import Any

import pytest

from services.supervision import store
from shared.contracts.errors import NotAllowed, RuleViolated
from tests.integration.services.supervision.conftest import Supervision

pytestmark = pytest.mark.integration
MONTHLY, QUARTERLY = {"activity_day"}, {"quarterly_meeting", "members_meeting", "lecture"}
YEARLY = {"life_meeting", "review", "inspection"}


def opened(supervision: Supervision, org_code: str = "BRANCH") -> set[str]:
    return {
        f"{row['deadline']}:{row['set_on']}" for row in supervision.db["duties"].find({"org_code": org_code})
    }


@pytest.mark.rule("R-ACT-06")
def test_a_day_after_it_is_known_an_organisation_has_the_duties_of_the_periods_under_way(
    supervision: Supervision,
) -> None:
    supervision.start("2026-08-20")
    supervision.organisation("FOUND")
    assert opened(supervision, "FOUND") == set()

    supervision.start("2026-08-21")

    expected = {f"{name}:2026-08-01" for name in MONTHLY} | {f"{name}:2026-07-01" for name in QUARTERLY}
    expected |= {f"{name}:2026-01-01" for name in YEARLY} | {"possessions:2026-07-01"}
    assert opened(supervision, "FOUND") == expected


@pytest.mark.rule("R-ORG-20")
@pytest.mark.parametrize("members", [6, 7])
def test_a_committee_meets_monthly_where_there_are_members_enough_for_one(
    supervision: Supervision, members: int
) -> None:
    for number in range(6, members):
        supervision.member(f"M{number}", "BRANCH")
    supervision.start("2026-08-02")

    supervision.start("2026-08-03")

    assert ("committee_meeting:2026-08-01" in opened(supervision)) is (members == 7)


def test_hosts_and_committees_and_what_is_founded_later_owe_nothing(supervision: Supervision) -> None:
    supervision.organisation("HOST", form=None)
    supervision.organisation("TOP", type="committee")
    supervision.organisation("YOUNG", on="2026-08-02")

    supervision.start("2026-08-03")
    supervision.start("2026-08-04")

    assert opened(supervision, "HOST") == opened(supervision, "TOP") == opened(supervision, "YOUNG") == set()


def test_each_month_begins_with_its_duties_and_a_day_told_again_adds_nothing(
    supervision: Supervision,
) -> None:
    for day in ("2026-08-31", "2026-09-01", "2026-09-02", "2026-09-02"):
        supervision.start(day)
    before = opened(supervision)

    supervision.rebuild()
    supervision.follower.settle()

    assert "activity_day:2026-09-01" in before
    assert opened(supervision) == before
    assert all(row["state"] != "lapsed" for row in supervision.db["duties"].find())
    twice = Counter(
        row["stream"] for row in supervision.db["ledger"].find({"type": "supervision.duty_opened.v1"})
    )
    assert set(twice.values()) == {1}


def test_what_lapsed_with_an_organisation_is_not_due_again_in_the_next_month(
    supervision: Supervision,
) -> None:
    supervision.start("2026-08-02")
    supervision.start("2026-08-03")
    supervision.hear(
        "registry",
        "registry.organisation_dissolved.v1",
        "organisation:BRANCH",
        "2026-08-20",
        org_code="BRANCH",
    )

    supervision.start("2026-09-02")

    assert supervision.duty("inspection", since="2026-01-01")["state"] == "lapsed"


@pytest.mark.rule("R-ACT-01")
@pytest.mark.parametrize(
    ("held_on", "change", "met"),
    [
        ("2026-07-31", {}, True),
        ("2026-08-01", {}, False),
        ("2026-06-30", {}, False),
        ("2026-07-01", {"evidence": []}, False),
    ],
    ids=["on the last day", "a day later", "before the period", "does not count"],
)
def test_a_meeting_on_record_before_its_duty_was_opened_meets_it(
    supervision: Supervision, held_on: str, change: dict[str, Any], met: bool
) -> None:
    supervision.start("2026-08-02")
    supervision.meeting("M1", held_on, "quarterly_meeting", reason="据实登记", **change)

    supervision.start("2026-08-03")

    assert (supervision.duty("quarterly_meeting", since="2026-07-01")["state"] == "met") is met


@pytest.mark.rule("R-ACT-03")
def test_a_meeting_meets_the_duty_of_its_month(supervision: Supervision) -> None:
    supervision.start("2026-08-20")
    supervision.start("2026-08-21")

    supervision.meeting("M1", "2026-08-15")

    assert supervision.duty("activity_day")["in_time"] is True
    assert supervision.told("activity_day") == ["duty_opened", "duty_met"]


@pytest.mark.rule("R-ACT-20")
def test_a_meeting_that_does_not_count_meets_nothing(supervision: Supervision) -> None:
    supervision.start("2026-08-20")
    supervision.start("2026-08-21")

    with pytest.raises(RuleViolated, match="不计入组织生活"):
        supervision.meeting("M1", "2026-08-15", present=4)
    supervision.act(
        "shu",
        "record_meetings",
        reason="部分党员外出",
        meetings=[
            {
                "meeting": "M1",
                "org_code": "BRANCH",
                "kind": "activity_day",
                "held_on": "2026-08-15",
                "theme": "学习",
                "due": 10,
                "present": 4,
                "hours": 4,
                "minutes": "第3册",
                "contents": ["study", "suggestions"],
                "evidence": ["签到表"],
            }
        ],
    )

    assert supervision.duty("activity_day")["state"] == "open"


@pytest.mark.rule("R-ACT-01")
@pytest.mark.parametrize(
    ("held_on", "state", "in_time"),
    [("2026-07-15", "met", True), ("2026-07-31", "met", True), ("2026-08-01", "late", None)],
)
def test_a_quarterly_meeting_after_its_first_month_stays_missing(
    supervision: Supervision, held_on: str, state: str, in_time: bool | None
) -> None:
    supervision.start("2026-07-01")
    supervision.start("2026-07-02")
    supervision.start("2026-08-01")

    supervision.meeting("M1", held_on, "quarterly_meeting")

    found = supervision.duty("quarterly_meeting", since="2026-07-01")
    assert (found["state"], found.get("in_time")) == (state, in_time)


def test_what_is_not_done_by_its_last_day_is_late_the_next_day_and_told_once(
    supervision: Supervision,
) -> None:
    for day in ("2026-08-01", "2026-08-02", "2026-08-31"):
        supervision.start(day)
    assert supervision.duty("activity_day")["state"] == "open"

    supervision.start("2026-09-01")
    supervision.start("2026-09-02")

    assert supervision.told("activity_day") == ["duty_opened", "duty_late"]
    (late,) = [
        row for row in supervision.recorded("duty:activity_day:BRANCH:2026-08-01") if "late" in row["type"]
    ]
    assert (late["recorded_on"], late["effective_on"]) == ("2026-09-01", "2026-09-01")


def test_a_late_record_of_a_meeting_in_time_still_counts_as_in_time(supervision: Supervision) -> None:
    for day in ("2026-08-01", "2026-08-02", "2026-09-01", "2026-09-02"):
        supervision.start(day)

    supervision.meeting("M1", "2026-08-31")

    assert supervision.duty("activity_day")["in_time"] is True


@pytest.mark.rule("R-ORG-16b")
def test_a_dissolved_organisation_owes_nothing_and_what_was_late_lapses_late(
    supervision: Supervision,
) -> None:
    for day in ("2026-07-01", "2026-07-02", "2026-08-01", "2026-08-02", "2026-08-10"):
        supervision.start(day)

    supervision.hear(
        "registry",
        "registry.organisation_dissolved.v1",
        "organisation:BRANCH",
        "2026-08-10",
        org_code="BRANCH",
    )

    assert supervision.duty("activity_day")["state"] == "lapsed"
    missed = supervision.duty("activity_day", since="2026-07-01")
    assert (missed["state"], missed["last_on"]) == ("lapsed", "2026-07-31")
    [*_, lapsed] = supervision.recorded("duty:activity_day:BRANCH:2026-07-01")
    assert lapsed["effective_on"] == "2026-08-10"


@pytest.mark.rule("R-PRV-23")
def test_an_exemption_that_another_person_grants_frees_from_the_duties_within_it(
    supervision: Supervision,
) -> None:
    for day in ("2026-08-01", "2026-08-02", "2026-08-10"):
        supervision.start(day)
    asked = {"exemption": "MB1", "org_code": "BRANCH", "deadline": "activity_day", "ground": "停产检修"}
    supervision.act("shu", "request_exemption", **asked, from_on="2026-08-05", until_on="2026-09-30")
    with pytest.raises(NotAllowed):
        supervision.act("shu", "grant_exemption", exemption="MB1")

    supervision.act("zu", "grant_exemption", exemption="MB1")
    supervision.start("2026-09-01")
    supervision.start("2026-09-02")
    supervision.start("2026-10-01")
    supervision.start("2026-10-02")

    assert supervision.duty("activity_day")["state"] == "lapsed"
    assert supervision.duty("activity_day", since="2026-09-01") is None
    assert supervision.duty("activity_day", since="2026-10-01")["state"] == "open"


@pytest.mark.rule("R-GEN-13")
def test_what_was_opened_is_open_met_late_or_lapsed_and_the_events_say_the_same(
    supervision: Supervision,
) -> None:
    supervision.organisation("OTHER")
    for day in ("2026-07-01", "2026-07-02", "2026-08-01", "2026-08-02"):
        supervision.start(day)
    supervision.meeting("M1", "2026-07-10", "quarterly_meeting")
    supervision.meeting("M2", "2026-08-01")

    entries = list(
        supervision.db["ledger"].find({"stream": {"$regex": "^duty:"}}).sort([("stream", 1), ("seq", 1)])
    )
    last = {row["data"]["duty"]: row["type"].split(".")[1].removeprefix("duty_") for row in entries}

    assert {
        row["_id"]: row["state"].replace("open", "opened") for row in supervision.db["duties"].find()
    } == last
    assert Counter(last.values())["met"] == 2


def test_only_who_is_in_charge_of_the_area_records_a_meeting(supervision: Supervision) -> None:
    with pytest.raises(NotAllowed):
        supervision.act("far", "record_meetings", meetings=[{
            "meeting": "M1", "org_code": "BRANCH", "kind": "lecture", "held_on": "2026-08-15",
            "theme": "党课", "due": 10, "present": 8,
        }])  # fmt: skip


@pytest.mark.rule("R-ACT-09")
@pytest.mark.rule("R-ACT-10")
@pytest.mark.parametrize("kind", ["life_meeting", "review"])
def test_one_meeting_a_year_of_its_kind_is_enough(supervision: Supervision, kind: str) -> None:
    supervision.start("2026-08-01")
    supervision.start("2026-08-02")

    supervision.meeting("M1", "2026-02-10", kind)

    assert supervision.told(kind, since="2026-01-01") == ["duty_opened", "duty_met"]


@pytest.mark.rule("R-ACT-03")
def test_a_meeting_recorded_while_its_duty_is_opened_meets_it(
    supervision: Supervision, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two transactions overlap: the one that opens has looked for meetings when the other commits."""
    supervision.start("2026-08-01")
    looked, days_done = [], store.days_done

    def slowly(db: Any, org_code: str, deadline: Any, since: Any) -> Any:
        found = days_done(db, org_code, deadline, since)
        if deadline.name == "activity_day" and not looked:
            looked.append(since)
            recording = threading.Thread(target=supervision.meeting, args=("M1", "2026-08-01"))
            recording.start()
            recording.join(timeout=1.0)
            recorded.append(recording)
        return found

    recorded: list[threading.Thread] = []
    monkeypatch.setattr(store, "days_done", slowly)

    supervision.start("2026-08-02")
    recorded[0].join(timeout=10.0)

    assert supervision.duty("activity_day")["state"] == "met"


def test_what_a_day_brings_is_decided_by_what_is_known_when_it_begins(supervision: Supervision) -> None:
    """Entries that arrive in one go with a day are applied after what the day before had left to do."""
    supervision.start("2026-08-01")
    told = [
        supervision.elsewhere.tell(
            "registry", "registry.day_started.v1", "day", "2026-08-02", {"date": "2026-08-02"}
        )
    ]
    dissolved = {"org_code": "BRANCH"}
    kind, stream = "registry.organisation_dissolved.v1", "organisation:BRANCH"
    told.append(supervision.elsewhere.tell("registry", kind, stream, "2026-08-02", dissolved))

    supervision.follower.take(told)

    assert supervision.told("activity_day") == ["duty_opened", "duty_lapsed"]
