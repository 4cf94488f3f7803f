"""Random small worlds with all that indicators count: who does what is drawn, also what nobody would do."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from services.reporting.coverage import PARTY
from services.reporting.rules.life import DEADLINES
from tests.unit.services.reporting.city import EAST, WEST, later
from tests.unit.services.reporting.full_city import FullCity
from tests.unit.services.reporting.worlds import ENTERPRISES, begin, members, organisations, towns

# Around the quarter, most of them within it.
days = st.integers(-15, 110).map(later)
perhaps = st.none() | days
numbers = st.integers(0, 4)
STEPS = (
    ("record_talk", "S11"),
    ("decide_activist", "S20"),
    ("approve_admission", "S50"),
    ("complete_training", "S32"),
)


@st.composite
def full_happenings(draw: Any) -> FullCity:
    """A city with enterprises, organisations and members, and of each further subject a few."""
    city = FullCity()
    city.tree()
    begin(draw, city)
    for code in ENTERPRISES:
        form = draw(st.sampled_from(("independent", "joint", "attached", "none")))
        city.affiliate(code, None if form == "none" else draw(organisations), form, draw(days))
    for subject in SUBJECTS:
        for number in range(draw(st.integers(1, 4))):
            subject(draw, city, f"{number}")
    report(draw, city)
    return city


def duty(draw: Any, city: FullCity, name: str) -> None:
    """Set one duty of each deadline that counts, perhaps met, perhaps lapsed."""
    for deadline in sorted(DEADLINES):
        last_on = draw(days)
        set_on = date(2026, 1, 1) if deadline == "inspection" else last_on - timedelta(30)
        met_on, lapsed_on = draw(perhaps), draw(st.none() | st.none() | days)
        org = draw(organisations)
        city.duty(f"{deadline}:{name}", set_on, last_on, met_on, org=org, lapsed_on=lapsed_on)


def case(draw: Any, city: FullCity, name: str) -> None:
    """Open a case and complete a few steps, some of them against a rule."""
    city.case(name, draw(organisations), on=draw(days))
    for _ in range(draw(numbers)):
        step, state = draw(st.sampled_from(STEPS))
        more = {"overridden": draw(st.sampled_from(([], [], ["R-DEV-05"])))}
        city.case_step(name, step, state, draw(days), draw(organisations), **more)


def meeting(draw: Any, city: FullCity, name: str) -> None:
    """Hold a meeting; never more present than due (E-06)."""
    due = draw(st.integers(1, 20))
    present, counts = draw(st.integers(0, due)), draw(st.booleans())
    city.meeting(name, draw(days), due, present, org=draw(organisations), counts=counts)


def inspection(draw: Any, city: FullCity, name: str) -> None:
    """Inspect an organisation."""
    city.inspection(name, draw(organisations), draw(days))


def training(draw: Any, city: FullCity, name: str) -> None:
    """Draft a plan, perhaps approved, with a class of it or of none, perhaps held."""
    axes = draw(st.sampled_from(({}, {}, {"business": " "})))
    city.plan(name, draw(perhaps), area=draw(st.sampled_from((EAST, WEST))), **axes)
    planned, held = draw(days), draw(perhaps)
    city.training_class(name, draw(st.sampled_from((name, name, None))), draw(towns), planned, held)


def study(draw: Any, city: FullCity, name: str) -> None:
    """Let a secretary study, enough or not; others of the members may be exempt."""
    who, hours = draw(members), float(draw(st.sampled_from((20, 31, 32, 56))))
    city.study(who, hours, draw(days), draw(st.sampled_from(("class", "outside"))))
    city.post(name, who, "secretary", draw(organisations), draw(st.none() | st.none() | days))
    if draw(st.booleans()):
        city.exempt(draw(members))


def resolution(draw: Any, city: FullCity, name: str) -> None:
    """Issue a resolution, perhaps closed, perhaps given up."""
    city.resolution(name, "union", draw(days), on=date(2026, 6, 1))
    closed, cancelled = draw(perhaps), draw(st.none() | st.none() | days)
    if closed is not None:
        city.step(name, "organisation", "resolution_closed", closed)
    if cancelled is not None:
        city.step(name, "organisation", "resolution_cancelled", cancelled, reason="示例")


def report(draw: Any, city: FullCity) -> None:
    """Let departments report what they like, in time or not."""
    for department, items in (("union", ("R_JM_20", "R_JM_21")), ("youth_league", ("R_JM_30",))):
        on = draw(st.none() | st.integers(95, 110).map(later))
        if on is not None:
            said: dict[str, Any] = {
                item: {county: draw(numbers) for county in (EAST, WEST)} for item in items
            }
            city.figures(department, on, **said)
    for who in (PARTY, "union", "youth_league"):
        firms = draw(st.dictionaries(st.sampled_from("abcdef"), st.booleans(), max_size=6))
        east = "".join(letter for letter, is_east in firms.items() if is_east)
        west = "".join(letter for letter, is_east in firms.items() if not is_east)
        city.covered(who, key=draw(st.sampled_from(("k1", "k1", "k2"))), east=east, west=west)


Subject = Callable[[Any, FullCity, str], None]
SUBJECTS: tuple[Subject, ...] = (duty, case, meeting, inspection, training, study, resolution)
