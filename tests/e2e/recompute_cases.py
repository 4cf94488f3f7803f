"""Membership development's part of the recomputation: standard library only, from the CSV files only."""

from calendar import monthrange
from datetime import date, timedelta

REVISED = "2026-05-11"  # from here on a notice comes before the status of candidate
# What a case is after each step; a step that is not here leaves it as it was. None: it is no longer counted.
STAGE_AFTER = {
    "application": 0,
    "file_activist": 1,
    "end_notice": 2,
    "reject_admission": 1,
    "approve_admission": None,
    "withdraw": None,
    "end_case": None,
}
VOTED = ("vote_conversion", "vote_extend", "vote_cancel")
GRACE = 30  # days after the end of probation
DECIDED = ("approve_admission", "reject_admission")


def count_cases(rows_of, first, last, cells):
    """Add the cases to the townships' figures, each where its organisation is; rows_of gives the rows of a file."""
    places = {row["org_code"]: row["area"] for row in rows_of("organisations")}
    steps = {}
    for row in rows_of("case_steps"):
        if row["on"] <= last:
            steps.setdefault(row["case_id"], []).append(row)
    for case in rows_of("cases"):
        if case["on"] <= last:
            own = sorted(steps.get(case["case_id"], ()), key=lambda row: row["on"])
            count_case(case["on"], own, first, last, cells.setdefault(places[case["org_code"]], {}))


def count_case(applied, own, first, last, cell):
    """Add one case; *own* are its steps up to the quarter's end, in order."""

    def bump(name, numerator, denominator=0):
        known = cell.setdefault(name, [0, 0])
        known[0] += numerator
        known[1] += denominator

    stage = stage_of(own)
    if stage is not None:
        bump(("applicants", "activists", "candidates")[stage], 1)
    on = {}
    for row in own:
        on.setdefault(row["step"], []).append(row["on"])
    for name, due, kept in (
        ("K-30", months_later(applied, 1), on.get("record_talk", ())),
        *(
            (
                "K-32",
                months_later(voted, 3),
                [day for step in DECIDED for day in on.get(step, ()) if day >= voted],
            )
            for voted in on.get("vote_admission", ())
        ),
    ):
        in_time = any(day <= due for day in kept)
        ended = min([*on.get("withdraw", ()), *on.get("end_case", ()), "9999"])
        if first <= due <= last and (in_time or ended > due):
            bump(name, in_time, 1)
    for end in probation_ends(own):
        due = (date.fromisoformat(end) + timedelta(days=GRACE)).isoformat()
        voted = any(day <= due for step in VOTED for day in on.get(step, ()) if day >= end)
        if first <= due <= last:
            bump("K-33", voted, 1)
    now = [row for row in own if row["on"] >= first]
    if now or applied >= first:
        bump("K-36", not any("reason=" in row["details"] for row in now), 1)
    bump("recommended", any(day >= first for day in on.get("recommend", ())))
    approved = any(day >= first for day in on.get("approve_admission", ()))
    bump("admitted", "recommend" in on and approved)
    for body in {row["details"].removeprefix("body=") for row in own if row["step"] == "recommend"}:
        days = [row["on"] for row in own if row["details"] == f"body={body}"]
        bump(f"recommended by {body}", any(day >= first for day in days))
        bump(f"admitted by {body}", approved)
    bump("ever applicants", was_applicant(applied, own, first))


def probation_ends(own):
    """Return the end of each probation: a year after the vote, and again what it was extended by."""
    voted, longer = None, 12
    for row in own:
        if row["step"] == "vote_admission":
            voted = row["on"]
        elif row["step"] == "approve_admission":
            yield months_later(voted, 12)
        elif row["step"] == "vote_extend":
            details = dict(part.split("=", 1) for part in row["details"].split(";") if part)
            longer = 12 + int(details["months"])
        elif row["step"] == "approve_extension":
            yield months_later(voted, longer)


def was_applicant(applied, own, first):
    """Return whether somebody was an applicant on the eve of the quarter, or after any step in it."""
    ends = [number for number, row in enumerate(own, start=1) if row["on"] >= first]
    if applied < first:
        ends.append(len(own) - len(ends))
    return applied >= first or any(stage_of(own[:end]) == 0 for end in ends)


def stage_of(own):
    """Return 0, 1 or 2 for applicant, activist, candidate; None for who is neither."""
    stage = STAGE_AFTER["application"]
    for row in own:
        old = row["step"] == "superior_agree" and row["on"] < REVISED
        stage = 2 if old else STAGE_AFTER.get(row["step"], stage)
    return stage


def months_later(day, months):
    whole = date.fromisoformat(day)
    year, month = divmod(whole.year * 12 + whole.month - 1 + months, 12)
    return date(year, month + 1, min(whole.day, monthrange(year, month + 1)[1])).isoformat()
