"""A description of the city that is wrong starts nothing: each mistake is told with its line and the way out."""

from datetime import date
from pathlib import Path

import pytest

from shared.city.sites import SITES_FILE, Sites, SitesError

CITY = "411300000000"
RIGHT = """\
city: "411300000000"
timezone: Asia/Shanghai
convener: organisation
optional: []
departments:
  organisation: {name: 组织部}
  union: {name: 总工会, data_set: union, systems: [union_system], recommends: anyone}
  youth_league: {name: 共青团, data_set: youth_league}
issuers:
  portal: {departments: ["*"], roles: ["*"], areas: ["*"]}
"""
# What stands in the file, what somebody wrote instead, the line that is named, what is said.
MISTAKES = {
    "a convener who is no department": (
        "convener: organisation",
        "convener: nobody",
        3,
        "nobody不是成员单位",
    ),
    "a misspelt key": ("convener: organisation", "convenor: organisation", 3, "没有这个字段"),
    "a misspelt key of a department": ("recommends: anyone}", "recomends: anyone}", 7, "没有这个字段"),
    "whom nobody can tell": (
        "recommends: anyone}",
        "recommends: men}",
        7,
        "应为其中之一：anyone、youth、women",
    ),
    "yes instead of whom": ("recommends: anyone}", "recommends: true}", 7, "应为anyone、youth、women之一"),
    "a system of two departments": (
        "data_set: youth_league}",
        "data_set: youth_league, systems: [union_system]}",
        8,
        "union_system与union的业务系统同名",
    ),
    "a department named as a service": ("  youth_league: {", "  registry: {", 8, "与服务“名册”同名"),
    "a department twice": ("  youth_league: {", "  union: {", 8, "重复填写"),
    "an unknown data set": ("data_set: union,", "data_set: unoin,", 7, "没有数据集unoin；可用：union、"),
    "one data set for two": ("data_set: youth_league}", "data_set: union}", 8, "已由union报送"),
    "a city that is no area": ('"411300000000"', '"4113"', 1, "应为12位数字"),
    "an unknown time zone": ("Asia/Shanghai", "Asia/Nanyang", 2, "没有时区Asia/Nanyang"),
    "an optional service that is none": ("optional: []", "optional: [registry]", 4, "registry不是可选服务"),
    "an issuer for nobody": ('departments: ["*"]', "departments: [tax]", 10, "tax不是成员单位"),
    "an issuer of no role": ('roles: ["*"]', "roles: [king]", 10, "king不是系统中的角色"),
    "an issuer of the system's role": ('roles: ["*"]', "roles: [system]", 10, "system不是系统中的角色"),
    "an issuer without areas": (', areas: ["*"]', "", 10, "必填"),
    "a department that speaks for people": ("  portal: {dep", "  union: {dep", 10, "不能代表人员"),
    "a name that no queue can have": ("  union: {", "  总工会: {", 7, "只能用小写字母"),
    "a department without a name": ("{name: 组织部}", "{}", 6, "必填"),
    "a broken file": ("{name: 组织部}", "{name: 组织部", 7, "不是有效的 YAML"),
}


def load(tmp_path: Path, text: str) -> Sites:
    path = tmp_path / "sites.yaml"
    path.write_text(text, encoding="utf-8")
    return Sites.load(path)


def test_the_right_file_is_taken(tmp_path: Path) -> None:
    sites = load(tmp_path, RIGHT)

    assert (sites.convener, list(sites.departments)) == (
        "organisation",
        ["organisation", "union", "youth_league"],
    )
    assert sites.departments["union"].systems == ("union_system",)


@pytest.mark.parametrize(("before", "after", "line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    assert before in RIGHT

    with pytest.raises(SitesError) as refusal:
        load(tmp_path, RIGHT.replace(before, after, 1))

    rows = [row for row in str(refusal.value).splitlines() if said in row]
    assert rows, refusal.value
    assert f"第{line}行" in rows[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = RIGHT.replace("convener: organisation", "convener: nobody").replace("Asia/Shanghai", "Mars")

    with pytest.raises(SitesError) as refusal:
        load(tmp_path, text)

    assert [row.split("：")[0][-4:] for row in str(refusal.value).splitlines()] == [" 第3行", " 第2行"]


@pytest.mark.rule("R-JM-01")
def test_who_leads_depends_on_the_area_and_the_day(tmp_path: Path) -> None:
    leads = (
        "leads:\n"
        "  - {unit: union, since: 2026-07-01}\n"
        '  - {unit: youth_league, since: 2026-03-01, area: "411302000000"}\n'
    )
    sites = load(tmp_path, RIGHT + leads)
    led = [
        (CITY, date(2026, 6, 30), "organisation"),
        (CITY, date(2026, 7, 1), "union"),
        ("411302000000", date(2026, 2, 28), "organisation"),
        ("411302000000", date(2026, 3, 1), "youth_league"),
        # A county with a unit of its own keeps it when the city's changes; one without follows the city.
        ("411302000000", date(2026, 7, 1), "youth_league"),
        ("411323000000", date(2026, 7, 1), "union"),
    ]

    assert [sites.convener_of(area, on) for area, on, _ in led] == [unit for _, _, unit in led]
    assert sites.convener == "union"
    assert set(sites.conveners) == {"organisation", "union", "youth_league"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("  - {unit: nobody, since: 2026-07-01}\n", "nobody不是成员单位"),
        ("  - {unit: union}\n", "必填"),
        ("  - {unit: union, since: 2026-07-01}\n  - {unit: youth_league, since: 2026-07-01}\n", "只能有一个"),
    ],
)
def test_a_mistake_in_who_leads_is_told_with_its_line(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(SitesError, match=f"第1[1-3]行.*{said}"):
        load(tmp_path, f"{RIGHT}leads:\n{rows}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match="无法读取城市配置"):
        Sites.load(tmp_path / "none.yaml")


def test_the_city_s_own_file_is_right() -> None:
    assert Sites.load(SITES_FILE).convener in Sites.load(SITES_FILE).departments
