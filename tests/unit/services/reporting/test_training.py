"""Figures of training, on both sides of each limit."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.reporting import rules
from services.reporting.model import About, Figures, Statement, Thing
from tests.planting import with_row

TOWN, OTHER, COUNTY = "411302001000", "411302002000", "411302000000"
LAST = date(2026, 9, 30)
LONG_AGO = date(2020, 1, 1)
AXES = {"industry": "机械", "education": "大专", "business": "市场"}


def thing(about: About, code: str, *said: tuple[date, dict[str, Any]]) -> Thing:
    """A thing and what was said of it, in order."""
    statements = (Statement("log", n, n, on, on, values) for n, (on, values) in enumerate(said, start=1))
    return Thing(about, code, tuple(statements))


ORGANISATIONS = [
    thing(About.ORGANISATION, code, (LONG_AGO, {"area": area}))
    for code, area in (("BRANCH", TOWN), ("OTHER", OTHER))
]
MEMBER = (LONG_AGO, {"status": "FULL", "org_code": "BRANCH", "credit_code": None})


def study(hours: float, on: date = date(2026, 9, 1), form: str = "class") -> tuple[date, dict[str, Any]]:
    return on, {"hours": {on.isoformat(): hours}, "form": form}


def counted(*things: Thing, day: date = LAST) -> dict[str, Figures]:
    return rules.figures([*ORGANISATIONS, *things], day, {area: (area,) for area in (TOWN, OTHER, COUNTY)})


def member(*said: tuple[date, dict[str, Any]]) -> Thing:
    return thing(About.MEMBER, "M1", MEMBER, *said)


@pytest.mark.rule("R-TRN-04")
@pytest.mark.parametrize(("hours", "reached"), [(31.0, 0), (32.0, 1)])
def test_thirty_two_hours_are_enough_for_a_member(hours: float, reached: int) -> None:
    one = member(study(24.0), study(hours - 24.0, on=date(2026, 9, 30)))

    assert counted(one)[TOWN]["K-40"] == [reached, 1]


@pytest.mark.rule("R-TRN-09")
def test_hours_count_by_their_own_day_in_their_own_year() -> None:
    across = date(2025, 12, 31), {"hours": {"2025-12-31": 32.0, "2026-01-01": 8.0}, "form": "class"}
    one = member(across, study(24.0, on=date(2026, 10, 1)))

    assert counted(one, day=date(2025, 12, 31))[TOWN]["K-40"] == [1, 1]
    assert counted(one, day=LAST)[TOWN]["K-40"] == [0, 1]
    assert counted(one, day=date(2026, 12, 31))[TOWN]["K-40"] == [1, 1]


@pytest.mark.rule("R-TRN-11")
@pytest.mark.parametrize(("year", "denominator"), [(2026, 0), (2025, 1), (2027, 1)])
def test_who_is_exempt_in_the_year_is_nobody_s_denominator(year: int, denominator: int) -> None:
    one = member((date(year, 1, 1), {"exempt": True, "year": year}))

    assert counted(one)[TOWN]["K-40"] == [0, denominator]


@pytest.mark.rule("R-IND-06")
def test_a_member_who_moves_takes_the_hours_along() -> None:
    one = member(study(32.0), (LAST, {"org_code": "OTHER"}))

    assert counted(one, day=date(2026, 9, 29))[TOWN]["K-40"] == [1, 1]
    figures = counted(one)
    assert (figures[TOWN]["K-40"], figures[OTHER]["K-40"]) == ([0, 0], [1, 1])


@pytest.mark.parametrize("status", ["REMOVED", "DECEASED", "TRANSFERRED_OUT"])
def test_who_left_is_not_counted(status: str) -> None:
    assert counted(member(study(40.0), (LAST, {"status": status})))[TOWN]["K-40"] == [0, 0]


def post(*said: tuple[date, dict[str, Any]], kind: str = "secretary", org: str | None = "BRANCH") -> Thing:
    given = date(2026, 6, 1), {"member_id": "M1", "kind": kind, "org_code": org}
    return thing(About.POST, "P1", given, *said)


@pytest.mark.rule("R-TRN-05")
@pytest.mark.rule("R-TRN-05-CLASSES")
@pytest.mark.parametrize(
    ("hours", "form", "reached"), [(55.0, "class", 0), (56.0, "class", 1), (56.0, "outside", 0)]
)
def test_a_secretary_needs_fifty_six_hours_and_a_concentrated_class(
    hours: float, form: str, reached: int
) -> None:
    assert counted(member(study(hours, form=form)), post())[TOWN]["K-41"] == [reached, 1]


@pytest.mark.parametrize(
    ("held", "denominator"),
    [
        (post(), 1),
        (post((LAST, {"ended": True})), 0),
        (post((date(2026, 10, 1), {"ended": True})), 1),
        (post(kind="committee_member"), 0),
        (post(org=None), 0),
    ],
)
def test_secretary_is_who_holds_the_post_at_the_end_of_the_quarter(held: Thing, denominator: int) -> None:
    assert counted(member(), held)[TOWN]["K-41"] == [0, denominator]


def plan(approved: date | None = date(2026, 2, 1), year: int = 2026, **axes: str) -> Thing:
    drafted = date(2026, 1, 5), {"area": COUNTY, "year": year, "axes": {**AXES, **axes}}
    return thing(About.PLAN, "PL1", drafted, *([(approved, {"approved": True})] if approved else []))


def training_class(planned: date, held: date | None = None, plan_id: str | None = "PL1") -> Thing:
    said = planned, {"area": TOWN, "plan_id": plan_id, "planned_on": planned.isoformat()}
    return thing(About.CLASS, "K1", said, *([(held, {"held": True})] if held else []))


@pytest.mark.parametrize(
    ("planned", "held", "expected"),
    [
        (date(2026, 7, 1), date(2026, 7, 3), [1, 1]),
        (date(2026, 9, 30), LAST, [1, 1]),
        (date(2026, 9, 30), date(2026, 10, 1), [0, 1]),
        (date(2026, 8, 1), None, [0, 1]),
        (date(2026, 6, 30), date(2026, 7, 3), [0, 0]),
        (date(2026, 10, 1), None, [0, 0]),
    ],
)
def test_a_class_falls_due_on_the_day_it_is_planned_for(
    planned: date, held: date | None, expected: list[int]
) -> None:
    assert counted(plan(), training_class(planned, held))[TOWN]["K-42"] == expected


@pytest.mark.rule("R-TRN-13")
@pytest.mark.parametrize(
    ("of", "plan_id"), [(plan(None), "PL1"), (plan(date(2026, 10, 1)), "PL1"), (plan(), None)]
)
def test_only_classes_of_plans_that_are_approved_by_then_fall_due(of: Thing, plan_id: str | None) -> None:
    one = training_class(date(2026, 8, 1), date(2026, 8, 2), plan_id)

    assert counted(of, one)[TOWN]["K-42"] == [0, 0]


@pytest.mark.rule("R-TRN-01")
@pytest.mark.parametrize(
    ("of", "expected"),
    [(plan(), [1, 1]), (plan(None, business=" "), [0, 1]), (plan(year=2027), [0, 0])],
)
def test_a_plan_is_complete_with_three_axes(of: Thing, expected: list[int]) -> None:
    assert counted(of)[COUNTY]["K-43"] == expected


@pytest.mark.rule("R-TRN-05-CLASSES")
@pytest.mark.parametrize(
    "studied",
    [
        pytest.param([study(48.0), study(8.0, form="outside")], id="the class first"),
        pytest.param([study(55.5, form="outside"), study(0.5)], id="a class of half an hour"),
    ],
)
def test_a_class_counts_whatever_was_attended_besides_and_however_long(
    studied: list[tuple[date, dict[str, Any]]],
) -> None:
    assert counted(member(*studied), post())[TOWN]["K-41"] == [1, 1]


@pytest.mark.rule("R-GEN-06")
def test_the_hours_a_place_asks_for_are_asked_of_its_own_members_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = thing(About.MEMBER, "M2", MEMBER, (LONG_AGO, {"org_code": "OTHER"}), study(32.0))
    with_row(tmp_path, monkeypatch, "training", "R-TRN-04", 40, date(2026, 1, 1), TOWN)

    figures = counted(member(study(32.0)), elsewhere)
    assert (figures[TOWN]["K-40"], figures[OTHER]["K-40"]) == ([0, 1], [1, 1])
