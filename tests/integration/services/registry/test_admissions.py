"""Members who come by development's approval, and what a clerk may put on record of members."""

from functools import partial
from typing import Any

import pytest

from services.registry import store
from services.registry.apply import FOLLOWING
from shared.city.admitted import member_of
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, RuleViolated
from shared.messaging.follow import Follower
from tests.integration.services.hosted import Elsewhere
from tests.integration.services.registry.test_folding import folded, kept

VOTED, APPROVED = "2026-03-10", "2026-05-20"
ENDS, CONVERTED = "2027-03-10", "2027-04-20"
FACTS = {"status": "FULL", "org_code": "H1", "effective_on": "2026-06-30"}
NEW = {"member_id": "M1", "name": "王样例", **FACTS}


class Cases:
    """Development, as the registry hears it."""

    def __init__(self, registry: Any) -> None:
        self.log = Elsewhere()
        make = partial(Follower, registry.ledger, ("development",), self.log, FOLLOWING.apply)
        self.follower = make(settle=FOLLOWING.settle, reset=FOLLOWING.reset)

    def step(self, step: str, state: str, on: str, case_id: str = "C1", **standing: Any) -> None:
        """Let a step of a case arrive."""
        data = {"case_id": case_id, "step": step, "state": state, "org_code": "H1", "edition": "2026"}
        stands = {"standing": standing} if standing else {}
        told = {**data, "told": {}, **stands}
        entry = self.log.tell("development", "development.step_completed.v1", f"case:{case_id}", on, told)
        self.follower.take([entry])

    def admit(self, case_id: str = "C1", **facts: Any) -> None:
        self.step("approve_admission", "S50", APPROVED, case_id, status="PROBATIONARY", since=VOTED, **facts)

    def convert(self) -> None:
        self.step("approve_conversion", "S70", CONVERTED, status="FULL", since=ENDS)

    def again(self) -> None:
        """Rebuild: hear all of it anew."""
        self.follower._rebuild()
        self.follower.take(self.log.page("development", 0))


@pytest.fixture
def cases(registry: Any) -> Cases:
    registry.organisation("H1")
    return Cases(registry)


def stated(registry: Any, member_id: str = "D-C1") -> list[tuple[str, str | None]]:
    member = store.member(store.get(registry.db, store.MEMBERS, member_id))
    return [(one.on.isoformat(), one.values.get("status")) for one in member.statements]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-DEV-72")
def test_an_approved_admission_makes_a_member_on_probation_from_the_day_of_the_vote(
    registry: Any, cases: Cases
) -> None:
    code = registry.enterprise(1)
    cases.step("vote_admission", "S43", VOTED)
    assert registry.ask("li", "members")["items"] == []
    cases.admit(credit_code=code)

    [row] = registry.ask("li", "members")["items"]
    told = {name: row[name] for name in ("member_id", "status", "org_code", "credit_code", "basis")}
    assert told == {
        "member_id": "D-C1",
        "status": "PROBATIONARY",
        "org_code": "H1",
        "credit_code": code,
        "basis": "admission",
    }
    [entry] = registry.entries(type="registry.member_registered.v1")
    assert entry["effective_on"] == VOTED


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-DEV-71")
def test_an_approved_conversion_makes_a_full_member_from_the_end_of_probation(
    registry: Any, cases: Cases
) -> None:
    cases.admit()
    cases.convert()

    assert stated(registry) == [(VOTED, "PROBATIONARY"), (ENDS, "FULL")]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-GEN-10")
def test_a_case_of_a_member_of_the_opening_stock_makes_no_second_one_and_goes_on_with_that_one(
    registry: Any, cases: Cases
) -> None:
    stock = {**NEW, "status": "PROBATIONARY", "effective_on": VOTED, "basis": "opening", "reason": "存量补录"}
    registry.member(**stock)
    cases.admit(member_id="M1")
    assert [row["member_id"] for row in registry.ask("li", "members")["items"]] == ["M1"]
    cases.step("approve_conversion", "S70", CONVERTED, status="FULL", since=ENDS, member_id="M1")

    assert stated(registry, "M1") == [(VOTED, "PROBATIONARY"), (ENDS, "FULL")]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-DEV-73")
def test_a_cancelled_probation_removes_the_member(registry: Any, cases: Cases) -> None:
    cases.admit()
    cases.step("vote_cancel", "S62", "2026-06-10")
    assert stated(registry)[-1] == (VOTED, "PROBATIONARY")
    cases.step("approve_cancellation", "X3", "2026-06-30", status="REMOVED", since="2026-06-30")

    assert stated(registry)[-1] == ("2026-06-30", "REMOVED")


