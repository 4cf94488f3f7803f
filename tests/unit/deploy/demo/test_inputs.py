"""The demo's inputs hold what they must: real places, invented people, every form, and every margin."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from deploy.demo.making import generate
from deploy.demo.making.invented import NAMED
from deploy.demo.making.sheets import FILES
from deploy.demo.playing.plan import HOSTS, plan
from shared.rules import credit_code

INPUTS = Path(__file__).parents[4] / "deploy" / "demo" / "inputs"
LAST, NEXT = "2026-09-30", "2026-10-01"
TAKES_EFFECT = {"enterprises": "registered_on", "organisations": "established_on"}


def rows(name: str) -> list[dict[str, str]]:
    with (INPUTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    generate.build(tmp_path)

    made = sorted(tmp_path.glob("*.csv"))
    assert {path.stem for path in made} == set(FILES)
    for path in made:
        assert path.read_bytes() == (INPUTS / path.name).read_bytes(), path.name


def test_enterprises_stand_in_every_county_and_their_codes_are_valid() -> None:
    counties = {row["code"] for row in rows("areas") if row["level"] == "county"}
    enterprises = rows("enterprises")

    assert len(counties) == 15
    assert {row["area"][:6] + "000000" for row in enterprises} == counties
    assert [row for row in enterprises if credit_code.problem(row["credit_code"])] == []
    assert len({row["credit_code"] for row in enterprises}) == len({row["name"] for row in enterprises})


def test_only_the_enterprises_that_the_speech_names_are_no_samples() -> None:
    real = {row["name"] for row in rows("enterprises") if row["sample"] == "false"}

    assert real == {name for name, *_ in NAMED}
    assert all("DEM" in row["credit_code"] for row in rows("enterprises"))


def test_members_are_a_minority_of_those_who_work_in_an_enterprise() -> None:
    members = Counter(row["credit_code"] for row in rows("members"))

    assert [
        row for row in rows("enterprises") if members[row["credit_code"]] * 2 > int(row["employees"])
    ] == []


@pytest.mark.rule("R-ORG-03")
def test_organisations_are_set_up_in_every_form_and_joint_ones_keep_to_their_size() -> None:
    organisations = rows("organisations")
    joint = [len(row["units"].split(";")) for row in organisations if row["form"] == "joint"]

    assert {row["form"] for row in organisations} == {"", "independent", "joint"}
    assert min(joint) == 2
    assert max(joint) == 5
    assert {row["form"] for row in rows("affiliations")} == {"attached", "none"}


@pytest.mark.rule("R-ORG-01")
def test_some_enterprises_have_just_enough_members_for_a_branch_and_some_one_full_member_less() -> None:
    full, others = Counter[str](), Counter[str]()
    for row in rows("members"):
        (others if row["status"] == "PROBATIONARY" else full)[row["credit_code"]] += 1
    own = {row["units"] for row in rows("organisations") if row["form"] == "independent"}
    working = [row["credit_code"] for row in rows("enterprises") if row["operation_state"] == "operating"]

    assert sum(full[code] == 3 and code in own for code in working) >= 5
    assert sum(full[code] == 3 and code not in own for code in working) >= 5
    assert sum((full[code], others[code]) == (2, 1) for code in working) >= 5
    assert sum(full[code] + others[code] == 0 for code in working) >= 20


@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    "name",
    [
        "enterprises",
        "enterprise_changes",
        "organisations",
        "organisation_endings",
        "affiliations",
        "members",
        "member_changes",
    ],
)
def test_each_kind_of_fact_is_told_late_of_the_last_day_and_of_the_day_after(name: str) -> None:
    effective = TAKES_EFFECT.get(name, "effective_on")
    late = {row[effective] for row in rows(name) if row["recorded_on"] > NEXT}

    assert {LAST, NEXT} <= late


def test_some_facts_are_told_before_they_take_effect() -> None:
    ahead = [row for row in rows("enterprise_changes") if row["recorded_on"] <= LAST < row["effective_on"]]

    assert {row["effective_on"] for row in ahead} >= {NEXT}


@pytest.mark.rule("R-GEN-10")
@pytest.mark.parametrize(
    ("name", "thing"),
    [("enterprise_changes", "credit_code"), ("affiliations", "credit_code"), ("member_changes", "member_id")],
)
def test_something_is_told_later_that_happened_earlier(name: str, thing: str) -> None:
    latest: dict[str, str] = {}
    overtaken = set()
    for row in rows(name):
        if latest.get(row[thing], "") > row["effective_on"]:
            overtaken.add(row[thing])
        latest[row[thing]] = row["effective_on"]

    assert overtaken


@pytest.mark.rule("R-JM-16")
def test_departments_report_in_time_too_late_and_once_more() -> None:
    days: dict[str, set[str]] = {}
    for row in rows("figures"):
        days.setdefault(row["department"], set()).add(row["recorded_on"])

    assert days == {
        "union": {"2026-10-09"},
        "youth_league": {"2026-10-12"},
        "womens_federation": {"2026-10-08", "2026-10-14"},
        "industry_commerce": {"2026-10-09"},
    }


def test_the_plan_holds_every_row_once_with_hosts_before_their_members() -> None:
    actions = plan(INPUTS)
    first = [action for action in actions if action.day == actions[0].day and action.csv]
    kinds = [action.key.split("-")[4] for action in first]
    imported = Counter[str]()
    for action in actions:
        if action.csv:
            imported[action.path.split("?")[0].rsplit("/")[-1]] += len(action.csv.splitlines()) - 1

    assert kinds.index(HOSTS) < kinds.index("members") < kinds.index("organisations")
    assert imported == {name: len(rows(name)) for name in imported}
    assert len(imported) == 9


def test_every_action_has_a_key_of_its_own_that_stays() -> None:
    keys = [action.key for action in plan(INPUTS)]

    assert len(set(keys)) == len(keys)
    assert keys == [action.key for action in plan(INPUTS)]
