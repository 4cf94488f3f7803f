"""Training's part of the recomputation: standard library only, from the CSV files only."""

HOURS, SECRETARY_HOURS, SECRETARY_CLASSES = 32, 56, 1
EACH = {"full_day": 8, "half_day": 4, "hour": 1}
PRESENT = {"FULL", "SUSPENDED_RIGHTS", "PROBATIONARY"}
SHOWN = ("K-40", "K-41", "K-42", "K-43")


def count_training(rows_of, gathered, last, cells):
    """
    Add K-40 to K-43 to the figures of areas; *last* is the quarter's last day.

    rows_of gives the rows of a file; gathered is what ``gather`` says of members and organisations.
    """
    _, members, _, organisations, _ = gathered
    hours, concentrated = attended(rows_of, last)
    exempt = {
        row["member_id"]
        for row in rows_of("training_exemptions")
        if row["granted_on"] and row["year"] == last[:4]
    }
    heads = secretaries(rows_of, last)

    def bump(area, name, reached):
        cell = cells.setdefault(area, {}).setdefault(name, [0, 0])
        cell[0] += reached
        cell[1] += 1

    for member in members.said:
        held = members.as_of(member, last)
        if held.get("status") not in PRESENT:
            continue
        area = organisations[held["org"]]
        if member not in exempt:
            bump(area, "K-40", hours.get(member, 0) >= HOURS)
        if member in heads:
            enough = concentrated.get(member, 0) >= SECRETARY_CLASSES
            bump(area, "K-41", hours.get(member, 0) >= SECRETARY_HOURS and enough)
    count_plans(rows_of, last, bump)


def sessions_of(rows):
    """Return the sessions of each class that was held: ``{class: [(day, hours)]}``, in order."""
    held = {}
    for row in rows:
        if row["step"] == "hold":
            told = [text.split("*") for text in row["sessions"].split(";")]
            held[row["class_id"]] = sorted((on, int(count) * EACH[part]) for on, part, count in told)
    return held


def attended(rows_of, last):
    """Add up each member's hours of the year up to *last*, and count the concentrated classes they come from."""
    held = sessions_of(rows_of("training_steps"))
    forms = {row["class_id"]: row["form"] for row in rows_of("training_classes")}
    since = {row["member_id"]: row["effective_on"] for row in rows_of("members")}
    hours, concentrated = {}, {}
    for row in rows_of("training_attendance"):
        member = row["member_id"]
        if not member:
            continue
        chosen = [held[row["class_id"]][int(number) - 1] for number in row["sessions"].split("|")]
        # Nobody of these stopped being a member, so that being one begins with the registration.
        more = sum(number for on, number in chosen if max(since[member], f"{last[:4]}-01-01") <= on <= last)
        if more:
            hours[member] = hours.get(member, 0) + more
            concentrated[member] = concentrated.get(member, 0) + (forms[row["class_id"]] == "class")
    return hours, concentrated


def secretaries(rows_of, last):
    """Return who is secretary on the last day; a post ends with its organisation."""
    ended = {row["org_code"]: row["effective_on"] for row in rows_of("organisation_endings")}
    return {
        row["member_id"]
        for row in rows_of("posts")
        if row["kind"] == "secretary"
        and row["org_code"]
        and row["effective_on"] <= last
        and (not row["ended_on"] or row["ended_on"] > last)
        and not ended.get(row["org_code"], "9999") <= last
    }


def count_plans(rows_of, last, bump):
    """Classes whose planned day lies in the quarter, of approved plans; and plans of the year on three axes."""
    first = f"{last[:4]}-{int(last[5:7]) - 2:02d}-01"
    held = sessions_of(rows_of("training_steps"))
    approved = set()
    for row in rows_of("training_plans"):
        if row["approved_on"] and row["approved_on"] <= last:
            approved.add(row["plan_id"])
        if row["year"] == last[:4] and row["recorded_on"] <= last:
            axes = (row["industry"], row["education"], row["business"])
            bump(row["area"], "K-43", all(axis.strip() for axis in axes))
    for row in rows_of("training_classes"):
        if row["plan_id"] in approved and first <= row["planned_on"] <= last:
            days = held.get(row["class_id"], ())
            bump(row["area"], "K-42", bool(days) and days[-1][0] <= last)
