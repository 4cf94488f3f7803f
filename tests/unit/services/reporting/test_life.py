"""Figures of organisational life and supervision, on both sides of each limit."""

from datetime import date
from typing import Any

import pytest

from services.reporting import rules
from services.reporting.model import About, Figures, Statement, Thing
from services.reporting.rules.life import IN_TIME

TOWN, OTHER = "411302001000", "411302002000"
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
LONG_AGO = date(2020, 1, 1)
Said = tuple[date, dict[str, Any]]


def thing(about: About, code: str, *said: Said) -> Thing:
    """A thing and what was said of it, in order."""
    statements = (Statement("log", n, n, on, on, values) for n, (on, values) in enumerate(said, start=1))
    return Thing(about, code, tuple(statements))


ORGANISATIONS = [
    thing(About.ORGANISATION, code, (LONG_AGO, {"area": area}))
    for code, area in (("BRANCH", TOWN), ("SECOND", TOWN), ("OTHER", OTHER))
]


def opened(
    deadline: str, last_on: date, set_on: date = date(2026, 6, 1), org_code: str | None = "BRANCH"
) -> Said:
    told = {"deadline": deadline, "org_code": org_code, "lapsed": False}
    return set_on, {**told, "set_on": set_on.isoformat(), "last_on": last_on.isoformat()}


def met(on: date, *, in_time: bool = True) -> Said:
    return on, {"in_time": in_time}


def lapsed(on: date) -> Said:
    return on, {"lapsed": True}


def duty(*said: Said, code: str = "D1") -> Thing:
    return thing(About.DUTY, code, *said)


def counted(*things: Thing, day: date = LAST, town: str = TOWN) -> Figures:
    return rules.figures([*ORGANISATIONS, *things], day, {area: (area,) for area in (TOWN, OTHER)})[town]


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize(("measure", "deadline"), IN_TIME.items())
@pytest.mark.parametrize(
    ("last_on", "figure"),
    [
        (date(2026, 6, 30), [0, 0]),
        (FIRST, [1, 1]),
        (LAST, [1, 1]),
        (date(2026, 10, 1), [0, 0]),
    ],
)
def test_a_duty_is_due_in_the_quarter_its_last_day_lies_in(
    measure: str, deadline: str, last_on: date, figure: list[int]
) -> None:
    assert counted(duty(opened(deadline, last_on), met(date(2026, 6, 20))))[measure] == figure


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize(("measure", "deadline"), IN_TIME.items())
def test_what_was_done_late_or_never_is_due_and_not_done_in_time(measure: str, deadline: str) -> None:
    last_on = date(2026, 8, 10)

    assert counted(duty(opened(deadline, last_on)))[measure] == [0, 1]
    late = duty(opened(deadline, last_on), met(date(2026, 8, 11), in_time=False))
    assert counted(late)[measure] == [0, 1]


@pytest.mark.parametrize(
    ("on", "figure"),
    [(date(2026, 8, 10), [0, 0]), (date(2026, 8, 11), [0, 1])],
    ids=["lapsed on its last day", "lapsed when it was late"],
)
def test_what_lapsed_by_its_last_day_is_not_due(on: date, figure: list[int]) -> None:
    assert counted(duty(opened("talk", date(2026, 8, 10)), lapsed(on)))["K-30"] == figure


def test_a_duty_that_is_told_again_after_it_lapsed_is_due() -> None:
    told = opened("activity_day", date(2026, 8, 31), set_on=date(2026, 8, 1))

    assert counted(duty(told, lapsed(date(2026, 8, 20)), told))["K-51"] == [0, 1]


@pytest.mark.parametrize(("on", "here"), [(LAST, 0), (date(2026, 10, 1), 1)])
def test_a_duty_counts_where_its_organisation_is_at_the_end_of_the_quarter(on: date, here: int) -> None:
    told = opened("half_year_review", date(2026, 8, 10))
    one = duty(told, (on, {**told[1], "org_code": "OTHER"}))

    assert counted(one)["K-31"] == [0, here]
    assert counted(one, town=OTHER)["K-31"] == [0, 1 - here]


