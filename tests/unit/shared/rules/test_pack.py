"""Rule packs: every number has a source and a level, and a refusal carries them."""

from datetime import date
from pathlib import Path

import pytest

from shared.rules import pack
from shared.rules.violation import Level

NAMES = sorted(path.stem for path in pack.PACKS.glob("*.yaml"))
ALL = [rule for name in NAMES for rule in pack.load(name).rules.values()]


@pytest.mark.rule("R-GEN-06")
@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_every_rule_is_cited(rule: pack.Rule) -> None:
    assert rule.text
    assert rule.source
    assert rule.grade in ("V", "V1", "SEED", "GK", "D")
    assert (rule.value is None) == (rule.unit is None)


@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_what_is_not_verified_never_blocks(rule: pack.Rule) -> None:
    assert rule.grade != "GK" or rule.level is Level.UNCONFIRMED


@pytest.mark.rule("R-GEN-09")
def test_a_violation_takes_level_and_source_from_the_pack() -> None:
    violation = pack.load("organisation").violation(
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
    text = (pack.PACKS / "organisation.yaml").read_text(encoding="utf-8")
    (tmp_path / "unsourced.yaml").write_text(text.replace("source: ZB18", "source: ''"), encoding="utf-8")
    monkeypatch.setattr(pack, "PACKS", tmp_path)

    with pytest.raises(ValueError, match="E-12: R-ORG-03"):
        pack.load("unsourced")


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        pack.load("organisation")["R-ORG-99"]


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
    old, new = pack.load("development", "2014"), pack.load("development", "2026")

    assert (old["R-DEV-22"].value, new["R-DEV-22"].value) == ("filing", "agreement")
    assert "R-DEV-34" not in old
    assert new.number("R-DEV-34") == 1


@pytest.mark.rule("R-GEN-09")
def test_confirming_raises_unconfirmed_rules_only() -> None:
    rules = pack.load("development", "2026")
    bound = rules.confirmed(["R-DEV-51", "R-DEV-50"])

    assert (rules["R-DEV-51"].level, bound["R-DEV-51"].level) == (Level.UNCONFIRMED, Level.BLOCK)
    assert bound["R-DEV-50"].level is Level.WARN
