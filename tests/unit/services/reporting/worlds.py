"""Random small worlds: what may happen in a quarter, in an order no one would choose."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.services.reporting.city import TOWNS, City, later

ENTERPRISES = ("E1", "E2", "E3")
ORGANISATIONS = ("O1", "O2")
MEMBERS = tuple(f"M{number}" for number in range(8))
STATUSES = ("FULL", "PROBATIONARY", "SUSPENDED_RIGHTS", "TRANSFERRED_OUT")

# From before the quarter to after its end and the next one's.
days = st.integers(-40, 200).map(later)
towns = st.sampled_from(sorted(TOWNS))
enterprises = st.sampled_from(ENTERPRISES)
organisations = st.sampled_from(ORGANISATIONS)
members = st.sampled_from(MEMBERS)


@st.composite
def happenings(draw: Any) -> City:
    """A city with its tree, its things registered on random days, and random changes of them."""
    city = City().tree()
    begin(draw, city)
    return city.day(later(100))


def begin(draw: Any, city: City) -> None:
    """Let there be things on random days, and random changes of them."""
    for code in ENTERPRISES:
        city.enterprise(code, draw(towns), on=draw(days))
    for code in ORGANISATIONS:
        city.organisation(code, draw(towns), on=draw(days))
    for code in MEMBERS:
        status = draw(st.sampled_from(STATUSES[:3]))
        city.member(code, draw(organisations), draw(enterprises), status=status, on=draw(days))
    for _ in range(draw(st.integers(0, 12))):
        change(draw, city)


def change(draw: Any, city: City) -> None:
    """Let something happen to one of the things."""
    on = draw(days)
    kind = draw(st.sampled_from(("move", "state", "affiliate", "dissolve", "status", "employer", "home")))
    if kind == "move":
        city.change(draw(enterprises), on, area=draw(towns), from_area=draw(towns))
    elif kind == "state":
        state = draw(st.sampled_from(("operating", "dormant", "closed")))
        city.change(draw(enterprises), on, operation_state=state)
    elif kind == "affiliate":
        form = draw(st.sampled_from(("independent", "joint", "attached", "none")))
        city.affiliate(draw(enterprises), None if form == "none" else draw(organisations), form, on)
    elif kind == "dissolve":
        city.dissolve(draw(organisations), on)
    elif kind == "status":
        city.change_member(draw(members), on, status=draw(st.sampled_from(STATUSES)))
    elif kind == "employer":
        city.change_member(draw(members), on, credit_code=draw(st.none() | enterprises))
    else:
        city.change_member(draw(members), on, org_code=draw(organisations))
