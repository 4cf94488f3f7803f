"""A whole way into the Party, step by step, from which tests leave where they want."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.development.model import Case
from services.development.rules import Meeting, StepRequest, taken, violations
from shared.contracts.development.terms import State
from shared.contracts.registry.facts import Organisation
from shared.rules import pack
from shared.rules.violation import Violation


def organisation(code: str, kind: str, *, can_approve_member: bool) -> Organisation:
    """Make an organisation of which only type and power matter."""
    return Organisation(
        org_code=code,
        name="样例",
        type=kind,
        form=None,
        area="411302000000",
        parent=None,
        units=(),
        can_approve_member=can_approve_member,
    )


COMMITTEE = organisation("COMMITTEE", "committee", can_approve_member=True)
BRANCH = organisation("BRANCH", "branch", can_approve_member=False)
CONTACTS = ("M1", "M2")
STANDING = {"M1": "FULL", "M2": "FULL", "M3": "FULL", "P1": "PROBATIONARY", "R1": "SUSPENDED_RIGHTS"}
VOTERS = 15
FOUR = ("group", "contacts", "members", "masses")
TALLY = {
    "meeting": "BM",
    "due": VOTERS,
    "present": 8,
    "yes": 8,
    "no": 0,
    "abstain": 0,
    "written_yes": 0,
    "written_no": 0,
    "persons": 1,
}
BY_COMMITTEE = {"approver": "COMMITTEE", "meeting": "PC"}
CONVERSION = {**TALLY, "opinions": FOUR, "reviewed_on": date(2027, 6, 5)}
REVIEWED_ON = (date(2026, 11, 20), date(2027, 2, 20), date(2027, 5, 10))
WAY: tuple[tuple[str, date, Mapping[str, Any]], ...] = (
    ("submit_application", date(2025, 1, 10), {"birth_date": date(1990, 1, 1), "written": True}),
    ("record_talk", date(2025, 1, 20), {"talker": "secretary"}),
    ("record_recommendation", date(2025, 1, 25), {"body": "members", "recommendation": "R1"}),
    ("decide_activist", date(2025, 3, 1), {"meeting": "BC", "decided_by": "committee"}),
    ("file_activist", date(2025, 3, 5), {"filing": "F1"}),
    ("assign_contacts", date(2025, 3, 6), {"members": CONTACTS}),
    ("half_year_review", date(2025, 8, 20), {"meeting": "BC"}),
    ("half_year_review", date(2026, 2, 20), {"meeting": "BC"}),
    ("propose_candidate", date(2026, 3, 2), {"meeting": "BC", "opinions": FOUR}),
    ("superior_agree", date(2026, 5, 12), {**BY_COMMITTEE, "reply": "agreement"}),
    ("end_notice", date(2026, 5, 21), {"posted_on": date(2026, 5, 13)}),
    ("set_introducers", date(2026, 5, 22), {"members": CONTACTS}),
    ("complete_training", date(2026, 5, 28), {"days": 3, "hours": 20, "organiser": "committee"}),
    ("political_review", date(2026, 6, 1), {"reviewer": "branch"}),
    ("branch_review", date(2026, 6, 5), {"meeting": "BC"}),
    ("pre_review_pass", date(2026, 6, 8), {**BY_COMMITTEE, "form_no": "ZY1", "leaves_soon": False}),
    ("complete_form", date(2026, 6, 9), {"form_no": "ZY1"}),
    ("vote_admission", date(2026, 6, 10), TALLY),
    ("org_talk", date(2026, 6, 20), {"talker": "organiser"}),
    ("approve_admission", date(2026, 8, 20), BY_COMMITTEE),
    ("file_admission", date(2026, 8, 25), {"filing": "F2"}),
    ("assign_to_branch", date(2026, 8, 28), {"group": "第一党小组"}),
    ("oath", date(2026, 9, 1), {"meeting": "OATH"}),
    *(("probation_review", on, {"meeting": "BC"}) for on in REVIEWED_ON),
    ("apply_conversion", date(2027, 5, 15), {}),
    ("vote_conversion", date(2027, 6, 10), CONVERSION),
    ("approve_conversion", date(2027, 7, 10), BY_COMMITTEE),
    (
        "archive",
        date(2027, 7, 20),
        {
            "documents": (
                "form",
                "application",
                "political_review",
                "conversion_application",
                "cultivation",
            )
        },
    ),
)


def meeting_of(case: Case, step: str, on: date, facts: Mapping[str, Any]) -> Meeting | None:
    """Return the record of the meeting that a step names, as it should be."""
    if "meeting" not in facts:
        return None
    superior = "approver" in facts and not step.startswith("vote_")
    kind = "superior_meeting" if superior else "members_meeting"
    if "decided_by" in facts or step in ("half_year_review", "branch_review"):
        kind = "committee_meeting"
    body = facts["approver"] if superior else case.org_code
    return Meeting(body, kind, on, facts.get("due"), facts.get("present"))


def ask(case: Case, step: str, on: date, facts: Mapping[str, Any], **seen: Any) -> StepRequest:
    """Put the question of a step in the edition in force on that day."""
    known: dict[str, Any] = {"standing": STANDING, "voters": VOTERS, "approver": COMMITTEE, "reasoned": True}
    known |= {"place": BRANCH, "sent_to": facts.get("org_code"), **seen}
    rules = pack.load("development", on).confirmed(known.pop("confirmed", ()))
    known.setdefault("recorded_on", on)
    known.setdefault("by", "committee" if "approver" in facts else "clerk")
    known.setdefault("meeting", meeting_of(case, step, on, facts))
    return StepRequest(case=case, step=step, on=on, rules=rules, facts=facts, **known)


def go(case: Case, step: str, on: date, facts: Mapping[str, Any], **seen: Any) -> Case:
    """Take a step that nothing stands against."""
    request = ask(case, step, on, facts, **seen)
    assert violations(request) == []
    return case.with_step(taken(request))


def before(step: str) -> Case:
    """Return the case as it is right before *step* is taken."""
    case = Case("C1", "BRANCH")
    for name, on, facts in WAY:
        if name == step:
            return case
        case = go(case, name, on, facts)
    raise ValueError(step)


def after(step: str) -> Case:
    """Return the case as it is right after *step* was taken for the last time."""
    case = Case("C1", "BRANCH")
    last = max(number for number, row in enumerate(WAY) if row[0] == step)
    for name, on, facts in WAY[: last + 1]:
        case = go(case, name, on, facts)
    return case


def try_step(step: str, **change: Any) -> list[Violation]:
    """
    Take *step* right where it is due, as the way has it but for *change*.

    Args:
        change: ``on``, what is seen (``voters``, ``approver``, ``quota`` …), or facts of the step.
    """
    _, on, facts = next(row for row in WAY if row[0] == step)
    seen = {name: change.pop(name) for name in SEEN if name in change}
    on = change.pop("on", on)
    case = change.pop("case", None) or before(step)
    return violations(ask(case, step, on, {**facts, **change}, **seen))


SEEN = (
    *("standing", "voters", "approver", "quota", "taken_forms", "recorded_on", "confirmed", "meeting"),
    *("reasoned", "place", "sent_to", "by"),
)


def broken(found: list[Violation]) -> set[str]:
    """Name the rules that are not kept."""
    return {violation.rule for violation in found}


def dated(case: Case, step: str, on: date) -> Case:
    """Return the case as if its last *step* had been on another day."""
    last = case.last(step)
    assert last is not None
    return replace(case, taken=tuple(replace(one, on=on) if one is last else one for one in case.taken))


def state_after(case: Case, step: str, on: date, facts: Mapping[str, Any], **seen: Any) -> State:
    """Take a step and give the state."""
    return go(case, step, on, facts, **seen).state
