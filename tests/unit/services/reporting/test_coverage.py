"""The overlap of sets of pseudonyms: the same as that of the enterprises themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.coverage import Covered, overlap
from services.reporting.model import Area, Tree
from shared.security.pseudonyms import Pseudonyms

CITY, EAST, WEST = "411300000000", "411301000000", "411302000000"
TREE = Tree(
    {
        CITY: Area(CITY, "市", "city", None),
        EAST: Area(EAST, "东", "county", CITY),
        WEST: Area(WEST, "西", "county", CITY),
    }
)
NAMES = ("registry", "union", "youth_league")
OURS = Pseudonyms(b"a" * 32)
FIRMS = st.dictionaries(st.integers(0, 12).map(str), st.sampled_from([EAST, WEST]))


@pytest.mark.rule("R-JM-15")
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, FIRMS)), st.sampled_from([CITY, EAST, WEST]))
def test_it_is_the_plain_intersection_symmetric_with_sizes_on_the_diagonal(
    told: dict[str, dict[str, str]], area: str
) -> None:
    def counties(firms: dict[str, str]) -> dict[str, frozenset[str]]:
        return {
            county: frozenset(OURS.in_quarter("2026Q3", [code for code, at in firms.items() if at == county]))
            for county in (EAST, WEST)
        }

    known = {name: Covered(1, OURS.key_id, counties(firms)) for name, firms in told.items()}
    cells = overlap(known, NAMES, area, TREE, {})["cells"]
    found = {(row["one"], row["other"]): row["both"] for row in cells}

    within = {
        name: {code for code, county in firms.items() if area in (CITY, county)}
        for name, firms in told.items()
    }
    assert found == {(one, other): len(within[one] & within[other]) for one in NAMES for other in NAMES}
    assert all(found[one, other] == found[other, one] for one, other in found)
