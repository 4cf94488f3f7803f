"""A row of a paper file: what it lacks, and the steps that it tells of."""

from datetime import date
from typing import Any

from services.development.rules import paper
from shared.contracts.development.paper import USUAL

TALKED, DECIDED, VOTED = date(2025, 1, 20), date(2025, 3, 1), date(2026, 6, 10)
VOTE: dict[str, Any] = {
    f"vote_admission_{name}": value
    for name, value in {"due": 15, "present": 8, "yes": 8, "no": 0, "abstain": 0}.items()
}


def test_a_step_with_a_day_needs_its_details_and_one_with_details_its_day() -> None:
    assert paper.incomplete({}) == {}
    assert paper.incomplete({"record_talk_on": TALKED, "record_talk_talker": "secretary"}) == {}
    assert paper.incomplete({"record_talk_on": TALKED}) == {
        "record_talk_talker": ["填写了该步骤的日期，还应填写这一项"]
    }
    assert paper.incomplete({"record_talk_talker": "secretary", "decide_activist_on": DECIDED}) == {
        "record_talk_on": ["填写了该步骤的内容，还应填写日期"],
        "decide_activist_decided_by": ["填写了该步骤的日期，还应填写这一项"],
    }


def test_what_is_usual_and_what_a_file_may_lack_is_not_asked_for() -> None:
    assert paper.incomplete({"file_activist_on": DECIDED, "assign_to_branch_on": VOTED}) == {}
    assert paper.incomplete({"vote_admission_on": VOTED, **VOTE}) == {}


def test_a_reviews_column_holds_all_its_days_and_none_is_no_review() -> None:
    days = (date(2025, 8, 20), date(2026, 2, 20))

    assert [one.on for one in paper.steps_in({"half_year_review_on": days})] == list(days)
    assert paper.steps_in({"half_year_review_on": ()}) == []


def test_the_steps_come_group_after_group_and_in_a_group_by_their_days() -> None:
    row = {
        "decide_activist_on": date(2025, 1, 1),
        "record_recommendation_on": date(2025, 1, 25),
        "record_talk_on": TALKED,
        "record_talk_talker": "secretary",
        "oath_on": date(2026, 9, 1),
        "probation_review_on": (date(2026, 11, 20), date(2026, 8, 21)),
    }

    found = paper.steps_in(row)

    assert [(one.step, one.on) for one in found] == [
        ("record_talk", TALKED),
        ("record_recommendation", date(2025, 1, 25)),
        ("decide_activist", date(2025, 1, 1)),
        ("probation_review", date(2026, 8, 21)),
        ("oath", date(2026, 9, 1)),
        ("probation_review", date(2026, 11, 20)),
    ]
    assert found[0].facts == {"talker": "secretary"}
    assert found[1].facts["body"] == "members"
    assert "decided_by" not in found[2].facts


def test_a_vote_counts_one_person_and_has_no_written_opinions_unless_the_file_tells_some() -> None:
    (plain,) = paper.steps_in({"vote_admission_on": VOTED, **VOTE})
    (written,) = paper.steps_in({"vote_admission_on": VOTED, **VOTE, "vote_admission_written_yes": 2})

    assert plain.facts == {
        "due": 15,
        "present": 8,
        "yes": 8,
        "no": 0,
        "abstain": 0,
        "persons": 1,
        **{name: USUAL[name] for name in ("written_yes", "written_no")},
    }
    assert written.facts["written_yes"] == 2


def test_the_form_that_is_filled_in_is_the_one_that_was_issued() -> None:
    row = {"pre_review_pass_form_no": "ZY1", "complete_form_on": VOTED}

    (filled_in,) = paper.steps_in(row)

    assert filled_in.facts == {"form_no": "ZY1"}
