"""What a dissolution leaves behind: nobody and nothing (R-ORG-16b)."""

from functools import partial
from typing import Any

import pytest

from services.registry.apply import FOLLOWING
from shared.contracts.errors import InvalidInput, RuleViolated
from shared.messaging.follow import Follower
from tests.integration.services.hosted import Elsewhere
from tests.integration.services.registry.test_announced import begin
from tests.integration.services.registry.test_folding import folded, kept

ENDS = "2026-07-04"


class Cases:
    """Development, as the registry hears it."""

    def __init__(self, registry: Any) -> None:
        self.log = Elsewhere()
        self.follower = Follower(
            registry.ledger, ("development",), self.log, FOLLOWING.apply, settle=FOLLOWING.settle
        )
        self.tell = partial(self.log.tell, "development")

    def opened(self, org_code: str) -> None:
        """Let an application arrive."""
        data = {"case_id": "C1", "org_code": org_code, "credit_code": None, "sex": "female"}
        told = {**data, "focus_group": "none", "edition": "2026"}
        self.follower.take([self.tell("development.case_opened.v1", "case:C1", "2026-01-10", told)])

    def step(self, step: str, state: str, org_code: str, standing: Any = None, **told: Any) -> None:
        """Let a step arrive."""
        data = {"case_id": "C1", "step": step, "state": state, "org_code": org_code, "edition": "2026"}
        values = {**data, "told": told, **({"standing": standing} if standing else {})}
        self.follower.take([self.tell("development.step_completed.v1", "case:C1", "2026-06-10", values)])


@pytest.fixture
def cases(registry: Any) -> Cases:
    for code in ("H1", "H2"):
        registry.organisation(code)
    return Cases(registry)


def end(registry: Any, org_code: str = "H1", on: str = ENDS, **change: Any) -> Any:
    return registry.act("dissolve_organisation", org_code=org_code, effective_on=on, **change)


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {one["rule"] for one in refusal.value.details["violations"]}


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([], True),
        ([("record_talk", "S11", "H1", {})], True),
        ([("approve_conversion", "S70", "H1", {})], True),
        ([("archive", "S71", "H1", {})], False),
        ([("withdraw", "X2", "H1", {})], False),
        ([("transfer_out", "T1", "H1", {"to_org": "H2"})], False),
        ([("transfer_out", "T1", "H1", {"to_org": "H2"}), ("receive", "S11", "H2", {})], False),
    ],
    ids=["applied", "talked", "not archived", "archived", "withdrawn", "under way", "received"],
)
def test_an_ending_names_who_receives_the_cases(
    registry: Any, cases: Cases, steps: list[tuple[str, str, str, Any]], left: bool
) -> None:
    cases.opened("H1")
    for step, state, org_code, told in steps:
        cases.step(step, state, org_code, **told)

    if left:
        with pytest.raises(RuleViolated, match="在办发展材料1份") as refusal:
            end(registry, reason="试")
        assert rules_of(refusal) == {"R-ORG-16b"}
        assert end(registry, received_by="H2")
    else:
        assert end(registry)


@pytest.mark.rule("R-ORG-16b")
def test_a_case_under_way_counts_where_it_was_sent_to(registry: Any, cases: Cases) -> None:
    cases.opened("H1")
    cases.step("transfer_out", "T1", "H1", to_org="H2")

    with pytest.raises(RuleViolated):
        end(registry, "H2")
    assert end(registry, "H2", received_by="H1")


@pytest.mark.rule("R-ORG-18")
@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (None, False),
        ({"parent": "P2", "effective_on": ENDS}, True),
        ({"parent": "P2", "effective_on": "2026-07-05"}, False),
    ],
    ids=["still below", "put elsewhere that day", "a day later"],
)
def test_no_organisation_is_left_without_its_superior(registry: Any, change: Any, allowed: bool) -> None:
    for code in ("P1", "P2"):
        registry.organisation(code, type="committee")
    registry.organisation("B1", parent="P1")
    if change:
        registry.act("change_organisation", org_code="B1", **change)

    if allowed:
        assert end(registry, "P1")
    else:
        with pytest.raises(RuleViolated, match="B1的上级") as refusal:
            end(registry, "P1", reason="试")
        assert rules_of(refusal) == {"R-ORG-18"}


@pytest.mark.rule("R-ORG-18")
@pytest.mark.parametrize(("below", "allowed"), [("later", False), ("ended", True)])
def test_who_comes_under_it_only_later_counts_and_who_ended_does_not(
    registry: Any, below: str, allowed: bool
) -> None:
    registry.organisation("P1", type="committee")
    registry.organisation("B1", parent=None if below == "later" else "P1")
    if below == "later":
        registry.act("change_organisation", org_code="B1", parent="P1", effective_on="2026-08-01")
    else:
        end(registry, "B1", ENDS)

    if allowed:
        assert end(registry, "P1")
    else:
        with pytest.raises(RuleViolated):
            end(registry, "P1")


