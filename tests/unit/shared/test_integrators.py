"""The example of the integrators' guide keeps a stream as the services themselves read it."""

import re
from pathlib import Path
from typing import Any

import pytest

from shared.ledger.corrected import as_they_stand

pytestmark = pytest.mark.rule("R-GEN-09")
GUIDE = Path(__file__).parents[3] / "docs" / "integrators.md"
STREAM = "enterprise:X"
CORRECTED, CHANGED = "registry.entry_corrected.v1", "registry.enterprise_changed.v1"


def entry(seq: int, on: str, **data: Any) -> dict[str, Any]:
    return {"seq": seq, "type": CHANGED, "effective_on": on, "data": data}


def corrected(number: int, seq: int, on: str, *, void: bool = False, **data: Any) -> dict[str, Any]:
    told = {
        "correction": "GZ",
        "seq": seq,
        "kind": CHANGED,
        "void": void,
        "on": on,
        "was_on": on,
        "data": data,
    }
    return {"seq": number, "type": CORRECTED, "effective_on": on, "data": told}


FIRST, SECOND = entry(1, "2026-01-01", employees=50), entry(2, "2026-02-01", employees=500)
BY_THE_CORRECTION = {
    "replaced": [FIRST, SECOND, corrected(3, 2, "2026-03-01", employees=60)],
    "moved before the first": [FIRST, SECOND, corrected(3, 2, "2025-12-01", employees=60)],
    "dropped": [FIRST, SECOND, corrected(3, 1, "2026-01-01", void=True, employees=50)],
    "corrected twice": [
        *(FIRST, SECOND, corrected(3, 2, "2026-02-01", employees=5)),
        corrected(4, 2, "2026-02-02", employees=6),
    ],
    "dropped, then named again": [
        *(FIRST, SECOND, corrected(3, 2, "2026-02-01", void=True, employees=500)),
        corrected(4, 2, "2026-02-02", employees=6),
    ],
}


@pytest.mark.parametrize("entries", BY_THE_CORRECTION.values(), ids=BY_THE_CORRECTION.keys())
def test_who_follows_the_example_keeps_what_the_services_keep(entries: list[dict[str, Any]]) -> None:
    example: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if "def follow(" in block]
    exec(code, example)  # noqa: S102 - the guide is ours
    streams: dict[str, Any] = {}
    for one in entries:
        told = {"subject": STREAM, "seq": one["seq"], "type": one["type"], "effectiveon": one["effective_on"]}
        example["follow"](streams, {**told, "data": one["data"]})

    kept = [(row["on"], row["data"]) for row in example["as_it_stands"](streams, STREAM)]

    wanted = sorted(as_they_stand(entries), key=lambda row: (row["effective_on"], row["seq"]))
    assert kept == [(row["effective_on"], row["data"]) for row in wanted]
