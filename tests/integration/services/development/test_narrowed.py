"""Rights that are narrowed: a secretary's to the own branch, an applicant's to the own case."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.development.service import DevelopmentService
from shared.contracts.errors import NotAllowed
from shared.ledger import Actor
from tests.integration.services.development.conftest import FOLLOWS, PEOPLE, Development
from tests.integration.services.hosted import CITY, TOWN

pytestmark = pytest.mark.integration

NARROWED: Mapping[str, Actor] = {
    "own": Actor("own", "organisation", ("branch_secretary",), (TOWN,), ("organisation:BRANCH",)),
    "beside": Actor("beside", "organisation", ("branch_secretary",), (TOWN,), ("organisation:NEXT",)),
    "both": Actor(
        "both", "organisation", ("branch_secretary",), (TOWN, CITY), ("organisation:NEXT", f"area:{CITY}")
    ),
    "applicant": Actor("applicant", "organisation", ("applicant",), (TOWN,), ("case:C1",)),
    "nobody": Actor("nobody", "organisation", ("applicant",), (TOWN,)),
}
TALK = {"case_id": "C1", "on": "2025-01-20", "talker": "secretary"}


@pytest.fixture
def development(database: Database[dict[str, Any]], development_keys: Path) -> Development:
    """One branch with a case, and another branch in the same town."""
    people = {**PEOPLE, **NARROWED}
    made = Development("development", DevelopmentService, database, development_keys, FOLLOWS, people)
    made.begin()
    made.organisation("NEXT", parent="COMMITTEE")
    made.apply_for("C1")
    return made


@pytest.mark.rule("R-PRV-02")
def test_a_secretary_works_on_the_cases_of_the_own_branch_and_sees_no_others(
    development: Development,
) -> None:
    assert [row["case_id"] for row in development.ask("own", "cases")["items"]] == ["C1"]
    assert development.ask("own", "case", case_id="C1")["name"] == "赵样例"
    assert development.ask("beside", "cases")["items"] == []
    for method in ("case", "case_history"):
        with pytest.raises(NotAllowed, match="只能办理和查看本党组织的事项"):
            development.ask("beside", method, case_id="C1")
    with pytest.raises(NotAllowed, match="只能办理和查看本党组织的事项"):
        development.act("beside", "record_talk", **TALK)
    development.act("own", "record_talk", **TALK)


@pytest.mark.rule("R-PRV-02")
def test_who_has_a_whole_area_besides_an_organisation_reaches_both(development: Development) -> None:
    assert [row["case_id"] for row in development.ask("both", "cases")["items"]] == ["C1"]
    development.act("both", "record_talk", **TALK)


@pytest.mark.rule("R-PRV-02")
def test_corrections_are_narrowed_too(development: Development) -> None:
    asked = {"stream": "case:C1", "seq": 1}
    proposal = {**asked, "correction": "GZ1", "on": "2025-01-09", "reason": "日期录错"}

    with pytest.raises(NotAllowed, match="只能办理和查看本党组织的事项"):
        development.ask("beside", "entry", **asked)
    with pytest.raises(NotAllowed, match="只能办理和查看本党组织的事项"):
        development.act("beside", "propose_correction", **proposal)
    development.act("own", "propose_correction", **proposal)
    assert [row["correction"] for row in development.ask("own", "corrections")["items"]] == ["GZ1"]
    assert development.ask("beside", "corrections")["items"] == []
    assert len(development.ask("both", "corrections")["items"]) == 1
    with pytest.raises(NotAllowed, match="只能办理和查看本党组织的事项"):
        development.act("beside", "reject_correction", correction="GZ1", comment="不同意")


@pytest.mark.rule("R-PRV-06")
def test_an_applicant_sees_the_own_case_and_nothing_else(development: Development) -> None:
    development.apply_for("C2", 2, name="钱样例")
    development.go("C1", until="record_recommendation")

    (own,) = development.ask("applicant", "own_cases")

    assert (own["case_id"], own["name"]) == ("C1", "赵样例")
    assert [step["name"] for step in own["steps"]] == ["递交入党申请书", "派人谈话", "推荐"]
    assert {*own["steps"][0]} == {"name", "on"}
    assert all({*step} == {"name", "by", "earliest"} for step in own["next"])
    assert own["next"]
    assert development.ask("nobody", "own_cases") == []
    for method, asked in (("case", {"case_id": "C1"}), ("cases", {}), ("case_history", {"case_id": "C1"})):
        with pytest.raises(NotAllowed, match="您的角色无权办理此项"):
            development.ask("applicant", method, **asked)


@pytest.mark.rule("R-PRV-20")
def test_looks_at_cases_and_refusals_are_noted_with_whom_they_are_about(development: Development) -> None:
    development.ask("own", "case", case_id="C1")
    development.ask("visitor", "cases")
    with pytest.raises(NotAllowed):
        development.ask("beside", "case", case_id="C1")

    noted = [
        (row["what"], row["user"], row["method"], row["subjects"], row.get("full"))
        for row in development.db["access"].find().sort("_id", 1)
    ]
    assert noted == [
        ("look", "own", "case", ["C1"], 1),
        # A leader reads masked names.
        ("look", "visitor", "cases", ["C1"], 0),
        ("refusal", "beside", "case", ["C1"], None),
    ]
    assert "赵样例" not in str([*development.db["access"].find()])
