"""Removing the demo's data."""

from pathlib import Path

import pytest

from deploy.cli.demo import demo
from deploy.local.lock import Lock
from deploy.local.program import LocalError


def test_one_command_removes_the_data_of_the_demo_and_nothing_else(tmp_path: Path) -> None:
    played, kept = tmp_path / "demo", tmp_path / "up"
    (played / "mongo").mkdir(parents=True)
    kept.mkdir()

    demo(directory=played, clear=True)

    assert (played.exists(), kept.exists()) == (False, True)


def test_a_demo_that_runs_is_not_removed(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    try:
        with pytest.raises(LocalError):
            demo(directory=tmp_path, clear=True)
    finally:
        lock.release()

    assert tmp_path.exists()
