"""Organisational life, supervision, and what departments and the joint meeting did, counted by hand."""

from datetime import date

from services.reporting.coverage import PARTY
from tests.unit.services.reporting.by_hand import Case, count, rate
from tests.unit.services.reporting.city import EAST, TOWNS, WEST
from tests.unit.services.reporting.full_city import FullCity
from tests.unit.services.reporting.hand_registry import enterprises

TOWN, OTHER, FAR = sorted(TOWNS)
BEFORE, FIRST = date(2026, 6, 30), date(2026, 7, 1)
LAST, AFTER = date(2026, 9, 30), date(2026, 10, 1)
JULY, AUGUST = date(2026, 7, 31), date(2026, 8, 31)


def organisations(city: FullCity) -> None:
    """Three organisations, O1 in one township, O2 and O3 in another county."""
    city.organisation("O1", TOWN, on=date(2020, 1, 1))
    city.organisation("O2", FAR, on=date(2020, 1, 1)).organisation("O3", FAR, on=date(2020, 1, 1))


def quarterly_meetings(city: FullCity) -> None:
    """One meeting of each organisation in the quarter's first month (R-ACT-01)."""
    organisations(city)
    city.duty("quarterly_meeting:O1", FIRST, JULY, JULY, org="O1")
    city.duty("quarterly_meeting:O2", FIRST, JULY, date(2026, 8, 1), org="O2")
    city.duty("quarterly_meeting:O3", FIRST, JULY, FIRST, org="O3")


def activity_days(city: FullCity) -> None:
    """A day each month (R-ACT-03): two organisations owe six; one month of O2 is let off."""
    organisations(city)
    for last, mine, theirs in ((JULY, FIRST, JULY), (AUGUST, AUGUST, None), (LAST, AFTER, None)):
        first = last.replace(day=1)
        off = first if last == AUGUST else None
        city.duty(f"activity_day:O1:{first}", first, last, mine, org="O1")
        city.duty(f"activity_day:O2:{first}", first, last, theirs, org="O2", lapsed_on=off)


def cadences(city: FullCity) -> None:
    """Each organisation needs all it owes in time (R-ACT-06)."""
    organisations(city)
    for org, lecture, committee in (("O1", LAST, AUGUST), ("O2", AFTER, AUGUST), ("O3", LAST, None)):
        city.duty(f"members_meeting:{org}", FIRST, LAST, date(2026, 9, 5), org=org)
        city.duty(f"lecture:{org}", FIRST, LAST, lecture, org=org)
        city.duty(f"committee_meeting:{org}", date(2026, 8, 1), AUGUST, committee, org=org)


def attendances(city: FullCity) -> None:
    """Two meetings within the quarter count, one does not, two lie outside (R-ACT-20)."""
    organisations(city)
    city.meeting("H1", FIRST, 10, 8).meeting("H2", LAST, 5, 5, org="O2")
    city.meeting("H3", LAST, 7, 3, counts=False)
    city.meeting("H4", BEFORE, 20, 20).meeting("H5", AFTER, 20, 20)


def inspections(city: FullCity) -> None:
    """All three are to be inspected once in the year (R-SUP-01): O1 is, twice; O2 only after the quarter."""
    organisations(city)
    city.organisation("O4", TOWN)
    for org in ("O1", "O2", "O3"):
        city.duty(f"inspection:{org}", date(2026, 1, 1), date(2026, 12, 31), org=org)
    city.inspection("I1", "O1", date(2026, 1, 1)).inspection("I2", "O1", date(2026, 5, 1))
    city.inspection("I3", "O2", date(2025, 12, 31)).inspection("I4", "O2", AFTER)
    city.inspection("I5", "O3", LAST)
    city.inspection("I6", "O4", LAST)  # owes none


def findings(city: FullCity) -> None:
    """Findings with their last day, and the day each was closed (R-SUP-02, R-SUP-03)."""
    organisations(city)
    due = date(2026, 9, 10)
    for name, closed in (("in time", due), ("late", LAST), ("after", AFTER), ("never", None)):
        city.duty(f"rectification:{name}", date(2026, 8, 20), due, closed)
    city.duty("rectification:on the first day", date(2026, 6, 20), FIRST, FIRST)
    city.duty("rectification:due before", date(2026, 6, 1), BEFORE, FIRST)
    city.duty("rectification:due after", date(2026, 9, 20), AFTER, LAST)


def contact_points(city: FullCity) -> None:
    """O1 has two points and counts once, O2's ended, O3's begins on the last day (R-SUP-06, R-SUP-08)."""
    organisations(city)
    city.contact_point("P1", "O1", date(2026, 1, 1)).contact_point("P2", "O1", date(2026, 2, 1))
    city.contact_point("P3", "O2", date(2026, 1, 1), ended=LAST).contact_point("P4", "O3", LAST)
    for code, point, on in (("D1", "P1", FIRST), ("D2", "P1", LAST), ("D3", "P3", AUGUST)):
        city.difficulty(code, point, on)
    city.difficulty("D4", "P1", BEFORE, on=date(2026, 5, 1)).difficulty("D5", "P1", AFTER)
    city.difficulty("D6", "P1", AUGUST, "unsolved").difficulty("D7", None, AUGUST)


