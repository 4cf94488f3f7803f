"""Two edits of one record: the second is told of the first, with both values."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed

OTHER_TOWN = "411323001000"


def seen(registry: Any, code: str) -> int:
    return int(registry.ask("li", "enterprise", credit_code=code)["seq"])


def differences(conflict: pytest.ExceptionInfo[Conflict]) -> dict[str, tuple[Any, ...]]:
    rows = conflict.value.details["differences"]
    return {row["label"]: (row["was_text"], row["theirs_text"], row.get("yours_text")) for row in rows}


def change(registry: Any, code: str, *, by: str = "li", **values: Any) -> Any:
    given = {"credit_code": code, "effective_on": "2026-06-30", **values}
    return registry.act("change_enterprise", by=by, **given)


def test_the_second_edit_is_told_of_the_first_with_both_values(registry: Any) -> None:
    code = registry.enterprise(1)
    number = seen(registry, code)
    change(registry, code, by="wan", employees=80, size="medium", expected=number)

    with pytest.raises(Conflict) as conflict:
        change(registry, code, employees=90, expected=number)

    assert differences(conflict) == {"职工数": ("50", "80", "90"), "规模": ("小型", "中型", None)}
    (act,) = conflict.value.details["meanwhile"]
    assert (act["user"], act["recorded_on"], act["title"]) == ("wan", "2026-07-01", "变更企业信息")
    assert "wan于2026-07-01登记了“变更企业信息”" in str(conflict.value)
    assert registry.ask("li", "enterprise", credit_code=code)["employees"] == 80
    assert change(registry, code, employees=90, expected=conflict.value.details["seq"])["seq"] == 3


def test_a_rule_that_speaks_against_what_is_out_of_date_comes_second(registry: Any) -> None:
    code = registry.enterprise(1)
    number = seen(registry, code)
    change(registry, code, employees=80)
    early = {"employees": 90, "effective_on": "2001-01-01"}

    with pytest.raises(Conflict):
        change(registry, code, **early, expected=number)
    with pytest.raises(InvalidInput):
        change(registry, code, **early, expected=number + 1)


def test_who_may_not_change_a_record_is_not_told_of_its_changes(registry: Any) -> None:
    code = registry.enterprise(1, area=OTHER_TOWN)
    change(registry, code, employees=80)

    with pytest.raises(NotAllowed):
        change(registry, code, by="wan", employees=90, expected=1)


def test_a_move_meanwhile_is_told_by_the_place(registry: Any) -> None:
    code = registry.enterprise(1)
    number = seen(registry, code)
    change(registry, code, area=OTHER_TOWN)

    with pytest.raises(Conflict) as conflict:
        change(registry, code, employees=90, expected=number)

    assert [row["field"] for row in conflict.value.details["differences"]] == ["area"]


def test_without_a_number_nothing_is_compared(registry: Any) -> None:
    code = registry.enterprise(1)
    change(registry, code, employees=80)

    assert change(registry, code, employees=90)["seq"] == 3


def test_what_is_recorded_elsewhere_does_not_count(registry: Any) -> None:
    code = registry.enterprise(1)
    number = seen(registry, code)
    registry.organisation("H1")
    registry.act(
        "set_affiliation", credit_code=code, org_code="H1", form="attached", effective_on="2026-06-30"
    )

    assert change(registry, code, employees=90, expected=number)["seq"] == number + 1


def test_of_a_member_who_left_the_areas_nothing_is_told(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2", area=OTHER_TOWN)
    (member,) = registry.members(1, "H1", None)
    number = registry.ask("wan", "member", member_id=member)["seq"]
    changing = {"member_id": member, "effective_on": "2026-06-30", "expected": number}
    registry.act("change_member", **changing, org_code="H2", education="college")

    with pytest.raises(Conflict) as conflict:
        registry.act("change_member", by="wan", **{**changing, "effective_on": "2026-06-01"}, front_line=True)

    assert conflict.value.details == {"seq": number + 1}


def test_a_number_is_whole(registry: Any) -> None:
    code = registry.enterprise(1)
    for wrong in (-1, "1", 1.5):
        with pytest.raises(Exception, match="所见"):
            change(registry, code, employees=90, expected=wrong)
