"""Rule packs: every number has a source and a level, and a refusal carries them."""

from datetime import date
from pathlib import Path

import pytest

from services.notifications.service import NotificationsService
from shared.rules import pack
from shared.rules.violation import Level
from tests.planting import new_folder

NAMES = sorted(path.stem for path in pack.PACKS.glob("*.yaml"))
LATELY = date(2026, 11, 27)
ALL = [rule for name in NAMES for rule in pack.rows(name)]


@pytest.mark.rule("R-GEN-06")
@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id} from {rule.effective_from}")
def test_every_rule_is_cited(rule: pack.Rule) -> None:
    assert rule.text
    assert rule.source
    assert rule.grade in ("V", "V1", "SEED", "GK", "D")
    assert (rule.value is None) == (rule.unit is None)


@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.id} from {rule.effective_from}")
def test_what_is_not_verified_never_blocks(rule: pack.Rule) -> None:
    assert rule.grade != "GK" or rule.level is Level.UNCONFIRMED


@pytest.mark.rule("R-GEN-09")
def test_a_violation_takes_level_and_source_from_the_pack() -> None:
    violation = pack.load("organisation", LATELY).violation(
        "R-ORG-03", "太多", field="units", earliest=date(2026, 7, 1)
    )

    assert violation.as_dict() == {
        "rule": "R-ORG-03",
        "level": "warn",
        "message": "太多",
        "source": "ZB18",
        "field": "units",
        "earliest": "2026-07-01",
    }


def test_a_rule_without_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, made = (pack.PACKS / "organisation.yaml").read_text(encoding="utf-8"), new_folder(tmp_path)
    (made / "unsourced.yaml").write_text(text.replace("source: ZB18", "source: ''"), encoding="utf-8")
    monkeypatch.setattr(pack, "PACKS", made)

    with pytest.raises(ValueError, match="E-12: R-ORG-03"):
        pack.check()


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        pack.load("organisation", LATELY)["R-ORG-99"]


@pytest.mark.rule("R-GEN-07")
@pytest.mark.parametrize(
    ("day", "edition"),
    [(date(2010, 1, 1), "2014"), (date(2026, 5, 10), "2014"), (date(2026, 5, 11), "2026")],
    ids=["before all", "the last day of the old text", "the first day of the new one"],
)
def test_the_edition_in_force_follows_the_day(day: date, edition: str) -> None:
    assert pack.edition_on("development", day) == edition


@pytest.mark.rule("R-GEN-07")
def test_a_rule_may_differ_between_editions_or_exist_in_one_only() -> None:
    old, new = pack.load("development", date(2026, 5, 10)), pack.load("development", date(2026, 5, 11))

    assert (old["R-DEV-22"].value, new["R-DEV-22"].value) == ("filing", "agreement")
    assert "R-DEV-34" not in old
    assert new.number("R-DEV-34") == 1


@pytest.mark.rule("R-GEN-09")
def test_confirming_raises_unconfirmed_rules_only() -> None:
    rules = pack.load("development", LATELY)
    bound = rules.confirmed(["R-DEV-51", "R-DEV-50"])

    assert (rules["R-DEV-51"].level, bound["R-DEV-51"].level) == (Level.UNCONFIRMED, Level.BLOCK)
    assert bound["R-DEV-50"].level is Level.WARN


@pytest.mark.rule("R-GEN-07")
def test_an_act_cites_the_articles_of_the_edition_of_its_day() -> None:
    older = pack.load("development", date(2026, 5, 10)).rules.values()

    assert [rule.id for rule in older if "XZ26" in rule.source] == []
    assert pack.load("development", date(2026, 5, 11))["R-DEV-41"].source == "XZ26 第20条"


@pytest.mark.rule("R-GEN-07")
def test_what_stands_in_the_text_of_2014_only_is_not_cited_for_a_later_act_without_saying_so() -> None:
    newer = pack.load("development", date(2026, 5, 11)).rules.values()

    assert [rule.id for rule in newer if "XZ14" in rule.source and "XZ26未见" not in rule.source] == []


COUNTY, TOWN = "411323000000", "411323001000"
ROW = "{{id: R-X, text: 至少, value: {value}, unit: 人, {when}, source: 设计约定, grade: D, level: block}}"


