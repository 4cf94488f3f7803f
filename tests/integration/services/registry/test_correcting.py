"""Corrections of the register: nothing is left that contradicts itself, and what hangs on a thing goes first."""

from typing import Any

import pytest

from services.registry.apply import FOLLOWING
from shared.contracts.errors import InvalidInput, NotFound, RuleViolated
from shared.messaging.follow import Follower
from tests.integration.services.hosted import Elsewhere
from tests.integration.services.registry.conftest import TOWN
from tests.integration.services.registry.test_folding import folded, kept

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09")]


def propose(registry: Any, stream: str, kind: str, by: str = "li", **change: Any) -> Any:
    """Propose a correction of the last entry of a kind in a stream."""
    seq = max(
        row["seq"]
        for row in registry.entries()
        if row["stream"] == stream and row["type"].endswith(f"{kind}.v1")
    )
    told = {"correction": "GZ-1", "stream": stream, "seq": seq, "reason": "录入有误"}
    return registry.act("propose_correction", by=by, **{**told, **change})


def correct(registry: Any, stream: str, kind: str, **change: Any) -> Any:
    propose(registry, stream, kind, **change)
    return registry.act("approve_correction", by="county", correction=change.get("correction", "GZ-1"))


def test_an_enterprise_closed_by_mistake_was_never_closed(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-05-01", operation_state="closed")

    answer = correct(registry, f"enterprise:{code}", "enterprise_changed", void=True)

    assert {row["label"]: (row["old"], row["new"]) for row in answer["changed"]} == {
        "日期": ("2026-05-01", None),
        "统一社会信用代码": (code, None),
        "经营状态": ("注销", None),
    }
    assert registry.ask("li", "enterprise", credit_code=code)["operation_state"] == "operating"
    assert folded(registry.entries()) == kept(registry)


def test_a_figure_put_right_counts_from_the_day_it_was_stated_for(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-05-01", employees=500)

    correct(registry, f"enterprise:{code}", "enterprise_changed", changes={"employees": 50})

    found = registry.db["enterprises"].find_one({"_id": code})
    assert [row.get("employees") for row in found["statements"]] == [50, 50]


def test_a_field_that_is_none_is_named(registry: Any) -> None:
    code = registry.enterprise(1)
    with pytest.raises(InvalidInput, match="credit_code"):
        propose(registry, f"enterprise:{code}", "enterprise_registered", changes={"credit_code": code})


def test_a_wrong_value_is_refused_in_chinese_with_its_field(registry: Any) -> None:
    code = registry.enterprise(1)
    with pytest.raises(InvalidInput, match="职工数"):
        propose(registry, f"enterprise:{code}", "enterprise_registered", changes={"employees": -1})


def test_an_organisation_that_never_was_leaves_its_enterprise_and_members_where_they_were(
    registry: Any,
) -> None:
    registry.organisation("H1")
    code = registry.enterprise(1)
    people = registry.members(3, "H1", code)
    registry.organisation("O1", form="independent", units=[code], members=people, established_on="2026-06-01")

    answer = correct(registry, "organisation:O1", "organisation_established", void=True)

    assert {row["stream"] for row in answer["undone"]} == {
        f"affiliation:{code}",
        *(f"member:{one}" for one in people),
    }
    with pytest.raises(NotFound):
        registry.ask("li", "organisation", org_code="O1")
    assert {registry.ask("li", "member", member_id=one)["org_code"] for one in people} == {"H1"}
    assert folded(registry.entries()) == kept(registry)
    registry.organisation("O1", form="independent", units=[code], members=people, established_on="2026-06-02")


def test_an_organisation_in_which_somebody_is_stays_until_that_is_put_right(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)

    with pytest.raises(RuleViolated, match="党员M0000"):
        propose(registry, "organisation:H1", "organisation_established", void=True)


@pytest.mark.rule("R-ORG-16b")
def test_a_dissolution_that_never_was_brings_members_and_posts_back(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2")
    people = registry.members(2, "H1", None)
    registry.act("assign_post", post_id="P1", member_id=people[0], org_code="H1", kind="secretary",
                 effective_on="2026-01-01")  # fmt: skip
    registry.act("dissolve_organisation", org_code="H1", effective_on="2026-06-01", received_by="H2")

    correct(registry, "organisation:H1", "organisation_dissolved", void=True)

    assert registry.ask("li", "organisation", org_code="H1")["dissolved_on"] is None
    assert {registry.ask("li", "member", member_id=one)["org_code"] for one in people} == {"H1"}
    assert registry.db["posts"].find_one({"_id": "P1"})["ended_on"] is None
    assert folded(registry.entries()) == kept(registry)


def test_the_day_of_a_dissolution_moves_what_followed_of_it(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2")
    (person,) = registry.members(1, "H1", None)
    registry.act("dissolve_organisation", org_code="H1", effective_on="2026-06-01", received_by="H2")

    correct(registry, "organisation:H1", "organisation_dissolved", on="2026-06-15")

    assert registry.db["organisations"].find_one({"_id": "H1"})["dissolved_on"] == "2026-06-15"
    found = registry.db["members"].find_one({"_id": person})
    assert [row["on"] for row in found["statements"]] == ["2020-01-01", "2026-06-15"]


@pytest.mark.rule("R-MEM-13")
def test_a_status_that_cannot_follow_is_not_corrected_in(registry: Any) -> None:
    registry.organisation("H1")
    (person,) = registry.members(1, "H1", None)
    registry.act("change_member", member_id=person, effective_on="2026-06-01", status="REMOVED")

    with pytest.raises(RuleViolated) as refusal:
        propose(registry, f"member:{person}", "member_registered", on="2026-06-02")
    assert "R-MEM-13" in {row["rule"] for row in refusal.value.details["violations"]}


@pytest.mark.rule("R-MEM-13")
def test_a_probationary_member_is_not_made_a_full_one_by_correction(registry: Any) -> None:
    registry.organisation("H1")
    (person,) = registry.members(1, "H1", None, status="PROBATIONARY")
    registry.act("change_member", member_id=person, effective_on="2026-06-01", education="college")

    with pytest.raises(RuleViolated) as refusal:
        propose(registry, f"member:{person}", "member_changed", changes={"status": "FULL"})
    assert "R-MEM-13" in {row["rule"] for row in refusal.value.details["violations"]}


@pytest.mark.parametrize(
    "change", [{"status": "SUSPENDED_RIGHTS"}, {"org_code": "H2"}, {"education": "college"}]
)
def test_nobody_is_registered_after_a_change(registry: Any, change: dict[str, str]) -> None:
    registry.organisation("H1")
    registry.organisation("H2")
    (person,) = registry.members(1, "H1", None)
    registry.act("change_member", member_id=person, effective_on="2026-06-01", **change)

    with pytest.raises(RuleViolated, match="早于其登记生效日的变更"):
        propose(registry, f"member:{person}", "member_registered", on="2026-06-02")


@pytest.mark.rule("R-ORG-18")
def test_a_superior_does_not_end_by_correction_below_whom_somebody_is(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2")
    registry.organisation("H3")
    registry.act("change_organisation", org_code="H1", parent="H2", effective_on="2026-05-01")
    registry.act("change_organisation", org_code="H1", parent="H3", effective_on="2026-06-01")
    registry.act("dissolve_organisation", org_code="H2", effective_on="2026-07-01")

    with pytest.raises(RuleViolated, match="已于2026-05-20撤销"):
        propose(registry, "organisation:H2", "organisation_dissolved", on="2026-05-20")


@pytest.mark.rule("R-MEM-13")
def test_a_return_without_a_letter_is_not_made_by_correcting_a_leaving_before_it(registry: Any) -> None:
    registry.organisation("H1")
    (person,) = registry.members(1, "H1", None)
    change = {"member_id": person, "reason": "补录"}
    registry.act("change_member", **change, status="SUSPENDED_RIGHTS", effective_on="2026-06-01")
    registry.act("change_member", **change, status="FULL", effective_on="2026-07-01")

    with pytest.raises(RuleViolated, match="凭介绍信"):
        propose(registry, f"member:{person}", "member_changed", seq=3, changes={"status": "TRANSFERRED_OUT"})


@pytest.mark.rule("R-MEM-14")
def test_an_organisation_with_members_is_not_corrected_to_a_committee(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    with pytest.raises(RuleViolated) as refusal:
        propose(registry, "organisation:H1", "organisation_established", changes={"type": "committee"})
    assert "R-MEM-14" in {row["rule"] for row in refusal.value.details["violations"]}


@pytest.mark.rule("R-ORG-18")
def test_superiors_are_not_corrected_into_a_circle(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2", parent="H1")
    with pytest.raises(RuleViolated) as refusal:
        propose(registry, "organisation:H1", "organisation_established", changes={"parent": "H2"})
    assert "R-ORG-18" in {row["rule"] for row in refusal.value.details["violations"]}


def test_what_another_command_recorded_the_same_day_stays(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-05-01", employees=500)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-05-01", name="样例企业更名")

    correct(registry, f"enterprise:{code}", "enterprise_changed", void=True)

    found = registry.ask("li", "enterprise", credit_code=code)
    assert (found["employees"], found["name"]) == (500, "样例企业1")


def test_whose_record_it_is_and_nobody_else_corrects_it(registry: Any) -> None:
    code = registry.enterprise(1, area="411323001000")
    with pytest.raises(Exception, match="管辖范围"):
        propose(registry, f"enterprise:{code}", "enterprise_registered", by="wan", changes={"employees": 1})


class Development:
    """Development, as the registry hears it."""

    def __init__(self, registry: Any) -> None:
        self.log = Elsewhere()
        self.follower = Follower(
            registry.ledger, ("development",), self.log, FOLLOWING.apply, settle=FOLLOWING.settle
        )

    def tell(self, event: str, **data: Any) -> None:
        told = self.log.tell("development", f"development.{event}.v1", "case:C1", "2026-07-01", data)
        self.follower.take([told])

    def approved(self, since: str = "2026-06-10", **change: Any) -> dict[str, Any]:
        standing = {"status": "PROBATIONARY", "since": since, "credit_code": None}
        return {"case_id": "C1", "step": "approve_admission", "state": "S50", "org_code": "H1",
                "edition": "2026", "overridden": [], "told": {}, "standing": {**standing, **change}}  # fmt: skip

    def corrected(self, data: dict[str, Any], *, void: bool = False) -> None:
        days = {"on": "2026-07-01", "was_on": "2026-07-01"}
        self.tell("entry_corrected", correction="GZ-9", seq=1, kind="development.step_completed.v1", void=void,
                  data=data, **days)  # fmt: skip


@pytest.fixture
def development(registry: Any) -> Development:
    registry.organisation("H1")
    made = Development(registry)
    made.tell("step_completed", **made.approved())
    return made


@pytest.mark.rule("R-DEV-71")
def test_a_member_counts_from_the_corrected_day_of_the_vote(registry: Any, development: Development) -> None:
    development.corrected(development.approved("2026-06-12"))

    found = registry.db["members"].find_one({"_id": "D-C1"})
    assert [(row["on"], row["status"]) for row in found["statements"]] == [("2026-06-12", "PROBATIONARY")]
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-MEM-13")
def test_an_admission_that_never_was_makes_no_member_and_may_be_decided_again(
    registry: Any, development: Development
) -> None:
    registry.act("assign_post", post_id="P1", member_id="D-C1", org_code="H1", kind="committee_member",
                 effective_on="2026-07-01")  # fmt: skip

    development.corrected(development.approved(), void=True)

    assert registry.db["members"].find_one({"_id": "D-C1"}) is None
    assert registry.db["posts"].find_one({"_id": "P1"}) is None
    assert registry.db["cases"].find_one({"_id": "C1"})["org_code"] is None
    development.tell("step_completed", **development.approved("2026-06-20"))
    assert registry.db["members"].find_one({"_id": "D-C1"})["status"] == "PROBATIONARY"
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-MEM-13")
def test_what_is_heard_together_takes_effect_in_its_order(registry: Any) -> None:
    registry.organisation("H1")
    development = Development(registry)
    days = {"on": "2026-07-01", "was_on": "2026-07-01"}
    void = {"correction": "GZ-9", "seq": 1, "kind": "development.step_completed.v1", "void": True, **days}
    told = [
        ("step_completed", development.approved()),
        ("entry_corrected", {**void, "data": development.approved()}),
        ("step_completed", development.approved("2026-06-20")),
    ]

    development.follower.take(
        [development.log.tell("development", f"development.{kind}.v1", "case:C1", "2026-07-01", data)
         for kind, data in told]
    )  # fmt: skip

    found = registry.db["members"].find_one({"_id": "D-C1"})
    assert [row["on"] for row in found["statements"]] == ["2026-06-20"]


def test_a_correction_heard_again_changes_nothing(registry: Any, development: Development) -> None:
    development.corrected(development.approved("2026-06-12"))
    before = registry.entries()

    development.corrected(development.approved("2026-06-12"))

    assert registry.entries() == before


@pytest.mark.rule("R-MEM-13")
def test_what_development_made_of_a_person_is_not_corrected_here(
    registry: Any, development: Development
) -> None:
    with pytest.raises(InvalidInput, match="引起它"):
        propose(registry, "member:D-C1", "member_registered", changes={"status": "FULL"})


def test_a_case_counts_again_where_it_was_when_the_step_that_closed_it_is_taken_back(registry: Any) -> None:
    registry.organisation("H1")
    development = Development(registry)
    opened = {
        "org_code": "H1",
        "credit_code": None,
        "sex": "female",
        "focus_group": "none",
        "edition": "2026",
    }
    development.tell("case_opened", case_id="C1", **opened)
    closed = {"case_id": "C1", "step": "withdraw", "state": "X2", "org_code": "H1", "edition": "2026",
              "overridden": [], "told": {}}  # fmt: skip
    development.tell("step_completed", **closed)
    assert registry.db["cases"].count_documents({"org_code": "H1"}) == 0

    days = {"on": "2026-07-01", "was_on": "2026-07-01"}
    development.tell("entry_corrected", correction="GZ-9", seq=2, kind="development.step_completed.v1", void=True,
                     data=closed, **days)  # fmt: skip

    assert registry.db["cases"].count_documents({"org_code": "H1"}) == 1


def test_the_day_of_a_move_is_corrected(registry: Any) -> None:
    code = registry.enterprise(1)
    registry.act("change_enterprise", credit_code=code, effective_on="2026-05-01", area="411323001000")

    correct(registry, f"enterprise:{code}", "enterprise_moved", on="2026-05-20")

    found = registry.db["enterprises"].find_one({"_id": code})
    assert [(row["on"], row["area"]) for row in found["statements"]] == [
        ("2020-01-01", TOWN),
        ("2026-05-20", "411323001000"),
    ]
