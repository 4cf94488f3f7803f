"""Imports: all rows or none, every problem with its row and field, the same rules as one by one."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed

HEADER = ("credit_code", "name", "area", "ownership", "industry", "size", "employees", "operation_state")
TOWN, OTHER_TOWN = "411302001000", "411323001000"


def row(code: str, **cells: str) -> dict[str, str]:
    texts = ("私营", "C", "small", "50", "operating")
    filled = dict(zip(HEADER, (code, "样例企业", TOWN, *texts), strict=True))
    return {"recorded_on": "2026-07-01", **filled, "registered_on": "2020-01-01", "sample": "1", **cells}


def bring(registry: Any, kind: str, *rows: dict[str, str], **how: Any) -> Any:
    return registry.act("import_rows", kind=kind, rows=list(rows), **how)


def problems(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[int, str | None]]:
    return [(problem["row"], problem["field"]) for problem in refusal.value.details["rows"]]


def test_good_rows_are_taken_in_one_go(registry: Any, credit: Any) -> None:
    answer = bring(registry, "enterprises", *(row(credit(number)) for number in range(5)))

    assert (answer["accepted"], answer["errors"]) == (5, [])
    assert len(registry.ask("li", "enterprises")["items"]) == 5
    assert registry.ask("li", "enterprise", credit_code=credit(0))["sample"] is True


def test_one_bad_row_keeps_all_out_and_every_problem_is_named(registry: Any, credit: Any) -> None:
    with pytest.raises(InvalidInput, match="第10行") as refusal:
        bring(
            registry,
            "enterprises",
            row(credit(1), employees="五十"),
            row(credit(2)),
            row("911100000000000000", size="huge"),
            row(credit(2)),
            row(credit(3), area="411399999000"),
            row(credit(4), colour="red"),
            row(credit(5), name=""),
            row(credit(6), employees="²"),
            row(credit(7), employees="9" * 5000),
            first_row=10,
        )
    assert problems(refusal) == [
        (10, "employees"),
        (12, "size"),
        (12, "credit_code"),
        (13, "credit_code"),
        (14, "area"),
        (15, "colour"),
        (16, "name"),
        (17, "employees"),
        (18, "employees"),
    ]
    assert all(problem["problem"] for problem in refusal.value.details["rows"])
    assert registry.entries(type="registry.enterprise_registered.v1") == []
    assert registry.ask("li", "enterprises")["items"] == []


@pytest.mark.parametrize("column", ["registered_on", "effective_on"])
def test_a_mistyped_year_keeps_the_row_out(registry: Any, credit: Any, column: str) -> None:
    with pytest.raises(InvalidInput, match="核对年份") as refusal:
        bring(registry, "enterprises", row(credit(1)), row(credit(2), **{column: "2099-01-01"}))

    assert problems(refusal) == [(3, column)]
    assert registry.ask("li", "enterprises")["items"] == []


def test_a_dry_run_checks_everything_and_writes_nothing(registry: Any, credit: Any) -> None:
    before = len(registry.entries())

    answer = bring(registry, "enterprises", row(credit(1)), dry_run=True)

    assert answer["accepted"] == 1
    assert len(registry.entries()) == before
    with pytest.raises(InvalidInput):
        bring(registry, "enterprises", row(credit(1), size="huge"), dry_run=True)
    assert bring(registry, "enterprises", row(credit(1)))["accepted"] == 1


def test_the_same_key_imports_once(registry: Any, credit: Any) -> None:
    first = bring(registry, "enterprises", row(credit(1)), key="import-1")

    assert bring(registry, "enterprises", row(credit(1)), key="import-1") == first
    with pytest.raises(Conflict):
        bring(registry, "enterprises", row(credit(2)), key="import-1")
    assert len(registry.entries(type="registry.enterprise_registered.v1")) == 1


@pytest.mark.rule("R-ORG-01")
def test_the_rules_hold_for_files_too(registry: Any) -> None:
    code = registry.staffed(1, full=2)
    organisation = {
        "org_code": "O1",
        "name": "某支部",
        "type": "branch",
        "form": "independent",
        "area": TOWN,
        "parent": "",
        "units": code,
        "members": "M0000;M0001",
        "established_on": "2026-07-01",
    }

    with pytest.raises(InvalidInput) as refusal:
        bring(registry, "organisations", organisation, reason="普查")
    assert [(p["row"], p["field"], p["rule"]) for p in refusal.value.details["rows"]] == [
        (2, "units", "R-ORG-01")
    ]
    registry.members(1, "H1", code)
    assert bring(registry, "organisations", organisation)["accepted"] == 1


def test_a_blank_cell_leaves_a_value_and_a_dash_takes_it_away(registry: Any) -> None:
    registry.staffed(1, full=1)
    change = {
        "member_id": "M0000",
        "effective_on": "2026-07-01",
        "status": "",
        "org_code": "",
        "credit_code": "-",
    }
    bring(registry, "member_changes", change)

    [member] = registry.ask("li", "members")["items"]
    assert (member["status"], member["org_code"], member["credit_code"]) == ("FULL", "H1", None)


def test_a_post_of_a_file_may_have_ended(registry: Any) -> None:
    registry.staffed(1, full=1)
    post = {
        "post_id": "P1",
        "member_id": "M0000",
        "org_code": "H1",
        "credit_code": "",
        "kind": "secretary",
        "is_temp": "0",
        "expected_end": "",
        "effective_on": "2024-01-01",
        "ended_on": "2026-06-30",
    }
    bring(registry, "posts", post)

    assert registry.db["posts"].find_one({"_id": "P1"})["ended_on"] == "2026-06-30"


def test_a_file_reaches_no_further_than_its_clerk(registry: Any, credit: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        bring(registry, "enterprises", row(credit(1)), row(credit(2), area=OTHER_TOWN), by="wan")
    assert problems(refusal) == [(3, None)]
    with pytest.raises(NotAllowed):
        bring(registry, "enterprises", row(credit(1)), by="visitor")


def test_areas_are_for_the_administrator(registry: Any) -> None:
    area = {"code": "411302009000", "name": "某镇", "level": "township", "parent": "411302000000"}

    with pytest.raises(NotAllowed):
        bring(registry, "areas", area)
    assert bring(registry, "areas", area, by="admin")["accepted"] == 1


@pytest.mark.parametrize(("count", "allowed"), [(0, False), (200, True), (201, False)])
def test_a_call_takes_up_to_two_hundred_rows(registry: Any, credit: Any, count: int, allowed: bool) -> None:
    rows = [row(credit(number)) for number in range(count)]

    if allowed:
        assert bring(registry, "enterprises", *rows)["accepted"] == count
    else:
        with pytest.raises(InvalidInput):
            bring(registry, "enterprises", *rows)
