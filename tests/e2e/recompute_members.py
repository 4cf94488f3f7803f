"""Of members in the recomputation: who came by a case, and how old they are; standard library only."""

from recompute_cases import months_later, probation_ends

BANDS = {"to_28": 28, "to_35": 35, "to_45": 45, "to_55": 55, "to_60": 60}


def band(born, day):
    """Return the part of K-24 that somebody born in a month belongs to; the month counts from its first day on."""
    if not born:
        return "unknown_age"
    age = int(day[:4]) - int(born[:4]) - (day[5:7] < born[5:7])
    return next((name for name, last in BANDS.items() if age <= last), "above_60")


def admitted(rows_of, until):
    """Return what cases make of people as members, put on record by *until*: ``(member, day, what is told)``."""
    homes = {row["case_id"]: row["org_code"] for row in rows_of("cases")}
    voted, ends, extended = {}, {}, {}
    for row in sorted(rows_of("case_steps"), key=lambda row: (row["recorded_on"], row["on"])):
        case, step = row["case_id"], row["step"]
        if row["recorded_on"] > until:
            continue
        if step == "vote_admission":
            voted[case], ends[case] = row["on"], months_later(row["on"], 12)
        elif step == "vote_extend":
            extended[case] = row
        elif step == "approve_extension":
            ends[case] = next(
                probation_ends([{"step": "vote_admission", "on": voted[case]}, extended[case], row])
            )
        elif step == "approve_admission":
            told = {"org": homes[case], "firm": "", "status": "PROBATIONARY"}
            yield f"D-{case}", voted[case], told
        elif step == "approve_conversion":
            yield f"D-{case}", ends[case], {"status": "FULL"}
        elif step == "approve_cancellation":
            yield f"D-{case}", row["on"], {"status": "REMOVED"}
