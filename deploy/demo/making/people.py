"""What people are in organisations and enterprises: who leads, and who is on probation since when."""

from datetime import date, timedelta

from deploy.demo.making.sheets import END, START, Person, Row, Sheets
from shared.rules.periods import add_months

COMMITTEE_FROM = 7
# After the secretary, as the organisation grows.
FURTHER_POSTS = ("deputy_secretary", "committee_member", "committee_member")
YOUNGEST, SPAN = 20, 31
MOBILE_ONE_OF, AWAY = 41, date(2026, 2, 1)
POSTS_IN_ENTERPRISES = ("manager", "director", "head")


def posts(q: Sheets) -> None:
    """A secretary for each organisation of its own; some are directors as well; a few have ended."""
    number = 0
    for firm in q.firms:
        people = [person for person in firm.people if person.status == "FULL"]
        if firm.form != "independent" or not people:
            continue
        number += 1
        ended = q.between(START, END) if number % 23 == 0 else None
        temporary = number % 19 == 0
        post(q, f"P{number:04d}", people[0], firm.org, None, "secretary", date(2026, 6, 1), ended, temporary)
        if number % 4 == 0:
            kind = POSTS_IN_ENTERPRISES[number // 4 % len(POSTS_IN_ENTERPRISES)]
            post(q, f"P{number:04d}B", people[0], None, firm.code, kind, date(2024, 3, 1), None, False)
        if len(people) >= COMMITTEE_FROM:
            for place, (person, kind) in enumerate(zip(people[1:], FURTHER_POSTS, strict=False), start=1):
                post(q, f"P{number:04d}-{place}", person, firm.org, None, kind, date(2026, 6, 1), None, False)


def secretaries(q: Sheets) -> None:
    """A secretary for each other organisation that has a full member who stays."""
    led = {row["org_code"] for row in q.rows["posts"]}
    leaving = {row["member_id"] for row in q.rows["member_changes"] + q.rows["erasures"]}
    heads = {row["member_id"] for row in q.rows["posts"]}
    homes: dict[str, list[Row]] = {}
    moved: dict[str, str] = {}
    for row in q.rows["organisations"]:
        moved |= dict.fromkeys(row["members"].split(";"), row["org_code"])
    for row in q.rows["members"]:
        if (
            row["status"] == "FULL"
            and row["recorded_on"] == START
            and row["member_id"] not in leaving | heads
        ):
            homes.setdefault(str(moved.get(row["member_id"], row["org_code"])), []).append(row)
    for number, row in enumerate(q.rows["organisations"], start=1):
        people = homes.get(row["org_code"])
        if row["recorded_on"] == START and row["org_code"] not in led and people:
            person = Person(people[0]["member_id"], "FULL", row["org_code"])
            post(
                q,
                f"PS{number:04d}",
                person,
                row["org_code"],
                None,
                "secretary",
                date(2026, 6, 1),
                None,
                False,
            )


def personal(q: Sheets) -> None:
    """The month each member was born in, twenty to fifty years before; some have been away since February."""
    for number, row in enumerate(q.rows["members"]):
        year = row["effective_on"].year - YOUNGEST - number * 7 % SPAN
        row["birth_month"] = f"{year}-{number % 12 + 1:02d}"
        row["mobile_since"] = AWAY if number % MOBILE_ONE_OF == 0 and row["recorded_on"] == START else ""


def probation(q: Sheets) -> None:
    """
    Let those on probation have been so for less than a year, and those who were converted for a year before.

    Who came to an organisation after it was set up moves into it then, and not with it.
    """
    converted = {
        row["member_id"]: row["effective_on"] for row in q.rows["member_changes"] if row["status"] == "FULL"
    }
    homes = {member: row for row in q.rows["organisations"] for member in row["members"].split(";") if member}
    for number, row in enumerate(q.rows["members"]):
        if row["status"] != "PROBATIONARY" or row["recorded_on"] != START:
            continue
        until = converted.get(row["member_id"])
        on = add_months(until, -12) if until else date(2025, 10, 20) + timedelta(days=number % 240)
        firm = next((one for one in q.firms if one.code == row["credit_code"]), None)
        row["effective_on"] = max(on, firm.since) if firm else on
        home = homes.get(row["member_id"])
        if home is not None and home["established_on"] < row["effective_on"]:
            kept = [member for member in home["members"].split(";") if member != row["member_id"]]
            home["members"] = ";".join(kept)
            q.add(
                "member_changes", recorded_on=max(START, home["recorded_on"]), member_id=row["member_id"],
                effective_on=row["effective_on"], status=None, org_code=home["org_code"], credit_code=None,
                basis=None,
            )  # fmt: skip


def post(
    q: Sheets, code: str, person: Person, org: str | None, firm: str | None, kind: str, on: date,
    ended: date | None, temporary: bool,
) -> None:  # fmt: skip
    """Give a post."""
    q.add(
        "posts", recorded_on=START, post_id=code, member_id=person.id, org_code=org, credit_code=firm, kind=kind,
        is_temp="true" if temporary else "false", expected_end=date(2026, 12, 31) if temporary else None,
        effective_on=on, ended_on=ended,
    )  # fmt: skip