def test_a_duty_of_no_known_organisation_or_not_set_yet_is_nobody_s() -> None:
    nobody = duty(opened("talk", date(2026, 8, 10), org_code=None))
    later = duty(opened("talk", LAST, set_on=date(2026, 10, 1)))
    only_met = duty(met(date(2026, 8, 1)))

    assert counted(nobody, later, only_met) == rules.empty()


@pytest.mark.rule("R-SUP-02")
@pytest.mark.parametrize(
    ("closed", "put_right", "in_time"),
    [
        (date(2026, 9, 10), [1, 1], [1, 1]),
        (date(2026, 9, 11), [1, 1], [0, 1]),
        (LAST, [1, 1], [0, 1]),
        (date(2026, 10, 1), [0, 1], [0, 1]),
    ],
    ids=["in time", "a day late", "late, on the last day of the quarter", "after the quarter"],
)
def test_a_finding_closed_late_is_put_right_and_not_in_time(
    closed: date, put_right: list[int], in_time: list[int]
) -> None:
    due_on = date(2026, 9, 10)
    figures = counted(duty(opened("rectification", due_on), met(closed, in_time=closed <= due_on)))

    assert (figures["K-61"], figures["K-62"]) == (put_right, in_time)


@pytest.mark.rule("R-ACT-06")
@pytest.mark.parametrize(
    ("missing", "figure"),
    [(None, [1, 1]), ("members_meeting", [0, 1]), ("lecture", [0, 1]), ("committee_meeting", [0, 1])],
)
def test_an_organisation_reaches_the_mark_with_all_it_owes(missing: str | None, figure: list[int]) -> None:
    duties = [
        duty(opened(name, LAST), *([] if name == missing else [met(LAST)]), code=name)
        for name in ("members_meeting", "lecture", "committee_meeting")
    ]

    assert counted(*duties)["K-52"] == figure


@pytest.mark.rule("R-ACT-06")
def test_each_organisation_is_counted_once_by_what_it_owes_itself() -> None:
    own = duty(opened("lecture", LAST), met(LAST), code="D1")
    months = [
        duty(opened("committee_meeting", last, org_code="SECOND"), *said, code=f"M{last.month}")
        for last, said in (
            (date(2026, 7, 31), [met(date(2026, 7, 31))]),
            (date(2026, 8, 31), []),
            (LAST, [lapsed(LAST)]),
        )
    ]

    assert counted(own, *months)["K-52"] == [1, 2]


def meeting(on: date, due: int, present: int, *, counts: bool = True) -> Thing:
    told = {"org_code": "BRANCH", "due": due, "present": present, "counts": counts}
    return thing(About.MEETING, f"{on}:{due}", (on, told))


@pytest.mark.rule("R-ACT-20")
@pytest.mark.parametrize(
    ("on", "figure"),
    [
        (date(2026, 6, 30), [0, 0]),
        (FIRST, [8, 10]),
        (LAST, [8, 10]),
        (date(2026, 10, 1), [0, 0]),
    ],
)
def test_attendance_is_of_the_meetings_held_in_the_quarter(on: date, figure: list[int]) -> None:
    assert counted(meeting(on, 10, 8))["K-53"] == figure


@pytest.mark.rule("R-ACT-20")
def test_those_due_and_present_are_added_up_over_meetings_that_count() -> None:
    held = [meeting(FIRST, 10, 8), meeting(LAST, 5, 5), meeting(LAST, 7, 3, counts=False)]

    assert counted(*held)["K-53"] == [13, 15]


@pytest.mark.rule("R-SUP-01")
@pytest.mark.parametrize(
    ("on", "reached"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (LAST, 1), (date(2026, 10, 1), 0)],
)
def test_an_organisation_is_checked_once_it_was_inspected_in_the_year(on: date, reached: int) -> None:
    year = opened("inspection", date(2026, 12, 31), set_on=date(2026, 1, 1))
    inspections = [thing(About.INSPECTION, f"I{n}", (on, {"org_code": "BRANCH"})) for n in range(2)]

    assert counted(duty(year), *inspections)["K-60"] == [reached, 1]


