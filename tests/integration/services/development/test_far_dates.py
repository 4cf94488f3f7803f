"""No day of a paper file may lie decades ahead, whatever column it stands in."""

import pytest
from marshmallow import fields

from shared.contracts.development.paper import PaperCase
from shared.contracts.errors import InvalidInput
from tests.integration.services.development.conftest import Development
from tests.integration.services.development.test_back_entry import bring, paper

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-10")]
DAYS = {name for name, field in PaperCase.declared.items() if isinstance(field, fields.Date)}


def test_a_day_of_2099_keeps_the_row_out_in_every_column(development: Development) -> None:
    development.member("Y1", "BRANCH", status="PROBATIONARY", on="2026-04-10")
    row = paper("approve_admission", member_id="Y1")
    given = sorted(DAYS & {*row})
    taken = []
    for name in given:
        try:
            bring(development, {**row, name: "2099-01-01"}, dry_run=True)
        except InvalidInput:
            continue
        taken.append(name)

    assert taken == []
    assert len(given) > 15
