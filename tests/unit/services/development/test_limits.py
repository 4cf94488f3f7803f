"""Which limits run for a case, since when, and when each was kept (R-GEN-13)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.development.model import Case
from services.development.rules import limits, violations
from shared.contracts.development.terms import State
from shared.rules import pack
from shared.rules.pack import RulePack
from tests.unit.services.development.walk import BY_COMMITTEE, TALLY, after, ask, before, go

EXTENSION: Mapping[str, Any] = {**TALLY, "months": 6, "opinions": ("group", "members", "masses")}


def rules_on(day: date) -> RulePack:
    return pack.load("development", day)


def owed(case: Case) -> dict[str, date]:
    return dict(limits.owed(case, rules_on))


def kept(case: Case, name: str) -> list[tuple[date, date | None]]:
    return sorted(
        (begun, on) for (deadline, begun), on in limits.course(case, rules_on).items() if deadline == name
    )


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("submit_application", {"talk": date(2025, 1, 10)}),
        ("record_talk", {}),
        ("record_recommendation", {"decision_on_recommended": date(2025, 1, 25)}),
        (
            "decide_activist",
            {"half_year_review": date(2025, 3, 1), "cultivation_year": date(2025, 3, 1)},
        ),
        (
            "half_year_review",
            {"half_year_review": date(2026, 2, 20), "cultivation_year": date(2025, 3, 1)},
        ),
        ("propose_candidate", {"agreement": date(2026, 3, 2)}),
        ("superior_agree", {}),
        ("end_notice", {"review_and_training": date(2026, 5, 21)}),
        ("pre_review_pass", {"vote_after_pre_review": date(2026, 6, 8)}),
        ("vote_admission", {"approval": date(2026, 6, 10)}),
        (
            "approve_admission",
            {
                "filing": date(2026, 8, 20),
                "assignment": date(2026, 8, 20),
                "oath": date(2026, 8, 20),
                "probation_review": date(2026, 8, 20),
                "conversion": date(2027, 6, 10),
            },
        ),
        ("probation_review", {"probation_review": date(2027, 5, 10), "conversion": date(2027, 6, 10)}),
        ("apply_conversion", {"conversion": date(2027, 6, 10)}),
        ("vote_conversion", {"conversion_approval": date(2027, 6, 10)}),
        ("approve_conversion", {"archive": date(2027, 7, 10)}),
        ("archive", {}),
    ],
)
def test_along_the_way_those_limits_run_that_were_set_and_are_not_kept(
    last: str, expected: dict[str, date]
) -> None:
    assert owed(after(last)) == expected


@pytest.mark.rule("R-DEV-34")
def test_under_an_edition_without_the_limit_it_does_not_run() -> None:
    case = after("pre_review_pass")
    early = replace(
        case,
        taken=tuple(
            replace(one, on=date(2026, 5, 10)) if one.step == "pre_review_pass" else one for one in case.taken
        ),
    )

    assert "vote_after_pre_review" not in owed(early)
    assert owed(case) == {"vote_after_pre_review": date(2026, 6, 8)}


@pytest.mark.rule("R-DEV-16")
def test_a_review_is_owed_from_a_fall_back_on_and_what_fell_is_not_owed() -> None:
    case = go(after("propose_candidate"), "superior_reject", date(2026, 3, 10), BY_COMMITTEE)

    assert owed(case) == {"half_year_review": date(2026, 3, 10), "cultivation_year": date(2025, 3, 1)}


@pytest.mark.rule("R-DEV-67")
def test_an_extension_moves_the_end_of_probation_and_asks_for_conversion_anew() -> None:
    voted = go(
        before("vote_conversion"),
        "vote_extend",
        date(2027, 6, 10),
        {**EXTENSION, "reviewed_on": date(2027, 6, 5)},
    )
    extended = go(voted, "approve_extension", date(2027, 7, 10), BY_COMMITTEE, by="another")

    assert owed(voted) == {"conversion_approval": date(2027, 6, 10)}
    assert owed(extended)["conversion"] == date(2027, 12, 10)
    assert kept(extended, "conversion") == [
        (date(2027, 6, 10), date(2027, 6, 10)),
        (date(2027, 12, 10), None),
    ]


@pytest.mark.rule("R-GEN-13")
def test_the_course_of_a_case_tells_each_duty_with_the_day_it_was_kept() -> None:
    whole = after("archive")

    assert kept(whole, "talk") == [(date(2025, 1, 10), date(2025, 1, 20))]
    assert kept(whole, "half_year_review") == [
        (date(2025, 3, 1), date(2025, 8, 20)),
        (date(2025, 8, 20), date(2026, 2, 20)),
    ]
    assert kept(whole, "probation_review") == [
        (date(2026, 8, 20), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2027, 2, 20)),
        (date(2027, 2, 20), date(2027, 5, 10)),
    ]
    assert kept(whole, "archive") == [(date(2027, 7, 10), date(2027, 7, 20))]
    assert all(on is not None for on in limits.course(whole, rules_on).values())


@pytest.mark.rule("R-GEN-13")
def test_what_became_needless_before_it_was_kept_is_no_duty() -> None:
    waiting = after("half_year_review")

    assert kept(waiting, "half_year_review")[-1] == (date(2026, 2, 20), None)
    assert kept(after("propose_candidate"), "half_year_review")[-1][0] == date(2025, 8, 20)


@pytest.mark.rule("R-DEV-74")
def test_a_case_that_ended_owes_nothing_and_keeps_what_was_kept() -> None:
    ended = go(after("decide_activist"), "withdraw", date(2025, 4, 1), {})

    assert ended.state is State.TERMINATED
    assert limits.course(ended, rules_on) == {
        ("talk", date(2025, 1, 10)): date(2025, 1, 20),
        ("decision_on_recommended", date(2025, 1, 25)): date(2025, 3, 1),
    }


def test_a_limit_that_nothing_has_set_runs_from_no_day() -> None:
    deadline = limits.DEADLINES["approval"]

    assert limits.since(after("org_talk"), deadline, rules_on(date(2026, 6, 20))) == date(2026, 6, 10)
    assert limits.since(before("vote_admission"), deadline, rules_on(date(2026, 6, 9))) is None


@pytest.mark.rule("R-DEV-62")
def test_the_limit_of_conversion_runs_from_the_end_of_probation() -> None:
    rules = rules_on(date(2026, 8, 20))

    assert limits.since(after("approve_admission"), limits.DEADLINES["conversion"], rules) == date(
        2027, 6, 10
    )


@pytest.mark.rule("R-DEV-80")
def test_who_receives_a_case_goes_on_with_the_review_that_is_due() -> None:
    sent = go(after("half_year_review"), "transfer_out", date(2026, 2, 25), {"to_org": "OTHER"})
    received = go(sent, "receive", date(2026, 2, 26), {"org_code": "OTHER", "confirmed": ()}, sent_to="OTHER")

    assert received.state is State.ACTIVIST
    assert owed(received)["half_year_review"] == date(2026, 2, 20)


@pytest.mark.rule("R-DEV-63")
def test_who_has_a_longer_probation_is_reviewed_in_it_every_quarter() -> None:
    voted = go(before("vote_conversion"), "vote_extend", date(2027, 6, 10), EXTENSION)
    assert "probation_review" not in owed(voted)

    extended = go(voted, "approve_extension", date(2027, 7, 10), BY_COMMITTEE, by="another")

    assert owed(extended)["probation_review"] == date(2027, 7, 10)


@pytest.mark.rule("R-GEN-13")
def test_a_second_recommendation_does_not_make_the_decision_on_the_first_needless() -> None:
    talked = after("record_recommendation")
    again = go(
        talked, "record_recommendation", date(2025, 2, 10), {"body": "members", "recommendation": "R2"}
    )
    decided = go(again, "decide_activist", date(2025, 3, 1), {"meeting": "BC", "decided_by": "committee"})

    assert owed(again) == {"decision_on_recommended": date(2025, 2, 10)}
    assert kept(again, "decision_on_recommended") == [(date(2025, 1, 25), None), (date(2025, 2, 10), None)]
    assert kept(decided, "decision_on_recommended") == [
        (date(2025, 1, 25), date(2025, 3, 1)),
        (date(2025, 2, 10), date(2025, 3, 1)),
    ]


@pytest.mark.rule("R-GEN-07")
@pytest.mark.parametrize(
    ("on", "said"),
    [(date(2025, 3, 10), []), (date(2025, 3, 11), ["派人谈话应在2025-03-10之前完成，现已逾期"])],
)
def test_a_limit_is_that_of_the_rules_that_the_step_is_judged_by(on: date, said: list[str]) -> None:
    asked = ask(before("record_talk"), "record_talk", on, {"talker": "secretary"})
    longer = replace(asked.rules["R-DEV-05"], value=2)
    request = replace(asked, rules=replace(asked.rules, rules={**asked.rules.rules, "R-DEV-05": longer}))

    assert [one.message for one in violations(request)] == said
