"""Twenty thousand random events, late, repeated and in any order, end in what plain loops over all of them count."""

import random
from datetime import date
from typing import Any

import pytest

from services.reporting.settle import settle
from shared.ledger import Entry
from tests.unit.services.reporting.city import TOWNS, City, comparable, counted_slowly, later

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
EVENTS = 20_000
STATES = ("operating", "dormant", "closed")
FORMS = ("independent", "joint", "attached", "none")
STATUSES = ("FULL", "PROBATIONARY", "SUSPENDED_RIGHTS", "TRANSFERRED_OUT")
QUARTERS = (("2026Q3", date(2026, 9, 30)), ("2026Q4", date(2026, 12, 31)))


class World:
    """Enterprises, organisations and members, a tenth of the events; then what may happen to them."""

    def __init__(self, chance: random.Random, events: int) -> None:
        self.chance = chance
        self.city = City().tree()
        self.firms, self.organisations, self.members = (
            [f"{kind}{number}" for number in range(max(2, events // share))]
            for kind, share in (("E", 40), ("O", 120), ("M", 15))
        )
        for code in self.firms:
            self.city.enterprise(code, self._town(), on=self._day())
        for code in self.organisations:
            self.city.organisation(code, self._town(), on=self._day())
        for code in self.members:
            home, firm = chance.choice(self.organisations), chance.choice(self.firms)
            self.city.member(code, home, firm, status=chance.choice(STATUSES[:3]), on=self._day())
        while len(self.city.entries) < events - 1:
            self._happen()
        self.city.day(later(100))

    def _happen(self) -> None:
        pick, on = self.chance.choice, self._day()
        kind = self.chance.randrange(7)
        firm, organisation, member = pick(self.firms), pick(self.organisations), pick(self.members)
        if kind == 0:
            self.city.change(firm, on, area=self._town(), from_area=self._town())
        elif kind == 1:
            self.city.change(firm, on, operation_state=pick(STATES))
        elif kind == 2:
            form = pick(FORMS)
            self.city.affiliate(firm, None if form == "none" else organisation, form, on)
        elif kind == 3:
            # Of the first few only: an end is final, and in the end nothing would be covered.
            self.city.dissolve(pick(self.organisations[: len(self.organisations) // 5 + 1]), on)
        elif kind == 4:
            self.city.change_member(member, on, status=pick(STATUSES))
        elif kind == 5:
            self.city.change_member(member, on, credit_code=pick((None, firm)))
        else:
            self.city.change_member(member, on, org_code=organisation)

    def _town(self) -> str:
        return self.chance.choice(sorted(TOWNS))

    def _day(self) -> date:
        return later(self.chance.randint(-40, 200))

    def deliveries(self) -> list[Entry]:
        """Return every entry at least once, a tenth twice, a twentieth long after all others, in any order."""
        late = {entry.id for entry in self.chance.sample(self.city.entries, len(self.city.entries) // 20)}
        first = [entry for entry in self.city.entries if entry.id not in late]
        first += self.chance.sample(self.city.entries, len(self.city.entries) // 10)
        self.chance.shuffle(first)
        return first + [entry for entry in self.city.entries if entry.id in late]


@pytest.mark.parametrize("seed", [2026])
def test_however_they_arrive_the_figures_are_those_of_plain_loops(reporting: Any, seed: int) -> None:
    chance = random.Random(seed)
    world = World(chance, EVENTS)
    arriving = world.deliveries()
    assert len(world.city.entries) == EVENTS

    while arriving:
        size = chance.randint(1, 500)
        reporting.take(arriving[:size])
        del arriving[:size]
        if chance.random() < 0.3:
            settle(reporting.ledger)
    reporting.settle()

    for period, last in QUARTERS:
        ready = reporting.figures(period)
        expected = counted_slowly(world.city.entries, last, TOWNS)
        assert {town: comparable(ready[town]) for town in TOWNS} == expected
        assert all(expected[town]["covered"] for town in TOWNS)
