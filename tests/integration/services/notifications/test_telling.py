"""A clock walk on a real database: every alarm once, up to three levels, and nothing after it was done."""

from collections import Counter

import pytest

from services.notifications import store
from shared.contracts.errors import NotFound
from tests.integration.services.notifications.conftest import Notifications

pytestmark = pytest.mark.integration


@pytest.mark.rule("R-GEN-13")
def test_a_quarter_passes_and_each_alarm_is_given_once_on_its_day(notifications: Notifications) -> None:
    notifications.opened("talk", "2026-07-01")
    notifications.opened("quarterly_meeting", "2026-07-01", "BRANCH")
    notifications.opened("activity_day", "2026-07-01", "BRANCH")

    notifications.walk("2026-07-01", "2026-09-30")

    assert Counter(notifications.raised()) == Counter(
        [
            ("2026-07-10", "A-31", 0),
            ("2026-07-16", "A-31", 0),
            ("2026-07-21", "A-01", 0),
            ("2026-07-26", "A-30", 0),
            ("2026-07-31", "A-31", 0),
            ("2026-08-01", "A-30", 0),
            ("2026-08-02", "A-01", 0),
            ("2026-08-15", "A-30", 1),
            ("2026-08-15", "A-31", 1),
            ("2026-08-16", "A-01", 1),
            ("2026-08-30", "A-30", 2),
            ("2026-08-30", "A-31", 2),
            ("2026-08-31", "A-01", 2),
            ("2026-09-29", "A-30", 2),
            ("2026-09-29", "A-31", 2),
            ("2026-09-30", "A-01", 2),
        ]
    )


def test_a_repeated_day_and_a_restart_and_a_rebuild_give_nothing_twice(notifications: Notifications) -> None:
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-21")
    before = notifications.raised()

    notifications.start("2026-07-21")
    notifications.rebuild()
    notifications.follower.settle()
    notifications.start("2026-07-22")

    assert notifications.raised() == before == [("2026-07-21", "A-01", 0)]


def test_days_that_were_missed_are_made_up_for_by_what_stands_now(notifications: Notifications) -> None:
    notifications.opened("talk", "2026-07-01")

    notifications.start("2026-08-20")

    assert Counter(notifications.raised()) == Counter([("2026-08-20", "A-01", 0), ("2026-08-20", "A-01", 1)])


def test_nothing_is_told_after_it_was_done_and_what_was_told_is_cleared(notifications: Notifications) -> None:
    duty = notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-22")
    assert len(notifications.ask("shu", "inbox")["items"]) == 1

    notifications.met(duty, "2026-07-22")
    notifications.walk("2026-07-23", "2026-09-10")

    assert len(notifications.raised()) == 1
    assert notifications.ask("shu", "inbox")["items"] == []
    told = [row["type"].split(".")[1] for row in notifications.recorded(f"alarm:{duty}")]
    assert told == ["alarm_raised", "alarm_cleared"]


def test_a_duty_that_is_due_again_after_it_lapsed_is_told_of_again(notifications: Notifications) -> None:
    duty = notifications.opened("talk", "2026-07-01")
    lapsed = {"duty": duty, "deadline": "talk", "why": "退回"}
    notifications.hear("development", "development.duty_lapsed.v1", f"duty:{duty}", "2026-07-05", **lapsed)
    notifications.opened("talk", "2026-07-01")

    notifications.walk("2026-07-10", "2026-07-21")

    assert notifications.raised() == [("2026-07-21", "A-01", 0)]


def test_people_see_what_their_roles_and_areas_are_told(notifications: Notifications) -> None:
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-08-16")

    shown = {user: notifications.ask(user, "inbox")["items"] for user in ("shu", "wei", "zu")}
    levels = {user: [row["level"] for row in rows] for user, rows in shown.items()}

    assert levels == {"shu": [0, 0], "wei": [1], "zu": []}
    assert notifications.ask("far", "inbox")["items"] == notifications.ask("gong", "inbox")["items"] == []


def test_a_message_is_read_by_one_person_and_stays_unread_for_others(notifications: Notifications) -> None:
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-21")
    (message,) = notifications.ask("shu", "inbox")["items"]
    with pytest.raises(NotFound):
        notifications.act("far", "mark_read", message=message["message"])

    notifications.act("shu", "mark_read", message=message["message"])

    shown = notifications.ask("shu", "inbox")
    assert (shown["unread"], shown["items"][0]["read"]) == (0, True)
    assert notifications.ask("shu", "inbox", unread=True)["items"] == []


def test_the_numbers_of_to_dos_equal_their_lists(notifications: Notifications) -> None:
    for number in range(5):
        notifications.opened("talk", f"2026-07-0{number + 1}", f"C{number}")
    duty = notifications.opened("talk", "2026-06-01", "LATE")
    late = {"duty": duty, "deadline": "talk"}
    notifications.hear("development", "development.duty_late.v1", f"duty:{duty}", "2026-07-02", **late)
    notifications.met("talk:C4:2026-07-05", "2026-07-06")

    notifications.walk("2026-07-26", "2026-07-26")

    everything = notifications.ask("shu", "todos")

    assert everything["counts"] == {"later": 2, "soon": 2, "late": 1}
    for when, many in everything["counts"].items():
        assert len(notifications.ask("shu", "todos", when=when)["items"]) == many
    assert [row["subject"] for row in everything["items"]] == ["LATE", "C0", "C1", "C2", "C3"]
    assert {row["pack"] for row in everything["items"]} == {"development"}
    assert notifications.ask("far", "todos")["items"] == []


def test_to_dos_are_read_page_by_page_the_most_urgent_first(notifications: Notifications) -> None:
    for number in range(5):
        notifications.opened("talk", f"2026-07-0{5 - number}", f"C{number}")

    seen, after = [], None
    while page := notifications.ask("shu", "todos", limit=2, after=after):
        seen += [row["subject"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break

    assert seen == ["C4", "C3", "C2", "C1", "C0"]


def test_what_is_due_is_found_by_the_index(notifications: Notifications) -> None:
    wanted = {"next_on": {"$gt": "", "$lte": "2026-07-21"}}
    plan = notifications.db[store.TODOS].find(wanted).sort([("next_on", 1), ("_id", 1)]).explain()

    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
