"""Organisational life's and supervision's part of the recomputation: standard library only, from the CSV files only."""

from datetime import date, timedelta

FULL = {"FULL", "SUSPENDED_RIGHTS"}
COMMITTEE_FROM = 7
# After how many days a finding has to be put right at the latest, by its severity.
DAYS = {"normal": 30, "serious": 15}
SHOWN = ("K-31", "K-33", "K-50", "K-51", "K-52", "K-53", "K-60", "K-61", "K-62")
# Meetings of organisational life, and those that decide on members; the same columns.
MEETINGS = ("life_records", "case_meetings")


def count_life(rows_of, gathered_until, first, last, cells):
    """
    Add K-31, K-33, K-50 to K-53, K-60 to K-62, K-65 and K-08 to the figures of areas for a quarter.

    rows_of gives the rows of a file, none of a missing one; gathered_until says what was known of members by
    the end of a day.
    """

    def bump(org, name, numerator, denominator):
        cell = cells.setdefault(places[org], {}).setdefault(name, [0, 0])
        cell[0] += numerator
        cell[1] += denominator

    organisations = {row["org_code"]: row for row in rows_of("organisations")}
    places = {code: row["area"] for code, row in organisations.items()}
    ended = {row["org_code"]: row["effective_on"] for row in rows_of("organisation_endings")}
    meetings = [row for name in MEETINGS for row in rows_of(name) if is_counted(row)]
    for row in meetings:
        if first <= row["held_on"] <= last:
            bump(row["org_code"], "K-53", int(row["present"]), int(row["due"]))
    owing = Owing(rows_of, gathered_until, meetings)
    months = month_spans(first)
    for code, row in organisations.items():
        bump(code, "K-08", first <= row["established_on"] <= last, 0)
        if not row["form"]:
            continue  # hosts and committees owe nothing
        held = owing.held(row, "quarterly_meeting", first, months[0][1], last)
        if held is not None:
            bump(code, "K-50", held, 1)
        days = [owing.held(row, "activity_day", *month) for month in months]
        bump(code, "K-51", sum(day is True for day in days), sum(day is not None for day in days))
        owed = [owing.held(row, kind, first, last) for kind in ("members_meeting", "lecture")]
        owed += [owing.held(row, "committee_meeting", *month) for month in months]
        owed = [one for one in owed if one is not None]
        if owed:
            bump(code, "K-52", all(owed), 1)
        inspected = any(
            one["org_code"] == code and first[:4] == one["inspected_on"][:4] and one["inspected_on"] <= last
            for one in rows_of("inspections")
        )
        since = f"{first[:4]}-01-01"
        if owing.owed(row, since, last) and (ended.get(code, "9999") > last or inspected):
            bump(code, "K-60", inspected, 1)
    count_findings(rows_of, first, last, bump)
    count_points(rows_of, first, last, ended, bump)
    count_development(rows_of, first, last, bump)


def is_counted(row):
    enough = int(row["due"]) > 0 and int(row["present"]) * 2 >= int(row["due"])
    return enough and bool(row["minutes"]) and bool(row["evidence"])


def month_spans(first):
    year, month = int(first[:4]), int(first[5:7])
    starts = [date(year, month, 1), date(year, month + 1, 1), date(year, month + 2, 1)]
    ends = [*starts[1:], (starts[2] + timedelta(days=32)).replace(day=1)]
    return [
        (start.isoformat(), (end - timedelta(days=1)).isoformat())
        for start, end in zip(starts, ends, strict=True)
    ]


