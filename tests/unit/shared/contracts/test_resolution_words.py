"""What the states of a resolution are called is written once, for every service, the pages and the reports."""

import re
from pathlib import Path

import pytest

from shared.contracts.department.terms import RESOLUTION_STATES, ResolutionState

ROOT = Path(__file__).parents[4]
KINDS = ("*.py", "*.ts", "*.vue", "*.j2", "*.typ")
MADE = ("node_modules", "generated", "schema.d.ts")


@pytest.mark.rule("R-JM-11")
def test_every_state_has_one_name_of_its_own_and_it_is_written_in_one_place() -> None:
    names = list(RESOLUTION_STATES.values())
    sources = [
        path
        for part in ("services", "shared")
        for kind in KINDS
        for path in (ROOT / part).rglob(kind)
        if not any(made in path.parts for made in MADE)
    ]
    quoted = re.compile(f"""['"](?:{names[0]}|已下达)['"]""")

    assert set(RESOLUTION_STATES) == set(ResolutionState)
    assert len(names) == len(set(names))
    assert [
        path.relative_to(ROOT).as_posix() for path in sources if quoted.search(path.read_text("utf-8"))
    ] == ["shared/contracts/department/terms.py"]
