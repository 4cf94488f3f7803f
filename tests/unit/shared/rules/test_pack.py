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
