"""Enterprises, organisations and members, counted by hand at 24:00 of 2026-09-30."""

from datetime import date

from tests.unit.services.reporting.by_hand import Case, count, rate
from tests.unit.services.reporting.city import EAST, TOWNS, WEST
from tests.unit.services.reporting.full_city import FullCity

TOWN, OTHER, FAR = sorted(TOWNS)  # the first two in EAST, the third in WEST
LAST, AFTER = date(2026, 9, 30), date(2026, 10, 1)


def firm(city: FullCity, code: str, area: str, full: int, probationary: int = 0) -> None:
    """Register an enterprise with so many members, all of whom belong to the organisation HOME."""
    city.enterprise(code, area)
    for number in range(full):
        city.member(f"{code}-F{number}", "HOME", code)
    for number in range(probationary):
        city.member(f"{code}-P{number}", "HOME", code, status="PROBATIONARY")


def enterprises(city: FullCity) -> None:
    """
    Nine enterprises, of which seven operate on the last day.

    | code | county | full | probationary | organisation                       |
    |------|--------|------|--------------|------------------------------------|
    | E1   | EAST   | 3    |              | independent                        |
    | E2   | EAST   | 2    | 1            | joint                              |
    | E3   | EAST   |      | 1            | attached                           |
    | E4   | WEST   | 3    |              | none                               |
    | E5   | WEST   |      |              | joint                              |
    | E6   | WEST   | 4    |              | attached                           |
    | E7   | WEST   | 3    |              | independent, dissolved on the last day |
    | E8   | EAST   | 3    |              | independent; closed on the last day |
    | E9   | EAST   |      |              | registered on the day after        |
    """
    for code in ("HOME", "GONE"):
        city.organisation(code, TOWN)
    firm(city, "E1", TOWN, 3)
    firm(city, "E2", TOWN, 2, probationary=1)
    firm(city, "E3", OTHER, 0, probationary=1)
    firm(city, "E4", FAR, 3)
    firm(city, "E5", FAR, 0)
    firm(city, "E6", FAR, 4)
    firm(city, "E7", FAR, 3)
    firm(city, "E8", TOWN, 3)
    city.enterprise("E9", TOWN, on=AFTER)
    forms = {"E1": "independent", "E2": "joint", "E3": "attached", "E5": "joint", "E6": "attached"}
    for code, form in {**forms, "E8": "independent"}.items():
        city.affiliate(code, "HOME", form)
    city.affiliate("E7", "GONE", "independent").dissolve("GONE", LAST)
    city.change("E8", LAST, operation_state="closed")


def established(city: FullCity) -> None:
    """Two of four organisations are established within the quarter, on its first and on its last day."""
    for code, on in (("A", date(2026, 6, 30)), ("B", date(2026, 7, 1)), ("C", LAST), ("D", AFTER)):
        city.organisation(code, TOWN, on=on)


def members(city: FullCity) -> None:
    """
    Nine members of an organisation on the last day, and three who are none.

    Eight are full, of them one with suspended rights, and one is probationary. The age is that of the birthday
    reached in September 2026.
    """
    city.organisation("O1", TOWN)
    born = {
        "M1": "1997-10",  # 28
        "M2": "1997-09",  # 29
        "M3": "1990-10",  # 35
        "M4": "1990-09",  # 36
        "M5": "1970-09",  # 56
        "M6": "1965-10",  # 60
        "M7": "1965-09",  # 61
        "M8": "1998-01",  # 28
        "M9": None,
    }
    for code, month in born.items():
        status = "PROBATIONARY" if code == "M8" else "FULL"
        city.member(code, "O1", None, status=status).change_member(code, birth_month=month)
    city.change_member("M1", LAST, status="SUSPENDED_RIGHTS")
    for code, since in (("M2", "2026-03-01"), ("M3", "2026-09-30"), ("M4", "2026-10-01")):
        city.change_member(code, mobile_since=since)
    city.member("LEFT", "O1", None).change_member("LEFT", LAST, status="TRANSFERRED_OUT")
    city.change_member("LEFT", mobile_since="2026-01-01")
    city.member("GONE", "O1", None, status="DECEASED").member("NEXT", "O1", None, on=AFTER)


AGES = {"to_28": 2, "to_35": 2, "to_45": 1, "to_55": 0, "to_60": 2, "above_60": 1, "unknown_age": 1}

CASES = (
    # Due: those that operate and have a member, E1 to E4, E6, E7; built: E1, E2, E3, E6. 4/6 = 66.67
    rate("K-01", enterprises, 4, 6, 66.7),
    # With three full members: E1, E4, E6, E7; of its own or joint: E1. 1/4
    rate("K-01b", enterprises, 1, 4, 25.0),
    # Operating: E1 to E7; of its own or joint, whether with members or not: E1, E2, E5. 3/7 = 42.86
    rate("K-02", enterprises, 3, 7, 42.9),
    # Operating: E1 to E7; of its own: E1. 1/7 = 14.29
    rate("K-03", enterprises, 1, 7, 14.3),
    # Three full members and nothing built: E4 and E7, not E6, which is attached.
    count("K-05", enterprises, 2),
    # With a member: E1 to E4, E6, E7; built: E1, E2, E3, E6.
    rate("K-06", enterprises, 4, 6, 66.7),
    # K-01 is 3/3 = 100 in EAST (E1, E2, E3) and 1/3 = 33.33 in WEST (E6 of E4, E6, E7): 100 - 33.3
    Case("K-07", enterprises, None, None, 66.7),
    Case("K-01", enterprises, 3, 3, 100.0, area=EAST),
    Case("K-01", enterprises, 1, 3, 33.3, area=WEST),
    count("K-08", established, 2),
    count("K-20", members, 9, full=8, probationary=1),
    # M2 and M3; M4 only from the day after; LEFT is no member any more.
    count("K-21", members, 2),
    # M1, M8 | M2, M3 | M4 | - | M5, M6 | M7 | M9
    count("K-24", members, 9, **AGES),
)