def planted(folder: Path, monkeypatch: pytest.MonkeyPatch, *rows: tuple[int, str]) -> None:
    """Have the pack ``planted`` with rows of one rule: its number and from when, to when and where it holds."""
    written = "".join(f"  - {ROW.format(value=value, when=when)}\n" for value, when in rows)
    text = f'name: planted\neditions: {{"2020": 2020-01-01, "2027": 2027-01-01}}\nrules:\n{written}'
    made = new_folder(folder)
    (made / "planted.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(pack, "PACKS", made)


TWO_ROWS = (
    (3, "effective_from: 2020-01-01, effective_to: 2026-09-30"),
    (5, "effective_from: 2026-10-01"),
    (4, f'effective_from: 2026-07-01, effective_to: 2026-12-31, place: "{COUNTY}"'),
    (2, f'effective_from: 2026-09-01, place: "{TOWN}"'),
)


@pytest.mark.rule("R-GEN-06")
@pytest.mark.parametrize(
    ("on", "place", "number"),
    [
        pytest.param(date(2019, 1, 1), (), 3, id="before the first edition"),
        pytest.param(date(2026, 9, 30), (), 3, id="the last day of a row"),
        pytest.param(date(2026, 10, 1), (), 5, id="the first day of the next one"),
        pytest.param(date(2026, 6, 30), (COUNTY, "411300000000"), 3, id="the day before a place has its own"),
        pytest.param(date(2026, 7, 1), (COUNTY, "411300000000"), 4, id="the first day of the place's own"),
        pytest.param(date(2026, 7, 1), (TOWN, COUNTY), 4, id="what lies below the place"),
        pytest.param(date(2026, 9, 1), (TOWN, COUNTY), 2, id="the nearer place goes before the wider one"),
        pytest.param(date(2026, 7, 1), ("411322000000",), 3, id="another place"),
        pytest.param(date(2026, 12, 31), (COUNTY,), 4, id="the last day of the place's own"),
        pytest.param(date(2027, 1, 1), (COUNTY,), 5, id="the day after it"),
    ],
)
def test_the_row_in_force_on_the_day_and_at_the_place_judges(
    on: date, place: tuple[str, ...], number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, *TWO_ROWS)

    assert pack.load("planted", on, place).number("R-X") == number


@pytest.mark.rule("R-GEN-06")
def test_a_rule_is_not_there_before_it_begins_nor_after_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, (1, "effective_from: 2026-05-11, effective_to: 2026-05-12"))

    there = [day for day in range(9, 15) if "R-X" in pack.load("planted", date(2026, 5, day))]
    assert there == [11, 12]


@pytest.mark.rule("R-GEN-06")
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            ["from: 2020-01-01", "from: 2026-10-01"], "overlaps the row from 2026-10-01", id="no end"
        ),
        pytest.param(
            ["from: 2020-01-01, effective_to: 2026-10-01", "from: 2026-10-01"], "overlaps", id="one day twice"
        ),
        pytest.param(
            ["from: 2020-01-01, effective_to: 2026-09-29", "from: 2026-10-01"],
            "leaves a gap",
            id="a day of none",
        ),
        pytest.param(
            ["from: 2026-10-01, effective_to: 2026-09-30"], "before it begins", id="over before it began"
        ),
        pytest.param(
            ['from: 2020-01-01, place: "1"', 'from: 2026-10-01, place: "1"'],
            "in 1 overlaps",
            id="at one place",
        ),
    ],
)
def test_rows_of_one_rule_and_place_that_overlap_or_leave_a_gap_are_refused(
    rows: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, *((1, f"effective_{when}") for when in rows))

    with pytest.raises(ValueError, match=f"R-X from .*{said}"):
        pack.check()


def test_no_service_starts_with_rows_that_overlap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, monkeypatch, (1, "effective_from: 2020-01-01"), (2, "effective_from: 2026-10-01"))

    with pytest.raises(ValueError, match="R-X from 2020-01-01 overlaps"):
        NotificationsService.of(None)  # type: ignore[arg-type]


@pytest.mark.rule("R-GEN-07")
def test_an_edition_lasts_to_the_day_before_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, (1, "effective_from: 2020-01-01"))

    assert pack.days_of("planted", "2020") == (date(2020, 1, 1), date(2026, 12, 31))
    assert pack.days_of("planted", "2027") == (date(2027, 1, 1), date.max)


@pytest.mark.rule("R-GEN-07")
@pytest.mark.parametrize(
    ("on", "edition"),
    [(date(2019, 12, 31), "2020"), (date(2026, 12, 31), "2020"), (date(2027, 1, 1), "2027")],
)
def test_what_is_loaded_names_its_pack_and_the_edition_of_the_day(
    on: date, edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, (1, "effective_from: 2020-01-01"))

    loaded = pack.load("planted", on)
    assert (loaded.name, loaded.edition) == ("planted", edition)


@pytest.mark.rule("R-GEN-06")
def test_a_row_may_hold_for_one_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, monkeypatch, (1, "effective_from: 2026-05-11, effective_to: 2026-05-11"))

    there = [day for day in range(9, 15) if "R-X" in pack.load("planted", date(2026, 5, day))]
    assert there == [11]


@pytest.mark.rule("R-GEN-06")
def test_the_places_of_a_pack_are_those_that_have_rows_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, *TWO_ROWS)

    assert pack.places("planted") == {COUNTY, TOWN}


def test_a_violation_without_an_earliest_day_names_none() -> None:
    assert pack.load("organisation", LATELY).violation("R-ORG-03", "太多").as_dict()["earliest"] is None