@pytest.mark.rule("R-DEV-74b")
def test_the_end_of_a_case_is_the_end_of_the_membership_told_by_whichever_knew_it_first(
    registry: Any, cases: Cases
) -> None:
    cases.admit()
    registry.act("change_member", member_id="D-C1", status="DECEASED", effective_on="2026-06-30")
    cases.step("end_case", "X2", "2026-07-02", status="DECEASED", since="2026-07-02")
    assert stated(registry)[-1] == ("2026-06-30", "DECEASED")

    cases.admit("C2")
    cases.step("end_case", "X2", "2026-07-02", "C2", status="REMOVED", since="2026-07-02")
    assert stated(registry, "D-C2")[-1] == ("2026-07-02", "REMOVED")


@pytest.mark.rule("R-MEM-13")
def test_steps_heard_again_change_nothing_and_fold_to_the_same_documents(registry: Any, cases: Cases) -> None:
    cases.admit()
    cases.convert()
    before = kept(registry), len(registry.entries())
    cases.again()

    assert (kept(registry), len(registry.entries())) == before
    assert folded(registry.entries())["members"]["D-C1"]["status"] == "FULL"


@pytest.mark.rule("R-MEM-13")
def test_a_conversion_waits_for_the_member_it_is_of(registry: Any, cases: Cases) -> None:
    cases.convert()
    assert registry.ask("li", "members")["items"] == []
    assert registry.db["halted"].count_documents({}) == 1

    cases.admit("C2")
    assert stated(registry, "D-C2") == [(VOTED, "PROBATIONARY")]


@pytest.mark.rule("R-MEM-01")
def test_an_admission_by_a_branch_that_was_not_there_is_not_taken(registry: Any, cases: Cases) -> None:
    registry.organisation("LATE", established_on="2026-03-11")
    data = {"case_id": "C1", "step": "approve_admission", "state": "S50", "org_code": "LATE"}
    told = {**data, "edition": "2026", "told": {}, "standing": {"status": "PROBATIONARY", "since": VOTED}}
    entry = cases.log.tell("development", "development.step_completed.v1", "case:C1", APPROVED, told)
    cases.follower.take([entry])

    assert registry.db["members"].count_documents({}) == 0
    assert registry.db["halted"].count_documents({}) == 1


def test_the_number_of_an_admitted_member_follows_from_the_case_and_fits() -> None:
    assert member_of("C1") == "D-C1"
    longest = "C" * 40
    assert member_of(longest) == member_of(longest) != member_of("C" * 39)
    assert len(member_of(longest)) <= 40


@pytest.mark.rule("R-PRV-05")
@pytest.mark.rule("R-MEM-13")
def test_an_admitted_member_is_unnamed_until_a_clerk_gives_the_name_once(registry: Any, cases: Cases) -> None:
    def name() -> Any:
        return registry.ask("li", "members")["items"][0]["name"]

    cases.admit()
    assert name() == "姓名待补"
    assert registry.ask("wan", "members")["items"][0]["name"] == "姓名待补"
    registry.act("name_member", member_id="D-C1", name="赵样例")
    assert name() == "赵样例"
    [entry] = registry.entries(type="registry.member_named.v1")
    assert entry["data"] == {"member_id": "D-C1"}
    with pytest.raises(Conflict):
        registry.act("name_member", member_id="D-C1", name="钱样例")


@pytest.mark.rule("R-PRV-17")
def test_an_erased_member_is_not_named_again(registry: Any, cases: Cases) -> None:
    cases.admit()
    registry.act("erase_person", by="admin", member_id="D-C1", rule="R-PRV-17", reason="本人申请")

    assert registry.ask("li", "members")["items"][0]["name"] is None
    with pytest.raises(Conflict):
        registry.act("name_member", member_id="D-C1", name="赵样例")


def test_who_may_not_touch_an_organisation_names_nobody_in_it(registry: Any, cases: Cases) -> None:
    cases.admit()
    registry.organisation("H2", area="411323001000")
    registry.act("change_member", member_id="D-C1", org_code="H2", effective_on="2026-07-01")

    with pytest.raises(NotAllowed):
        registry.act("name_member", by="wan", member_id="D-C1", name="赵样例")


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ({}, False),
        ({"basis": "opening"}, False),
        ({"basis": "opening", "reason": "存量补录"}, True),
        ({"basis": "opening", "reason": "存量补录", "letter": "JS1"}, False),
        ({"basis": "transfer"}, False),
        ({"basis": "transfer", "letter": "JS1"}, True),
        ({"basis": "admission"}, False),
    ],
)
def test_a_clerk_registers_the_opening_stock_with_a_reason_and_others_with_a_letter(
    registry: Any, cases: Cases, said: dict[str, str], allowed: bool
) -> None:
    if allowed:
        assert registry.act("register_member", **NEW, **said)
    else:
        with pytest.raises(InvalidInput):
            registry.act("register_member", **NEW, **said)


