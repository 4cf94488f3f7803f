"""One owner per directory, and proof that nobody is left."""

import os
from pathlib import Path

import pytest

from deploy.local.lock import Lock, await_nobody, owner_of
from deploy.local.program import LocalError


def test_a_second_owner_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = Lock(tmp_path)

    with pytest.raises(LocalError, match="已有一套系统在运行"):
        Lock(tmp_path)

    first.release()
    Lock(tmp_path).release()


def test_the_owner_is_known_while_it_owns(tmp_path: Path) -> None:
    lock = Lock(tmp_path)

    assert owner_of(tmp_path) == os.getpid()

    lock.release()
    assert owner_of(tmp_path) is None


def test_an_empty_directory_has_nobody(tmp_path: Path) -> None:
    assert owner_of(tmp_path) is None
    assert await_nobody(tmp_path, 0)
