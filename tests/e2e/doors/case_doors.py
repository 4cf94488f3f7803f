"""The doors of cases over REST, and the one that departments' outside systems have."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.e2e.doors.cases import Cases
from tests.e2e.doors.portal import LAST_DAY
from tests.integration.services.development.doors import Doors
from tests.integration.services.hosted import WANCHENG

PERIOD = "2027Q3"
FIGURES = "department.figures_reported.v1"
# What no outside system may say; each with what it would have to say it of.
FOREIGN = ("development.step_completed.v1", "development.case_opened.v1", "department.recommendation_made.v1",
           "registry.member_changed.v1", "supervision.meeting_held.v1", FIGURES)  # fmt: skip
BODIES = {"union": "R-JM-24.contracts", "youth_league": "R-JM-34", "womens_federation": "R-JM-41.brands"}
FORGED: tuple[dict[str, str], ...] = (
    {},
    {},
    {"source": "development"},
    {"user_id": "development"},
    {"source": "youth_league"},
)


class CityDoors(Doors):
    """As the development's doors, with events of outside systems."""

    def __init__(self, cases: Cases, seed: int, strangers: float = 0.06) -> None:
        super().__init__(cases, seed, strangers)
        self.portal = cases.portal
        for department in BODIES:
            told = {"department": department, "until": LAST_DAY, "comment": "补报"}
            self.portal.tell("convener", "department", "open_figures", period=PERIOD, **told)

    def routes(self) -> Sequence[tuple[Callable[[], str | None], int]]:
        """Return what is tried, systems' events among it."""
        return (*super().routes(), (self._outside, 6))

    def _outside(self) -> str | None:
        case_id, chance = self._case(), self.chance
        department, event_type = chance.choice([*BODIES]), chance.choice((*FOREIGN, *[FIGURES] * 4))
        figure = {"item": BODIES[department], "area": WANCHENG, "value": chance.randrange(9)}
        body: dict[str, Any] = {"period": PERIOD, "figures": [figure]}
        if event_type != FIGURES:
            body = {"case_id": case_id, "step": "approve_admission", "state": "S50", "org_code": "BRANCH"}
        forged = chance.choice(FORGED)
        self.tried["cloudevent", f"{department}_system"] += 1
        if self.portal.event(department, event_type, self._name("E"), body, **forged):
            self.taken["cloudevent", f"{department}_system"] += 1
        return case_id
