"""Membership development and training, counted by hand for the third quarter of 2026."""

from datetime import date

from tests.unit.services.reporting.by_hand import count, rate
from tests.unit.services.reporting.city import EAST, TOWNS, WEST
from tests.unit.services.reporting.full_city import FullCity

TOWN, OTHER, FAR = sorted(TOWNS)
BEFORE, FIRST = date(2026, 6, 30), date(2026, 7, 1)
LAST, AFTER = date(2026, 9, 30), date(2026, 10, 1)


def stages(city: FullCity) -> None:
    """Ten cases with the state each is in on the last day; two of them are none of the three stages."""
    city.organisation("O1", TOWN)
    states = ("S10", "S20", "S21", "S31", "S32", "S44", "S44", "S50", "X2")
    for number, state in enumerate(states):
        city.case(f"C{number}").case_step(f"C{number}", "a step", state, LAST)
    # An applicant still, since the next step is of the day after.
    city.case("C9").case_step("C9", "file_activist", "S21", AFTER)


def talks(city: FullCity) -> None:
    """One month after the application, that day included (R-DEV-05)."""
    city.organisation("O1", TOWN)
    city.duty("talk:due before", date(2026, 5, 30), BEFORE, BEFORE)
    city.duty("talk:on the last day in time", date(2026, 6, 1), FIRST, FIRST)
    city.duty("talk:a day late", date(2026, 7, 10), date(2026, 8, 10), date(2026, 8, 11))
    city.duty("talk:never", date(2026, 7, 20), date(2026, 8, 20))
    city.duty("talk:in time", date(2026, 8, 30), LAST, date(2026, 9, 1))
    city.duty("talk:withdrawn by then", date(2026, 8, 3), date(2026, 9, 3), lapsed_on=date(2026, 9, 3))
    city.duty("talk:due after", date(2026, 9, 1), AFTER, LAST)


def reviews(city: FullCity) -> None:
    """Six months and thirty days after the last review (R-DEV-16)."""
    city.organisation("O1", TOWN)
    city.duty("half_year_review:in time", date(2026, 1, 15), date(2026, 8, 14), date(2026, 8, 14))
    city.duty("half_year_review:a day late", date(2026, 1, 15), date(2026, 8, 14), date(2026, 8, 15))
    city.duty("half_year_review:early", date(2026, 2, 20), date(2026, 9, 19), BEFORE)
    city.duty("half_year_review:due after", date(2026, 3, 31), date(2026, 10, 30))


def approvals(city: FullCity) -> None:
    """Three months after the vote (R-DEV-50): approved or rejected, either is a decision."""
    city.organisation("O1", TOWN)
    city.duty("approval:approved", date(2026, 4, 1), FIRST, date(2026, 6, 20))
    city.duty("approval:rejected", date(2026, 5, 10), date(2026, 8, 10), date(2026, 8, 10))
    city.duty("approval:late", date(2026, 5, 10), date(2026, 8, 10), date(2026, 8, 11))
    city.duty("approval:due after", date(2026, 7, 1), AFTER, date(2026, 9, 1))


def conversions(city: FullCity) -> None:
    """Thirty days after the probation ended."""
    city.organisation("O1", TOWN)
    city.duty("conversion:on the thirtieth day", date(2026, 7, 15), date(2026, 8, 14), date(2026, 8, 14))
    city.duty("conversion:on the next", date(2026, 7, 15), date(2026, 8, 14), date(2026, 8, 15))
    city.duty("conversion:not yet", date(2026, 8, 31), LAST, AFTER)
    city.duty("conversion:due after", date(2026, 9, 1), AFTER, date(2026, 9, 5))


def recommendations(city: FullCity) -> None:
    """Who is recommended by two bodies is one person; the branch's own members are no such body."""
    city.organisation("O1", TOWN)
    said = [
        ("C1", FIRST, "union"),
        ("C1", date(2026, 7, 9), "youth_league"),
        ("C2", LAST, "womens_federation"),
        ("C3", BEFORE, "union"),
        ("C4", AFTER, "union"),
        ("C5", FIRST, "members"),
        ("C6", date(2024, 3, 1), "youth_league"),
        ("C7", FIRST, "union"),
    ]
    for code in dict.fromkeys(code for code, _, _ in said):
        city.case(code, on=date(2024, 2, 1))
    for code, on, body in said:
        city.case_step(code, "record_recommendation", "S11", on, body=body)
    # Admitted within the quarter: C6 and C7; C5 was recommended by nobody who counts, C3 is admitted later.
    for code, on in (("C5", LAST), ("C6", LAST), ("C7", date(2026, 8, 1)), ("C3", AFTER)):
        city.case_step(code, "approve_admission", "S50", on)


