"""Finding enterprises, organisations, members and posts: one by one, and by what people remember of them."""

from typing import Any

import pytest

from shared.contracts.errors import InvalidInput, NotAllowed, NotFound

CITY, WANCHENG, TOWN, OTHER_TOWN = "411300000000", "411302000000", "411302001000", "411323001000"


def found(registry: Any, method: str, key: str, **wanted: Any) -> list[str]:
    return [row[key] for row in registry.ask("li", method, **wanted)["items"]]


def test_an_organisation_is_shown_with_its_superior_and_its_members(registry: Any) -> None:
    registry.organisation("C1", type="committee")
    registry.organisation("B1", parent="C1")
    registry.members(2, "B1", None)
    registry.members(1, "B1", None, status="PROBATIONARY")

    shown = registry.ask("visitor", "organisation", org_code="B1")

    assert shown["superior"]["org_code"] == "C1"
    assert shown["members"] == {"FULL": 2, "PROBATIONARY": 1}
    assert [(row["on"], row["parent"]) for row in shown["statements"]] == [("2020-01-01", "C1")]
    assert registry.ask("visitor", "organisation", org_code="C1")["superior"] is None
    with pytest.raises(NotFound):
        registry.ask("visitor", "organisation", org_code="NONE")


def test_organisations_are_found_by_name_by_the_beginning_of_the_code_and_by_type(registry: Any) -> None:
    registry.organisation("AB1", name="机械厂党支部")
    registry.organisation("AB2", name="纺织厂党支部", area=OTHER_TOWN)
    registry.organisation("CAB", name="机械行业党委", type="committee")

    assert found(registry, "organisations", "org_code", text="机械") == ["AB1", "CAB"]
    assert found(registry, "organisations", "org_code", text="AB") == ["AB1", "AB2"]
    assert found(registry, "organisations", "org_code", text="AB", area=WANCHENG) == ["AB1"]
    assert found(registry, "organisations", "org_code", type="committee") == ["CAB"]
    assert found(registry, "organisations", "org_code", text=".*") == []


def test_enterprises_are_found_by_the_beginning_of_the_code_by_state_and_by_size(registry: Any) -> None:
    one = registry.enterprise(1)
    two = registry.enterprise(2, operation_state="dormant", size="large")

    assert found(registry, "enterprises", "credit_code", text=one[:17]) == [one]
    assert found(registry, "enterprises", "credit_code", operation_state="dormant") == [two]
    assert found(registry, "enterprises", "credit_code", size="small", area=TOWN) == [one]
    with pytest.raises(InvalidInput):
        registry.ask("li", "enterprises", size="huge")


def test_members_are_found_by_status(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    registry.members(1, "H1", None, status="PROBATIONARY")
    registry.act("change_member", member_id="M0000", status="DECEASED", effective_on="2026-07-01")

    assert found(registry, "members", "member_id", status="PROBATIONARY") == ["M0001"]
    assert found(registry, "members", "member_id", status="DECEASED", org_code="H1") == ["M0000"]


def test_one_member_is_masked_outside_the_areas_of_who_asks(registry: Any) -> None:
    registry.organisation("H1", area=OTHER_TOWN)
    registry.members(1, "H1", None, sex="female", education="college")

    whole, masked = (registry.ask(user, "member", member_id="M0000") for user in ("li", "wan"))

    assert (whole["name"], whole["sex"]) == ("王样例", "female")
    assert masked["name"] == "王*"
    assert not {"sex", "minority", "birth_month", "education"} & set(masked)
    with pytest.raises(NotAllowed):
        registry.ask("visitor", "member", member_id="M0000")
    with pytest.raises(NotFound):
        registry.ask("li", "member", member_id="M9999")


def test_posts_are_found_by_where_and_by_whom_they_are_held(registry: Any) -> None:
    enterprise = registry.staffed(1, 2)
    places = {"P1": ("M0000", "H1", None), "P2": ("M0001", "H1", None), "P3": ("M0000", None, enterprise)}
    for post, (member, org_code, credit_code) in places.items():
        where = {"org_code": org_code, "credit_code": credit_code}
        kind = "committee_member" if org_code else "manager"
        known = {"post_id": post, "member_id": member, "kind": kind, "expected_end": None}
        registry.act("assign_post", **known, **where, effective_on="2026-07-01")
    registry.act("end_post", post_id="P2", effective_on="2026-07-01")

    assert found(registry, "posts", "post_id", org_code="H1") == ["P1", "P2"]
    assert found(registry, "posts", "post_id", member_id="M0000") == ["P1", "P3"]
    assert found(registry, "posts", "post_id", credit_code=enterprise) == ["P3"]
    page = registry.ask("li", "posts", limit=2)
    assert (len(page["items"]), page["next"]) == (2, "P2")
    assert page["items"][1]["ended_on"] == "2026-07-01"