@pytest.mark.rule("R-SUP-01")
def test_who_owes_no_inspection_this_year_is_in_no_share() -> None:
    before = opened("inspection", date(2025, 12, 31), set_on=date(2025, 1, 1))
    this = opened("inspection", date(2026, 12, 31), set_on=date(2026, 1, 1), org_code="SECOND")
    inspected = thing(About.INSPECTION, "I1", (LAST, {"org_code": "BRANCH"}))

    gone = duty(this, lapsed(date(2026, 9, 1)), code="D2")
    assert counted(duty(before), gone, inspected)["K-60"] == [0, 0]


def point(code: str = "P1", *said: Said, since: date = LONG_AGO, org_code: str = "BRANCH") -> Thing:
    return thing(About.CONTACT_POINT, code, (since, {"org_code": org_code}), *said)


@pytest.mark.rule("R-SUP-06")
@pytest.mark.parametrize(("since", "organisations"), [(LAST, 1), (date(2026, 10, 1), 0)])
def test_an_organisation_is_a_contact_point_from_its_day_on(since: date, organisations: int) -> None:
    assert counted(point(since=since), point("P2", since=since))["K-65"] == [organisations, 0]


@pytest.mark.rule("R-SUP-06")
@pytest.mark.parametrize(("ended", "organisations"), [(LAST, 0), (date(2026, 10, 1), 1)])
def test_a_contact_point_that_ended_by_the_last_day_is_none(ended: date, organisations: int) -> None:
    assert counted(point("P1", (ended, {"ended": True})))["K-65"] == [organisations, 0]


def test_an_organisation_that_is_dissolved_is_no_contact_point() -> None:
    gone = thing(About.ORGANISATION, "GONE", (LONG_AGO, {"area": TOWN}), (LAST, {"dissolved": True}))

    assert counted(gone, point(org_code="GONE"))["K-65"] == [0, 0]


@pytest.mark.rule("R-SUP-08")
@pytest.mark.parametrize(
    ("of", "outcome", "on", "solved"),
    [
        ("P1", "solved", FIRST, 1),
        ("P1", "solved", LAST, 1),
        ("P1", "solved", date(2026, 6, 30), 0),
        ("P1", "solved", date(2026, 10, 1), 0),
        ("P1", "unsolved", LAST, 0),
        (None, "solved", LAST, 0),
        ("P9", "solved", LAST, 0),
    ],
)
def test_difficulties_of_contact_points_count_on_the_day_they_were_solved(
    of: str | None, outcome: str, on: date, solved: int
) -> None:
    difficulty = thing(About.DIFFICULTY, "S1", (LONG_AGO, {"point": of}), (on, {"outcome": outcome}))

    assert counted(point(), difficulty)["K-65"] == [1, solved]


@pytest.mark.parametrize(
    ("on", "figure"),
    [(date(2026, 6, 30), 0), (FIRST, 1), (LAST, 1), (date(2026, 10, 1), 0)],
)
def test_an_organisation_is_new_in_the_quarter_it_is_established_in(on: date, figure: int) -> None:
    new = thing(About.ORGANISATION, "NEW", (on, {"area": TOWN}), (LAST, {"form": "joint"}))

    assert counted(new)["K-08"] == [figure, 0]


ELSEWHERE = thing(About.ORGANISATION, "ELSEWHERE", (LONG_AGO, {"area": "411399001000"}))


@pytest.mark.rule("R-SUP-06")
def test_contact_points_are_added_up_and_those_elsewhere_are_left_out() -> None:
    points = [point(org, org_code=org) for org in ("BRANCH", "SECOND", "ELSEWHERE")]
    solved = [
        thing(About.DIFFICULTY, f"S{org}", (LONG_AGO, {"point": org}), (LAST, {"outcome": "solved"}))
        for org in ("SECOND", "ELSEWHERE")
    ]

    assert counted(ELSEWHERE, *points, *solved)["K-65"] == [2, 1]


@pytest.mark.rule("R-SUP-08")
def test_a_difficulty_whose_point_is_not_known_yet_counts_nowhere() -> None:
    difficulty = thing(About.DIFFICULTY, "S1", (LAST, {"outcome": "solved"}))

    assert counted(point(), difficulty)["K-65"] == [1, 0]


def test_a_duty_of_which_nobody_said_that_it_lapsed_is_due() -> None:
    on, told = opened("talk", date(2026, 8, 10))
    silent = {name: value for name, value in told.items() if name != "lapsed"}

    assert counted(duty((on, silent)))["K-30"] == [0, 1]
