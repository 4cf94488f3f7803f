"""The history of a case, and the places of a year with what is left of them."""

import pytest

from shared.contracts.errors import Conflict, NotAllowed, NotFound
from tests.integration.services.development.conftest import Development
from tests.integration.services.hosted import CITY, TOWN, XIXIA

pytestmark = pytest.mark.integration


def test_the_history_of_a_case_names_its_steps_and_never_the_person(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="record_recommendation")

    recommended, talked, opened = development.ask("visitor", "case_history", case_id="C1")["items"]

    assert [row["title"] for row in (recommended, talked, opened)] == ["推荐", "派人谈话", "递交入党申请书"]
    texts = {row["label"]: (row["old_text"], row["new_text"]) for row in talked["changes"]}
    assert texts["谈话人职务"] == (None, "书记")
    assert (talked["effective_on"], talked["user"]) == ("2025-01-20", "zhi")
    assert "赵" not in str(opened)
    assert "1990" not in str(opened)


def test_the_history_of_a_case_is_told_within_its_areas_only(development: Development) -> None:
    development.apply_for("C1")

    with pytest.raises(NotAllowed):
        development.ask("other", "case_history", case_id="C1")
    with pytest.raises(NotFound):
        development.ask("zhi", "case_history", case_id="C9")


def test_a_step_that_somebody_else_took_meanwhile_is_told(development: Development) -> None:
    development.apply_for("C1")
    number = development.ask("zhi", "case", case_id="C1")["seq"]
    development.go("C1", until="record_talk")
    step = {"case_id": "C1", "on": "2025-01-21", "talker": "secretary"}

    with pytest.raises(Conflict, match=r"您本人于.*登记了“派人谈话”") as conflict:
        development.act("zhi", "record_talk", **step, expected=number)

    assert conflict.value.details["seq"] == development.ask("zhi", "case", case_id="C1")["seq"] == number + 1


def test_places_are_shown_with_what_is_used_and_left(development: Development) -> None:
    for org_code, year, places in (("BRANCH", 2026, 2), ("FAR", 2026, 5), ("BRANCH", 2027, 3)):
        plan = {"org_code": org_code, "year": year, "places": places, "weighting": "生产一线"}
        development.act("xian", "set_quota", **plan, reason="补录")
    development.apply_for("C1")
    development.go("C1", until="approve_admission")

    (own,) = development.ask("zhi", "quotas", year=2026)["items"]

    told = {"places": 2, "used": 1, "left": 1, "weighting": "生产一线"}
    assert own == {"year": 2026, "org_code": "BRANCH", **told}
    first = development.ask("xian", "quotas", year=2026, area=CITY, limit=1)
    rest = development.ask("xian", "quotas", year=2026, area=CITY, after=first["next"])
    assert [row["org_code"] for row in (*first["items"], *rest["items"])] == ["BRANCH", "FAR"]
    assert development.ask("xian", "quotas", year=2026, area=XIXIA)["items"][0]["used"] == 0
    assert development.ask("other", "quotas", year=2026, area=TOWN)["items"] == []
