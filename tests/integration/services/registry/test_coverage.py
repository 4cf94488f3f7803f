"""What the registry tells of the enterprises with a party organisation when a quarter has ended."""

from typing import Any

import pytest

from services.registry.apply import following_with
from shared.security.pseudonyms import Pseudonyms

PSEUDONYMS = Pseudonyms(b"s" * 32)
COUNTY = "411302000000"


def day_comes(registry: Any, day: str, pseudonyms: Pseudonyms | None = PSEUDONYMS) -> None:
    registry.act("start_day", by="admin", date=day)
    registry.day = day
    settle = following_with(pseudonyms).settle
    assert settle is not None
    while settle(registry.ledger):
        pass


def told(registry: Any) -> list[dict[str, Any]]:
    """Return what was told of the third quarter; the first day that ever started told of the second one."""
    found = [entry["data"] for entry in registry.entries(type="registry.coverage_told.v1")]
    return [data for data in found if data["period"] == "2026Q3"]


@pytest.fixture
def firms(registry: Any) -> list[str]:
    """One enterprise with an organisation of its own, and one without."""
    covered = registry.staffed(1, 3)
    registry.organisation("O1", form="independent", units=[covered], parent=None, reason="试")
    return [covered, registry.enterprise(2)]


@pytest.mark.rule("R-JM-15")
def test_a_quarter_s_enterprises_are_told_when_it_is_over_and_again_when_it_is_locked(
    registry: Any, firms: list[str]
) -> None:
    for day in ("2026-09-30", "2026-10-01", "2026-10-02", "2026-10-16", "2026-10-17"):
        day_comes(registry, day)

    pseudonyms = [*PSEUDONYMS.in_quarter("2026Q3", firms[:1])]
    assert [(one["version"], one["period"], one["key"]) for one in told(registry)] == [
        (1, "2026Q3", PSEUDONYMS.key_id),
        (2, "2026Q3", PSEUDONYMS.key_id),
    ]
    assert all(one["counties"] == [{"area": COUNTY, "pseudonyms": pseudonyms}] for one in told(registry))


def test_without_a_secret_or_an_organisation_nothing_is_told(registry: Any, firms: list[str]) -> None:
    day_comes(registry, "2026-10-01", None)
    assert told(registry) == []


def test_who_has_no_organisation_is_not_among_them(registry: Any) -> None:
    registry.enterprise(1)
    day_comes(registry, "2026-10-01")
    assert told(registry) == []
