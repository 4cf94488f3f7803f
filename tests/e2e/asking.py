"""Asking a city everything its portal answers; each answer is held against its declaration on the way."""

from tests.e2e.city import City

# Who asks; the list; the key of its rows; what is asked of each of them.
ONE_BY_ONE = (
    ("clerk", "enterprises", "credit_code", ("", "/history")),
    ("clerk", "organisations", "org_code", ("", "/history")),
    ("clerk", "members", "member_id", ("", "/history")),
    ("committee", "cases", "case_id", ("", "/history")),
    ("inspector", "supervision/findings", "finding", ("/history",)),
    ("inspector", "supervision/bulletins", "bulletin", ("",)),
    ("training", "training/classes", "class_id", ("", "/history")),
)
LISTS = (
    *(("clerk", path) for path in ("days/current", "areas", "persons", "posts", "staff")),
    *(
        ("inspector", f"supervision/{path}")
        for path in ("duties", "exemptions", "inspections", "contact-points", "demonstration-points")
    ),
    *(("branch", path) for path in ("inbox", "todos")),
    *(("convener", path) for path in ("meetings", "resolutions")),
    ("operator", "deliveries"),
)
OF_A_YEAR = (("county", "quotas"), ("training", "training/exemptions"))


def ask_everything(city: City, year: int) -> int:
    """Ask for every list, for each row of the first pages, and for its history; return how many rows there were."""
    rows = 0
    for user, path in LISTS:
        city.ask(user, path)
    for user, path in OF_A_YEAR:
        city.ask(user, f"{path}?year={year}")
    for user, path, key, more in ONE_BY_ONE:
        for row in city.ask(user, path)["items"]:
            rows += 1
            for part in more:
                city.ask(user, f"{path}/{row[key]}{part}")
    for row in city.ask("inspector", "organisations")["items"]:
        for held in city.ask("inspector", f"meeting-records?org_code={row['org_code']}&limit=3")["items"]:
            city.ask("inspector", f"meeting-records/{held['meeting']}/history")
    return rows