@pytest.mark.rule("R-ORG-16b")
def test_the_posts_of_an_organisation_end_with_it(registry: Any, cases: Cases) -> None:
    registry.members(1, "H1", None)
    post = {"member_id": "M0000", "kind": "secretary"}
    registry.act("assign_post", **post, post_id="P1", org_code="H1", effective_on="2026-01-01")
    registry.act("assign_post", **post, post_id="P2", org_code="H1", effective_on="2026-08-01")
    registry.act("assign_post", **post, post_id="P3", org_code="H2", effective_on="2026-01-01")
    registry.act("assign_post", **post, post_id="P4", org_code="H1", effective_on="2026-01-01")
    registry.act("end_post", post_id="P4", effective_on="2026-03-01")
    end(registry, received_by="H2")

    shown = registry.ask("li", "organisation", org_code="H1")
    assert (shown["dissolved_on"], shown["received_by"]) == (ENDS, "H2")
    assert [row["org_code"] for row in registry.ask("li", "organisations")["items"]] == ["H1", "H2"]
    ended = {row["_id"]: row["ended_on"] for row in registry.db["posts"].find()}
    assert ended == {"P1": ENDS, "P2": "2026-08-01", "P3": None, "P4": "2026-03-01"}
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [("2026-06-01", False), ("2026-06-02", True), ("2026-07-03", True), ("2026-07-04", False)],
)
def test_a_post_is_given_in_an_organisation_that_is_there(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1", established_on="2026-06-02")
    registry.organisation("H2")
    registry.members(1, "H2", None)
    end(registry)
    post = {"post_id": "P1", "member_id": "M0000", "kind": "secretary", "org_code": "H1"}

    if allowed:
        assert registry.act("assign_post", **post, effective_on=on)
    else:
        with pytest.raises(InvalidInput, match="尚未成立或已撤销"):
            registry.act("assign_post", **post, effective_on=on)


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize("way", ["register", "move", "receive"])
@pytest.mark.parametrize("ended", [True, False])
def test_nobody_is_put_afterwards_into_an_organisation_that_has_ended(
    registry: Any, cases: Cases, way: str, ended: bool
) -> None:
    registry.members(1, "H2", None)
    registry.organisation("H3")
    if ended:
        end(registry)

    def put() -> Any:
        if way == "register":
            return registry.members(1, "H1", None, effective_on="2026-07-03")
        if way == "move":
            change = {"member_id": "M0000", "org_code": "H1", "effective_on": "2026-07-03"}
            return registry.act("change_member", **change)
        return end(registry, "H2", "2026-07-03", received_by="H1")

    if ended:
        with pytest.raises(RuleViolated, match="已于2026-07-04撤销") as refusal:
            put()
        assert rules_of(refusal) == {"R-ORG-16b"}
    else:
        assert put()


@pytest.mark.rule("R-ORG-16b")
def test_who_left_before_the_ending_may_be_put_on_record_as_having_been_there(
    registry: Any, cases: Cases
) -> None:
    registry.members(1, "H2", None, effective_on="2026-01-01")
    registry.act("change_member", member_id="M0000", org_code="H2", effective_on="2026-03-01")
    end(registry)

    assert registry.act("change_member", member_id="M0000", org_code="H1", effective_on="2026-02-01")


@pytest.mark.rule("R-MEM-01")
@pytest.mark.parametrize(("org", "allowed"), [({}, False), ({"org_code": "H2"}, True)])
def test_who_comes_back_does_not_come_back_into_what_has_ended(
    registry: Any, cases: Cases, org: dict[str, str], allowed: bool
) -> None:
    registry.members(1, "H1", None)
    registry.act("change_member", member_id="M0000", status="MEMBERSHIP_STOPPED", effective_on="2026-07-01")
    end(registry)
    back = {"member_id": "M0000", "status": "FULL", "effective_on": "2026-07-05", **org}

    if allowed:
        assert registry.act("change_member", **back)
    else:
        with pytest.raises(RuleViolated, match="已撤销") as refusal:
            registry.act("change_member", **back)
        assert rules_of(refusal) == {"R-MEM-01"}


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.rule("R-MEM-13")
def test_an_approval_that_arrives_after_the_ending_makes_a_member_of_the_receiver(
    registry: Any, cases: Cases
) -> None:
    cases.opened("H1")
    end(registry, received_by="H2")
    standing = {"status": "PROBATIONARY", "since": "2026-03-10", "credit_code": None}
    cases.step("approve_admission", "S50", "H1", standing)

    [row] = registry.ask("li", "members")["items"]
    assert (row["member_id"], row["org_code"]) == ("D-C1", "H1")
    begin(registry, ENDS)
    [row] = registry.ask("li", "members")["items"]
    assert (row["member_id"], row["org_code"]) == ("D-C1", "H2")
    [moved] = registry.entries(type="registry.member_changed.v1")
    assert (moved["effective_on"], moved["data"]["org_code"]) == (ENDS, "H2")
