"""A step and a limit are judged by the row of their own day and place; a row added later leaves what is on record."""

from datetime import date
from pathlib import Path

import pytest

from tests.integration.services.development.conftest import Development
from tests.integration.services.hosted import CITY, XIXIA
from tests.planting import with_row

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-06")]
SINCE = date(2026, 6, 10)


def due_of_the_talk(development: Development, on: str) -> str:
    development.apply_for("C1", on=on)
    return str(development.db["duties"].find_one({"deadline": "talk"})["due_on"])


@pytest.mark.rule("R-DEV-05")
@pytest.mark.parametrize(
    ("place", "on", "due"),
    [
        pytest.param(None, "2026-06-09", "2026-07-09", id="the day before the row"),
        pytest.param(None, "2026-06-10", "2026-08-10", id="its first day"),
        pytest.param(CITY, "2026-06-10", "2026-08-10", id="below its place"),
        pytest.param(XIXIA, "2026-06-10", "2026-07-10", id="at another place"),
    ],
)
def test_a_limit_is_that_of_the_day_and_the_place(
    development: Development,
    place: str | None,
    on: str,
    due: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_row(tmp_path, monkeypatch, "development", "R-DEV-05", 2, SINCE, place)

    assert due_of_the_talk(development, on) == due


@pytest.mark.rule("R-DEV-18")
@pytest.mark.parametrize(("place", "refused"), [(CITY, True), (XIXIA, False)])
def test_a_row_refuses_from_its_day_on_at_its_place_and_alters_no_recorded_step(
    development: Development,
    place: str,
    refused: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    development.apply_for("C1")
    development.go("C1", until="complete_form")
    before = development.db["cases"].find_one({"_id": "C1"})
    with_row(tmp_path, monkeypatch, "development", "R-DEV-18", 18, date(2026, 2, 1), place)
    development.apply_for("C2", number=2)
    development.go("C2", until="half_year_review")

    assert development.db["cases"].find_one({"_id": "C1"}) == before
    asked = development.ask("zhi", "case", case_id="C2")
    prospect = next(one for one in asked["next"] if one["step"] == "propose_candidate")
    assert ("2026-09-01" in str(prospect["earliest"])) is refused
