"""Running cases entered from paper files: with a mark and a reason, in order, with what breaks a rule told."""

from typing import Any

import pytest

from shared.contracts.errors import InvalidInput
from tests.integration.services.development.conftest import Development, id_number

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-10")]
REASON = "启用系统前的纸质材料"
FOUR = "group;contacts;members;masses"
APPLICATION = {
    "case_id": "P1",
    "on": "2025-01-10",
    "org_code": "BRANCH",
    "name": "钱样例",
    "sex": "female",
    "birth_date": "1990-01-01",
    "written": "true",
}
TOTALS = {"due": "15", "present": "9", "yes": "9", "no": "0", "abstain": "0"}
# Each step of a paper file with its day and details, in order.
PAPER: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("record_talk", "2025-01-20", {"talker": "secretary"}),
    ("record_recommendation", "2025-01-25", {}),
    ("decide_activist", "2025-03-01", {"decided_by": "committee"}),
    ("file_activist", "2025-03-05", {}),
    ("assign_contacts", "2025-03-06", {"members": "M0;M1"}),
    ("half_year_review", "2025-08-20;2026-02-20", {}),
    ("propose_candidate", "2026-03-02", {"opinions": FOUR}),
    ("superior_agree", "2026-03-10", {"approver": "COMMITTEE", "reply": "agreement"}),
    ("set_introducers", "2026-03-12", {"members": "M0;M1"}),
    ("political_review", "2026-03-20", {"reviewer": "branch"}),
    ("complete_training", "2026-03-25", {"days": "3", "hours": "24", "organiser": "committee"}),
    ("branch_review", "2026-04-01", {}),
    ("pre_review_pass", "2026-04-08", {"approver": "COMMITTEE", "form_no": "ZY9"}),
    ("complete_form", "2026-04-09", {}),
    ("vote_admission", "2026-04-10", TOTALS),
    ("org_talk", "2026-04-20", {"talker": "organiser"}),
    ("approve_admission", "2026-05-08", {"approver": "COMMITTEE"}),
)


def paper(until: str | None, number: int = 1, **change: str | None) -> dict[str, str]:
    """Return a row with the steps up to *until*, that one included, and *change* of its cells; None: blank."""
    row = {**APPLICATION, "case_id": f"P{number}", "id_number": id_number(100 + number)}
    for step, on, details in PAPER if until else ():
        row[f"{step}_on"] = on
        row |= {f"{step}_{name}": value for name, value in details.items()}
        if step == until:
            break
    return {name: value for name, value in {**row, **change}.items() if value is not None}


def bring(development: Development, *rows: dict[str, str], user: str = "wei", **how: Any) -> Any:
    return development.act(
        user, "import_rows", **{"kind": "cases", "rows": list(rows), "reason": REASON, **how}
    )


def refused(development: Development, *rows: dict[str, str], **how: Any) -> list[tuple[int, str, str | None]]:
    """Return row, column and rule of each problem; nothing is written."""
    before = development.db["ledger"].count_documents({})
    with pytest.raises(InvalidInput) as refusal:
        bring(development, *rows, **how)
    assert development.db["ledger"].count_documents({}) == before
    assert development.db["cases"].count_documents({}) == 0
    return [(one["row"], one["field"], one.get("rule")) for one in refusal.value.details["rows"]]


def told_against(development: Development, row: dict[str, str], name: str) -> list[str]:
    """Return *name* of each problem of a row that is refused."""
    with pytest.raises(InvalidInput) as refusal:
        bring(development, row)
    return [one[name] for one in refusal.value.details["rows"]]


def begin(development: Development, first: str) -> None:
    """Let the first business day arrive."""
    development.hear("registry", "registry.day_started.v1", "day", first, date=first)


def state(development: Development, case_id: str) -> str:
    return str(development.ask("wei", "case", case_id=case_id)["state"])


def test_a_paper_file_makes_a_case_in_its_state_with_every_step_marked(development: Development) -> None:
    answer = bring(development, paper("propose_candidate"))

    found = development.ask("wei", "case", case_id="P1")
    assert (answer["accepted"], answer["report"]) == (1, [])
    assert (found["state"], found["name"], len(found["steps"])) == ("S30", "钱样例", 9)
    assert all(step["backfilled"] for step in found["steps"])
    entries = development.recorded("case:P1")
    told = [
        one
        for one in entries
        if one["type"] in ("development.case_opened.v1", "development.step_completed.v1")
    ]
    assert len(told) == 9
    assert all(one["data"]["backfilled"] and one["reason"] == REASON for one in told)
    assert {one["actor"]["user"] for one in told} == {"wei"}


@pytest.mark.parametrize(("until", "where"), [(None, "S10"), ("record_talk", "S11"), ("org_talk", "S44")])
def test_a_case_stands_where_its_file_ends(development: Development, until: str | None, where: str) -> None:
    bring(development, paper(until))

    assert state(development, "P1") == where


