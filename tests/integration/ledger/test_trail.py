"""The trail of looks: chained by day, so that nobody changes it unseen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.access import FindAccess
from shared.ledger import trail
from shared.ledger.trail import ACCESS, KEPT, Trail
from shared.rules import pack
from shared.rules.periods import ZONE
from shared.security.sealing import Vault
from shared.security.tokens import Actor

CLERK = Actor("wang", "organisation", ("registry_clerk",), ("411300000000",))
# 23:59 in Nanyang.
EVENING = datetime(2026, 7, 1, 15, 59, tzinfo=UTC)
DAY, NEXT = "2026-07-01", "2026-07-02"
RULES = pack.load("privacy", EVENING.date())
MOST, MOST_ROWS = RULES.number("R-PRV-21"), RULES.number("R-PRV-21-ROWS")
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=ZONE)


class Clocked(Trail):
    """A trail on whose clock it is the time that each look names."""

    def __init__(self, database: Any, key: bytes) -> None:
        super().__init__(database, Vault(database, key), lambda: self.time)
        self.time = EVENING


@pytest.fixture
def kept(database: Any) -> Clocked:
    trail.prepare(database)
    return Clocked(database, b"k" * 32)


def look(kept: Clocked, at: datetime = EVENING, **details: Any) -> None:
    kept.time = at
    kept.note(trail.LOOK, CLERK, **{"method": "member", "subjects": ["M1"], "count": 1, "full": 1, **details})


def told(kept: Clocked, day: str = DAY, **asked: Any) -> dict[str, Any]:
    return kept.told(FindAccess(day=datetime.fromisoformat(day).date(), **asked))


@pytest.mark.rule("R-PRV-20")
def test_an_entry_tells_who_looked_at_whom_when_in_which_role_and_why(kept: Clocked) -> None:
    look(kept, purpose="核对组织关系", address="10.0.0.7")

    (row,) = told(kept)["items"]
    assert (row["user"], row["roles"], row["method"], row["subjects"]) == (
        "wang",
        ["registry_clerk"],
        "member",
        ["M1"],
    )
    assert (row["at"], row["purpose"], row["address"]) == (EVENING.isoformat(), "核对组织关系", "10.0.0.7")


@pytest.mark.rule("R-PRV-20")
def test_each_day_counts_from_one_and_hangs_on_the_day_before(kept: Clocked) -> None:
    for minutes in (0, 0, 1):
        look(kept, EVENING + timedelta(minutes=minutes))

    assert [row["n"] for row in told(kept)["items"]] == [1, 2]
    assert [row["n"] for row in told(kept, NEXT)["items"]] == [1]
    assert (told(kept)["broken"], told(kept, NEXT)["broken"]) == (None, None)


@pytest.mark.rule("R-PRV-20")
@pytest.mark.parametrize(
    ("tampering", "day", "broken"),
    [
        (lambda rows: rows.update_one({"n": 2}, {"$set": {"user": "li"}}), DAY, 2),
        (lambda rows: rows.delete_one({"day": DAY, "n": 2}), DAY, 2),
        (lambda rows: rows.delete_one({"day": DAY, "n": 3}), NEXT, 1),
        (lambda rows: rows.update_one({"day": NEXT}, {"$set": {"subjects": []}}), NEXT, 1),
    ],
)
def test_what_was_changed_or_taken_out_shows(
    kept: Clocked, database: Any, tampering: Any, day: str, broken: int
) -> None:
    for minutes in (0, 0, 0, 1):
        look(kept, EVENING + timedelta(minutes=minutes))

    tampering(database[ACCESS])
    assert told(kept, day)["broken"] == broken


def test_who_has_not_the_key_of_the_instance_cannot_make_an_entry_that_fits(
    kept: Clocked, database: Any
) -> None:
    look(kept)
    forger = Clocked(database, b"x" * 32)
    look(forger)

    assert told(kept)["broken"] == 2


@pytest.mark.rule("R-PRV-20")
def test_the_oldest_days_end_and_what_follows_stays_whole(kept: Clocked, database: Any) -> None:
    for minutes in (0, 1):
        look(kept, EVENING + timedelta(minutes=minutes))

    database[ACCESS].delete_many({"day": DAY})

    assert told(kept, NEXT)["broken"] is None
    (index,) = (one for one in database[ACCESS].index_information().values() if "expireAfterSeconds" in one)
    assert index["expireAfterSeconds"] == KEPT.total_seconds()
    assert timedelta(days=183) < KEPT


@pytest.mark.rule("R-PRV-21")
@pytest.mark.parametrize(("looks", "alarms"), [(MOST, 0), (MOST + 1, 1), (MOST + 5, 1)])
def test_more_full_looks_in_an_hour_than_the_rule_lets_pass_raise_one_alarm(
    kept: Clocked, looks: int, alarms: int
) -> None:
    for _ in range(looks):
        look(kept)

    assert len(told(kept, what="alarm")["items"]) == alarms


@pytest.mark.rule("R-PRV-21")
def test_masked_looks_and_those_of_an_hour_ago_raise_none(kept: Clocked) -> None:
    for _ in range(MOST):
        look(kept, EVENING - timedelta(hours=1))
    for _ in range(MOST):
        look(kept, full=0)
    look(kept)

    assert told(kept, what="alarm")["items"] == []


def test_a_day_is_told_page_by_page_and_by_user(kept: Clocked) -> None:
    for _ in range(3):
        look(kept)

    first = told(kept, limit=2)
    assert ([row["n"] for row in first["items"]], first["next"]) == ([1, 2], 2)
    second = told(kept, limit=2, after=2)
    assert ([row["n"] for row in second["items"]], second["next"]) == ([3], None)
    assert told(kept, user="li")["items"] == []


def export(kept: Clocked, at: datetime, rows: int) -> list[str]:
    kept.time = at
    kept.note(trail.EXPORT, CLERK, method="members_in_members", count=rows)
    return [
        row["method"] for row in told(kept, at.astimezone(ZONE).date().isoformat(), what="alarm")["items"]
    ]


@pytest.mark.rule("R-PRV-21")
@pytest.mark.parametrize(("rows", "alarms"), [(MOST_ROWS, []), (MOST_ROWS + 1, ["rows"])])
def test_an_export_of_more_rows_than_the_rule_lets_pass_raises_an_alarm(
    kept: Clocked, rows: int, alarms: list[str]
) -> None:
    assert export(kept, NOON, rows) == alarms


@pytest.mark.rule("R-PRV-21")
@pytest.mark.parametrize(
    ("at", "alarms"),
    [
        (datetime(2026, 7, 1, 7, 59, tzinfo=ZONE), ["off_hours"]),
        (datetime(2026, 7, 1, 8, 0, tzinfo=ZONE), []),
        (datetime(2026, 7, 1, 17, 59, tzinfo=ZONE), []),
        (datetime(2026, 7, 1, 18, 0, tzinfo=ZONE), ["off_hours"]),
        # A Saturday, and the Sunday that is worked for the National Day.
        (datetime(2026, 7, 4, 12, 0, tzinfo=ZONE), ["off_hours"]),
        (datetime(2026, 9, 20, 12, 0, tzinfo=ZONE), []),
    ],
)
def test_an_export_outside_of_working_hours_raises_an_alarm(
    kept: Clocked, at: datetime, alarms: list[str]
) -> None:
    assert export(kept, at, 1) == alarms