class Owing:
    """What each organisation owed in a period, and whether it was held."""

    def __init__(self, rows_of, gathered_until, meetings):
        self.gathered_until = gathered_until
        self.known = {}
        self.meetings = {}
        for row in meetings:
            self.meetings.setdefault((row["org_code"], row["kind"]), []).append(row)
        self.endings = {row["org_code"]: row for row in rows_of("organisation_endings")}
        self.exemptions = rows_of("life_exemptions")

    def owed(self, organisation, since, last):
        """Whether it was there on the period's first day, and was entered before the period was over."""
        ending = self.endings.get(organisation["org_code"])
        gone = ending and ending["effective_on"] <= since and ending["recorded_on"] <= since
        return organisation["established_on"] <= since and organisation["recorded_on"] <= last and not gone

    def held(self, organisation, kind, since, last, over=None):
        """Whether it was held from *since* to *last*; None when it was not owed in the period."""
        code = organisation["org_code"]
        if not self.owed(organisation, since, over or last):
            return None
        if (
            kind == "committee_meeting"
            and self.full(code, since, organisation["recorded_on"]) < COMMITTEE_FROM
        ):
            return None
        found = [row for row in self.meetings.get((code, kind), ()) if since <= row["held_on"] <= last]
        entered = min((row["recorded_on"] for row in found), default="9999")
        for row in self.exemptions:
            excused = row["org_code"] == code and row["deadline"] == kind
            if excused and row["granted_on"] and row["from_on"] <= since <= row["until_on"]:
                return True if since < row["granted_on"] and entered < row["granted_on"] else None
        ending = self.endings.get(code)
        # What was not yet done when the end was entered, and not late by the day of the end, is not owed any more.
        if ending and ending["effective_on"] <= last and entered >= ending["recorded_on"]:
            return None
        return bool(found)

    def full(self, code, since, recorded_on):
        """Count the full members on *since*, as far as was known when that day, or that of the entry, was over."""
        until = max(since, recorded_on)
        if until not in self.known:
            self.known[until] = self.gathered_until(until)[1]
        members = self.known[until]
        held = (members.as_of(person, since) for person in members.said)
        return sum(one.get("org") == code and one.get("status") in FULL for one in held)


def count_findings(rows_of, first, last, bump):
    """A finding is due 30 days after its notice, 15 when it is serious."""
    steps = {}
    for row in rows_of("finding_steps"):
        steps.setdefault(row["finding"], {})[row["step"]] = row["on"]
    for row in rows_of("inspections"):
        for text in filter(None, row["findings"].split(";")):
            finding, _, severity, _ = text.split("|")
            taken = steps.get(finding, {})
            if "notice" not in taken:
                continue
            due = (date.fromisoformat(taken["notice"]) + timedelta(days=DAYS[severity])).isoformat()
            if first <= due <= last:
                closed = taken.get("close", "9999")
                bump(row["org_code"], "K-61", closed <= last, 1)
                bump(row["org_code"], "K-62", closed <= due, 1)


def count_points(rows_of, first, last, ended, bump):
    points = {row["point"]: row for row in rows_of("contact_points")}
    covered = {
        row["org_code"]
        for row in points.values()
        if row["since"] <= last and not (row["ended_on"] and row["ended_on"] <= last)
    }
    for code in covered:
        if ended.get(code, "9999") > last:
            bump(code, "contact points", 1, 0)
    for row in rows_of("difficulties"):
        if row["point"] and row["outcome"] == "solved" and first <= row["answered_on"] <= last:
            bump(points[row["point"]]["org_code"], "solved", 1, 0)


def count_development(rows_of, first, last, bump):
    """Reviews each six months with thirty days' grace, until somebody is proposed or withdraws."""
    places = {row["case_id"]: row["org_code"] for row in rows_of("cases")}
    steps = {}
    for row in rows_of("case_steps"):
        steps.setdefault(row["case_id"], []).append((row["on"], row["step"]))
    for case, taken in steps.items():
        taken.sort()
        for place, (on, step) in enumerate(taken):
            # Who is not approved is an activist again, from that day on.
            if step not in ("decide_activist", "half_year_review", "reject_admission"):
                continue
            after = taken[place + 1 :]
            grace = (date.fromisoformat(half_year_later(on)) + timedelta(days=30)).isoformat()
            ends = [then for then, name in after if name in ("propose_candidate", "withdraw")]
            reviewed = [then for then, name in after if name == "half_year_review"]
            done = bool(reviewed) and reviewed[0] <= grace
            if first <= grace <= last and (done or not any(then <= grace for then in ends)):
                bump(places[case], "K-31", done, 1)


def half_year_later(day):
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + 6, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(int(day[8:]), following.day)).isoformat()
