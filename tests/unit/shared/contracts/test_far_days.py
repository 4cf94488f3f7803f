"""A day so far ahead that its year must be mistyped is refused by every command that takes a day (F9)."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from shared.contracts.base import FARTHEST_YEARS, Command, check_days
from shared.contracts.services import SERVICES

TODAY, LATEST, TOO_LATE = (
    date(2026, 7, 1),
    date(2026 + FARTHEST_YEARS, 7, 1),
    date(2026 + FARTHEST_YEARS, 7, 2),
)
TAKING_DAYS = [
    pytest.param(call.takes, name, id=f"{service.name}.{method}.{name}")
    for service in SERVICES.values()
    for method, call in service.commands.items()
    for name, field in call.takes.declared.items()
    if isinstance(field, fields.Date)
]


def with_day(command: type[Command], name: str, day: date) -> Any:
    """Make a command of which only one day is known."""
    values = dict.fromkeys(command.declared)
    return command(**{**values, name: day})


@pytest.mark.parametrize(("command", "name"), TAKING_DAYS)
def test_a_mistyped_year_is_refused_in_every_day_of_every_command(command: type[Command], name: str) -> None:
    check_days(with_day(command, name, LATEST), TODAY)

    with pytest.raises(ValidationError) as refusal:
        check_days(with_day(command, name, TOO_LATE), TODAY)
    assert refusal.value.normalized_messages() == {name: ["晚于登记日10年以上，请核对年份"]}


def test_a_command_is_refused_by_the_field_with_the_mistyped_year() -> None:
    call = SERVICES["development"].commands["record_talk"].takes
    told = {"case_id": "C1", "on": "2099-01-01", "talker": "secretary", "recorded_on": "2026-07-01"}

    with pytest.raises(ValidationError) as refusal:
        call.call.load(told)  # type: ignore[attr-defined]
    assert [*refusal.value.normalized_messages()] == ["on"]