def test_what_is_done_by_the_ordinary_way_is_not_marked(development: Development) -> None:
    development.apply_for("C1")
    bring(development, paper(None, 2))
    development.act("zhi", "record_talk", case_id="P2", on="2025-01-12", talker="secretary")

    steps = development.ask("wei", "case", case_id="P2")["steps"]
    assert [one["backfilled"] for one in steps] == [True, False]
    assert not development.ask("wei", "case", case_id="C1")["steps"][0]["backfilled"]


def test_a_back_entry_says_why(development: Development) -> None:
    with pytest.raises(InvalidInput, match="补录须填写理由"):
        bring(development, paper(None), reason=None)


@pytest.mark.rule("E-02")
def test_days_that_go_back_keep_the_row_out(development: Development) -> None:
    assert refused(development, paper("file_activist", decide_activist_on="2025-01-24")) == [
        (2, "decide_activist_on", "E-02")
    ]
    bring(development, paper("file_activist", decide_activist_on="2025-01-25"))
    assert state(development, "P1") == "S21"


@pytest.mark.rule("R-SEED-079")
def test_a_step_that_is_left_out_keeps_the_row_out_and_is_told_where_it_is_missed(
    development: Development,
) -> None:
    row = paper("superior_agree", propose_candidate_on=None, propose_candidate_opinions=None)

    assert refused(development, row) == [(2, "superior_agree_on", "R-SEED-079")]


@pytest.mark.rule("R-DEV-18")
def test_a_period_that_was_too_short_is_told_by_row_and_column_and_kept_on_record(
    development: Development,
) -> None:
    answer = bring(
        development, paper(None, 1), paper("propose_candidate", 2, propose_candidate_on="2026-02-28")
    )

    (told,) = answer["report"]
    assert (told["row"], told["field"], told["rule"]) == (3, "propose_candidate_on", "R-DEV-18")
    assert (told["earliest"], told["level"]) == ("2026-03-01", "warn")
    assert told["source"] == "XZ14；LC25"
    assert "未满12个月" in told["message"]
    proposed = [
        one for one in development.recorded("case:P2") if one["data"].get("step") == "propose_candidate"
    ]
    assert [one["data"]["overridden"] for one in proposed] == [["R-DEV-18"]]


@pytest.mark.rule("R-DEV-18")
def test_a_period_that_was_just_long_enough_is_not_told(development: Development) -> None:
    answer = bring(development, paper("propose_candidate", propose_candidate_on="2026-03-01"))

    assert answer["report"] == []


@pytest.mark.rule("R-DEV-05")
def test_a_step_that_came_too_late_is_told(development: Development) -> None:
    in_time = paper("record_talk", record_talk_on="2025-02-10")
    answer = bring(development, in_time, paper("record_talk", 2, record_talk_on="2025-02-11"))

    assert [(one["row"], one["field"], one["rule"]) for one in answer["report"]] == [
        (3, "record_talk_on", "R-DEV-05")
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"vote_admission_yes": "7"}, ("vote_admission_yes", "R-DEV-41")),
        ({"vote_admission_yes": "10"}, ("vote_admission_yes", "E-05")),
        ({"set_introducers_members": "M0"}, ("set_introducers_members", "R-DEV-25")),
        ({"set_introducers_members": "M0;NOBODY"}, ("set_introducers_members", "R-DEV-25")),
        ({"superior_agree_approver": "NOWHERE"}, ("superior_agree_approver", "I-9")),
        ({"superior_agree_approver": "BRANCH"}, ("superior_agree_approver", "I-9")),
        ({"vote_admission_due": None}, ("vote_admission_due", None)),
        ({"record_talk_on": None}, ("record_talk_on", None)),
        ({"org_talk_on": "2028-01-01"}, ("org_talk_on", "E-02")),
        ({"propose_candidate_opinions": "group;contacts"}, ("propose_candidate_opinions", "R-DEV-20")),
    ],
)
def test_what_the_record_rests_on_keeps_the_row_out(
    development: Development, change: dict[str, str | None], problem: tuple[str, str | None]
) -> None:
    assert refused(development, paper("org_talk", **change)) == [(2, *problem)]


def test_whom_todays_register_has_only_since_later_passes_and_is_told(development: Development) -> None:
    development.organisation("NEWER", type="committee", form=None, can_approve_member=True, on="2026-05-01")
    development.member("M99", "BRANCH", on="2026-05-01")
    row = paper("set_introducers", superior_agree_approver="NEWER", set_introducers_members="M0;M99")
    answer = bring(development, row)

    told = [(one["field"], one["rule"], one["level"]) for one in answer["report"]]
    assert told == [
        ("superior_agree_approver", "I-9", "warn"),
        ("set_introducers_members", "R-DEV-25", "warn"),
    ]