@pytest.mark.rule("R-MEM-13")
@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize("status", ["FULL", "PROBATIONARY"])
@pytest.mark.parametrize(
    ("on", "said", "allowed"),
    [
        ("2026-06-30", {"basis": "opening"}, True),
        ("2026-07-01", {"basis": "opening"}, False),
        ("2026-07-01", {"basis": "transfer", "letter": "JS1"}, True),
    ],
    ids=["the day before", "the system's first quarter", "by letter"],
)
def test_the_opening_stock_is_who_was_there_before_the_systems_first_quarter(
    registry: Any, cases: Cases, status: str, on: str, said: dict[str, str], allowed: bool
) -> None:
    registry.act("start_day", by="admin", date="2026-11-02")
    new = {**NEW, "status": status, "effective_on": on, "recorded_on": "2026-11-02", "reason": "补录"}

    if allowed:
        assert registry.act("register_member", **new, **said)
    else:
        with pytest.raises(RuleViolated, match="2026-07-01起") as refusal:
            registry.act("register_member", **new, **said)
        assert [one["rule"] for one in refusal.value.details["violations"]] == ["R-MEM-13"]


@pytest.mark.parametrize("number", ["D-C1", "R-1"])
def test_a_clerk_gives_no_member_a_number_kept_for_others(registry: Any, cases: Cases, number: str) -> None:
    with pytest.raises(InvalidInput, match=number[:2]):
        registry.act("register_member", **{**NEW, "member_id": number}, basis="transfer", letter="JS1")


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("registered", "said", "allowed"),
    [
        ({"basis": "opening"}, {}, False),
        ({"basis": "opening"}, {"basis": "transfer", "letter": "JS2"}, False),
        ({"basis": "opening"}, {"basis": "opening"}, True),
        ({"basis": "transfer", "letter": "JS1"}, {"basis": "opening"}, False),
    ],
)
@pytest.mark.parametrize("by_way_of", [None, "MEMBERSHIP_STOPPED"])
def test_a_clerk_converts_none_but_the_opening_stock_as_a_back_entry(
    registry: Any,
    cases: Cases,
    registered: dict[str, str],
    said: dict[str, str],
    allowed: bool,
    by_way_of: str | None,
) -> None:
    registry.members(1, "H1", None, status="PROBATIONARY", **registered)
    change = {"member_id": "M0000", "effective_on": "2026-06-30"}
    if by_way_of:
        registry.act("change_member", **change, status=by_way_of)

    if allowed:
        with pytest.raises(InvalidInput, match="理由"):
            registry.act("change_member", **change, status="FULL", **said)
        assert registry.act("change_member", **change, status="FULL", **said, reason="启用前已批准")
    else:
        with pytest.raises(RuleViolated, match="转正"):
            registry.act("change_member", **change, status="FULL", **said, reason="启用前已批准")


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(("on", "allowed"), [("2026-06-30", True), ("2026-07-01", False)])
def test_a_back_entered_conversion_was_decided_before_the_systems_first_quarter(
    registry: Any, cases: Cases, on: str, allowed: bool
) -> None:
    registry.members(1, "H1", None, status="PROBATIONARY")
    change = {"member_id": "M0000", "status": "FULL", "basis": "opening", "reason": "启用前已批准"}

    if allowed:
        assert registry.act("change_member", **change, effective_on=on)
    else:
        with pytest.raises(RuleViolated, match="2026-07-01起"):
            registry.act("change_member", **change, effective_on=on)


@pytest.mark.rule("R-MEM-13")
def test_an_admitted_member_is_converted_by_no_clerk(registry: Any, cases: Cases) -> None:
    cases.admit()

    with pytest.raises(RuleViolated, match="转正"):
        registry.act(
            "change_member",
            member_id="D-C1",
            status="FULL",
            basis="opening",
            reason="试",
            effective_on="2027-03-10",
        )


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(("said", "allowed"), [({}, False), ({"basis": "transfer", "letter": "JS2"}, True)])
def test_who_was_transferred_out_comes_back_with_a_letter(
    registry: Any, cases: Cases, said: dict[str, str], allowed: bool
) -> None:
    registry.members(1, "H1", None)
    change = {"member_id": "M0000", "effective_on": "2026-07-01"}
    registry.act("change_member", **change, status="TRANSFERRED_OUT")

    if allowed:
        assert registry.act("change_member", **change, status="FULL", **said)
    else:
        with pytest.raises(RuleViolated, match="介绍信"):
            registry.act("change_member", **change, status="FULL", **said)
