"""What is stated for a day to come: not in lists before that day, in them from it on."""

from datetime import date
from typing import Any

import pytest

from services.registry import store
from services.registry.apply import FOLLOWING

TODAY, EVE, BEGINS = "2026-07-01", "2026-07-31", "2026-08-01"


def begin(registry: Any, day: str) -> None:
    """Start a business day and do its work."""
    registry.day = day
    registry.act("start_day", by="admin", date=day)
    assert FOLLOWING.settle is not None
    while FOLLOWING.settle(registry.ledger):
        pass


def listed(registry: Any, **wanted: Any) -> dict[str, str]:
    rows = registry.ask("li", "enterprises", **wanted)["items"]
    return {row["credit_code"]: row["operation_state"] for row in rows}


@pytest.mark.rule("R-GEN-03")
def test_an_enterprise_that_closes_on_a_day_to_come_is_closed_in_lists_from_that_day_on(
    registry: Any,
) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, operation_state="closed", effective_on=BEGINS)

    assert listed(registry) == {code: "operating"}
    assert listed(registry, operation_state="closed") == {}
    found = registry.ask("li", "enterprise", credit_code=code)
    assert found["operation_state"] == "operating"
    assert found["statements"][-1] == {"on": BEGINS, "operation_state": "closed"}

    begin(registry, EVE)
    assert listed(registry) == {code: "operating"}
    begin(registry, BEGINS)
    assert listed(registry, operation_state="closed") == {code: "closed"}
    assert not store.announced(registry.db, store.ENTERPRISES, date.max, 1)


@pytest.mark.rule("R-GEN-03")
def test_days_that_were_passed_over_take_effect_with_the_next_one(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, operation_state="dormant", effective_on=EVE)
    registry.act("change_enterprise", credit_code=code, size="medium", effective_on="2026-09-01")
    registry.act("change_enterprise", credit_code=code, name="样例更名", effective_on=TODAY)

    begin(registry, BEGINS)
    row = registry.ask("li", "enterprise", credit_code=code)
    assert (row["operation_state"], row["size"], row["name"]) == ("dormant", "small", "样例更名")
    begin(registry, "2026-09-01")
    assert registry.ask("li", "enterprise", credit_code=code)["size"] == "medium"


@pytest.mark.rule("R-GEN-03")
def test_members_and_organisations_are_listed_as_they_are_today(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2")
    [member] = registry.members(1, "H1", None)
    registry.act("change_member", member_id=member, org_code="H2", effective_on=BEGINS)
    registry.act("change_organisation", org_code="H2", name="样例新名", effective_on=BEGINS)

    def seen() -> tuple[str, str]:
        [row] = registry.ask("li", "members")["items"]
        return row["org_code"], registry.ask("li", "organisation", org_code="H2")["name"]

    assert seen() == ("H1", "样例支部H2")
    begin(registry, BEGINS)
    assert seen() == ("H2", "样例新名")