@pytest.mark.rule("R-DEV-42")
def test_voters_that_the_register_counts_otherwise_are_told(development: Development) -> None:
    answer = bring(development, paper("vote_admission", vote_admission_due="16"))

    assert [(one["field"], one["rule"]) for one in answer["report"]] == [("vote_admission_due", "R-DEV-42")]
    assert "15人" in answer["report"][0]["message"]


def test_steps_since_the_first_quarter_go_the_ordinary_way(development: Development) -> None:
    begin(development, "2025-02-15")

    assert refused(development, paper("record_talk"), paper(None, 2, on="2024-12-31")) == [
        (2, "on", "R-GEN-10"),
        (2, "record_talk_on", "R-GEN-10"),
    ]


def test_the_first_quarter_counts_from_its_first_day_whichever_days_follow(development: Development) -> None:
    begin(development, "2025-04-15")
    begin(development, "2025-09-01")
    bring(development, paper("record_talk", record_talk_on="2025-03-31"))

    assert told_against(development, paper("record_talk", 2, record_talk_on="2025-04-01"), "rule") == [
        "R-GEN-10"
    ]


@pytest.mark.rule("R-PRV-23")
def test_the_branch_enters_its_own_acts_and_no_decisions_of_the_committee(development: Development) -> None:
    assert refused(development, paper("file_activist"), user="zhi") == [(2, None, None)]
    bring(development, paper("decide_activist"), user="zhi")

    assert state(development, "P1") == "S20"


@pytest.mark.rule("I-4")
@pytest.mark.rule("R-DEV-33")
def test_a_person_a_form_and_a_number_are_there_once_in_a_file(development: Development) -> None:
    again = paper("pre_review_pass", 3)
    same = {**paper(None, 4), "id_number": id_number(101)}
    twice = {**paper(None, 1), "id_number": id_number(105)}

    assert refused(development, paper("pre_review_pass", 1), same, twice, again) == [
        (3, "id_number", None),
        (4, "case_id", None),
        (5, "pre_review_pass_form_no", "R-DEV-33"),
    ]


def test_a_dry_run_tells_the_same_and_writes_nothing(development: Development) -> None:
    row = paper("propose_candidate", propose_candidate_on="2026-02-28")
    answer = bring(development, row, dry_run=True)

    assert development.db["cases"].count_documents({}) == 0
    assert answer["report"] == bring(development, row)["report"]


@pytest.mark.rule("R-GEN-13")
def test_only_what_is_still_open_is_a_duty(development: Development) -> None:
    bring(development, paper("vote_admission"))
    told = [
        one["data"]["duty"] for one in development.db["ledger"].find({"type": "development.duty_opened.v1"})
    ]

    assert told == ["approval:P1:2026-04-10"]


@pytest.mark.rule("R-MEM-13")
def test_who_was_admitted_by_then_is_entered_in_the_register_by_two_persons_first(
    development: Development,
) -> None:
    assert refused(development, paper("approve_admission")) == [(2, "member_id", "R-MEM-13")]
    assert not development.recorded("case:P1")


@pytest.mark.rule("R-MEM-13")
def test_who_is_in_the_opening_stock_already_is_named_and_stays_one_person(development: Development) -> None:
    development.member("Y1", "BRANCH", status="PROBATIONARY", on="2026-04-10")
    bring(development, paper("approve_admission", member_id="Y1"))
    last = [one for one in development.recorded("case:P1") if one["data"].get("step") == "approve_admission"]

    other = paper("approve_admission", 2, member_id="Y1", pre_review_pass_form_no="ZY8")

    assert [one["data"]["standing"] for one in last] == [
        {"status": "PROBATIONARY", "since": "2026-04-10", "credit_code": None, "member_id": "Y1"}
    ]
    assert told_against(development, other, "field") == ["member_id"]


@pytest.mark.parametrize(
    ("until", "member_id"),
    [
        ("org_talk", "Y1"),
        ("approve_admission", "M0"),
        ("approve_admission", "Y2"),
        ("approve_admission", "NO"),
    ],
)
def test_a_number_that_is_not_the_persons_keeps_the_row_out(
    development: Development, until: str, member_id: str
) -> None:
    development.member("Y1", "BRANCH", status="PROBATIONARY", on="2026-04-10")
    development.member("Y2", "FAR", status="PROBATIONARY", on="2026-04-10")

    assert told_against(development, paper(until, member_id=member_id), "field") == ["member_id"]


@pytest.mark.rule("R-GEN-09")
def test_a_corrected_step_of_a_paper_file_stays_marked_and_the_others_are_not_told_again(
    development: Development,
) -> None:
    bring(development, paper("propose_candidate"))
    development.act(
        "wei",
        "propose_correction",
        correction="GZ-1",
        stream="case:P1",
        seq=2,
        on="2025-01-18",
        reason="录入有误",
    )

    development.act("xian", "approve_correction", correction="GZ-1")

    told = [
        one["data"] for one in development.recorded("case:P1") if one["type"].endswith("entry_corrected.v1")
    ]
    assert [(one["seq"], one["data"]["backfilled"]) for one in told] == [(2, True)]
