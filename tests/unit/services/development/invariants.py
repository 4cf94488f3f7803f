"""What holds of every case after every step (rules §11.3)."""

from services.development.model import Case
from shared.contracts.development.terms import State
from shared.rules import workdays
from shared.rules.periods import add_months


def check(case: Case) -> None:
    """Hold the invariants against a case."""
    days = [one.on for one in case.taken]
    assert days == sorted(days), "I-1"
    extensions = [one for one in case.taken if one.step == "approve_extension"]
    assert len(extensions) <= 1, "I-2"
    if (end := case.probation_end(12)) is not None:
        vote = case.last("vote_admission")
        assert vote is not None
        assert add_months(vote.on, 12) <= end <= add_months(vote.on, 24), "I-2, I-3"
    for one in case.taken:
        if one.step.startswith("vote_"):
            details = one.facts
            assert details["yes"] + details["no"] + details["abstain"] <= details["present"], "I-7"
            assert details["yes"] + details["written_yes"] <= details["due"], "I-7"
    if case.state in (State.CANDIDATE, State.READY, State.ADMISSION_VOTED):
        check_notice(case)


def check_notice(case: Case) -> None:
    """I-8: under the text of 2026 nobody is a candidate without five working days of notice."""
    agreed = next((one for one in reversed(case.taken) if one.step == "superior_agree"), None)
    assert agreed is not None
    if agreed.edition == "2026":
        ended = next(one for one in reversed(case.taken) if one.step == "end_notice")
        assert ended.on > workdays.after(ended.facts["posted_on"], 5), "I-8"
        assert ended.on >= agreed.on, "I-8"
