"""A mongod that cannot run here is refused with what it lacks."""

from pathlib import Path

import pytest

from deploy.local import mongo
from deploy.local.program import LocalError

MISSING = "error while loading shared libraries: libcrypto.so.3: cannot open shared object file"


def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    binary = tmp_path / "mongod"
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(mongo, "find_spec", lambda _name: None)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        pytest.param(f"echo '{MISSING}' >&2; exit 127", "libcrypto.so.3", id="a library is missing"),
        pytest.param("kill -ILL $$", "AVX", id="the processor is too old"),
        pytest.param("echo 'db version v4.4.29'", "4.4.29", id="the version is too old"),
        pytest.param("echo broken >&2; exit 1", "broken", id="anything else"),
    ],
)
def test_the_message_says_what_is_wrong_and_what_else_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    pretend(tmp_path, monkeypatch, script)

    with pytest.raises(LocalError, match=problem) as refused:
        mongo.find()

    assert "MONGODB_URI" in str(refused.value)


def test_one_on_the_path_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, "echo 'db version v7.0.1'")

    assert mongo.find() == tmp_path / "mongod"
