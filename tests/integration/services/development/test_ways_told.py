"""The document that tells a person's way says what the service does."""

import pytest

from tests.integration.services.development.conftest import Development
from tests.integration.services.development.ways import DOCUMENT, WAYS, document

pytestmark = pytest.mark.integration


@pytest.mark.rule("R-GEN-07")
@pytest.mark.rule("R-DEV-51b")
@pytest.mark.rule("R-DEV-73")
@pytest.mark.rule("R-DEV-80")
def test_the_told_ways_are_those_that_the_service_goes(development: Development) -> None:
    told = document(development)

    assert told == DOCUMENT.read_text(encoding="utf-8"), (
        "run python -m tests.integration.services.development.ways"
    )
    ends = [
        development.db["cases"].find_one({"_id": f"C{number}"})["state"] for number in range(1, len(WAYS) + 1)
    ]
    assert ends == ["S71", "S71", "X3", "S71", "S50"]
