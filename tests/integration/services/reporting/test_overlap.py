"""Who covers which enterprises together: a matrix of sets that nobody can read (R-JM-15)."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from services.reporting import queries
from shared.contracts.errors import NotFound
from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.calls import FindOverlap
from shared.ledger import Actor
from shared.security.pseudonyms import Pseudonyms
from tests.declared import declared
from tests.integration.services.reporting.conftest import LEADER
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-JM-15")]
PERIOD = "2026Q3"
UNION = Actor("gong", "union", ("department_clerk",), (CITY,))
OURS, THEIRS = Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
Firms = Mapping[str, str]  # the county of each, by credit code


def firms(prefix: str, numbers: range, county: str) -> dict[str, str]:
    return {f"{prefix}{number}": county for number in numbers}


def tell(
    city: City,
    member: str,
    codes: Firms,
    version: int = 1,
    pseudonyms: Pseudonyms = OURS,
    period: str = PERIOD,
) -> None:
    """Say what *member* covers, as the department, or the registry, does."""
    counties = {county: [c for c, at in codes.items() if at == county] for county in codes.values()}
    told = {
        "period": period,
        "version": version,
        "key": pseudonyms.key_id,
        "counties": [row.as_json() for row in pseudonyms.in_counties(period, counties)],
    }
    if member == "registry":
        city.say("registry", f"coverage:{period}", "registry.coverage_told.v1", **told)
    else:
        stream, kind = f"coverage:{member}:{period}", "department.coverage_submitted.v1"
        city.say(member, stream, kind, department=member, **told)


def matrix(reporting: Any, area: str = CITY, actor: Actor = LEADER) -> dict[tuple[str, str], Any]:
    """Return the number of each two, or why there is none."""
    answer = queries.overlap(
        reporting.db, FindOverlap(period=PERIOD, area=area, version=None), actor, reporting.settings
    )
    declared(SERVICE, "overlap", answer)
    return {(row["one"], row["other"]): row.get("hidden", row["both"]) for row in answer["cells"]}


# Of ten firms in the east and six in the west; counted by hand:
#   registry  e0-e5, w0-w2          union  e2-e8, w0-w1          league  e4-e9, w1-w5
EAST_ONLY, WEST_ONLY = "91E", "91W"
TOLD: dict[str, Firms] = {
    "registry": firms(EAST_ONLY, range(6), EAST) | firms(WEST_ONLY, range(3), WEST),
    "union": firms(EAST_ONLY, range(2, 9), EAST) | firms(WEST_ONLY, range(2), WEST),
    "youth_league": firms(EAST_ONLY, range(4, 10), EAST) | firms(WEST_ONLY, range(1, 6), WEST),
}


@pytest.fixture
def told(reporting: Any) -> Any:
    city = City().tree()
    for member, codes in TOLD.items():
        tell(city, member, codes)
    reporting.take(city.entries)
    reporting.settle()
    return reporting


def test_the_matrix_is_what_was_counted_by_hand(told: Any) -> None:
    whole, east = matrix(told), matrix(told, EAST)

    assert whole["registry", "registry"] == 9
    assert whole["union", "union"] == 9
    assert whole["youth_league", "youth_league"] == 11
    assert whole["registry", "union"] == whole["union", "registry"] == 6
    assert whole["registry", "youth_league"] == whole["youth_league", "registry"] == 4
    assert whole["union", "youth_league"] == whole["youth_league", "union"] == 6
    assert (east["registry", "union"], east["registry", "youth_league"], east["union", "youth_league"]) == (
        4,
        2,
        5,
    )


def test_who_has_not_handed_in_is_missing_and_not_zero(told: Any) -> None:
    assert matrix(told)["womens_federation", "union"] == "missing"
    assert matrix(told)["industry_commerce", "industry_commerce"] == "missing"


def test_the_party_s_firms_with_union_and_league_are_k_77(told: Any) -> None:
    report = told.report()

    # e4, e5 and w1.
    cell = report["indicators"]["K-77"]
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (3, 9, 33.3)
    east, west = (report["by_area"][county]["K-77"] for county in (EAST, WEST))
    assert (east["numerator"], east["denominator"], west["numerator"], west["denominator"]) == (2, 6, 1, 3)
    assert "K-77" not in report["by_area"][min(TOWNS)]


def test_without_a_list_k_77_is_not_known(reporting: Any) -> None:
    city = City().tree()
    tell(city, "registry", TOLD["registry"])
    tell(city, "union", TOLD["union"])
    reporting.take(city.entries)
    reporting.settle()

    cell = reporting.report()["indicators"]["K-77"]
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (None, 9, None)


def test_the_last_version_counts_in_whatever_order_they_come(reporting: Any) -> None:
    city = City().tree()
    tell(city, "union", TOLD["union"])
    tell(city, "union", firms(EAST_ONLY, range(3), EAST), version=2)
    reporting.take([*city.entries[:-2], city.entries[-1], city.entries[-2]])
    reporting.settle()

    assert matrix(reporting)["union", "union"] == 3


def test_another_secret_is_marked_and_does_not_count_as_no_overlap(told: Any) -> None:
    city = City()
    city._n["union"], city._seq["union", f"coverage:union:{PERIOD}"] = 1, 1
    tell(city, "union", TOLD["union"], version=2, pseudonyms=THEIRS)
    told.take(city.entries)
    told.settle()

    assert matrix(told)["registry", "union"] == "other_key"
    assert matrix(told)["union", "union"] == 9
    cell = told.report()["indicators"]["K-77"]
    assert (cell["numerator"], cell["denominator"]) == (None, 9)


@pytest.mark.rule("R-PRV-14")
def test_a_department_is_not_told_small_numbers_nor_what_would_tell_them(told: Any) -> None:
    whole, east, west = (matrix(told, area, UNION) for area in (CITY, EAST, WEST))

    assert whole["registry", "youth_league"] == "below"
    assert whole["youth_league", "registry"] == "below"
    assert west["registry", "union"] == "below"
    # With the west hidden, city less east would tell it.
    assert {type(whole["registry", "union"]), type(east["registry", "union"])} != {int}


@pytest.mark.rule("R-JM-17")
def test_a_figure_that_is_not_the_number_of_the_listed_firms_is_listed(told: Any) -> None:
    city = City()
    figures = [{"item": "R-JM-20", "area": EAST, "value": 8}, {"item": "R-JM-20", "area": WEST, "value": 2}]
    told_of = {"department": "union", "period": PERIOD, "version": 1, "figures": figures}
    city._n["union"] = 1
    city.say("union", f"figures:union:{PERIOD}", "department.figures_submitted.v1", **told_of)
    told.take(city.entries)
    told.settle()

    details = {(row["area"], row["detail"]) for row in told.report()["checks"] if "清单" in row["detail"]}
    assert (EAST, "建会企业数 8 与覆盖企业清单 7 家不一致") in details
    assert not [area for area, detail in details if area == WEST and "建会" in detail]


def test_lists_are_by_county(told: Any) -> None:
    with pytest.raises(NotFound, match="请选择市或县"):
        matrix(told, min(TOWNS))


def test_reporting_keeps_no_credit_code(told: Any) -> None:
    def holding(text: str) -> list[str]:
        rows = {name: list(told.db[name].find()) for name in told.db.list_collection_names()}
        return [name for name, found in rows.items() if text in orjson.dumps(found, default=str).decode()]

    codes = {code for codes in TOLD.values() for code in codes}
    assert not [code for code in codes if holding(f'"{code}"')]
    planted = {"_id": "planted", "seen": min(codes)}
    told.db["state"].insert_one(planted)
    assert holding(f'"{min(codes)}"') == ["state"]
