"""On which days whom is told of a duty."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.notifications import rules
from services.notifications.model import Todo
from shared.rules.deadlines import table

JULY = date(2026, 7, 1)


def todo(deadline: str, since: date = JULY, **change: Any) -> Todo:
    known = table()[deadline]
    values = {"subject": "S", "area": "411302001000", "department": None, "set_on": since, **change}
    return Todo(
        duty=f"{deadline}:S:{since}",
        deadline=deadline,
        due_on=known.due_on(since),
        last_on=known.last_on(since),
        **values,
    )


def told(one: Todo, until: date) -> list[tuple[str, date, int]]:
    return [(telling.alarm, telling.day, telling.level) for telling in rules.tellings(one, until)]


# The days of the register's table of alarms (rules.md 11.4).
REGISTER = {
    "talk": [("A-01", date(2026, 7, 21)), ("A-01", date(2026, 8, 2))],
    "decision_on_recommended": [("A-03", date(2026, 8, 31))],
    "half_year_review": [("A-04", date(2027, 1, 1)), ("A-04", date(2027, 2, 1))],
    "cultivation_year": [("A-05", date(2027, 7, 1))],
    "agreement": [("A-06", date(2026, 7, 31))],
    "vote_after_pre_review": [("A-08", date(2026, 7, 21)), ("A-08", date(2026, 8, 2))],
    "approval": [
        ("A-09", date(2026, 9, 1)),
        ("A-09", date(2026, 10, 1)),
        ("A-09", date(2026, 12, 1)),
        ("A-09", date(2027, 1, 1)),
    ],
    "review_and_training": [("A-10", date(2026, 9, 29))],
    "filing": [("A-11", date(2026, 7, 16))],
    "assignment": [("A-12", date(2026, 7, 31))],
    "oath": [("A-13", date(2026, 8, 1))],
    "probation_review": [("A-14", date(2026, 10, 16))],
    "conversion_approval": [("A-16", date(2026, 9, 1)), ("A-16", date(2026, 10, 1))],
    "archive": [("A-17", date(2026, 7, 8)), ("A-17", date(2026, 7, 31))],
    "quarterly_meeting": [
        ("A-31", date(2026, 7, 10)),
        ("A-31", date(2026, 7, 16)),
        ("A-31", date(2026, 7, 31)),
    ],
    "activity_day": [("A-30", date(2026, 7, 26)), ("A-30", date(2026, 8, 1))],
    "committee_meeting": [("A-30", date(2026, 7, 26)), ("A-30", date(2026, 8, 1))],
    "contact_visit": [("A-44", date(2026, 9, 30))],
    "figures": [("A-43", date(2026, 7, 8)), ("A-43", date(2026, 7, 10)), ("A-43", date(2026, 7, 15))],
    # Due on the day itself here; the convener gives the day.
    "resolution": [
        ("A-42", date(2026, 6, 16)),
        ("A-42", date(2026, 6, 28)),
        ("A-42", date(2026, 7, 1)),
        ("A-42", date(2026, 7, 31)),
        ("A-42", date(2026, 8, 30)),
    ],
}


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize("deadline", sorted(REGISTER))
def test_who_holds_a_duty_is_told_on_the_days_of_the_register(deadline: str) -> None:
    own = [(alarm, day) for alarm, day, level in told(todo(deadline), date(2028, 1, 1)) if level == 0]

    assert own == REGISTER[deadline]


@pytest.mark.rule("R-ACT-10")
def test_the_year_s_review_is_asked_for_on_the_first_of_november_and_of_december() -> None:
    own = told(todo("review", date(2026, 1, 1)), date(2026, 12, 31))

    assert [day for _, day, _ in own] == [date(2026, 11, 1), date(2026, 12, 1)]


@pytest.mark.parametrize(("day", "levels"), [(15, [0]), (16, [0, 1]), (30, [0, 1]), (31, [0, 1, 2])])
def test_what_stays_undone_goes_up_after_fifteen_and_after_thirty_days(day: int, levels: list[int]) -> None:
    last = todo("talk").last_on

    assert sorted({level for _, _, level in told(todo("talk"), last + timedelta(days=day - 1))}) == levels


def test_the_last_level_is_told_again_every_thirty_days() -> None:
    one = todo("talk")
    last = one.last_on + timedelta(days=30)

    repeated = [day for _, day, level in told(one, last + timedelta(days=60)) if level == 2]

    assert repeated == [last, last + timedelta(days=30), last + timedelta(days=60)]
    assert rules.next_day(one, last) == last + timedelta(days=30)


def test_each_repetition_is_told_under_its_own_number_with_the_alarm_and_the_level_of_the_last() -> None:
    one = todo("talk")
    last = one.last_on + timedelta(days=30)
    known = rules.tellings(one, last)[-1]

    repeated = rules.tellings(one, last + timedelta(days=60))[-2:]

    assert [(each.alarm, each.offset, each.level) for each in repeated] == [
        (known.alarm, f"{known.offset}#1", 2),
        (known.alarm, f"{known.offset}#2", 2),
    ]


def test_a_duty_that_is_years_overdue_is_still_told_every_thirty_days() -> None:
    one = todo("talk")
    told_on = one.last_on + timedelta(days=30 + 30 * 40)

    assert rules.next_day(one, told_on) == told_on + timedelta(days=30)


def test_a_duty_of_which_the_last_day_is_years_ahead_has_a_day_to_be_told_on() -> None:
    far = date(2029, 7, 1)
    one = replace(todo("resolution"), due_on=far, last_on=far)

    assert rules.next_day(one, JULY) == far - timedelta(days=15)


def test_of_a_duty_that_does_not_go_up_nobody_is_told_any_more_after_its_last_day() -> None:
    never_up = [name for name, deadline in table().items() if deadline.offsets and not deadline.escalates]

    for name in never_up:
        one = todo(name)
        last = max(telling.day for telling in rules.tellings(one, date(2032, 1, 1)))
        assert rules.next_day(one, last - timedelta(days=1)) == last
        assert rules.next_day(one, last) is None
    assert never_up


def test_a_duty_that_became_known_late_is_told_as_it_stands() -> None:
    one = todo("talk")

    (now,) = rules.due_now(one, date(2026, 8, 10))

    assert (now.day, now.level) == (date(2026, 8, 2), 0)


def test_what_was_told_is_not_told_again_though_an_earlier_day_was_left_out() -> None:
    one = todo("talk", passed=frozenset({"due+0m+1d"}))

    assert rules.due_now(one, date(2026, 8, 10)) == []


@pytest.mark.parametrize(
    ("deadline", "levels"),
    [
        ("talk", ["branch_secretary", "committee_secretary", "county_organiser"]),
        ("approval", ["committee_secretary", "county_organiser", "convener"]),
    ],
)
def test_each_level_has_its_own_receiver(deadline: str, levels: list[str]) -> None:
    one = todo(deadline)
    all_of_it = rules.tellings(one, one.last_on + timedelta(days=30))

    assert [
        *dict.fromkeys(role for telling in all_of_it for role in rules.alarm(one, telling).roles)
    ] == levels


def test_a_message_that_cannot_be_sent_is_tried_again_later_each_time_and_then_given_up() -> None:
    pauses = [rules.pause(tries) for tries in range(1, 7)]

    assert pauses[:-1] == sorted(pause for pause in pauses if pause is not None)
    assert pauses[-1] is None


@pytest.mark.rule("R-PRV-24")
def test_a_message_names_the_duty_its_subject_and_the_day_and_nothing_else() -> None:
    one = todo("talk")
    alarm = rules.alarm(one, rules.tellings(one, one.last_on)[0])

    assert rules.sentence(alarm.as_json()) == "派人谈话（S）应于2026-08-01前办理"


def test_a_message_that_may_be_done_from_a_day_on_says_so() -> None:
    may = next(name for name, deadline in sorted(table().items()) if not deadline.is_limit)

    assert rules.sentence({"deadline": may, "subject": "S", "due_on": "2027-07-01"}) == (
        f"{table()[may].title}（S）自2027-07-01起可以办理"
    )


def test_a_message_with_a_text_of_its_own_is_that_text() -> None:
    assert rules.sentence({"text": "请核对", "deadline": "talk", "subject": "S"}) == "请核对"


def test_an_alarm_carries_its_duty_and_the_department_only_on_the_first_level() -> None:
    one = todo("figures", department="finance")
    first, *_, last = rules.tellings(one, one.last_on + timedelta(days=30))

    alarms = [rules.alarm(one, telling) for telling in (first, last)]

    assert [(alarm.alarm, alarm.offset, alarm.level) for alarm in alarms] == [
        (telling.alarm, telling.offset, telling.level) for telling in (first, last)
    ]
    assert {(alarm.duty, alarm.area, alarm.subject, alarm.due_on) for alarm in alarms} == {
        (one.duty, "411302001000", "S", one.due_on)
    }
    assert [(alarm.level, alarm.department) for alarm in alarms] == [(0, "finance"), (2, None)]