def overrides(city: FullCity) -> None:
    """Of the cases with a step in the quarter: did one of these go on against a rule, with a reason?"""
    city.organisation("O1", TOWN)
    for code in ("C1", "C2", "C3", "C4"):
        city.case(code, on=date(2026, 5, 1))
    against = ["R-DEV-05"]
    city.case_step("C1", "record_talk", "S11", FIRST)
    city.case_step("C2", "record_talk", "S11", LAST, overridden=against)
    city.case_step("C3", "record_talk", "S11", BEFORE, overridden=against)
    city.case_step("C3", "record_recommendation", "S11", date(2026, 8, 1))
    city.case_step("C4", "record_talk", "S11", BEFORE).case_step("C4", "decide_activist", "S20", AFTER)


def hours(city: FullCity) -> None:
    """Thirty-two hours in the year by the last day; secretaries fifty-six, and a class (R-TRN-04, R-TRN-05)."""
    city.organisation("O1", TOWN)
    for number in range(1, 9):
        city.member(f"M{number}", "O1", None, status="PROBATIONARY" if number == 4 else "FULL")
    city.study("M1", 32.0, LAST)
    city.study("M2", 31.0, LAST).study("M2", 1.0, AFTER)
    city.study("M3", 40.0, date(2025, 12, 31))
    city.study("M4", 20.0, date(2026, 1, 1)).study("M4", 12.0, date(2026, 7, 1), "outside")
    city.exempt("M5").study("M5", 40.0, date(2026, 8, 1))
    city.study("M6", 56.0, date(2026, 8, 1)).post("P6", "M6").post("P6b", "M6", "secretary", "O2")
    city.study("M7", 55.0, date(2026, 8, 1)).post("P7", "M7")
    city.study("M8", 60.0, date(2026, 8, 1), "outside").post("P8", "M8")
    city.post("P1", "M1", "deputy_secretary").post("P2", "M2", ended=LAST)


def classes(city: FullCity) -> None:
    """Classes are due on the day they are planned for, where their plan is approved by the last day."""
    city.plan("PL1", date(2026, 2, 1)).plan("PL2", LAST, area=WEST).plan("PL3", AFTER, business=" ")
    city.plan("OLD", date(2026, 2, 1), year=2025)
    city.training_class("K1", "PL1", TOWN, FIRST, date(2026, 7, 3))
    city.training_class("K2", "PL2", FAR, LAST, LAST)
    city.training_class("K3", "PL1", OTHER, LAST, AFTER)  # held after the quarter
    city.training_class("K4", "PL1", EAST, date(2026, 8, 1))  # never held
    city.training_class("K5", "PL1", TOWN, BEFORE, FIRST)  # due before
    city.training_class("K6", "PL1", TOWN, AFTER)  # due after
    city.training_class("K7", "PL3", TOWN, FIRST, FIRST)  # its plan is not approved yet
    city.training_class("K8", None, TOWN, FIRST, FIRST)  # of no plan


CASES = (
    # S10, S20, C9 | S21, S31 | S32, S44, S44
    count("K-22", stages, 8, applicants=3, activists=2, candidates=3),
    # Due: on the last day in time, a day late, never, in time; talked: the first and the last of them. 2/4
    rate("K-30", talks, 2, 4, 50.0),
    # Due: in time, a day late, early; done: in time and early. 2/3 = 66.67
    rate("K-31", reviews, 2, 3, 66.7),
    # Due: approved, rejected, late; decided in time: approved and rejected. 2/3
    rate("K-32", approvals, 2, 3, 66.7),
    # Due: on the thirtieth day, on the next, not yet; in time: the first. 1/3 = 33.33
    rate("K-33", conversions, 1, 3, 33.3),
    # Recommended in the quarter: C1, C2, C7; admitted in it: C6, C7.
    count("K-34", recommendations, 3, recommended=3, admitted=2),
    # With a step in the quarter: C1, C2, C3; of them without one against a rule in it: C1, C3. 2/3
    rate("K-36", overrides, 2, 3, 66.7),
    # Not exempt: all but M5, whatever M5 studied; with 32 hours: M1, M4 (20 + 12), M6, M7, M8. 5/7 = 71.43
    rate("K-40", hours, 5, 7, 71.4),
    # Secretaries on the last day: M6, M7, M8; with 56 hours and a class: M6. 1/3
    rate("K-41", hours, 1, 3, 33.3),
    # Due: K1, K2, K3, K4; held by the last day: K1, K2. 2/4
    rate("K-42", classes, 2, 4, 50.0),
    # Of the year 2026: PL1, PL2, PL3, approved or not; with three axes: PL1, PL2. 2/3
    rate("K-43", classes, 2, 3, 66.7),
)
