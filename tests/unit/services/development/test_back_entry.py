"""What a step that is entered afterwards must keep, and what is only told of it."""

from datetime import date
from typing import Any

import pytest

from services.development.rules.back_entry import back_entry_violations
from shared.rules.violation import Level
from tests.unit.services.development.walk import WAY, ask, before

FIRST_DAY = date(2027, 8, 17)
BEGAN = "补录只用于系统启用的季度（{}起）以前的步骤；此后的步骤请逐项办理"


def levels(step: str, first_day: date | None = FIRST_DAY, **change: Any) -> dict[str, Level]:
    _, on, facts = next(row for row in WAY if row[0] == step)
    request = ask(before(step), step, change.pop("on", on), {**facts, **change})
    return {one.rule: one.level for one in back_entry_violations(request, first_day)}


@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    ("first_day", "refused"),
    [
        (None, False),
        # The talk was on 2025-01-20, in the quarter before and in the quarter of the first day.
        (date(2025, 4, 1), False),
        (date(2025, 3, 31), True),
        (date(2025, 1, 1), True),
        (date(2024, 12, 31), True),
    ],
)
def test_only_what_was_done_before_the_quarter_of_the_first_day_is_entered_afterwards(
    first_day: date | None, refused: bool
) -> None:
    assert levels("record_talk", first_day) == ({"R-GEN-10": Level.BLOCK} if refused else {})


@pytest.mark.rule("R-GEN-10")
def test_a_step_on_the_first_day_of_that_quarter_goes_the_ordinary_way() -> None:
    def said(on: date) -> list[tuple[str | None, str]]:
        request = ask(before("record_talk"), "record_talk", on, {"talker": "secretary"})
        return [(one.field, one.message) for one in back_entry_violations(request, date(2025, 3, 31))]

    assert said(date(2025, 1, 10)) == [("on", BEGAN.format("2025-01-01"))]
    facts = {"birth_date": date(1990, 1, 1), "written": True}
    first = ask(before("submit_application"), "submit_application", date(2025, 1, 1), facts)
    assert [one.rule for one in back_entry_violations(first, date(2025, 3, 31))] == ["R-GEN-10"]
    assert back_entry_violations(first, date(2025, 4, 1)) == []


@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    ("step", "change", "expected"),
    [
        ("record_talk", {"on": date(2025, 2, 11)}, {"R-DEV-05": Level.WARN}),
        ("submit_application", {"birth_date": date(2007, 1, 11)}, {"R-DEV-01": Level.WARN}),
        ("record_talk", {"on": date(2025, 1, 9)}, {"E-02": Level.BLOCK}),
        ("vote_admission", {"yes": 7, "no": 1}, {"R-DEV-41": Level.BLOCK}),
        ("complete_form", {"form_no": "ZY2"}, {"R-DEV-33": Level.BLOCK}),
        ("end_notice", {"on": date(2026, 5, 20)}, {"R-DEV-23": Level.WARN}),
        ("end_notice", {"posted_on": date(2026, 5, 11)}, {"R-DEV-23": Level.BLOCK}),
    ],
)
def test_too_early_and_too_late_is_told_and_what_the_record_rests_on_is_refused(
    step: str, change: dict[str, Any], expected: dict[str, Level]
) -> None:
    assert levels(step, **change) == expected
