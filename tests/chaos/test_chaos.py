"""The short chaos run as a test; ``make chaos`` is the long one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Two minutes and a half on an idle machine; what is late shows in the result, not in how long the run takes.
SECONDS = 600


@pytest.mark.e2e
@pytest.mark.timeout(SECONDS + 15)
def test_nothing_is_lost_doubled_or_left_unanswered_while_everything_fails(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.chaos", "--quick", "--seed", "2026", "--directory", str(tmp_path)]

    done = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS)

    assert done.returncode in (0, 1), done.stdout + done.stderr
    result = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert result["problems"] == [], {**result, "fault_log": ...}
    assert (result["lost"], result["doubled"], result["unanswered_past_deadline"]) == (0, 0, 0)
    assert min(result["faults"].values()) > 0
    assert result["negative_controls"]["dedupe_off"]["doubled"] > 0
    assert result["negative_controls"]["confirms_off"]["lost"] > 0
