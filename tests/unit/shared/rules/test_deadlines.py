"""The table of deadlines, read as guards, alarms and indicators read it."""

from datetime import date

import pytest

from shared.rules import pack
from shared.rules.deadlines import Anchor, Offset, first_day, holders, period_name, repeat_days, table


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize("name", sorted(table()))
def test_every_deadline_names_a_rule_an_end_and_who_is_told(name: str) -> None:
    deadline = table()[name]
    known = pack.load(deadline.pack, date.max)

    assert deadline.rule in known or deadline.rule.startswith(("A-", "K-"))
    assert deadline.opened_by
    assert deadline.met_by
    assert len(holders()[deadline.holder]) == 3
    assert all(offset.alarm.startswith("A-") for offset in deadline.offsets)


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize("name", sorted(table()))
def test_no_two_messages_of_a_deadline_have_one_name(name: str) -> None:
    offsets = [offset.name for offset in table()[name].offsets]

    assert len(offsets) == len(set(offsets))


@pytest.mark.rule("R-DEV-05")
def test_the_talk_is_due_a_month_after_the_application_its_last_day_included() -> None:
    talk = table()["talk"]

    assert talk.due_on(date(2026, 1, 31)) == date(2026, 2, 28)
    assert talk.last_on(date(2026, 8, 10)) == date(2026, 9, 10)


@pytest.mark.rule("R-DEV-16")
def test_a_half_year_review_has_thirty_days_of_grace() -> None:
    review = table()["half_year_review"]

    assert review.due_on(date(2026, 1, 15)) == date(2026, 7, 15)
    assert review.last_on(date(2026, 1, 15)) == date(2026, 8, 14)


@pytest.mark.rule("R-ACT-01")
@pytest.mark.parametrize(("quarter", "last"), [(date(2026, 4, 1), 30), (date(2026, 7, 1), 31)])
def test_a_quarterly_meeting_is_due_on_the_fifteenth_and_missing_after_its_month(
    quarter: date, last: int
) -> None:
    meeting = table()["quarterly_meeting"]

    assert meeting.due_on(quarter) == quarter.replace(day=15)
    assert meeting.last_on(quarter) == quarter.replace(day=last)


@pytest.mark.rule("R-DEV-34")
def test_an_edition_without_the_rule_sets_no_limit() -> None:
    vote = table()["vote_after_pre_review"]

    assert not vote.applies(vote.rules_on(date(2026, 5, 10)))
    assert vote.applies(vote.rules_on(date(2026, 5, 11)))


def test_an_alarm_is_counted_from_the_day_it_names() -> None:
    days = {"set_on": date(2026, 1, 31), "due_on": date(2026, 2, 28), "last_on": date(2026, 3, 30)}

    assert Offset("A-01", Anchor.SET, days=20).day(**days) == date(2026, 2, 20)
    assert Offset("A-01", Anchor.DUE, days=-5).day(**days) == date(2026, 2, 23)
    assert Offset("A-09", Anchor.SET, months=1).day(**days) == date(2026, 2, 28)
    assert Offset("A-09", Anchor.LAST, days=15).day(**days) == date(2026, 4, 14)


@pytest.mark.parametrize(
    ("each", "first", "name"),
    [
        ("month", date(2026, 8, 1), "2026-08"),
        ("quarter", date(2026, 7, 1), "2026Q3"),
        ("half_year", date(2026, 7, 1), "2026H2"),
        ("year", date(2026, 1, 1), "2026"),
    ],
)
def test_a_day_lies_in_a_period_with_a_first_day_and_a_name(each: str, first: date, name: str) -> None:
    assert first_day(each, date(2026, 8, 20)) == first
    assert period_name(each, first) == name


def test_being_late_is_told_to_three_levels() -> None:
    levels = [offset.level for offset in table()["talk"].offsets]

    assert levels == [0, 0, 1, 2]


def test_what_has_no_last_day_is_told_to_nobody_above() -> None:
    assert {offset.level for offset in table()["cultivation_year"].offsets} == {0}


@pytest.mark.rule("R-ACT-03")
def test_what_is_due_in_each_period_without_a_day_is_due_on_its_last_day() -> None:
    assert table()["activity_day"].due_on(date(2026, 2, 1)) == date(2026, 2, 28)


def test_what_is_due_after_days_is_due_so_many_days_later() -> None:
    assert table()["archive"].due_on(date(2026, 7, 10)) == date(2026, 8, 9)


def test_what_is_late_is_told_again_every_thirty_days() -> None:
    assert repeat_days() == 30


def test_the_name_of_a_month_a_quarter_and_a_half_year_is_that_of_its_first_day() -> None:
    assert [period_name("quarter", date(2026, month, 1)) for month in (1, 4, 7, 10)] == [
        f"2026Q{number}" for number in (1, 2, 3, 4)
    ]
    assert period_name("half_year", date(2026, 1, 1)) == "2026H1"