def submissions(city: FullCity) -> None:
    """The last version is the figure, the first one says whether it came by the tenth (R-JM-16)."""
    enterprises(city)
    ninth, tenth, eleventh = (date(2026, 10, day) for day in (9, 10, 11))
    city.figures("union", tenth, R_JM_20={EAST: 1, WEST: 1}, R_JM_21={EAST: 5, WEST: 3})
    city.figures("union", date(2026, 10, 14), 2, R_JM_20={EAST: 3, WEST: 2}, R_JM_21={EAST: 5, WEST: 3})
    city.figures("youth_league", eleventh, R_JM_30={EAST: 1, WEST: 1})
    city.figures("womens_federation", ninth, R_JM_40__homes={EAST: 3, WEST: 1})


def resolutions(city: FullCity) -> None:
    """Resolutions by the day each was due on first, and what became of them."""
    due = date(2026, 8, 31)
    days = {"1": due, "2": due, "3": LAST, "4": FIRST, "5": due, "6": BEFORE, "7": AFTER}
    for no, on in days.items():
        city.resolution(no, "union", on, on=date(2026, 6, 1))
    later = {"due_on": LAST.isoformat(), "original_due_on": due.isoformat(), "reason": "示例"}
    city.step("2", "organisation", "resolution_extended", date(2026, 8, 20), **later)
    # 1 on its day; 2 by the day it was extended to; 3 a day late, after the quarter; 4 never; 5 given up.
    closed = {"1": due, "2": date(2026, 9, 1), "3": AFTER, "6": BEFORE, "7": LAST}
    for no, on in closed.items():
        city.step(no, "organisation", "resolution_closed", on)
    city.step("5", "organisation", "resolution_cancelled", due, reason="示例")


def lists(city: FullCity) -> None:
    """Enterprises a to g: a place is the register's, whatever county the union or the league counts them in."""
    city.covered(PARTY, east="abc", west="df")
    city.covered("union", 1, east="abc", west="df").covered("union", 2, east="abde", west="g")
    city.covered("youth_league", east="ac", west="dg")


def strange_lists(city: FullCity) -> None:
    """The league's list is under another key, and cannot be compared."""
    city.covered(PARTY, east="abc").covered("union", east="abc").covered("youth_league", 1, "k2", east="abc")


CASES = (
    # O1 on the last day, O3 on the first; O2 a day late. 2/3
    rate("K-50", quarterly_meetings, 2, 3, 66.7),
    # Six months but one; held: O1 in July and August, O2 in July; O1's of September a day late. 3/5
    rate("K-51", activity_days, 3, 5, 60.0),
    # O1; O2's lecture was late, O3's committee did not meet. 1/3
    rate("K-52", cadences, 1, 3, 33.3),
    # (8 + 5) / (10 + 5) = 86.67
    rate("K-53", attendances, 13, 15, 86.7),
    # O1 and O3 of O1, O2, O3.
    rate("K-60", inspections, 2, 3, 66.7),
    # Due: in time, late, after, never, on the first day; closed by the last day: in time, late, on the first. 3/5
    rate("K-61", findings, 3, 5, 60.0),
    # Of the same, closed by the finding's own day: in time, on the first day. 2/5
    rate("K-62", findings, 2, 5, 40.0),
    # O1 and O3; solved in the quarter: D1, D2, D3, whose point was there then.
    count("K-65", contact_points, 2, organisations=2, solved=3),
    # The union's last version: 3 + 2 of 5 + 3. 5/8
    rate("K-70", submissions, 5, 8, 62.5),
    # (1 + 1) of the seven that operate, as of K-02. 2/7 = 28.57
    rate("K-71", submissions, 2, 7, 28.6),
    count("K-72", submissions, 4),
    # With a party organisation: a, b, c, d, f; with union and league: a and d. 2/5; in EAST a of a, b, c. 1/3
    rate("K-77", lists, 2, 5, 40.0),
    Case("K-77", lists, 1, 3, 33.3, area=EAST),
    Case("K-77", strange_lists, None, 3, None),
    # Due in the quarter: 1, 2, 3, 4, since 5 was given up; closed by its last day: 1, 2. 2/4
    rate("K-74", resolutions, 2, 4, 50.0),
    # Of the same, closed by the day each was due on first: 1. 1/4
    rate("K-75", resolutions, 1, 4, 25.0),
    # Union on the tenth and women's federation on the ninth; the league later, industry and commerce never. 2/4
    rate("K-76", submissions, 2, 4, 50.0),
)
