"""What happened to enterprises, organisations and members, as people read it."""

from typing import Any

import pytest

from shared.contracts.errors import NotFound

OTHER_TOWN = "411323001000"


def changes(happening: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {row["label"]: (row["old_text"], row["new_text"]) for row in happening["changes"]}


def test_a_change_of_an_enterprise_is_told_with_what_it_was_before(registry: Any) -> None:
    code = registry.enterprise(1)
    named = {"credit_code": code, "effective_on": "2026-06-30", "reason": "年报"}
    registry.act("change_enterprise", **named, employees=80, operation_state="dormant", size="small")

    changed, registered = registry.ask("visitor", "enterprise_history", credit_code=code)["items"]

    assert (changed["title"], changed["user"], changed["department"]) == (
        "变更企业信息",
        "li",
        "organisation",
    )
    assert (changed["effective_on"], changed["recorded_on"]) == ("2026-06-30", "2026-07-01")
    assert changed["reason"] == "年报"
    assert changes(changed) == {"职工数": ("50", "80"), "经营状态": ("在营", "停业")}
    assert changed["changes"][0]["old"] == 50
    assert registered["title"] == "登记企业"
    assert changes(registered)["规模"] == (None, "小型")


def test_reasons_are_told_within_the_areas_only(registry: Any) -> None:
    registry.organisation("H1", area=OTHER_TOWN, reason="张样例提议")

    (own,), (outside,) = (
        registry.ask(user, "organisation_history", org_code="H1")["items"] for user in ("li", "wan")
    )

    assert (own["reason"], outside["reason"]) == ("张样例提议", None)
    assert own["changes"] == outside["changes"]


def test_what_is_dated_back_is_told_against_its_own_day(registry: Any) -> None:
    code = registry.enterprise(1)
    for employees, on in ((80, "2026-06-01"), (60, "2026-03-01")):
        registry.act("change_enterprise", credit_code=code, employees=employees, effective_on=on)

    newest = registry.ask("li", "enterprise_history", credit_code=code)["items"][0]

    assert changes(newest) == {"职工数": ("50", "60")}


def test_a_history_is_read_page_by_page_from_the_newest_on(registry: Any) -> None:
    registry.organisation("H1")
    for number in (1, 2, 3):
        change = {"org_code": "H1", "name": f"样例{number}", "effective_on": "2026-07-01"}
        registry.act("change_organisation", **change)

    first = registry.ask("li", "organisation_history", org_code="H1", limit=3)
    rest = registry.ask("li", "organisation_history", org_code="H1", limit=3, after=first["next"])

    assert [row["seq"] for row in first["items"]] == [4, 3, 2]
    assert ([row["title"] for row in rest["items"]], rest["next"]) == (["成立党组织"], None)
    with pytest.raises(NotFound):
        registry.ask("li", "organisation_history", org_code="NONE")


def test_a_members_history_keeps_what_is_personal_within_the_members_areas(registry: Any) -> None:
    registry.organisation("H1", area=OTHER_TOWN)
    personal = {"sex": "female", "minority": True, "birth_month": "1990-01", "education": "college"}
    registry.members(1, "H1", None, **personal)
    change = {"member_id": "M0000", "education": "bachelor", "effective_on": "2026-07-01"}
    registry.act("change_member", **change, reason="王样例毕业")

    whole = registry.ask("li", "member_history", member_id="M0000")["items"]
    outside = registry.ask("wan", "member_history", member_id="M0000")["items"]

    assert changes(whole[0]) == {"学历": ("大专", "本科")}
    assert changes(whole[1])["少数民族"] == (None, "是")
    assert [row["title"] for row in outside] == ["变更党员信息", "登记党员", "录入期初补录"]
    assert not {row["field"] for one in outside for row in one["changes"]} & set(personal)
    assert "王" not in str(outside)


def test_an_affiliation_and_a_post_have_histories_with_reasons_in_ones_own_areas(registry: Any) -> None:
    registry.organisation("H1")
    code = registry.enterprise(1, area=OTHER_TOWN)
    registry.act(
        "set_affiliation",
        credit_code=code,
        org_code="H1",
        form="attached",
        effective_on="2026-06-01",
        reason="挂靠",
    )
    registry.members(1, "H1", None)
    post = {"post_id": "P1", "member_id": "M0000", "org_code": "H1", "kind": "secretary"}
    registry.act("assign_post", **post, effective_on="2026-06-02", reason="选举")

    (own,), (outside,) = (
        registry.ask(user, "affiliation_history", credit_code=code)["items"] for user in ("li", "wan")
    )
    assert (own["seq"], own["reason"], outside["reason"]) == (1, "挂靠", None)
    assert changes(own)["隶属方式"] == (None, "挂靠")
    (held,) = registry.ask("li", "post_history", post_id="P1")["items"]
    assert (held["title"], held["reason"]) == ("任职", "选举")
    with pytest.raises(NotFound):
        registry.ask("li", "post_history", post_id="P9")
