"""
What no case may ever look like, by rules §11.2 and §11.3: read from the ledger only, with numbers of its own.

Shares nothing with the service but the ledger's form and the calendar of working days.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from shared.rules import workdays

Entry = Mapping[str, Any]
OPEN = ("S10", "S11", "S20", "S21", "S30", "S31", "S32", "S33", "S40", "S41", "S42", "S43", "S44", "S50", "S51",
        "S60", "S61", "S62", "S63", "T1")  # fmt: skip
BEFORE_APPROVAL = OPEN[:13]
BACK = ("S21", "S32")
# Of each step: where it may start, and where it may lead; "": where it was.
TABLE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "record_recommendation": (("S10", "S11"), ("",)),
    "record_talk": (("S10",), ("S11",)),
    "decide_activist": (("S11",), ("S20",)),
    "file_activist": (("S20",), ("S21",)),
    "assign_contacts": (("S21",), ("",)),
    "half_year_review": (("S21",), ("",)),
    "propose_candidate": (("S21",), ("S30",)),
    "superior_agree": (("S30",), ("S31", "S32")),
    "superior_reject": (("S30",), ("S21",)),
    "raise_objection": (("S31",), ("",)),
    "settle_objection": (("S31",), ("",)),
    "uphold_objection": (("S31",), ("S21",)),
    "end_notice": (("S31",), ("S32",)),
    "set_introducers": (("S32",), ("S32", "S33")),
    "political_review": (("S32",), ("S32", "S33")),
    "complete_training": (("S32",), ("S32", "S33")),
    "ask_exemption": (("S32",), ("",)),
    "exempt_from_training": (("S32",), ("S32", "S33")),
    "review_unqualified": (("S32",), ("S21", "X2")),
    "branch_review": (("S33",), ("S40",)),
    "pre_review_pass": (("S40",), ("S41",)),
    "pre_review_fail": (("S40",), BACK),
    "complete_form": (("S41",), ("S42",)),
    "vote_admission": (("S42",), ("S43",)),
    "vote_admission_fail": (("S42",), BACK),
    "org_talk": (("S43",), ("S44",)),
    "approve_admission": (("S44",), ("S50",)),
    "reject_admission": (("S44",), ("S21",)),
    "resubmit": (("S44",), ("S42",)),
    "file_admission": (("S50", "S51"), ("",)),
    "assign_to_branch": (("S50", "S51"), ("",)),
    "probation_review": (("S50", "S51"), ("",)),
    "oath": (("S50", "S51"), ("",)),
    "apply_conversion": (("S50", "S51"), ("S60",)),
    "vote_conversion": (("S60",), ("S61",)),
    "vote_extend": (("S60",), ("S63",)),
    "approve_extension": (("S63",), ("S51",)),
    "reject_extension": (("S63",), ("S60",)),
    "vote_cancel": (("S50", "S51", "S60"), ("S62",)),
    "approve_cancellation": (("S62",), ("X3",)),
    "reject_cancellation": (("S62",), ("S50", "S51", "S60")),
    "approve_conversion": (("S61",), ("S70",)),
    "reject_conversion": (("S61",), ("S60",)),
    "archive": (("S70",), ("S71",)),
    "transfer_out": ((*OPEN[:11], "S50", "S51", "S60"), ("T1",)),
    "receive": (("T1",), ("S10", "S11", "S21", "S32", "S50", "S51", "S60")),
    "hand_over": (("S43", "S44", "S61", "S62", "S63", "S70"), ("",)),
    "withdraw": (BEFORE_APPROVAL, ("X2",)),
    "end_case": (OPEN, ("X2",)),
}
STATES = {"S10", *OPEN, "S70", "S71", "X2", "X3"}
BY_A_COMMITTEE = {"superior_agree", "superior_reject", "pre_review_pass", "pre_review_fail", "approve_admission",
                  "reject_admission", "approve_extension", "reject_extension", "approve_cancellation",
                  "reject_cancellation", "approve_conversion", "reject_conversion", "resubmit"}  # fmt: skip
OF_COMMITTEES = {*BY_A_COMMITTEE, "file_activist", "org_talk", "file_admission", "exempt_from_training"}
# Training is told by its service, whoever makes it count by the step that comes first; it is no command.
BY_ITSELF = {"hand_over"}
# The role that enters a step, by whether it is a committee's.
OWN = {True: "committee_secretary", False: "branch_secretary"}
# What the branch entered that a committee then decides on.
DECIDED_ON = {
    **dict.fromkeys(("superior_agree", "superior_reject"), "propose_candidate"),
    **dict.fromkeys(("pre_review_pass", "pre_review_fail"), "branch_review"),
    **dict.fromkeys(("approve_admission", "reject_admission"), "vote_admission"),
    **dict.fromkeys(("approve_extension", "reject_extension"), "vote_extend"),
    **dict.fromkeys(("approve_cancellation", "reject_cancellation"), "vote_cancel"),
    **dict.fromkeys(("approve_conversion", "reject_conversion"), "vote_conversion"),
    "exempt_from_training": "ask_exemption",
}
NEW_TEXT = "2026-05-11"


def months(day: str, count: int) -> str:
    """Return the same day *count* months later, or the last of that month (R-GEN-01)."""
    year, month, number = (int(part) for part in day.split("-"))
    month += count
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return f"{year:04d}-{month:02d}-{min(number, last):02d}"


def problems(entries: Sequence[Entry], with_power: str) -> list[str]:
    """
    Return what is wrong with a case.

    Args:
        entries: Those of its stream as they stand, in their order.
        with_power: The only committee that may decide.
    """
    return list(_problems(entries, with_power))


def _problems(entries: Sequence[Entry], with_power: str) -> Iterator[str]:
    if not entries:
        return
    if entries[0]["type"] != "development.case_opened.v1":
        yield "no application stands"
        return
    state, last_on, place = "S10", entries[0]["effective_on"], entries[0]["data"]["org_code"]
    before: list[Entry] = [entries[0]]
    for entry in entries[1:]:
        data, on = entry["data"], entry["effective_on"]
        step = data["step"]
        sources, targets = TABLE.get(step, ((), ()))
        if state not in sources:
            yield f"{step} from {state}"
        if data["state"] not in [target or state for target in targets]:
            yield f"{step} leads from {state} to {data['state']}"
        if on < last_on:
            yield f"E-02 {step} on {on} after {last_on}"
        if on > entry["recorded_on"]:
            yield f"E-02 {step} on {on}, recorded {entry['recorded_on']}"
        yield from _who(entry, step, before, with_power)
        yield from _content(entry, step, before, place)
        state, last_on, place = data["state"], on, data["org_code"]
        before.append(entry)


def _who(entry: Entry, step: str, before: Sequence[Entry], with_power: str) -> Iterator[str]:
    data, roles = entry["data"], entry["actor"]["roles"]
    told, is_system = data["told"], "system" in entry["actor"]["roles"]
    if data.get("backfilled"):
        if not entry["reason"]:
            yield f"R-GEN-10 {step} entered afterwards without a reason"
    elif not is_system and (step in BY_ITSELF or told.get("body", "members") != "members"):
        yield f"{step} entered by {entry['actor']['user']}"
    elif not is_system and step != "complete_training" and OWN[step in OF_COMMITTEES] not in roles:
        yield f"{step} entered by {roles}"
    if step in BY_A_COMMITTEE and told["approver"] != with_power:
        yield f"I-9 {step} by {told['approver']}"
    decided = DECIDED_ON.get(step)
    if decided is None or data.get("backfilled") or not _has(before, decided):
        return
    if _last(before, decided)["actor"]["user"] == entry["actor"]["user"]:
        yield f"R-PRV-23 {step} by who entered {decided}"


def _content(entry: Entry, step: str, before: Sequence[Entry], place: str) -> Iterator[str]:
    data, on = entry["data"], entry["effective_on"]
    told, afterwards = data["told"], bool(data.get("backfilled"))
    if step.startswith("vote_"):
        yield from _of_a_vote(step, told)
    elif step == "propose_candidate" and not afterwards:
        yield from _of_the_proposal(on, before)
    elif step == "end_notice":
        yield from _of_the_notice(told, on, before, afterwards=afterwards)
    elif step in ("set_introducers", "assign_contacts"):
        least = 2 if step == "set_introducers" else 1
        if not least <= len(set(told["members"])) == len(told["members"]) <= 2:
            yield f"{step} names {told['members']}"
    elif step == "branch_review":
        lacking = [one for one in ("set_introducers", "political_review") if not _has(before, one)]
        trained = _has(before, "complete_training") or _has(before, "exempt_from_training")
        if lacking or not trained:
            yield f"R-DEV-28 {lacking}, trained: {trained}"
    yield from _of_numbers(step, data, on, before)
    yield from _of_probation(entry, step, before)
    yield from _of_the_place(step, data, before, place)


def _of_a_vote(step: str, told: Mapping[str, Any]) -> Iterator[str]:
    yes = told["yes"] + told["written_yes"]
    if told["yes"] + told["no"] + told["abstain"] > told["present"] or told["present"] > told["due"]:
        yield f"I-7 {step}"
    if told["present"] * 2 <= told["due"]:
        yield f"R-DEV-40 {step}: {told['present']} of {told['due']}"
    if (yes * 2 > told["due"]) == (step == "vote_admission_fail"):
        yield f"R-DEV-41 {step}: {yes} of {told['due']}"


def _of_the_proposal(on: str, before: Sequence[Entry]) -> Iterator[str]:
    decided = _last(before, "decide_activist")["effective_on"]
    if on < months(decided, 12):
        yield f"R-DEV-18 proposed on {on}, decided on {decided}"
    if not _has(before, "assign_contacts"):
        yield "R-DEV-15 no contacts"


def _of_the_notice(
    told: Mapping[str, Any], on: str, before: Sequence[Entry], *, afterwards: bool
) -> Iterator[str]:
    posted = date.fromisoformat(told["posted_on"])
    if not afterwards and date.fromisoformat(on) <= workdays.after(posted, 5):
        yield f"R-DEV-23 notice from {posted} to {on}"
    raised, settled = (
        {one["data"]["told"]["objection"] for one in _since(before, "superior_agree", step)}
        for step in ("raise_objection", "settle_objection")
    )
    if raised - settled:
        yield "R-DEV-24 an objection is open"


def _of_numbers(step: str, data: Mapping[str, Any], on: str, before: Sequence[Entry]) -> Iterator[str]:
    told = data["told"]
    if step == "decide_activist" and not _has(before, "record_recommendation"):
        yield "R-DEV-10 nobody recommended"
    if step == "superior_agree" and data["state"] == "S32" and on >= NEW_TEXT:
        yield "I-8 no notice"
    if step == "complete_training" and told["days"] < 3 and told["hours"] < 24:
        yield f"R-DEV-27 {told['days']} days, {told['hours']} hours"


def _of_the_place(step: str, data: Mapping[str, Any], before: Sequence[Entry], place: str) -> Iterator[str]:
    if step == "receive":
        sent = _last(before, "transfer_out")["data"]["told"]["to_org"]
        if data["told"]["org_code"] != sent or data["org_code"] != sent:
            yield f"R-DEV-80 sent to {sent}, received by {data['org_code']}"
    elif step != "hand_over" and data["org_code"] != place:
        yield f"{step} moves the case"


def _of_probation(entry: Entry, step: str, before: Sequence[Entry]) -> Iterator[str]:
    on, told = entry["effective_on"], entry["data"]["told"]
    afterwards = bool(entry["data"].get("backfilled"))
    if step == "approve_admission":
        vote = _last(before, "vote_admission")["effective_on"]
        # Nobody has confirmed the text here: it warns, and whoever goes on has a reason (R-GEN-09).
        if on > months(vote, 6) and not afterwards and not entry["reason"]:
            yield f"R-DEV-51 voted on {vote}, approved on {on}"
    if step in ("vote_conversion", "vote_extend") and not afterwards:
        end = months(_last(before, "vote_admission")["effective_on"], 12 + _extended(before))
        if on < end:
            yield f"R-DEV-64 {step} on {on}, probation ends {end}"
    if step == "vote_extend" and (not 6 <= told["months"] <= 12 or _has(before, "approve_extension")):
        yield f"I-2 {step} by {told['months']} months"


def _extended(before: Sequence[Entry]) -> int:
    if not _has(before, "approve_extension"):
        return 0
    return int(_last(before, "vote_extend")["data"]["told"]["months"])


def _has(before: Sequence[Entry], step: str) -> bool:
    return any(one["data"].get("step") == step for one in before)


def _last(before: Sequence[Entry], step: str) -> Entry:
    return next(one for one in reversed(before) if one["data"].get("step") == step)


def _since(before: Sequence[Entry], first: str, step: str) -> list[Entry]:
    start = max(number for number, one in enumerate(before) if one["data"].get("step") == first)
    return [one for one in before[start:] if one["data"].get("step") == step]
