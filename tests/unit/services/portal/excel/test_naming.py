"""Areas and organisations by their names, as clerks write them."""

import pytest

from services.portal.excel.kinds import columns_of
from services.portal.excel.naming import Naming
from services.portal.excel.problems import Unreadable
from services.portal.excel.reading import read

AREAS = {
    "411300000000": {"name": "某市", "parent": None},
    "411302000000": {"name": "甲县", "parent": "411300000000"},
    "411302001000": {"name": "东关街道", "parent": "411302000000"},
    "411302002000": {"name": "城关镇", "parent": "411302000000"},
    "411303000000": {"name": "乙县", "parent": "411300000000"},
    "411303001000": {"name": "城关镇", "parent": "411303000000"},
}
ORGANISATIONS = (
    {"org_code": "GW", "name": "样例工委"},
    {"org_code": "OLD", "name": "旧工委", "dissolved_on": "2026-01-01"},
    {"org_code": "Z1", "name": "样例支部"},
    {"org_code": "Z2", "name": "样例支部"},
)
PARENT = columns_of("organisations")["parent"]


def coded(kind: str, name: str, text: str) -> str:
    naming = Naming(lambda: AREAS, lambda: ORGANISATIONS)
    return naming.coded(name, columns_of(kind)[name], text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("411302001000", "411302001000"),
        ("东关街道", "411302001000"),
        ("乙县城关镇", "411303001000"),
        ("某市 甲县 城关镇", "411302002000"),
        ("某市", "411300000000"),
    ],
)
def test_an_area_is_found_by_its_name_or_with_what_is_above_it(text: str, code: str) -> None:
    assert coded("enterprises", "area", text) == code


def test_an_organisation_is_found_by_its_name() -> None:
    assert coded("members", "org_code", "样例工委") == "GW"
    assert coded("organisations", "parent", "GW") == "GW"


@pytest.mark.parametrize(
    ("kind", "name", "text", "problem"),
    [
        ("enterprises", "area", "城关镇", "有2个（411302002000、411303001000）；请写明上级或填写代码"),
        ("enterprises", "area", "西关街道", "没有名为“西关街道”的地区；请填写全称或代码"),
        ("members", "org_code", "样例支部", "有2个（Z1、Z2）"),
        ("members", "org_code", "旧工委", "没有名为“旧工委”的党组织"),
    ],
)
def test_a_name_of_none_or_of_several_is_refused_with_the_way_out(
    kind: str, name: str, text: str, problem: str
) -> None:
    with pytest.raises(Unreadable, match=problem):
        coded(kind, name, text)


def test_other_fields_keep_what_they_say_and_ask_nobody() -> None:
    def nobody() -> None:
        raise AssertionError("nobody is asked")

    naming = Naming(nobody, nobody)  # type: ignore[arg-type]

    assert naming.coded("name", columns_of("enterprises")["name"], "甲县") == "甲县"
    assert naming.coded("area", columns_of("enterprises")["area"], "411302001000") == "411302001000"


def test_a_row_may_name_a_superior_of_the_same_sheet() -> None:
    sheet = "党组织代码,党组织名称,上级党组织\nNEW,新设党委,GW\nBR,新设支部,新设党委\n".encode()
    found = read(sheet, columns_of("organisations"), Naming(lambda: AREAS, lambda: ORGANISATIONS))

    assert [row.values["parent"] for row in found.rows] == ["GW", "NEW"]
