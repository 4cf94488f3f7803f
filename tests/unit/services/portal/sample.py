"""A report with something of everything in it, as its page and its files are tried with."""

from datetime import date
from typing import Any

from services.reporting import rules
from services.reporting.basis import Aim, Basis, Resolution, Submission
from services.reporting.model import Area, Ready, Tree
from services.reporting.report import report
from shared.contracts.department.terms import ResolutionState
from shared.rules.periods import Quarter

CITY, EAST, TOWN = "411300000000", "411301000000", "411301001000"
NAMES = {CITY: "南阳市", EAST: "东<县>", TOWN: "城关镇", "union": "总工会", "R-JM-20": "建会企业数"}
# One aims at a figure, one at none.
RESOLUTIONS = [
    Resolution(
        no="JM-2026-01",
        text="规模以上企业建立工会",
        lead="union",
        issued_on=date(2026, 7, 17),
        due=date(2026, 9, 1),
        original_due=date(2026, 9, 1),
        state=ResolutionState.RETURNED,
        closed_on=None,
        aims_at=Aim("K-70", EAST, 60.0),
    ),
    Resolution(
        no="JM-2026-02",
        text="青年文明号共建",
        lead="youth_league",
        issued_on=date(2026, 7, 17),
        due=date(2026, 11, 1),
        original_due=date(2026, 11, 1),
        state=ResolutionState.ISSUED,
        closed_on=None,
        aims_at=None,
    ),
]


def sample_report() -> dict[str, Any]:
    """Return a city's report with a county, a township, and something of everything."""
    figures = {
        **rules.empty(),
        "K-01": [2, 3],
        "K-01b": [0, 0],
        "K-02": [1, 3],
        "K-05": [1, 0],
        "K-20": [1200, 34],
        "K-22": [30, 20, 10],
        "K-30": [3, 4],
        "K-32": [0, 0],
        "K-34": [5, 2],
        "staff": [9, 9],
    }
    areas = {
        CITY: Area(CITY, "南阳市", "city", None),
        EAST: Area(EAST, "东县", "county", CITY),
        TOWN: Area(TOWN, "城关镇", "township", EAST),
    }
    made = report(
        Basis(
            period=Quarter.parse("2026Q3"),
            area=CITY,
            as_of=date(2026, 10, 16),
            tree=Tree(areas),
            ready={
                CITY: Ready(CITY, figures, {EAST: figures}),
                EAST: Ready(EAST, figures, {TOWN: figures}),
            },
            submissions={"union": Submission(1, date(2026, 10, 8), {"R-JM-20": {EAST: 5}})},
            reporters={"union": "union", "youth_league": "youth_league"},
            resolutions=RESOLUTIONS,
        )
    )
    return {**made, "complete_to": {"registry": 12}, "halted": 0}
