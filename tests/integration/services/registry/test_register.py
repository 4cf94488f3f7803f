"""Areas, days, enterprises and posts on a real ledger."""

from datetime import date
from typing import Any

import pytest

from services.registry import store
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn

WANCHENG, TOWN, OTHER_TOWN = "411302000000", "411302001000", "411323001000"


def test_the_tree_grows_from_the_root_and_never_twice(registry: Any) -> None:
    def add(code: str, parent: str) -> None:
        area = {"code": code, "name": "某乡", "level": "township", "parent": parent}
        registry.act("add_areas", by="admin", areas=[area])

    add("411302002000", WANCHENG)
    with pytest.raises(Conflict):
        add("411302002000", WANCHENG)
    with pytest.raises(NotFound):
        add("411302003000", "411399000000")
    assert [row["code"] for row in registry.ask("li", "areas", parent=WANCHENG)] == [TOWN, "411302002000"]


@pytest.mark.parametrize(
    ("day", "allowed"), [("2026-06-30", False), ("2026-07-01", False), ("2026-07-02", True)]
)
def test_the_business_day_only_goes_forward(registry: Any, day: str, allowed: bool) -> None:
    if allowed:
        registry.act("start_day", by="admin", date=day)
    else:
        with pytest.raises(Conflict):
            registry.act("start_day", by="admin", date=day)
    assert registry.ask("li", "today") == {"date": day if allowed else "2026-07-01"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"credit_code": "911100000000000000"}, "credit_code"),
        ({"area": WANCHENG}, "area"),
        ({"employees": -1}, "employees"),
        ({"employees": "50"}, "employees"),
        ({"operation_state": "resting"}, "operation_state"),
        ({"effective_on": "2019-12-31"}, "effective_on"),
        ({"phone": "x"}, "phone"),
    ],
)
def test_a_wrong_enterprise_is_refused_by_field(registry: Any, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        registry.enterprise(1, **facts)
    assert set(refusal.value.details["fields"]) == {field}
    assert registry.entries(type="registry.enterprise_registered.v1") == []


def test_an_enterprise_is_registered_once_and_in_a_known_place(registry: Any) -> None:
    registry.enterprise(1)

    with pytest.raises(Conflict):
        registry.enterprise(1)
    with pytest.raises(NotFound):
        registry.enterprise(2, area="411302999000")


@pytest.mark.rule("R-ORG-12")
def test_a_change_and_a_move_are_two_facts(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act(
        "change_enterprise", credit_code=code, effective_on="2026-07-05", employees=60, area=OTHER_TOWN
    )

    recorded = [(entry["type"], entry["data"]) for entry in registry.entries(stream=f"enterprise:{code}")][1:]
    assert recorded == [
        ("registry.enterprise_changed.v1", {"credit_code": code, "employees": 60}),
        ("registry.enterprise_moved.v1", {"credit_code": code, "area": OTHER_TOWN, "from_area": TOWN}),
    ]


@pytest.mark.rule("R-GEN-10")
def test_a_back_dated_change_leaves_what_came_later(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-06-05", employees=60)
    registry.act(
        "change_enterprise", credit_code=code, effective_on="2026-06-01", employees=55, name="更名企业"
    )

    row = registry.ask("li", "enterprise", credit_code=code)
    assert (row["employees"], row["name"], len(row["statements"])) == (60, "更名企业", 3)


@pytest.mark.rule("R-GEN-10")
def test_size_trade_ownership_and_park_hold_from_a_day_on(registry: Any) -> None:
    code = registry.enterprise(1, park="样例产业园")
    on = {"credit_code": code, "effective_on": "2026-06-05"}
    registry.act("change_enterprise", **on, size="medium", industry="C17", ownership="股份合作", park=None)

    row = registry.ask("li", "enterprise", credit_code=code)
    told = [[one[name] for name in ("size", "industry", "ownership", "park")] for one in row["statements"]]
    assert told == [["small", "C", "私营", "样例产业园"], ["medium", "C17", "股份合作", None]]
    assert [row[name] for name in ("size", "industry", "ownership", "park")] == told[1]
    enterprise = store.enterprise(store.get(registry.db, store.ENTERPRISES, code))
    assert enterprise.on(date(2026, 6, 4))["size"] == "small"
    assert enterprise.on(date(2026, 7, 5))["size"] == "medium"


@pytest.mark.parametrize("changes", [{}, {"effective_on": "2019-12-31", "employees": 1}])
def test_a_change_says_something_and_not_before_the_beginning(registry: Any, changes: dict[str, Any]) -> None:
    code = registry.enterprise(1)

    with pytest.raises(InvalidInput):
        registry.act("change_enterprise", **{"credit_code": code, "effective_on": "2026-07-01", **changes})


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({}, InvalidInput),
        ({"org_code": "H1", "credit_code": "first"}, InvalidInput),
        ({"org_code": "H9"}, NotFound),
        ({"org_code": "H1", "member_id": "M9999"}, NotFound),
        ({"org_code": "H1", "effective_on": "2019-12-31"}, InvalidInput),
    ],
)
def test_a_wrong_post_is_refused(registry: Any, facts: dict[str, Any], error: type[Exception]) -> None:
    code = registry.staffed(1, full=1)
    if "credit_code" in facts:
        facts = {**facts, "credit_code": code}
    post = {"post_id": "P1", "member_id": "M0000", "kind": "secretary", "effective_on": "2026-07-01", **facts}

    with pytest.raises(error):
        registry.act("assign_post", **post)


def test_a_post_is_taken_and_left_once(registry: Any) -> None:
    registry.staffed(1, full=1)
    registry.act(
        "assign_post",
        post_id="P1",
        member_id="M0000",
        org_code="H1",
        kind="secretary",
        effective_on="2026-07-02",
    )

    with pytest.raises(InvalidInput):
        registry.act("end_post", post_id="P1", effective_on="2026-07-01")
    registry.act("end_post", post_id="P1", effective_on="2026-07-02")
    with pytest.raises(Conflict):
        registry.act("end_post", post_id="P1", effective_on="2026-07-03")


def test_nothing_goes_without_a_token_or_the_right_role(registry: Any) -> None:
    with pytest.raises(NotAllowed):
        registry.organisation("H1", by="visitor")
    with pytest.raises(NotAllowed):
        registry.act("start_day", by="li", date="2026-07-02")
    with pytest.raises(NotAllowed):
        registry.ask("visitor", "members")
    registry.service.calling = type(registry.service.calling)(registry.runtime, {})
    with pytest.raises(NotSignedIn):
        registry.service.today()


def test_a_clerk_acts_in_their_own_areas_only(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2", area=OTHER_TOWN)
    here, there = registry.enterprise(1), registry.enterprise(2, OTHER_TOWN)
    registry.members(1, "H1", None)
    registry.members(1, "H2", None)
    on = {"by": "wan", "effective_on": "2026-07-01"}
    registry.act(
        "assign_post", post_id="P2", member_id="M0001", org_code="H2", kind="head", effective_on="2026-07-01"
    )

    refused: list[tuple[str, dict[str, Any]]] = [
        ("change_enterprise", {"credit_code": there, "employees": 1}),
        ("change_enterprise", {"credit_code": here, "area": OTHER_TOWN}),
        ("set_affiliation", {"credit_code": there, "org_code": "H1", "form": "attached"}),
        ("dissolve_organisation", {"org_code": "H2"}),
        ("change_member", {"member_id": "M0001", "org_code": "H1"}),
        ("change_member", {"member_id": "M0000", "org_code": "H2"}),
        ("assign_post", {"post_id": "P1", "member_id": "M0000", "org_code": "H2", "kind": "head"}),
        ("assign_post", {"post_id": "P1", "member_id": "M0000", "credit_code": there, "kind": "head"}),
        ("end_post", {"post_id": "P2"}),
    ]
    before = len(registry.entries())
    for method, arguments in refused:
        with pytest.raises(NotAllowed):
            registry.act(method, **on, **arguments)
    with pytest.raises(NotAllowed):
        registry.organisation("O9", by="wan", area=OTHER_TOWN)
    assert len(registry.entries()) == before
    assert registry.act("change_enterprise", **on, credit_code=here, employees=1)
    assert registry.act("change_member", **on, member_id="M0000", status="SUSPENDED_RIGHTS")


def test_names_are_whole_in_ones_own_areas_and_masked_elsewhere(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2", area=OTHER_TOWN)
    registry.members(1, "H1", None)
    registry.members(1, "H2", None)

    assert [row["name"] for row in registry.ask("wan", "members")["items"]] == ["王样例", "王*"]
    assert [row["name"] for row in registry.ask("li", "members")["items"]] == ["王样例", "王样例"]


def test_lists_come_in_pages(registry: Any) -> None:
    codes = sorted(
        [
            registry.enterprise(1),
            registry.enterprise(2),
            registry.enterprise(3, OTHER_TOWN, name="宛西(样例)"),
        ]
    )

    seen, after = [], None
    while True:
        page = registry.ask("li", "enterprises", after=after, limit=1)
        seen += [row["credit_code"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == codes
    assert len(registry.ask("li", "enterprises", area=WANCHENG)["items"]) == 2
    assert len(registry.ask("li", "enterprises", text="西(")["items"]) == 1
    assert registry.ask("li", "organisations", area=WANCHENG) == {"items": [], "next": None}
